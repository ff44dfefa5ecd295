import type { Clock } from '../../base/clock.ts'

type Timer = { atMs: number; readonly fn: () => void; readonly everyMs: number | null }

/** A clock that stands still until told to go on; for tests. */
export class FakeClock implements Clock {
  #nowMs: number
  readonly #timers = new Set<Timer>()

  constructor(startMs = 1_800_000_000_000) {
    this.#nowMs = startMs
  }

  /** Timers not fired or stopped yet. */
  get pending(): number {
    return this.#timers.size
  }

  now(): number {
    return this.#nowMs
  }

  after(delayMs: number, fn: () => void) {
    return this.#add({ atMs: this.#nowMs + delayMs, fn, everyMs: null })
  }

  every(intervalMs: number, fn: () => void) {
    return this.#add({ atMs: this.#nowMs + intervalMs, fn, everyMs: intervalMs })
  }

  /** Lets time pass, firing what is due in order. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (!next) break
      this.#nowMs = next.atMs
      if (next.everyMs === null) this.#timers.delete(next)
      else next.atMs += next.everyMs
      next.fn()
    }
    this.#nowMs = endMs
  }

  #add(timer: Timer) {
    this.#timers.add(timer)
    return { stop: () => void this.#timers.delete(timer) }
  }
}
