import { sql } from 'kysely'
import type { GroupId } from '../../protocol/ids.ts'
import type { Db } from '../db/open.ts'
import { auditIn, PRUNED } from './audit.ts'

/**
 * Deletes entries that are older than `before` (`retention.audit`), from the chain's beginning only, and notes at its end
 * from where it now begins: what was cut off otherwise shows (AU-2). Returns how many.
 */
export async function pruneAudit(db: Db, nowMs: number, group: GroupId, before: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await tx
      .selectFrom('audit_heads')
      .select('seq')
      .where('group_id', '=', group)
      .forUpdate()
      .executeTakeFirst()
    const last = await tx
      .selectFrom('audit')
      .select(['seq', 'hash'])
      .where('group_id', '=', group)
      .where('at', '<', before)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!last) return 0
    // The table takes deletions from here only.
    await sql`select set_config('sidelong.prune', 'on', true)`.execute(tx)
    const gone = await tx
      .deleteFrom('audit')
      .where('group_id', '=', group)
      .where('seq', '<=', last.seq)
      .executeTakeFirst()
    await sql`select set_config('sidelong.prune', 'off', true)`.execute(tx)
    await auditIn(tx, nowMs, {
      groupId: group,
      actor: 'server',
      operation: PRUNED,
      object: 'audit',
      outcome: `${last.seq} ${last.hash}`,
    })
    return Number(gone.numDeletedRows)
  })
}
