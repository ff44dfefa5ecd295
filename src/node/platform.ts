import { randomBytes as nodeRandomBytes } from 'node:crypto'
import { type Clock, createClock, type RandomBytes } from '../base/clock.ts'

export const systemClock: Clock = createClock(globalThis as never, () => Date.now())

export const randomBytes: RandomBytes = (length) => new Uint8Array(nodeRandomBytes(length))

/**
 * Like {@link systemClock}, but `now()` never jumps when the system's time is set: for measuring how long something
 * lasts. It starts at the wall clock's time.
 */
export const steadyClock: Clock = createClock(
  globalThis as never,
  () => performance.timeOrigin + performance.now(),
)
