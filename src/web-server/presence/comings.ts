import { sql, type Transaction } from 'kysely'
import type { GroupId } from '../../protocol/ids.ts'
import type { Db } from '../db/open.ts'
import type { Database } from '../db/schema.ts'
import { WEB_LIMITS } from '../limits.ts'
import { emitIn } from '../webhooks/outbox.ts'

type Visitor = { readonly group_id: GroupId; readonly visitor_id: string }

/** Any number that nothing else locks. */
const LOCK = 5_107

/**
 * Tells the endpoints that ask for it who came and who went (WH-1): once, by one web server at a time, in no order with
 * what happens in sessions. Between two pages a visitor is nowhere for a moment; only who stays away went.
 */
export async function tellComings(db: Db, nowMs: number): Promise<void> {
  if (!(await isNeeded(db))) return
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      is_ours: boolean
    }>`select pg_try_advisory_xact_lock(${LOCK}) as is_ours`.execute(tx)
    if (!rows[0]?.is_ours) return
    await forgetUnasked(tx)
    await noteAbsence(tx)
    for (const one of await newcomers(tx)) await tell(tx, nowMs, 'presence.connected', one)
    for (const one of await leavers(tx)) await tell(tx, nowMs, 'presence.disconnected', one)
  })
}

const ASKING = sql`select group_id from webhooks
  where is_enabled and (types @> '["presence.connected"]' or types @> '["presence.disconnected"]')`

async function isNeeded(db: Db): Promise<boolean> {
  const { rows } = await sql<{ is_needed: boolean }>`
    select exists (${ASKING}) or exists (select 1 from presence_known) as is_needed`.execute(db)
  return rows[0]?.is_needed ?? false
}

/** Groups that no endpoint asks for: who is known there would be told of late, and all at once, when one does. */
async function forgetUnasked(tx: Transaction<Database>): Promise<void> {
  await sql`delete from presence_known where group_id not in (${ASKING})`.execute(tx)
}

const IS_HERE = sql`exists (select 1 from presence p where p.group_id = k.group_id and p.visitor_id = k.visitor_id)`

async function noteAbsence(tx: Transaction<Database>): Promise<void> {
  await sql`update presence_known k set gone_at = null where gone_at is not null and ${IS_HERE}`.execute(tx)
  await sql`update presence_known k set gone_at = now() where gone_at is null and not ${IS_HERE}`.execute(tx)
}

async function newcomers(tx: Transaction<Database>): Promise<readonly Visitor[]> {
  const { rows } = await sql<Visitor>`
    insert into presence_known (group_id, visitor_id)
    select distinct group_id, visitor_id from presence p where group_id in (${ASKING}) and not exists (
      select 1 from presence_known k where k.group_id = p.group_id and k.visitor_id = p.visitor_id)
    order by group_id, visitor_id limit ${WEB_LIMITS.presenceRowsAtOnce}
    returning group_id, visitor_id`.execute(tx)
  return rows
}

async function leavers(tx: Transaction<Database>): Promise<readonly Visitor[]> {
  const { rows } = await sql<Visitor>`
    delete from presence_known where (group_id, visitor_id) in (
      select group_id, visitor_id from presence_known
      where gone_at < now() - make_interval(secs => ${WEB_LIMITS.presenceAwayMs / 1_000})
      order by group_id, visitor_id limit ${WEB_LIMITS.presenceRowsAtOnce})
    returning group_id, visitor_id`.execute(tx)
  return rows
}

function tell(
  tx: Transaction<Database>,
  nowMs: number,
  type: 'presence.connected' | 'presence.disconnected',
  { group_id: groupId, visitor_id: visitorId }: Visitor,
): Promise<void> {
  return emitIn(tx, nowMs, { groupId, type, session: null, data: { visitorId } })
}
