import { type Clock, createClock } from '../../src/base/clock.ts'
import type { Stoppable } from '../../src/base/stoppable.ts'
import { decodeEnvelope, ENVELOPE } from '../../src/protocol/envelope.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import type { Capture, CaptureSink } from '../../src/visitor/capture/sink.ts'
import { startCapture } from '../../src/visitor/capture/start.ts'
import { startLooks } from '../../src/visitor/capture/style/looks.ts'
import { createMaskMemory } from '../../src/visitor/privacy/mask-memory.ts'
import { modes } from '../../src/visitor/privacy/modes.ts'
import { partsAtHand } from '../../src/visitor/testing/parts-at-hand.ts'
import { createDeflate } from '../../src/visitor/transport/deflate.ts'
import { createUplink } from '../../src/visitor/transport/uplink.ts'
import { type BenchRules, offer } from './recorder.ts'

let pulse = 0
let timers = 0
let packing = 0
let bytes = 0
let completeAt: number | null = null
let fault: string | null = null
let capture: Capture | null = null

const clock = createClock(globalThis as never, () => Date.now())
const deflate = createDeflate(clock)

/** The uplink that ships, over a socket that takes everything; its work is part of what is measured. */
const uplink = createUplink({
  clock,
  send(message) {
    pulse++
    bytes += message.length
    if (decodeEnvelope(message)?.type === ENVELOPE.checkpointEnd) completeAt ??= performance.now()
    return true
  },
  bufferedBytes: () => 0,
  compress:
    deflate &&
    (async (payload) => {
      packing++
      const compressed = await deflate(payload)
      packing--
      return compressed
    }),
  onReady: () => capture?.wake(),
})
uplink.open({ generation: 0, sequence: 0 }, false)

const sink: CaptureSink = {
  ...uplink,
  send(payload) {
    pulse++
    uplink.send(payload)
  },
  isReady() {
    pulse++
    return uplink.isReady()
  },
}

/**
 * Counts the waits that capture has under way, so that a pause between two slices is not taken for rest. The drift digest
 * is not waited for: it comes at its own pace, whatever changed, and is measured by itself (idle.ts).
 */
function countingClock(): Clock {
  const count = (timer: Stoppable, state: { isOver: boolean }): Stoppable => ({
    stop() {
      if (!state.isOver) timers--
      state.isOver = true
      timer.stop()
    },
  })
  return {
    ...clock,
    after(delayMs, fn) {
      if (delayMs >= LIMITS.digestPauseMs) return clock.after(delayMs, fn)
      const state = { isOver: false }
      timers++
      const timer = clock.after(delayMs, () => {
        state.isOver = true
        timers--
        fn()
      })
      return count(timer, state)
    },
  }
}

offer({
  pulse: () => pulse,
  isPending: () => timers + packing > 0 || completeAt === null || capture?.isIdle === false,
  start() {
    capture = startCapture({
      window,
      rules: {
        mode: 'listed',
        selectors: [],
        unmaskSelectors: [],
        urlDetail: 'path',
        title: 'show',
        closed: null,
        ...(window as { benchRules?: BenchRules }).benchRules,
      },
      memory: createMaskMemory(),
      loadPart: partsAtHand({ looks: startLooks, modes }),
      sink,
      canvas: true,
      number: 1,
      joined: null,
      pointer: true,
      clock: countingClock(),
      hide() {},
      onFault(message) {
        fault = message
      },
    })
    capture.checkpoint(0)
  },
  completeAt: () => completeAt,
  async takeBytes() {
    const taken = bytes
    bytes = 0
    return { live: taken, together: taken }
  },
  fault: () => fault,
})
