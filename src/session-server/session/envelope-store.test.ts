import { describe, expect, test } from 'vitest'
import { decodeEnvelope, ENVELOPE, FLAG } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { checkpoint, delta, envelope } from '../testing/harness.ts'
import { createBudget } from './budget.ts'
import { type Accepted, EnvelopeStore, type Position } from './envelope-store.ts'

function put(store: EnvelopeStore, ...all: Buffer[]): Accepted[] {
  return all.map((bytes) => store.accept(decodeEnvelope(bytes)!, bytes))
}

/** All that an agent at `have` would get, as [generation, sequence]. */
function feed(store: EnvelopeStore, have: Position | null = null): [number, number][] {
  const out: [number, number][] = []
  for (let at = have; ; ) {
    const next = store.next(at)
    if (!next) return out
    at = next.at
    const header = decodeEnvelope(next.bytes)!
    expect([header.generation, header.sequence]).toEqual([at.generation, at.sequence])
    out.push([at.generation, at.sequence])
  }
}

const range = (generation: number, from: number, to: number): [number, number][] =>
  Array.from({ length: to - from + 1 }, (_, i) => [generation, from + i])

describe('order', () => {
  test('a checkpoint, then deltas', () => {
    const store = new EnvelopeStore(createBudget())
    expect(put(store, ...checkpoint(1), delta(1, 3))).toEqual(['stored', 'stored', 'completed', 'stored'])
    expect(store.last).toEqual({ generation: 1, sequence: 3 })
    expect(feed(store)).toEqual(range(1, 0, 3))
    expect(feed(store, { generation: 1, sequence: 2 })).toEqual(range(1, 3, 3))
  })

  test('duplicates are ignored, gaps lose', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1), delta(1, 3))
    expect(put(store, checkpoint(1)[0]!, delta(1, 3), delta(1, 2))).toEqual(['ignored', 'ignored', 'ignored'])
    expect(put(store, delta(1, 5), delta(1, 4))).toEqual(['lost', 'ignored'])
    expect(put(store, ...checkpoint(2))).toEqual(['stored', 'stored', 'completed'])
  })

  test.each([
    ['an older start', checkpoint(1)[0]],
    ['an older delta', delta(1, 9)],
    ['a start with a sequence', envelope(ENVELOPE.checkpointStart, 3, 1)],
    ['a delta with sequence 0', delta(2, 0)],
    ['a part outside a checkpoint', envelope(ENVELOPE.checkpointPart, 2, 3)],
    ['an end outside a checkpoint', envelope(ENVELOPE.checkpointEnd, 2, 3)],
    ['supersede on a delta', envelope(ENVELOPE.delta, 2, 3, '', FLAG.supersede)],
  ])('%s breaks the protocol', (_title, bytes) => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(2))
    expect(put(store, bytes!)).toEqual(['protocol'])
  })

  test('deltas before any checkpoint are ignored', () => {
    const store = new EnvelopeStore(createBudget())
    expect(put(store, delta(1, 3))).toEqual(['ignored'])
    expect(feed(store)).toEqual([])
  })

  test('generations may skip, up to the last one', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(7), ...checkpoint(0xffff_ffff))
    expect(feed(store)).toEqual(range(0xffff_ffff, 0, 2))
  })
})

