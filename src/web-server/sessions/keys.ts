import type { RandomBytes } from '../../base/clock.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, type SessionKey, sessionKey } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'

/** A uniform whole number from 0 to `below` − 1: values beyond the last full multiple are thrown again. */
function uniform(random: RandomBytes, below: number): number {
  const range = 2 ** 32
  const limit = range - (range % below)
  for (;;) {
    const value = new DataView(random(4).buffer).getUint32(0)
    if (value < limit) return value % below
  }
}

/** A key of `digits` decimal digits, the first from 1 to 9, each equally likely (SE-5). */
export function randomDigits(random: RandomBytes, digits: number): SessionKey {
  const lowest = 10 ** (digits - 1)
  return sessionKey(String(lowest + uniform(random, 9 * lowest)))
}

/** SE-5: a random key that is neither live in the group nor ended less than the cooldown ago. */
export async function pickRandomKey(
  tx: Pick<Db, 'selectFrom'>,
  random: RandomBytes,
  wanted: { readonly group: GroupId; readonly digits: number; readonly endedAfter: Date },
): Promise<SessionKey> {
  for (let digits = wanted.digits; digits <= WEB_LIMITS.maxRandomKeyDigits; digits++) {
    const tries = Array.from({ length: WEB_LIMITS.randomKeyAttempts }, () => randomDigits(random, digits))
    const rows = await tx
      .selectFrom('sessions')
      .select('key')
      .where('group_id', '=', wanted.group)
      .where('key', 'in', tries)
      .where((eb) => eb.or([eb('status', 'in', LIVE_STATUSES), eb('ended_at', '>', wanted.endedAfter)]))
      .execute()
    const taken = new Set(rows.map((row) => row.key))
    const free = tries.find((key) => !taken.has(key))
    if (free) return free
  }
  throw new SidelongError('key-exhausted', { retryAfterSeconds: 60 })
}
