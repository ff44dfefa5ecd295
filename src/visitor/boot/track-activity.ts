import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { listen } from './listen.ts'

const INTERVAL_MS = 30_000

/** Calls `fn` for input of the visitor, at most once every 30 s (LC-9). */
export function trackActivity(window: Window, clock: Clock, fn: () => void): Stoppable {
  let last = Number.NEGATIVE_INFINITY
  return listen(window, ['pointerdown', 'keydown', 'wheel', 'touchmove'], (event) => {
    const now = clock.now()
    if (!event.isTrusted || now - last < INTERVAL_MS) return
    last = now
    fn()
  })
}