describe('what is held', () => {
  test('the complete checkpoint stays until the newer one is complete', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1), delta(1, 3), ...checkpoint(2).slice(0, 2))
    expect(feed(store)).toEqual([...range(1, 0, 3), ...range(2, 0, 1)])
    put(store, checkpoint(2)[2]!)
    expect(feed(store)).toEqual(range(2, 0, 2))
  })

  test('MK-26: supersede drops the older content with its first envelope', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1), delta(1, 3))
    const before = store.heldBytes
    put(store, checkpoint(2, '', FLAG.supersede)[0]!)
    expect(feed(store)).toEqual(range(2, 0, 0))
    expect(store.heldBytes).toBeLessThan(before)
  })

  test('an abandoned checkpoint leaves the complete one, and nobody goes back to it', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1), ...checkpoint(2).slice(0, 2), checkpoint(3)[0]!)
    expect(feed(store)).toEqual([...range(1, 0, 2), ...range(3, 0, 0)])
    expect(feed(store, { generation: 2, sequence: 1 })).toEqual(range(3, 0, 0))
    expect(store.next({ generation: 2, sequence: 1 })?.isJump).toBe(true)
  })

  test('who is behind a replaced generation jumps to the new one', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1), ...checkpoint(2))
    expect(store.next({ generation: 1, sequence: 0 })).toMatchObject({
      at: { generation: 2, sequence: 0 },
      isJump: true,
    })
  })

  test('bytes are a copy of their own', () => {
    const store = new EnvelopeStore(createBudget())
    const given = checkpoint(1)[0]!
    put(store, given)
    given.fill(0xff)
    expect(checkpoint(1)[0]!.equals(store.next(null)!.bytes)).toBe(true)
  })

  test('clear lets go of all', () => {
    const budget = createBudget()
    const store = new EnvelopeStore(budget)
    put(store, ...checkpoint(1), delta(1, 3), checkpoint(2)[0]!)
    expect(budget.heldBytes).toBe(store.heldBytes)
    store.clear()
    expect([budget.heldBytes, store.heldBytes, feed(store).length]).toEqual([0, 0, 0])
  })
})

describe('resume', () => {
  test('only from what both have', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1), delta(1, 3))
    expect(store.resumeFrom({ generation: 1, sequence: 9 })).toEqual({ generation: 1, sequence: 3 })
    expect(store.resumeFrom({ generation: 1, sequence: 3 })).toEqual({ generation: 1, sequence: 3 })
    expect(store.resumeFrom({ generation: 1, sequence: 2 })).toBeNull()
    expect(store.resumeFrom({ generation: 2, sequence: 0 })).toBeNull()
    expect(store.resumeFrom(null)).toBeNull()
    store.awaitStart()
    expect(store.resumeFrom({ generation: 1, sequence: 9 })).toBeNull()
  })
})

describe('bounds', () => {
  const block = new Uint8Array(LIMITS.maxPayloadBytes)

  test('a checkpoint over the limit is dropped, the older page stays', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1), checkpoint(2)[0]!)
    const parts = Array.from({ length: 8 }, (_, i) => envelope(ENVELOPE.checkpointPart, 2, i + 1, block))
    expect(put(store, ...parts).at(-1)).toBe('limit')
    expect(feed(store)).toEqual(range(1, 0, 2))
    expect(put(store, delta(2, 9))).toEqual(['ignored'])
  })

  test('a tail over the limit waits for a checkpoint', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1))
    expect(put(store, ...[3, 4, 5, 6].map((sequence) => delta(1, sequence, block)))).toEqual([
      'stored',
      'stored',
      'stored',
      'full',
    ])
    expect(put(store, delta(1, 7))).toEqual(['ignored'])
    expect(feed(store)).toEqual(range(1, 0, 5))
  })

  test('empty envelopes count too', () => {
    const store = new EnvelopeStore(createBudget(10_000))
    put(store, ...checkpoint(1))
    let sequence = 3
    while (put(store, delta(1, sequence, ''))[0] === 'stored') sequence++
    expect(sequence).toBeLessThan(45)
  })

  test('the tail is large when it has outgrown the checkpoint', () => {
    const store = new EnvelopeStore(createBudget())
    put(store, ...checkpoint(1))
    put(store, delta(1, 3, new Uint8Array(LIMITS.minTailBytesForCheckpoint - 1_000)))
    expect(store.isTailLarge()).toBe(false)
    put(store, delta(1, 4, new Uint8Array(1_000)))
    expect(store.isTailLarge()).toBe(true)
    put(store, ...checkpoint(2, new Uint8Array(1_000_000)), delta(2, 3, new Uint8Array(1_900_000)))
    expect(store.isTailLarge()).toBe(false)
    put(store, delta(2, 4, new Uint8Array(200_000)))
    expect(store.isTailLarge()).toBe(true)
  })
})
