import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'

/*
 * A page that opened a window and closes it cannot reach it: it is isolated (AE-6). One that has not joined yet, at its
 * log-in or waiting, is told by the random id that its address has.
 */

export async function closeWindow({ db, clock }: Pick<Context, 'db' | 'clock'>, id: string): Promise<void> {
  const nowMs = clock.now()
  await db.deleteFrom('closed_windows').where('expires_at', '<', new Date(nowMs)).execute()
  await db
    .insertInto('closed_windows')
    .values({ id, expires_at: new Date(nowMs + WEB_LIMITS.closedWindowKeepMs) })
    .onConflict((c) => c.column('id').doNothing())
    .execute()
}

export async function isClosed(db: Db, id: string | null): Promise<boolean> {
  return id !== null && (await closedAmong(db, [id])).length > 0
}

/** Those of `ids` that are closed. */
export async function closedAmong(db: Db, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('closed_windows')
    .select('id')
    .where('id', 'in', [...ids])
    .execute()
  return rows.map(({ id }) => id)
}
