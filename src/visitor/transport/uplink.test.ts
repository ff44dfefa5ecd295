import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import { decodeEnvelope, ENVELOPE, FLAG } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { createUplink } from './uplink.ts'

type Bytes = Uint8Array<ArrayBuffer>

const NAMES = Object.fromEntries(Object.entries(ENVELOPE).map(([name, type]) => [type, name]))
const clock = createClock(globalThis, () => Date.now())

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** An uplink whose compression finishes when the test says so. */
function setUp(options: { compress?: boolean } = {}) {
  const sent: Bytes[] = []
  const jobs: { bytes: Bytes; done: (result: Bytes) => void; fail: (error: Error) => void }[] = []
  const state = { buffered: 0, ready: 0 }
  const uplink = createUplink({
    clock,
    send: (bytes) => sent.push(bytes) > 0,
    bufferedBytes: () => state.buffered,
    compress: options.compress
      ? (bytes) => new Promise((done, fail) => void jobs.push({ bytes, done, fail }))
      : null,
    onReady: () => state.ready++,
  })
  /** `delta 1.3 raw:20` = generation 1, sequence 3, 20 bytes. */
  const seen = () =>
    sent.splice(0).map((bytes) => {
      const envelope = decodeEnvelope(bytes)!
      const { type, flags, generation, sequence, payload } = envelope
      return `${NAMES[type]} ${generation}.${sequence}${flags ? ` f${flags}` : ''} ${payload.length}`
    })
  const open = () => uplink.open({ generation: 0, sequence: 0 }, false)
  const checkpoint = (flags = 0) => {
    uplink.begin(flags)
    uplink.send(bytesOf(5))
    uplink.complete()
  }
  return { uplink, jobs, state, seen, open, checkpoint }
}

const bytesOf = (length: number): Bytes => new Uint8Array(length)
const settle = () => vi.advanceTimersByTimeAsync(0)
const BIG = LIMITS.compressFromBytes

describe('numbering', () => {
  test('a checkpoint, then differences', () => {
    const { uplink, open, checkpoint, seen } = setUp()
    open()
    checkpoint(FLAG.samePage)
    uplink.send(bytesOf(7))
    expect(seen()).toEqual([
      'checkpointStart 1.0 f8 0',
      'checkpointPart 1.1 5',
      'checkpointEnd 1.2 0',
      'delta 1.3 7',
    ])
    expect(uplink.sent()).toEqual({ generation: 1, sequence: 3 })
  })

  test('each checkpoint is above its own last and the server’s generation', () => {
    const { uplink, checkpoint, seen } = setUp()
    uplink.open({ generation: 41, sequence: 9 }, false)
    checkpoint()
    checkpoint()
    expect(seen().filter((text) => text.startsWith('checkpointStart'))).toEqual([
      'checkpointStart 42.0 0',
      'checkpointStart 43.0 0',
    ])
  })

  test('a new page has sent nothing', () => {
    expect(setUp().uplink.sent()).toBeNull()
  })

  test('ephemeral: not numbered, never kept', () => {
    const { uplink, open, checkpoint, seen } = setUp()
    uplink.ephemeral(bytesOf(3))
    open()
    checkpoint()
    uplink.ephemeral(bytesOf(3))
    expect(seen().at(-1)).toBe('ephemeral 1.0 3')
    expect(uplink.sent()).toEqual({ generation: 1, sequence: 2 })
  })
})

describe('compression', () => {
  test('small payloads go raw at once, one byte more is compressed', async () => {
    const { uplink, open, checkpoint, seen, jobs } = setUp({ compress: true })
    open()
    checkpoint()
    seen()
    uplink.send(bytesOf(BIG - 1))
    expect(seen()).toEqual([`delta 1.3 ${BIG - 1}`])
    uplink.send(bytesOf(BIG))
    expect(seen()).toEqual([])
    jobs[0]!.done(bytesOf(40))
    await settle()
    expect(seen()).toEqual(['delta 1.4 f1 40'])
  })

  test('order holds whichever is ready first', async () => {
    const { uplink, open, checkpoint, seen, jobs } = setUp({ compress: true })
    open()
    checkpoint()
    seen()
    uplink.send(bytesOf(BIG))
    uplink.send(bytesOf(10))
    uplink.send(bytesOf(BIG))
    uplink.send(bytesOf(11))
    jobs[1]!.done(bytesOf(50))
    await settle()
    expect(seen()).toEqual([])
    jobs[0]!.done(bytesOf(40))
    await settle()
    expect(seen()).toEqual(['delta 1.3 f1 40', 'delta 1.4 10', 'delta 1.5 f1 50', 'delta 1.6 11'])
    uplink.send(bytesOf(12))
    expect(seen()).toEqual(['delta 1.7 12'])
  })

  test('what does not shrink, or fails, goes raw', async () => {
    const { uplink, open, checkpoint, seen, jobs } = setUp({ compress: true })
    open()
    checkpoint()
    seen()
    uplink.send(bytesOf(BIG))
    uplink.send(bytesOf(BIG))
    jobs[0]!.done(bytesOf(BIG))
    jobs[1]!.fail(new Error('no memory'))
    await settle()
    expect(seen()).toEqual([`delta 1.3 ${BIG}`, `delta 1.4 ${BIG}`])
  })

  test('MK-26 a new checkpoint drops what has not left: nothing older follows it', async () => {
    const { uplink, open, checkpoint, seen, jobs } = setUp({ compress: true })
    open()
    checkpoint()
    seen()
    uplink.send(bytesOf(BIG))
    uplink.send(bytesOf(9))
    checkpoint(FLAG.supersede)
    jobs[0]!.done(bytesOf(40))
    await settle()
    expect(seen()).toEqual(['checkpointStart 2.0 f4 0', 'checkpointPart 2.1 5', 'checkpointEnd 2.2 0'])
  })

  test('UI-8 discard: no byte that was handed over before leaves after it', async () => {
    const { uplink, open, checkpoint, seen, jobs } = setUp({ compress: true })
    open()
    checkpoint()
    seen()
    uplink.send(bytesOf(BIG))
    uplink.discard()
    jobs[0]!.done(bytesOf(40))
    await settle()
    expect(seen()).toEqual([])
    expect(uplink.open({ generation: 1, sequence: 2 }, true)).toBe(false)
  })
})

