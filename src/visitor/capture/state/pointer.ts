import type { Clock } from '../../../base/clock.ts'
import type { Stoppable } from '../../../base/stoppable.ts'
import { createBytesWriter } from '../../../protocol/codec/bytes-writer.ts'
import { EPHEMERAL } from '../../../protocol/codec/ops.ts'
import { type Privacy, VERDICT } from '../../privacy/privacy.ts'
import type { CaptureSink } from '../sink.ts'

const EVERY_MS = 40

/** Sends where the visitor's pointer is, at most 25 times a second, and never over a place that is masked (LEAKS F). */
export function trackPointer(
  window: Window & typeof globalThis,
  sink: CaptureSink,
  clock: Clock,
  privacy: Pick<Privacy, 'judgeAfresh'>,
): Stoppable & { listen(): void } {
  const abort = new AbortController()
  let last: PointerEvent | null = null
  /** Of `last`: later, an event says nothing of shadow trees. */
  let target: EventTarget | undefined
  let timer: Stoppable | null = null

  function send(): void {
    timer = null
    const event = last
    last = null
    if (!event || !sink.isReady()) return
    if (target instanceof window.Element && privacy.judgeAfresh(target) === VERDICT.masked) return
    const writer = createBytesWriter()
    writer.uint(EPHEMERAL.pointer)
    writer.int(Math.round(event.clientX))
    writer.int(Math.round(event.clientY))
    sink.ephemeral(writer.take())
    timer = clock.after(EVERY_MS, send)
  }

  function onMove(event: PointerEvent): void {
    last = event
    target = event.composedPath()[0]
    if (!timer) send()
  }

  /** Once, however often it is called. */
  function listen(): void {
    window.addEventListener('pointermove', onMove, { capture: true, passive: true, signal: abort.signal })
  }

  listen()
  return {
    listen,
    stop() {
      abort.abort()
      timer?.stop()
    },
  }
}
