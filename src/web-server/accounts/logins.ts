import type { LoginEntry } from '../../protocol/accounts.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { describeBrowser } from './browser-name.ts'

/** The running log-ins of one person, the latest first. `ownId`: the one that asks. */
export async function listLogins(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  userId: string,
  ownId: string | null,
): Promise<LoginEntry[]> {
  const nowMs = clock.now()
  const rows = await db
    .selectFrom('logins')
    .selectAll()
    .where('userId', '=', userId)
    .where('expiresAt', '>', new Date(nowMs))
    .orderBy('updatedAt', 'desc')
    .limit(WEB_LIMITS.maxLoginsListed)
    .execute()
  return rows
    .filter((row) => nowMs - row.updatedAt.getTime() <= row.idleMinutes * 60_000)
    .map((row) => ({
      id: row.id,
      isOwn: row.id === ownId,
      method: row.method,
      address: row.ipAddress ?? '',
      browser: describeBrowser(row.userAgent ?? ''),
      startedAt: row.createdAt.toISOString(),
      seenAt: row.updatedAt.toISOString(),
    }))
}

type Which = { readonly userId: string; readonly id?: string | undefined; readonly exceptId?: string }

/** Ends log-ins of one person: one, all, or all but one. Returns how many there were. */
export async function endLogins(db: Db, { userId, id, exceptId }: Which): Promise<number> {
  let query = db.deleteFrom('logins').where('userId', '=', userId)
  if (id !== undefined) query = query.where('id', '=', id)
  if (exceptId !== undefined) query = query.where('id', '!=', exceptId)
  return Number((await query.executeTakeFirst()).numDeletedRows)
}
