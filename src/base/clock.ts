import type { Stoppable } from './stoppable.ts'

/** Time as a parameter. All times are milliseconds. */
export interface Clock {
  /** Wall clock, milliseconds since 1970-01-01 UTC. */
  now(): number
  /** Calls `fn` once after `delayMs`. */
  after(delayMs: number, fn: () => void): Stoppable
  /** Calls `fn` every `intervalMs`. */
  every(intervalMs: number, fn: () => void): Stoppable
}

/** Fills and returns `length` bytes from a cryptographically secure source. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>

type TimerApi = {
  setTimeout(fn: () => void, ms: number): unknown
  clearTimeout(id: never): void
  setInterval(fn: () => void, ms: number): unknown
  clearInterval(id: never): void
}

/** A clock over the platform's timers (`globalThis` in browsers and Node, or pinned natives). */
export function createClock(api: TimerApi, now: () => number): Clock {
  return {
    now,
    after(delayMs, fn) {
      const id = api.setTimeout(fn, delayMs)
      return { stop: () => api.clearTimeout(id as never) }
    },
    every(intervalMs, fn) {
      const id = api.setInterval(fn, intervalMs)
      return { stop: () => api.clearInterval(id as never) }
    },
  }
}
