import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { SidelongError } from '../../protocol/errors.ts'
import { WEB_LIMITS } from '../limits.ts'

/** A counter per key over a window. */
export interface Rate {
  /** Counts one; throws `rate-limited` beyond the limit. */
  take(key: string): Promise<void>
  /** Takes one count back. */
  giveBack(key: string): Promise<void>
  reset(key: string): Promise<void>
}

export type RateLimits = {
  readonly starts: Rate
  readonly visitorCalls: Rate
  readonly loginsPerAccount: Rate
  readonly loginsPerAddress: Rate
  readonly loginsOverall: Rate
  readonly lookupsPerAgent: Rate
  readonly lookupsPerGroup: Rate
}

function createRate(points: number, durationSeconds: number, blockSeconds = 0): Rate {
  const limiter = new RateLimiterMemory({ points, duration: durationSeconds, blockDuration: blockSeconds })
  const refuse = (waitMs: number): never => {
    throw new SidelongError('rate-limited', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) })
  }
  return {
    async take(key) {
      try {
        await limiter.consume(key)
      } catch (error) {
        if (error instanceof RateLimiterRes) refuse(error.msBeforeNext)
        throw error
      }
    },
    async giveBack(key) {
      await limiter.reward(key)
    },
    async reset(key) {
      await limiter.delete(key)
    },
  }
}

/**
 * All rates, in this process's memory. `factor` multiplies those of visitors and look-ups: 1 in production, more for
 * load tests that come from one address.
 */
export function createRateLimits(factor: number): RateLimits {
  const minute = (points: number) => createRate(points * factor, 60)
  const window = WEB_LIMITS.loginWindowSeconds
  return {
    starts: minute(WEB_LIMITS.startsPerMinutePerAddress),
    visitorCalls: minute(WEB_LIMITS.visitorCallsPerMinutePerAddress),
    loginsPerAccount: createRate(WEB_LIMITS.loginFailuresPerAccount, window, window),
    loginsPerAddress: createRate(WEB_LIMITS.loginFailuresPerAddress, window, window),
    loginsOverall: createRate(WEB_LIMITS.loginFailuresOverall, window),
    lookupsPerAgent: minute(WEB_LIMITS.lookupsPerMinutePerAgent),
    lookupsPerGroup: minute(WEB_LIMITS.lookupsPerMinutePerGroup),
  }
}
