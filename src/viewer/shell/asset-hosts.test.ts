import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import { agentUp } from '../../protocol/agent-up.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { createAssetHosts } from './asset-hosts.ts'

const clock = createClock(globalThis, () => Date.now())
beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function setUp() {
  const told: unknown[] = []
  const hosts = createAssetHosts(clock, (one) => told.push(agentUp({ type: 'asset-hosts', ...one })))
  return { told, hosts, wait: () => vi.advanceTimersByTime(VIEWER_LIMITS.assetHostsDelayMs) }
}

test('hosts are told together, without paths, each once; what is no host is not', () => {
  const { told, hosts, wait } = setUp()
  hosts.add('cdn.example.com', 'asked')
  hosts.add('cdn.example.com', 'asked')
  hosts.add('evil.example.com:8443/private/path.png', 'blocked')
  hosts.add('evil.example.com:8443/another.png', 'blocked')
  hosts.add('shop.example.com/broken.png', 'image')
  hosts.add('Some Font', 'font')
  hosts.add("a'b;c", 'blocked')
  expect(told).toEqual([])
  wait()
  hosts.add('cdn.example.com', 'asked')
  wait()
  const first = { type: 'asset-hosts', asked: ['cdn.example.com'], blocked: ['evil.example.com:8443'] }
  expect(told).toEqual([first])
  hosts.add('late.example.com', 'asked')
  wait()
  expect(told[1]).toEqual({ type: 'asset-hosts', asked: ['late.example.com'], blocked: [] })
})

test('who leaves tells the rest before', () => {
  const { told, hosts, wait } = setUp()
  hosts.add('cdn.example.com', 'asked')
  hosts.flush()
  hosts.flush()
  wait()
  expect(told).toHaveLength(1)
})

test('no more than so many are told', () => {
  const { told, hosts, wait } = setUp()
  for (let i = 0; i <= LIMITS.maxAssetHostsTold; i++) hosts.add(`h${i}.example.com`, 'asked')
  wait()
  expect(told).toMatchObject([{ asked: { length: LIMITS.maxAssetHostsTold } }])
})
