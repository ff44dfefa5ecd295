import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Database } from '../db/schema.ts'

/** The installation itself, for entries that belong to no group. */
export const NO_GROUP = 0
const FIRST_HASH = '0'.repeat(64)

/** What happened, in words of ours: ids, codes and names, never page content or a secret. */
export type AuditEntry = {
  readonly groupId: number
  /** `user:<id>`, `visitor`, `server`, `address:<ip>` or `operator`. */
  readonly actor: string
  readonly operation: string
  readonly object: string
  readonly outcome: string
}

type Chained = AuditEntry & { readonly seq: number; readonly at: string; readonly prevHash: string }

function hashOf(entry: Chained): string {
  const { groupId, seq, at, actor, operation, object, outcome, prevHash } = entry
  const canonical = JSON.stringify([groupId, seq, at, actor, operation, object, outcome, prevHash])
  return createHash('sha256').update(canonical).digest('hex')
}

/** Appends one entry to the group's hash chain (T17). The head's row lock keeps two writers from forking it. */
export async function audit(db: Db, nowMs: number, entry: AuditEntry): Promise<void> {
  await db.transaction().execute((tx) => auditIn(tx, nowMs, entry))
}

export async function auditIn(tx: Transaction<Database>, nowMs: number, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_heads')
    .values({ group_id: entry.groupId, seq: 0, hash: FIRST_HASH })
    .onConflict((c) => c.column('group_id').doNothing())
    .execute()
  const head = await tx
    .selectFrom('audit_heads')
    .select(['seq', 'hash'])
    .where('group_id', '=', entry.groupId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const chained = { ...entry, seq: head.seq + 1, at: new Date(nowMs).toISOString(), prevHash: head.hash }
  const hash = hashOf(chained)
  await tx
    .insertInto('audit')
    .values({
      group_id: entry.groupId,
      seq: chained.seq,
      at: chained.at,
      actor: entry.actor,
      operation: entry.operation,
      object: entry.object,
      outcome: entry.outcome,
      prev_hash: chained.prevHash,
      hash,
    })
    .execute()
  await tx
    .updateTable('audit_heads')
    .set({ seq: chained.seq, hash })
    .where('group_id', '=', entry.groupId)
    .execute()
}

/** The newest entry's place and hash. */
export async function headOf(
  db: Pick<Db, 'selectFrom'>,
  groupId: number,
): Promise<{ seq: number; hash: string }> {
  const head = await db
    .selectFrom('audit_heads')
    .select(['seq', 'hash'])
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  return head ?? { seq: 0, hash: FIRST_HASH }
}

/** What {@link auditIn} notes when older entries were deleted by age: the last of them, and its hash. */
export const PRUNED = 'audit.prune'
const AT_ONCE = 5_000

/**
 * Walks a group's chain; `brokenAt` is the first entry that was altered, removed, moved or added, `null` if none was. It
 * begins where the newest note of a deletion by age says, which is in the chain itself.
 */
export async function verifyAudit(
  db: Db,
  groupId: number,
): Promise<{ entries: number; brokenAt: number | null }> {
  const head = await headOf(db, groupId)
  let { seq, prevHash } = await startOf(db, groupId)
  let entries = 0
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('group_id', '=', groupId)
      .orderBy('seq')
      .offset(entries)
      .limit(AT_ONCE)
      .execute()
    for (const row of rows) {
      seq++
      entries++
      const expected = hashOf({
        groupId,
        seq,
        at: row.at.toISOString(),
        actor: row.actor,
        operation: row.operation,
        object: row.object,
        outcome: row.outcome,
        prevHash,
      })
      if (row.seq !== seq || row.prev_hash !== prevHash || row.hash !== expected)
        return { entries: await countOf(db, groupId), brokenAt: seq }
      prevHash = row.hash
    }
    if (rows.length < AT_ONCE) break
  }
  const isTruncated = head.seq !== seq || head.hash !== prevHash
  return { entries, brokenAt: isTruncated ? seq + 1 : null }
}

async function startOf(db: Db, groupId: number): Promise<{ seq: number; prevHash: string }> {
  const note = await db
    .selectFrom('audit')
    .select('outcome')
    .where('group_id', '=', groupId)
    .where('operation', '=', PRUNED)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const [, seq, prevHash] = /^([0-9]{1,9}) ([0-9a-f]{64})$/.exec(note?.outcome ?? '') ?? []
  return seq && prevHash ? { seq: Number(seq), prevHash } : { seq: 0, prevHash: FIRST_HASH }
}

async function countOf(db: Db, groupId: number): Promise<number> {
  const { count } = await db
    .selectFrom('audit')
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
    .where('group_id', '=', groupId)
    .executeTakeFirstOrThrow()
  return count
}
