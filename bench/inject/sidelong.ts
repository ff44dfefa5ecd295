import { type Clock, createClock } from '../../src/base/clock.ts'
import type { Stoppable } from '../../src/base/stoppable.ts'
import { HEADER_BYTES } from '../../src/protocol/envelope.ts'
import type { CaptureSink } from '../../src/visitor/capture/sink.ts'
import { startCapture } from '../../src/visitor/capture/start.ts'
import { createMaskMemory } from '../../src/visitor/privacy/mask-memory.ts'
import { messageBytes, offer } from './recorder.ts'

let pulse = 0
let timers = 0
let packing = 0
let bytes = 0
let completeAt: number | null = null
let fault: string | null = null

/** Compresses as the uplink does; the work is part of what is measured. */
async function pack(payload: Uint8Array<ArrayBuffer>): Promise<void> {
  packing++
  bytes += HEADER_BYTES + (await messageBytes(payload))
  packing--
}

let isCaptured = false
let packed: Promise<void> = Promise.resolve()

const sink: CaptureSink = {
  begin() {
    bytes += HEADER_BYTES
  },
  send(payload) {
    pulse++
    packed = packed.then(() => pack(payload))
  },
  complete() {
    isCaptured = true
    bytes += HEADER_BYTES
    void packed.then(() => {
      completeAt ??= performance.now()
    })
  },
  ephemeral() {},
  isReady() {
    pulse++
    return true
  },
}

/** Counts the waits that capture has under way, so that a pause between two slices is not taken for rest. */
function countingClock(): Clock {
  const clock = createClock(globalThis as never, () => Date.now())
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
  isPending: () => timers + packing > 0 || !isCaptured,
  start() {
    const capture = startCapture({
      window,
      rules: {
        mode: 'listed',
        selectors: [],
        unmaskSelectors: [],
        urlDetail: 'path',
        title: 'show',
        closed: null,
      },
      memory: createMaskMemory(),
      sink,
      pointer: true,
      isOwnUi: () => false,
      clock: countingClock(),
      onFault(message) {
        fault = message
      },
    })
    capture.checkpoint(0)
  },
  completeAt: () => completeAt,
  async takeBytes() {
    await packed
    const taken = bytes
    bytes = 0
    return { live: taken, together: taken }
  },
  fault: () => fault,
})
