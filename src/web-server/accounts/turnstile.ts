import { SidelongError } from '../../protocol/errors.ts'

/** Runs at most `atOnce` pieces of work, lets `maxWaiting` wait, and refuses the rest as `rate-limited`. */
export function createTurnstile(atOnce: number, maxWaiting: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= maxWaiting) throw new SidelongError('rate-limited', { retryAfterSeconds: 2 })
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      // Its place goes to the next one directly: given back in between, a newcomer could take it as well.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
