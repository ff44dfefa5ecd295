import { CompiledQuery } from 'kysely'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { SidelongError } from '../../protocol/errors.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'

/** A counter per key over a window. */
export interface Rate {
  /** Counts one and returns how many are left; throws `rate-limited` beyond the limit. */
  take(key: string): Promise<number>
  /** Takes one count back. */
  giveBack(key: string): Promise<void>
  reset(key: string): Promise<void>
}

export type RateLimits = {
  readonly starts: Rate
  /** RS-3: calls by one API token. */
  readonly tokenCalls: Rate
  readonly visitorCalls: Rate
  /** Signals and invitations to one visitor. */
  readonly presenceOrders: Rate
  /** Guests who state a name, by address; codes that agents enter, by session. */
  readonly guests: Rate
  readonly guestCodes: Rate
  readonly loginsPerAccount: Rate
  readonly loginsPerAddress: Rate
  readonly loginsOverall: Rate
  readonly secondFactors: Rate
  readonly ssoStarts: Rate
  /** By user. */
  readonly leaves: Rate
  readonly lookupsPerAgent: Rate
  readonly lookupsPerGroup: Rate
}

type Limit = { readonly points: number; readonly seconds: number; readonly blockSeconds?: number }

/** Names in the table `rates`; the operator's `user unlock` deletes by them. */
export const LOGIN_RATE = 'login-account'
export const SECOND_FACTOR_RATE = 'second-factor'

function inMemory({ points, seconds, blockSeconds = 0 }: Limit): Rate {
  return rateOf(new RateLimiterMemory({ points, duration: seconds, blockDuration: blockSeconds }))
}

/** Counted in the database, by all web servers together. */
function createShared(db: Db) {
  // What rate-limiter-flexible needs of a client of `pg`; Kysely has one for both engines.
  const client = {
    async query({ text, values }: { text: string; values?: unknown[] }) {
      const { rows, numAffectedRows } = await db.executeQuery(CompiledQuery.raw(text, values ?? []))
      return { rows, rowCount: rows.length || Number(numAffectedRows ?? 0) }
    },
  }
  return (name: string, { points, seconds, blockSeconds = 0 }: Limit): Rate =>
    rateOf(
      new RateLimiterPostgres({
        storeClient: client,
        storeType: 'client',
        tableName: 'rates',
        tableCreated: true,
        clearExpiredByTimeout: name === LOGIN_RATE,
        keyPrefix: name,
        points,
        duration: seconds,
        blockDuration: blockSeconds,
      }),
    )
}

function rateOf(limiter: RateLimiterMemory | RateLimiterPostgres): Rate {
  const refuse = (waitMs: number): never => {
    throw new SidelongError('rate-limited', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) })
  }
  return {
    async take(key) {
      try {
        return (await limiter.consume(key)).remainingPoints
      } catch (error) {
        if (error instanceof RateLimiterRes) return refuse(error.msBeforeNext)
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
 * All rates. Those that hold guessing back are counted in the database, so that more web servers are not more guesses
 * (T12); those that only spare a process are in its memory. `factor` multiplies those of visitors and look-ups: 1 in
 * production, more for load tests that come from one address.
 */
export function createRateLimits(db: Db, factor: number): RateLimits {
  const shared = createShared(db)
  const minute = (points: number): Limit => ({ points: points * factor, seconds: 60 })
  const seconds = WEB_LIMITS.loginWindowSeconds
  const locking = (points: number): Limit => ({ points, seconds, blockSeconds: seconds })
  return {
    tokenCalls: inMemory({ points: WEB_LIMITS.apiCallsPerMinutePerToken, seconds: 60 }),
    starts: inMemory(minute(WEB_LIMITS.startsPerMinutePerAddress)),
    visitorCalls: inMemory(minute(WEB_LIMITS.visitorCallsPerMinutePerAddress)),
    presenceOrders: inMemory(minute(WEB_LIMITS.presenceOrdersPerMinutePerVisitor)),
    guests: inMemory(minute(WEB_LIMITS.guestsPerMinutePerAddress)),
    guestCodes: shared('guest-code', minute(WEB_LIMITS.guestCodesPerMinutePerSession)),
    loginsPerAccount: shared(LOGIN_RATE, locking(WEB_LIMITS.loginFailuresPerAccount)),
    loginsPerAddress: shared('login-address', locking(WEB_LIMITS.loginFailuresPerAddress)),
    loginsOverall: shared('login-overall', { points: WEB_LIMITS.loginFailuresOverall, seconds }),
    secondFactors: shared(SECOND_FACTOR_RATE, locking(WEB_LIMITS.secondFactorFailuresPerAccount)),
    ssoStarts: shared('sso-start', { points: WEB_LIMITS.ssoStartsPerMinutePerAddress, seconds: 60 }),
    leaves: inMemory({ points: WEB_LIMITS.leavesPerMinutePerUser, seconds: 60 }),
    lookupsPerAgent: shared('lookup-agent', minute(WEB_LIMITS.lookupsPerMinutePerAgent)),
    lookupsPerGroup: shared('lookup-group', minute(WEB_LIMITS.lookupsPerMinutePerGroup)),
  }
}
