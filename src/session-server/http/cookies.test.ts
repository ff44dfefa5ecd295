import { describe, expect, test } from 'vitest'
import { participantId, sessionId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { random22 } from '../testing/harness.ts'
import { AgentCookies } from './agent-cookie.ts'
import { cookieValues, onlyCookie } from './cookies.ts'
import { clearJoinCookie } from './join.ts'

describe('Cookie header', () => {
  test('finds by exact name', () => {
    expect(cookieValues('a=1; b=2;a=3; aa=4; =5; a', 'a')).toEqual(['1', '3'])
    expect(onlyCookie('x=1; a=b=c', 'a')).toBe('b=c')
    expect(onlyCookie('a=1; a=1', 'a')).toBeNull()
    expect(onlyCookie(undefined, 'a')).toBeNull()
  })
})

describe('agent cookie', () => {
  const pid = participantId(random22())
  const given = {
    pid,
    session: sessionId(`7:4711:${random22()}`),
    agent: 'a',
    privileges: ['view' as const],
    parents: [],
  }
  const now = 1_800_000_000_000
  const cookies = new AgentCookies(new Uint8Array(32).fill(1))
  const header = cookies.issue(given, now).split(';')[0] ?? ''

  test('SA-18: under the name of another participant it is none, though the signature fits', () => {
    const other = participantId(random22())
    const renamed = header.replace(pid, other)
    expect(cookies.read(renamed, other, now)).toBeNull()
    expect(cookies.read(`${renamed}; ${header}`, other, now)).toBeNull()
    const plain = (cookies.issuePlain({ ...given, parents: [] }, now).split(';')[0] ?? '').replace(pid, other)
    expect(cookies.readPlain(plain, other, now)).toBeNull()
  })

  test('AE-1: Strict in a tab of its own; None and Partitioned below listed pages, and only there', () => {
    expect(cookies.issue(given, now)).toMatch(/; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
    const embedded = cookies.issue({ ...given, parents: ['https://crm.example.com'] }, now)
    expect(embedded).toMatch(/; Path=\/; Secure; HttpOnly; SameSite=None; Partitioned; Max-Age=\d+$/)
    const read = cookies.read(embedded.split(';')[0] ?? '', pid, now)
    expect(read?.parents).toEqual(['https://crm.example.com'])
  })

  test('comes back as issued, for 12 h', () => {
    expect(cookies.read(header, pid, now)).toMatchObject(given)
    expect(cookies.read(header, pid, now + LIMITS.agentCookieLifeMs - 1)).not.toBeNull()
    expect(cookies.read(header, pid, now + LIMITS.agentCookieLifeMs)).toBeNull()
  })

  test('another boot, another participant, every changed character: refused', () => {
    expect(new AgentCookies(new Uint8Array(32).fill(2)).read(header, pid, now)).toBeNull()
    const other = participantId(random22())
    expect(cookies.read(header.replace(pid, other), other, now)).toBeNull()
    const start = header.indexOf('=') + 1
    for (let i = start; i < header.length; i++) {
      const flipped = `${header.slice(0, i)}${header[i] === 'A' ? 'B' : 'A'}${header.slice(i + 1)}`
      expect(cookies.read(flipped, pid, now)).toBeNull()
    }
    expect(cookies.read(`${header}.x`, pid, now)).toBeNull()
  })
})

test('the join cookie is deleted for the host and for a shared parent', () => {
  expect(clearJoinCookie('ID', 's1.cobrowse.example.com')).toHaveLength(2)
  expect(clearJoinCookie('ID', 's1.cobrowse.example.com')[1]).toContain('; Domain=cobrowse.example.com')
  for (const host of ['localhost', '127.0.0.1', '[::1]', 'example.com'])
    expect(clearJoinCookie('ID', host)).toHaveLength(1)
})