describe('resume', () => {
  test('the server gets exactly what it misses', () => {
    const { uplink, open, checkpoint, seen } = setUp()
    open()
    checkpoint()
    uplink.close()
    uplink.send(bytesOf(6))
    uplink.send(bytesOf(7))
    seen()
    expect(uplink.isReady()).toBe(false)
    expect(uplink.open({ generation: 1, sequence: 2 }, true)).toBe(true)
    expect(seen()).toEqual(['delta 1.3 6', 'delta 1.4 7'])
    expect(uplink.isReady()).toBe(true)
  })

  test('acknowledged envelopes are forgotten, and not needed', () => {
    const { uplink, open, checkpoint, seen } = setUp()
    open()
    checkpoint()
    uplink.send(bytesOf(6))
    uplink.ack({ generation: 1, sequence: 2 })
    uplink.close()
    seen()
    expect(uplink.open({ generation: 1, sequence: 2 }, true)).toBe(true)
    expect(seen()).toEqual(['delta 1.3 6'])
    expect(uplink.open({ generation: 1, sequence: 1 }, true)).toBe(false)
  })

  test('an acknowledgement of an older generation changes nothing', () => {
    const { uplink, open, checkpoint, seen } = setUp()
    open()
    checkpoint()
    checkpoint()
    uplink.ack({ generation: 1, sequence: 2 })
    seen()
    expect(uplink.open({ generation: 2, sequence: 0 }, true)).toBe(true)
    expect(seen()).toEqual(['checkpointPart 2.1 5', 'checkpointEnd 2.2 0'])
  })

  test.each([
    ['the server says so', { generation: 1, sequence: 2 }, false],
    ['it holds another generation', { generation: 7, sequence: 2 }, true],
  ])('a checkpoint is needed: %s', (_name, position, isKept) => {
    const { uplink, open, checkpoint } = setUp()
    open()
    checkpoint()
    expect(uplink.open(position, isKept)).toBe(false)
  })

  test('a new page needs a checkpoint', () => {
    expect(setUp().uplink.open({ generation: 0, sequence: 0 }, true)).toBe(false)
  })

  test('the ring is bounded; beyond, a checkpoint is needed until there is one', () => {
    const { uplink, open, checkpoint } = setUp()
    open()
    checkpoint()
    uplink.ack({ generation: 1, sequence: 2 })
    const size = LIMITS.resendRingBytes / 8
    for (let i = 0; i < 7; i++) uplink.send(bytesOf(size))
    expect(uplink.open({ generation: 1, sequence: 2 }, true)).toBe(true)
    uplink.send(bytesOf(size))
    expect(uplink.open({ generation: 1, sequence: 2 }, true)).toBe(false)
    checkpoint()
    expect(uplink.open({ generation: 2, sequence: 2 }, true)).toBe(true)
  })
})

describe('backlog', () => {
  test('not ready beyond the limit; wakes when there is room, with no timer otherwise', () => {
    const { uplink, open, state } = setUp()
    expect(uplink.isReady()).toBe(false)
    open()
    state.buffered = LIMITS.visitorBacklogBytes
    expect(uplink.isReady()).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    state.buffered++
    expect(uplink.isReady()).toBe(false)
    expect(uplink.isReady()).toBe(false)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(500)
    expect(state.ready).toBe(0)
    state.buffered = 0
    vi.advanceTimersByTime(50)
    expect(state.ready).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('what is being compressed counts', async () => {
    const { uplink, open, checkpoint, jobs } = setUp({ compress: true })
    open()
    checkpoint()
    uplink.send(bytesOf(LIMITS.visitorBacklogBytes + 1))
    expect(uplink.isReady()).toBe(false)
    jobs[0]!.done(bytesOf(10))
    await settle()
    expect(uplink.isReady()).toBe(true)
  })

  test('a closed link stops the timer', () => {
    const { uplink, open, state } = setUp()
    open()
    state.buffered = LIMITS.visitorBacklogBytes + 1
    uplink.isReady()
    uplink.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('ephemeral ones are dropped, not queued', () => {
    const { uplink, open, checkpoint, state, seen } = setUp()
    open()
    checkpoint()
    seen()
    state.buffered = LIMITS.visitorBacklogBytes + 1
    uplink.ephemeral(bytesOf(3))
    expect(seen()).toEqual([])
  })
})
