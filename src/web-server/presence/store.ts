import { type Insertable, sql } from 'kysely'
import type { GroupId } from '../../protocol/ids.ts'
import type { PresenceVisitor } from '../../protocol/presence-api.ts'
import { presenceVisitor } from '../../protocol/presence-api.ts'
import type { Db } from '../db/open.ts'
import type { PresenceRow } from '../db/schema.ts'
import { WEB_LIMITS } from '../limits.ts'

/*
 * The directory of who is there, shared by all web servers (PR-4): a row for each open page, written by the web server
 * that holds its link and gone with the link. Rows of a web server that has died are taken away by any other.
 */

export type Row = Insertable<PresenceRow>

export async function putRows(db: Db, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += WEB_LIMITS.presenceRowsAtOnce)
    await db
      .insertInto('presence')
      .values(rows.slice(at, at + WEB_LIMITS.presenceRowsAtOnce))
      .onConflict((c) =>
        c.columns(['group_id', 'page_id']).doUpdateSet((eb) => ({
          visitor_id: eb.ref('excluded.visitor_id'),
          server: eb.ref('excluded.server'),
          url: eb.ref('excluded.url'),
          title: eb.ref('excluded.title'),
          has_focus: eb.ref('excluded.has_focus'),
          is_visible: eb.ref('excluded.is_visible'),
          status: eb.ref('excluded.status'),
          terms: eb.ref('excluded.terms'),
          invitation: eb.ref('excluded.invitation'),
          data: eb.ref('excluded.data'),
          active_at: eb.ref('excluded.active_at'),
        })),
      )
      .execute()
}

/** Of the pages that have gone; one that another web server holds by now stays. */
export async function dropRows(
  db: Db,
  server: string,
  pages: readonly { readonly groupId: GroupId; readonly pageId: string }[],
): Promise<void> {
  for (let at = 0; at < pages.length; at += WEB_LIMITS.presenceRowsAtOnce) {
    const some = pages.slice(at, at + WEB_LIMITS.presenceRowsAtOnce)
    await db
      .deleteFrom('presence')
      .where('server', '=', server)
      .where((eb) =>
        eb(
          eb.refTuple('group_id', 'page_id'),
          'in',
          some.map((one) => eb.tuple(one.groupId, one.pageId)),
        ),
      )
      .execute()
  }
}

/** This web server is alive; by the clock of the database, which all share. */
export async function beatServer(db: Db, server: string): Promise<void> {
  await db
    .insertInto('presence_servers')
    .values({ id: server, seen_at: sql<Date>`now()` as never })
    .onConflict((c) => c.column('id').doUpdateSet({ seen_at: sql<Date>`now()` as never }))
    .execute()
}

/** Takes away what web servers that are gone have left. */
export async function dropDead(db: Db): Promise<void> {
  const alive = sql`select id from presence_servers where seen_at > now() - make_interval(secs => ${WEB_LIMITS.presenceServerSilentMs / 1_000})`
  await sql`delete from presence where server not in (${alive})`.execute(db)
  await sql`delete from presence_servers where id not in (${alive})`.execute(db)
  await sql`delete from presence_orders where expires_at < now()`.execute(db)
}

/** All of one web server that stops. */
export async function dropServer(db: Db, server: string): Promise<void> {
  await db.deleteFrom('presence').where('server', '=', server).execute()
  await db.deleteFrom('presence_servers').where('id', '=', server).execute()
}

/** The page that signals go to: the one of this visitor that was used last (PR-5). */
export async function pageOf(
  db: Db,
  groupId: GroupId,
  visitorId: string,
): Promise<{ pageId: string; server: string } | null> {
  const row = await db
    .selectFrom('presence')
    .select(['page_id', 'server'])
    .where('group_id', '=', groupId)
    .where('visitor_id', '=', visitorId)
    .orderBy('active_at', 'desc')
    .orderBy('page_id')
    .limit(1)
    .executeTakeFirst()
  return row ? { pageId: row.page_id, server: row.server } : null
}

type Search = {
  readonly visitorIds?: readonly string[] | undefined
  /** Part of the id or of a value of the custom data, in any case. */
  readonly text?: string | undefined
  readonly limit: number
  /** Time and id of the last one before. */
  readonly after: readonly string[] | null
}

/** Visitors of the group who are there, the most recently active first. */
export async function listVisitors(
  db: Db,
  groupId: GroupId,
  { visitorIds, text, limit, after }: Search,
): Promise<{ items: PresenceVisitor[]; hasMore: boolean; count: number }> {
  const [afterTime, afterId] = after ?? []
  const { rows } = await sql<PresenceRow & { pages: number; found: number }>`
    with ranked as (
      select *, row_number() over (partition by visitor_id order by active_at desc, page_id) as place,
        count(*) over (partition by visitor_id) as pages
      from presence where group_id = ${groupId} ${visitorIds === undefined ? sql`` : sql`and visitor_id in (${sql.join(visitorIds)})`}
    ), found as (
      select * from ranked where place = 1 ${text === undefined ? sql`` : matching(text)}
    )
    select *, pages::integer as pages, (select count(*)::integer from found) as found from found
    ${afterTime === undefined ? sql`` : sql`where (active_at, visitor_id) < (${afterTime}::timestamptz, ${afterId})`}
    order by active_at desc, visitor_id desc limit ${limit + 1}`.execute(db)
  return {
    items: rows.slice(0, limit).map(toVisitor),
    hasMore: rows.length > limit,
    count: rows[0]?.found ?? 0,
  }
}

const matching = (text: string) => sql`and (position(lower(${text}) in lower(visitor_id)) > 0
  or exists (select 1 from jsonb_each_text(data) where position(lower(${text}) in lower(value)) > 0))`

function toVisitor(row: PresenceRow & { pages: number }): PresenceVisitor {
  const times = { connectedAt: timeOf(row.connected_at), activeAt: timeOf(row.active_at) }
  return presenceVisitor({
    ...times,
    visitorId: row.visitor_id,
    site: row.site,
    url: row.url,
    title: row.title,
    browser: row.browser,
    platform: row.platform,
    language: row.language,
    hasFocus: row.has_focus,
    isVisible: row.is_visible,
    status: row.status,
    terms: row.terms,
    invitation: row.invitation,
    data: row.data,
    pages: row.pages,
  })
}

const timeOf = (at: unknown): string => (at instanceof Date ? at : new Date(String(at))).toISOString()
