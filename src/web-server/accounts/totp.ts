import { Secret, TOTP } from 'otpauth'
import type { Context } from '../context.ts'

const PERIOD_SECONDS = 30
/** One step early or late: clocks differ, and people type slowly. */
const WINDOW = 1

const purposeOf = (userId: string) => `totp|${userId}`

function totpOf(secret: Secret, label = ''): TOTP {
  return new TOTP({ issuer: 'Sidelong', label, algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS, secret })
}

/** A new secret for an app that has not proven itself yet; `null` if there is an app already. */
export async function beginTotp(
  { db, clock, sealer }: Context,
  user: { id: string; email: string },
): Promise<{ secret: string; uri: string } | null> {
  const secret = new Secret({ size: 20 })
  const created_at = new Date(clock.now())
  const sealed = sealer.seal(secret.base32, purposeOf(user.id))
  const row = await db
    .insertInto('totps')
    .values({ user_id: user.id, secret: sealed, created_at })
    .onConflict((c) =>
      c.column('user_id').doUpdateSet({ secret: sealed, created_at }).where('totps.confirmed_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst()
  return row ? { secret: secret.base32, uri: totpOf(secret, user.email).toString() } : null
}

/** Whether the code is right now, and has not been used: each is good once (RFC 6238, section 5.2). */
export async function useTotpCode(
  { db, clock, sealer, log }: Context,
  userId: string,
  code: string,
  { isFirst }: { isFirst: boolean },
): Promise<boolean> {
  const row = await db
    .selectFrom('totps')
    .select('secret')
    .where('user_id', '=', userId)
    .where('confirmed_at', isFirst ? 'is' : 'is not', null)
    .executeTakeFirst()
  if (!row) return false
  const secret = sealer.open(row.secret, purposeOf(userId))
  if (secret === null) {
    log.error('a second factor cannot be read: is the sealing key another one?', { agent: userId })
    return false
  }
  const timestamp = clock.now()
  const delta = totpOf(Secret.fromBase32(secret)).validate({ token: code, timestamp, window: WINDOW })
  if (delta === null) return false
  const step = Math.floor(timestamp / 1_000 / PERIOD_SECONDS) + delta
  const used = await db
    .updateTable('totps')
    .set({ last_step: step, ...(isFirst && { confirmed_at: new Date(timestamp) }) })
    .where('user_id', '=', userId)
    .where('secret', '=', row.secret)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return used.numUpdatedRows === 1n
}
