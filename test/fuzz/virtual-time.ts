import type { Clock } from '../../src/base/clock.ts'

type Timer = { readonly id: number; readonly atMs: number; readonly fn: () => void }

/**
 * Time that passes only when told, and a little with each look at it: so slices of capture end at places that the seed
 * decides, however fast the machine is, and timers fire when the program says so.
 */
export interface VirtualTime {
  readonly clock: Clock
  /** What `performance.now` is for capture. Each call moves time on. */
  now(): number
  /** How far each call of `now` moves time: large steps interrupt capture at every chance it gives. */
  setStep(ms: number): void
  /** Fires the next timer, if there is one that is due within `withinMs`. */
  fireNext(withinMs?: number): boolean
  advance(ms: number): void
}

export function createVirtualTime(): VirtualTime {
  let nowMs = 1_000
  let stepMs = 0.01
  let lastId = 0
  let timers: Timer[] = []

  function after(delayMs: number, fn: () => void): { stop(): void } {
    const id = ++lastId
    timers.push({ id, atMs: nowMs + delayMs, fn })
    return {
      stop() {
        timers = timers.filter((timer) => timer.id !== id)
      },
    }
  }

  function fireNext(withinMs = Number.POSITIVE_INFINITY): boolean {
    const next = timers.reduce<Timer | null>(
      (best, one) => (best && best.atMs <= one.atMs ? best : one),
      null,
    )
    if (!next || next.atMs > nowMs + withinMs) return false
    timers = timers.filter((timer) => timer !== next)
    nowMs = Math.max(nowMs, next.atMs)
    next.fn()
    return true
  }

  return {
    clock: {
      now: () => nowMs,
      after,
      every() {
        throw new Error('capture repeats nothing')
      },
    },
    now() {
      nowMs += stepMs
      return nowMs
    },
    setStep(ms) {
      stepMs = ms
    },
    fireNext,
    advance(ms) {
      nowMs += ms
    },
  }
}
