import { describe, expect, it } from 'vitest'
import { addressKey, createClientAddress, isProxyEntry, splitProxies } from './client-address.ts'

it('SE-13: IPv6 is counted by /64, mapped IPv4 as IPv4', () => {
  expect(addressKey('192.0.2.7')).toBe('192.0.2.7')
  expect(addressKey('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(addressKey('2001:0DB8:1:2::9')).toBe('2001:db8:1:2::/64')
  expect(addressKey('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(addressKey('::1')).toBe('0:0:0:0::/64')
})

describe('trusted proxies', () => {
  it('are addresses, ranges and named ranges', () => {
    for (const entry of ['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', 'loopback', 'uniquelocal', 'linklocal'])
      expect(isProxyEntry(entry)).toBe(true)
    for (const entry of [
      '',
      'everyone',
      '10.0.0',
      '10.0.0.0/33',
      '::1/129',
      '10.0.0.0/8/8',
      '10.0.0.1/',
      '__proto__',
    ])
      expect(isProxyEntry(entry)).toBe(false)
    expect(splitProxies(' 10.0.0.1, ::1 ,')).toEqual(['10.0.0.1', '::1'])
    expect(splitProxies(undefined)).toEqual([])
  })

  it('SA-32: forwarding headers count only from them, and only as far as they reach', () => {
    const bare = createClientAddress([])
    expect(bare.of('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9')
    const client = createClientAddress(['10.0.0.0/8', 'loopback'])
    expect(client.of('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9')
    expect(client.of('10.1.2.3', '198.51.100.1')).toBe('198.51.100.1')
    expect(client.of('::ffff:10.1.2.3', '198.51.100.1')).toBe('198.51.100.1')
    expect(client.of('10.1.2.3', 'made-up, 6.6.6.6, 198.51.100.1, 10.9.9.9')).toBe('198.51.100.1')
    expect(client.of('10.1.2.3', 'made-up')).toBe('10.1.2.3')
    expect(client.of('127.0.0.1', undefined)).toBe('127.0.0.1')
    expect(client.of(undefined, '198.51.100.1')).toBe('')
  })
})
