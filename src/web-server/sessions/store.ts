import type { Transaction } from 'kysely'
import {
  type GroupId,
  type SessionId,
  type SessionKey,
  type Site,
  splitSessionId,
} from '../../protocol/ids.ts'
import { type EndReason, finalStatus, isLive, LIVE_STATUSES, type Status } from '../../protocol/life-cycle.ts'
import type { WebhookEvent } from '../../protocol/webhooks-api.ts'
import { auditIn } from '../audit/audit.ts'
import type { Db } from '../db/open.ts'
import type { Database } from '../db/schema.ts'
import { emitIn } from '../webhooks/outbox.ts'

export type SessionRecord = {
  readonly id: SessionId
  readonly group_id: GroupId
  readonly key: SessionKey
  readonly site: Site
  readonly status: Status
  readonly is_random_key: boolean
  readonly credential_hash: string
  readonly server: string | null
  readonly started_at: Date
  readonly browser: string | null
  readonly script: string
}
const RECORD = [
  'id',
  'group_id',
  'key',
  'site',
  'status',
  'is_random_key',
  'credential_hash',
  'server',
  'started_at',
  'browser',
  'script',
] as const

export function findSession(db: Db, id: SessionId): Promise<SessionRecord | undefined> {
  return db.selectFrom('sessions').select(RECORD).where('id', '=', id).executeTakeFirst()
}

export function findLiveByKey(
  tx: Pick<Db, 'selectFrom'>,
  group: GroupId,
  key: SessionKey,
): Promise<SessionRecord | undefined> {
  return tx
    .selectFrom('sessions')
    .select(RECORD)
    .where('group_id', '=', group)
    .where('key', '=', key)
    .where('status', 'in', LIVE_STATUSES)
    .executeTakeFirst()
}

const EVENT_OF: Readonly<Partial<Record<Status, WebhookEvent>>> = {
  W: 'session.started',
  A: 'session.active',
  C: 'session.ended',
  X: 'session.ended',
  Q: 'session.ended',
  T: 'session.ended',
}

/** What events say of a session. */
export function sessionData(id: SessionId): { sessionId: string; key: string } {
  return { sessionId: id, key: splitSessionId(id).key }
}

const RANK: Readonly<Record<Status, number>> = { J: 0, W: 1, A: 2, C: 3, X: 3, Q: 3, T: 3 }

export type StatusChange = {
  readonly id: SessionId
  readonly status: Status
  readonly reason: EndReason | null
  readonly at: Date
  /** If given, the change counts only while this server holds the session: one that lost it has no say any more. */
  readonly server?: string
}

/**
 * Records a status change; repeating it, or reporting an older one late, changes nothing. Statuses only go forward
 * (LC-15). Returns whether anything changed.
 */
export async function recordStatus(db: Db, nowMs: number, change: StatusChange): Promise<boolean> {
  return db.transaction().execute((tx) => recordStatusIn(tx, nowMs, change))
}

export async function recordStatusIn(
  tx: Transaction<Database>,
  nowMs: number,
  change: StatusChange,
): Promise<boolean> {
  const earlier = LIVE_STATUSES.filter((status) => RANK[status] < RANK[change.status])
  if (earlier.length === 0) return false
  let update = tx
    .updateTable('sessions')
    .set({ status: change.status })
    .where('id', '=', change.id)
    .where('status', 'in', earlier)
    .returning('group_id')
  if (change.server !== undefined) update = update.where('server', '=', change.server)
  if (change.status === 'A') update = update.set({ active_at: change.at })
  if (!isLive(change.status))
    update = update.set({ ended_at: change.at, end_reason: change.reason, lost_at: null })
  const changed = await update.executeTakeFirst()
  if (!changed) return false
  await tx
    .insertInto('session_statuses')
    .values({ session_id: change.id, status: change.status, reason: change.reason, at: change.at })
    .execute()
  if (!isLive(change.status)) {
    await tx
      .updateTable('participants')
      .set({ left_at: change.at, how: 'ended' })
      .where('session_id', '=', change.id)
      .where('left_at', 'is', null)
      .execute()
    await tx.deleteFrom('guests').where('session_id', '=', change.id).execute()
  }
  const type = EVENT_OF[change.status]
  if (type)
    await emitIn(tx, nowMs, {
      groupId: changed.group_id,
      type,
      session: change.id,
      data: {
        ...sessionData(change.id),
        status: change.status,
        reason: change.reason,
        at: change.at.toISOString(),
      },
    })
  await auditIn(tx, nowMs, {
    groupId: changed.group_id,
    actor: 'server',
    operation: 'session.status',
    object: auditName(change.id),
    outcome: change.reason ? `${change.status} ${change.reason}` : change.status,
  })
  return true
}

/** Ends a live session for `reason`, whatever its status; returns the final status, `null` if it was over already. */
export async function endSession(
  db: Db,
  nowMs: number,
  id: SessionId,
  reason: EndReason,
): Promise<Status | null> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('sessions')
      .select('status')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row || !isLive(row.status)) return null
    const status = finalStatus(row.status, reason)
    await recordStatusIn(tx, nowMs, { id, status, reason, at: new Date(nowMs) })
    return status
  })
}

/** A session in the audit log: group, key and the first six characters of the random part, as in logs (SE-9). */
export function auditName(id: SessionId): string {
  const [group, key, random] = id.split(':')
  return `session:${group}:${key}:${random?.slice(0, 6)}`
}
