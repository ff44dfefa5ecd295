import { describe, expect, test } from 'vitest'
import type { ControlUp } from '../../protocol/control.ts'
import { sessionId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { random22 } from '../testing/harness.ts'
import { BurntIds } from './burnt-ids.ts'
import { createJoinReporter } from './join-reports.ts'
import { Reports } from './reports.ts'
import { RevokedAgents } from './revoked-agents.ts'
import { ServerKeys } from './server-keys.ts'

const key = (keyId: string, byte = 1) => ({ keyId, key: new Uint8Array(32).fill(byte) })

describe('server keys', () => {
  test('the newest two of each web server', () => {
    const keys = new ServerKeys(new FakeClock())
    for (const [server, id] of [
      ['a', 'a.1'],
      ['a', 'a.2'],
      ['b', 'b.1'],
      ['a', 'a.3'],
    ] as const)
      keys.add(server, key(id))
    expect(['a.1', 'a.2', 'a.3', 'b.1'].map((id) => keys.find(id) !== null)).toEqual([
      false,
      true,
      true,
      true,
    ])
  })

  test('nobody replaces the key of another', () => {
    const keys = new ServerKeys(new FakeClock())
    keys.add('a', key('a.1', 1))
    expect(keys.add('b', key('a.1', 2))).toBe(false)
    expect(keys.find('a.1')?.[0]).toBe(1)
  })

  test('a web server that comes back in time keeps its keys', () => {
    const clock = new FakeClock()
    const keys = new ServerKeys(clock)
    keys.add('a', key('a.1'))
    keys.expire('a')
    clock.advance(119_999)
    keys.keep('a')
    clock.advance(1_000_000)
    expect(keys.find('a.1')).not.toBeNull()
    keys.expire('a')
    clock.advance(120_000)
    expect(keys.find('a.1')).toBeNull()
  })
})

test('SA-14: an id burns once, until it has expired', () => {
  const burnt = new BurntIds()
  expect([burnt.burn('a', 100, 0), burnt.burn('a', 100, 99), burnt.burn('b', 200, 50)]).toEqual([
    true,
    false,
    true,
  ])
  burnt.burn('c', 300, 150)
  expect(burnt.size).toBe(2)
})

test('T13: a credential from before the revocation is void, in all sessions or in one', () => {
  const revoked = new RevokedAgents()
  const one = sessionId(`7:1:${random22()}`)
  const two = sessionId(`7:2:${random22()}`)
  revoked.add('a', one, 10_500)
  revoked.add('b', null, 10_500)
  const seconds = [9, 10, 11]
  expect(seconds.map((at) => revoked.covers('a', one, at))).toEqual([true, true, false])
  expect(revoked.covers('a', two, 9)).toBe(false)
  revoked.add('a', one, 11_500)
  expect([revoked.size, revoked.covers('a', one, 11), revoked.covers('a', one, 12)]).toEqual([2, true, false])
  expect([revoked.covers('b', one, 9), revoked.covers('b', two, 9), revoked.covers('c', one, 9)]).toEqual([
    true,
    true,
    false,
  ])
})

describe('reports', () => {
  const id = sessionId(`7:1:${random22()}`)
  const status = (value: 'W' | 'A' | 'C'): ControlUp => ({
    type: 'session-status',
    sessionId: id,
    status: value,
    reason: null,
    at: '',
  })

  test('go to all who are there, and wait when nobody is', () => {
    const reports = new Reports()
    const a: ControlUp[] = []
    const b: ControlUp[] = []
    reports.send(status('W'))
    reports.send(status('A'))
    reports.send({ type: 'load', sessions: 1, agents: 0, capacity: 1, draining: false })
    const target = { send: (message: ControlUp) => void a.push(message) }
    reports.connect(target)
    reports.connect({ send: (message) => void b.push(message) })
    reports.send(status('C'))
    expect(a).toEqual([status('A'), status('C')])
    expect(b).toEqual([status('C')])
    reports.disconnect(target)
    reports.send(status('C'))
    expect(a).toHaveLength(2)
  })

  test.each<ControlUp>([
    { type: 'asset-hosts', sessionId: id, asked: ['cdn.example.com'], blocked: [] },
    {
      type: 'session-figures',
      sessionId: id,
      figures: { pages: 1, reconnects: 0, kilobytes: 9, firstViewMs: 90, script: null },
    },
  ])('what is counted goes to one who is there: $type', (counted) => {
    const reports = new Reports()
    const got: ControlUp[] = []
    reports.send(counted)
    for (let i = 0; i < 2; i++) reports.connect({ send: (message) => void got.push(message) })
    expect(got).toEqual([counted])
    reports.send(counted)
    expect(got).toEqual([counted, counted])
  })

  test('the queue is bounded', () => {
    const reports = new Reports()
    for (let i = 0; i < SERVER_LIMITS.maxQueuedStatuses + 5; i++) {
      reports.send({
        type: 'session-status',
        sessionId: sessionId(`7:k${i}:${random22()}`),
        status: 'W',
        reason: null,
        at: '',
      })
    }
    const got: ControlUp[] = []
    reports.connect({ send: (message) => void got.push(message) })
    expect(got).toHaveLength(SERVER_LIMITS.maxQueuedStatuses)
  })

  test('refused joins are reported at a bounded rate', () => {
    const clock = new FakeClock()
    const got: ControlUp[] = []
    const report = createJoinReporter(
      clock,
      () => '',
      (message) => got.push(message),
    )
    for (let i = 0; i < 1_000; i++) report({ why: 'replayed', agentId: 'a', sessionId: null })
    expect(got).toHaveLength(SERVER_LIMITS.joinRefusedReportsPerSecond)
    clock.advance(1_000)
    report({ why: 'replayed', agentId: 'a', sessionId: null })
    expect(got).toHaveLength(SERVER_LIMITS.joinRefusedReportsPerSecond + 1)
  })

  test('SA-13: what strangers send neither fills the audit log nor hides what is signed', () => {
    const clock = new FakeClock()
    const got: ControlUp[] = []
    const report = createJoinReporter(
      clock,
      () => '',
      (message) => got.push(message),
    )
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 100; i++) report({ why: 'malformed', agentId: null, sessionId: null })
      clock.advance(1_000)
    }
    expect(got.length).toBeLessThan(SERVER_LIMITS.strangerReportsBurst + 61)
    report({ why: 'replayed', agentId: 'a', sessionId: null })
    expect(got.at(-1)).toMatchObject({ why: 'replayed' })
  })
})
