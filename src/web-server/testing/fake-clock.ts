import type { Clock } from '../../base/clock.ts'

type Timer = { atMs: number; readonly fn: () => void; readonly everyMs: number | null }

/** A clock that stands still until told to go on; for tests. */
export function createFakeClock(startMs = 1_800_000_000_000): Clock & { advance(ms: number): void } {
  let nowMs = startMs
  const timers = new Set<Timer>()
  const add = (timer: Timer) => {
    timers.add(timer)
    return { stop: () => void timers.delete(timer) }
  }
  return {
    now: () => nowMs,
    after: (delayMs, fn) => add({ atMs: nowMs + delayMs, fn, everyMs: null }),
    every: (intervalMs, fn) => add({ atMs: nowMs + intervalMs, fn, everyMs: intervalMs }),
    advance(ms) {
      const endMs = nowMs + ms
      for (;;) {
        const next = [...timers].filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
        if (!next) break
        nowMs = next.atMs
        if (next.everyMs === null) timers.delete(next)
        else next.atMs += next.everyMs
        next.fn()
      }
      nowMs = endMs
    },
  }
}
