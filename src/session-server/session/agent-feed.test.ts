import { expect, test, vi } from 'vitest'
import { decodeEnvelope } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { FakeWire } from '../testing/fake-wire.ts'
import { checkpoint, delta } from '../testing/harness.ts'
import { AgentFeed } from './agent-feed.ts'
import { createBudget } from './budget.ts'
import { EnvelopeStore } from './envelope-store.ts'

const BLOCK = new Uint8Array(600_000)

function setUp() {
  const clock = new FakeClock()
  const wire = new FakeWire()
  const store = new EnvelopeStore(createBudget())
  const hooks = { restart: vi.fn(), tooSlow: vi.fn(), behind: vi.fn() }
  const feed = new AgentFeed(wire, store, clock, null, hooks)
  feed.holdUntil(0)
  const put = (...all: Buffer[]): void => {
    for (const bytes of all) {
      store.accept(decodeEnvelope(bytes)!, bytes)
      feed.pump()
    }
  }
  const got = (): string[] =>
    wire.bytes.map((bytes) => {
      const header = decodeEnvelope(bytes)
      return `${header?.generation}.${header?.sequence}`
    })
  return { clock, wire, store, hooks, feed, put, got }
}

test('two agents get the same memory', () => {
  const { put, wire, store, clock, hooks } = setUp()
  put(...checkpoint(1))
  const other = new FakeWire()
  const second = new AgentFeed(other, store, clock, null, hooks)
  second.holdUntil(0)
  second.pump()
  expect(other.bytes[1]?.buffer).toBe(wire.bytes[1]?.buffer)
})

test('an agent that does not keep up waits at the backlog limit and goes on where it was', () => {
  const { put, wire, feed, clock, hooks, got } = setUp()
  put(...checkpoint(1))
  wire.isStuck = true
  put(delta(1, 3, BLOCK), delta(1, 4, BLOCK), delta(1, 5, BLOCK))
  expect(feed.isBehind).toBe(true)
  expect(wire.unsentBytes).toBeLessThanOrEqual(LIMITS.agentBacklogBytes)
  wire.isStuck = false
  wire.unsentBytes = SERVER_LIMITS.agentLowMarkBytes + 1
  clock.advance(SERVER_LIMITS.agentDrainCheckMs)
  expect(feed.isBehind).toBe(true)
  wire.unsentBytes = 0
  clock.advance(SERVER_LIMITS.agentDrainCheckMs)
  expect(feed.isBehind).toBe(false)
  expect(got()).toEqual(['1.0', '1.1', '1.2', '1.3', '1.4', '1.5'])
  expect(hooks.restart).not.toHaveBeenCalled()
  expect(clock.pending).toBe(0)
})

test('what it has not got when a newer checkpoint replaces the page is left out', () => {
  const { put, wire, clock, hooks, got } = setUp()
  put(...checkpoint(1))
  wire.isStuck = true
  put(delta(1, 3, BLOCK), delta(1, 4, BLOCK), ...checkpoint(2))
  wire.isStuck = false
  wire.unsentBytes = 0
  clock.advance(SERVER_LIMITS.agentDrainCheckMs)
  expect(got()).toEqual(['1.0', '1.1', '1.2', '1.3', '2.0', '2.1', '2.2'])
  expect(hooks.restart).toHaveBeenCalledTimes(1)
})

test('ephemerals are dropped while behind', () => {
  const { put, wire, feed } = setUp()
  put(...checkpoint(1))
  wire.isStuck = true
  put(delta(1, 3, BLOCK), delta(1, 4, BLOCK))
  const count = wire.bytes.length
  feed.sendEphemeral(new Uint8Array(1))
  expect(wire.bytes).toHaveLength(count)
})

test('taking nothing for 10 s is too slow; taking little is not', () => {
  const { put, wire, clock, hooks } = setUp()
  put(...checkpoint(1))
  wire.isStuck = true
  put(delta(1, 3, BLOCK), delta(1, 4, BLOCK))
  clock.advance(LIMITS.agentSlowCloseMs - 1_000)
  wire.unsentBytes -= SERVER_LIMITS.agentMinProgressBytes
  clock.advance(LIMITS.agentSlowCloseMs - 1_000)
  expect(hooks.tooSlow).not.toHaveBeenCalled()
  clock.advance(1_000 + SERVER_LIMITS.agentDrainCheckMs)
  expect(hooks.tooSlow).toHaveBeenCalledTimes(1)
  expect(clock.pending).toBe(0)
})

test('rewind sends all again', () => {
  const { put, feed, got } = setUp()
  put(...checkpoint(1))
  feed.rewind()
  expect(got()).toEqual(['1.0', '1.1', '1.2', '1.0', '1.1', '1.2'])
})
