import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { object, oneOf, optional, ParseError, text } from '../../base/schema.ts'
import type { GroupId } from '../../protocol/ids.ts'
import {
  problemList,
  REPORT_DIMENSIONS,
  type ReportRow,
  reportCounts,
  reportFigures,
} from '../../protocol/reports-api.ts'
import { csvOf, sendCsv } from '../api/csv.ts'
import { pageOf, pageParams } from '../api/pages.ts'
import { routesOf } from '../api/route.ts'
import { agentsOf, filtered, identityOf, statusesOf, timeOf } from '../api/sessions.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { FIGURE_COLUMNS, reportFiguresOf } from './figures.ts'

const BASE = '/v1/groups/:group/reports'
const DAY_MS = 24 * 3_600_000
/** RE-3: counts of at most this long. */
const MAX_DAYS = 31
const MAX_CSV_ROWS = 100_000

const span = { from: optional(text(32)), to: optional(text(32)) }
const countsQuery = object({ ...span, by: optional(oneOf(...REPORT_DIMENSIONS)) }, { exact: true })
const csvQuery = object({ ...span, status: optional(oneOf('all', 'ended', 'C')) }, { exact: true })
const spanQuery = object(span, { exact: true })
const problemQuery = object({ ...pageParams, ...span }, { exact: true })

/** Reports of a group (RE-2 to RE-5). */
export async function reportRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, clock } = context
  const add = routesOf(app, context)

  function spanOf(query: { from?: string; to?: string }, maxDays: number): { from: Date; to: Date } {
    const to = timeOf(query.to, 'to') ?? new Date(clock.now())
    const from = timeOf(query.from, 'from') ?? new Date(to.getTime() - Math.min(maxDays, MAX_DAYS) * DAY_MS)
    if (from > to) throw new ParseError('from', 'must be before "to"')
    if (to.getTime() - from.getTime() > maxDays * DAY_MS)
      throw new ParseError('from', `must not be more than ${maxDays} days before "to"`)
    return { from, to }
  }

  add({
    method: 'GET',
    path: `${BASE}/counts`,
    tag: 'reports',
    summary: 'Sessions counted by day (UTC), status, role or agent, for up to 31 days.',
    needs: 'reports.read',
    query: countsQuery,
    answer: reportCounts,
    async handle({ member, query }) {
      const by = query.by ?? 'day'
      const { from, to } = spanOf(query, MAX_DAYS)
      const [[total], rows] = await Promise.all([
        countBy(db, member.groupId, from, to, null),
        by === 'day'
          ? countBy(
              db,
              member.groupId,
              from,
              to,
              sql<string>`to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD')`,
            )
          : by === 'status'
            ? countBy(db, member.groupId, from, to, sql<string>`s.status`)
            : countByParticipant(db, member.groupId, from, to, by),
      ])
      if (!total) throw new Error('an aggregate without a row')
      return { by, from: from.toISOString(), to: to.toISOString(), total, rows }
    },
  })

  add({
    method: 'GET',
    path: `${BASE}/sessions.csv`,
    tag: 'reports',
    summary: 'All sessions, or those that ended (clean only: `status=C`), as CSV.',
    needs: 'reports.read',
    query: csvQuery,
    answerType: 'text/csv',
    async handle({ caller, member, query, reply }) {
      const { from, to } = spanOf(query, 3_660)
      const rows = await filtered(db, {
        statuses: statusesOf(query.status ?? 'all'),
        groupId: member.groupId,
        from,
        to,
      })
        .leftJoin('session_figures as f', 'f.session_id', 's.id')
        .selectAll('s')
        .select(FIGURE_COLUMNS.map(([, column]) => `f.${column}` as const))
        .orderBy('s.started_at')
        .limit(MAX_CSV_ROWS)
        .execute()
      const agents = await agentsOf(
        db,
        rows.map(({ id }) => id),
      )
      await audit(db, clock.now(), {
        groupId: member.groupId,
        actor: caller.actor,
        operation: 'sessions.export',
        object: 'sessions',
        outcome: `${rows.length} sessions`,
      })
      const header = [
        'key',
        'site',
        'status',
        'end reason',
        'started',
        'active',
        'ended',
        'origin',
        'browser',
      ]
      const table = rows.map((row) => {
        const visitor = identityOf(row.identity)
        const times = [row.started_at, row.active_at, row.ended_at].map((at) => at?.toISOString() ?? '')
        return [
          ...[row.key, row.site, row.status, row.end_reason, ...times, row.origin, row.browser, row.script],
          (agents.get(row.id) ?? []).join('; '),
          ...[visitor?.visitorId, visitor?.name, visitor?.email, visitor?.phone],
          ...FIGURE_COLUMNS.map(([, column]) => row[column]),
        ]
      })
      const more = ['script', 'agents', 'visitor id', 'visitor name', 'visitor e-mail', 'visitor phone']
      const figures = FIGURE_COLUMNS.map(([title]) => title)
      return sendCsv(reply, 'sessions.csv', csvOf([...header, ...more, ...figures], table))
    },
  })

  add({
    method: 'GET',
    path: `${BASE}/figures`,
    tag: 'reports',
    summary: 'What sessions cost, where figures are collected (RE-5).',
    needs: 'reports.read',
    query: spanQuery,
    answer: reportFigures,
    handle: ({ member, query }) => {
      const { from, to } = spanOf(query, 3_660)
      return reportFiguresOf(db, member.groupId, from, to)
    },
  })

  add({
    method: 'GET',
    path: `${BASE}/problems`,
    tag: 'reports',
    summary: 'Sessions that were disconnected or expired, each with its cause (RE-4).',
    needs: 'reports.read',
    query: problemQuery,
    answer: problemList,
    async handle({ member, query }) {
      const { from, to } = spanOf(query, 3_660)
      const { limit, after } = pageOf(query, 'problems')
      const troubled = filtered(db, { statuses: ['X', 'T'], groupId: member.groupId, from, to }).where(
        's.end_reason',
        'is not',
        null,
      )
      let page = troubled
        .select([
          's.id',
          's.key',
          's.status',
          's.end_reason',
          's.started_at',
          's.ended_at',
          's.browser',
          's.script',
        ])
        .orderBy('s.started_at', 'desc')
        .orderBy('s.id', 'desc')
        .limit(limit + 1)
      if (after) {
        const at = timeOf(after[0] ?? '', 'cursor') ?? new Date(0)
        const id = (after[1] ?? '') as never
        page = page.where((eb) =>
          eb.or([eb('s.started_at', '<', at), eb.and([eb('s.started_at', '=', at), eb('s.id', '<', id)])]),
        )
      }
      const [rows, causes] = await Promise.all([
        page.execute(),
        troubled
          .select((eb) => ['s.end_reason', eb.cast<number>(eb.fn.countAll(), 'integer').as('count')])
          .groupBy('s.end_reason')
          .execute(),
      ])
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        items: rows.slice(0, limit).flatMap((row) =>
          row.end_reason === null
            ? []
            : [
                {
                  id: row.id,
                  key: row.key,
                  status: row.status,
                  cause: row.end_reason,
                  startedAt: row.started_at.toISOString(),
                  endedAt: row.ended_at?.toISOString() ?? null,
                  browser: row.browser,
                  script: row.script,
                },
              ],
        ),
        causes: Object.fromEntries(causes.map((row) => [row.end_reason ?? '', row.count])),
        cursor: last ? pageOf.cursor('problems', [last.started_at.toISOString(), last.id]) : null,
      }
    },
  })
}

const figures = {
  sessions: sql<number>`count(distinct s.id)::integer`.as('sessions'),
  joined: sql<number>`(count(distinct s.id) filter (where s.active_at is not null))::integer`.as('joined'),
  disconnected: sql<number>`(count(distinct s.id) filter (where s.status = 'X'))::integer`.as('disconnected'),
  wait: sql<number | null>`avg(extract(epoch from s.active_at - s.started_at))::integer`.as('wait'),
}

const DEEDS = ['requests', 'accepts', 'actions'] as const
/** What was done by remote control (RC-11), by all who were in these sessions. */
const deedsOfSessions = DEEDS.map((deed) =>
  sql<number>`coalesce(sum((select sum((q.counts->>${sql.lit(deed)})::integer)
    from participants q where q.session_id = s.id)), 0)::integer`.as(deed),
)
/** The same, by these participants alone. */
const deedsOfParticipants = DEEDS.map((deed) =>
  sql<number>`coalesce(sum((p.counts->>${sql.lit(deed)})::integer), 0)::integer`.as(deed),
)

async function countBy(
  db: Db,
  groupId: GroupId,
  from: Date,
  to: Date,
  name: ReturnType<typeof sql<string>> | null,
): Promise<ReportRow[]> {
  const query = filtered(db, { statuses: null, groupId, from, to })
    .select([
      (name ?? sql<string>`'all'`).as('name'),
      figures.sessions,
      figures.joined,
      figures.disconnected,
      figures.wait,
      sql<number | null>`avg(extract(epoch from s.ended_at - s.active_at))::integer`.as('length'),
      ...deedsOfSessions,
    ])
    .limit(2_000)
  const rows = await (name ? query.groupBy(name).orderBy(name) : query).execute()
  return rows.map(toRow)
}

/** By who was in them: a session counts once for each; its length is the time that they were there. */
async function countByParticipant(
  db: Db,
  groupId: GroupId,
  from: Date,
  to: Date,
  by: 'role' | 'agent',
): Promise<ReportRow[]> {
  const name = by === 'role' ? sql<string>`coalesce(p.role, 'guest')` : sql<string>`coalesce(u.name, p.name)`
  const who = by === 'role' ? name : sql<string>`coalesce(p.user_id, p.name)`
  const rows = await filtered(db, { statuses: null, groupId, from, to })
    .innerJoin('participants as p', 'p.session_id', 's.id')
    .leftJoin('users as u', 'u.id', 'p.user_id')
    .select([
      sql<string>`min(${name})`.as('name'),
      figures.sessions,
      figures.joined,
      figures.disconnected,
      figures.wait,
      sql<number | null>`avg(extract(epoch from p.left_at - p.joined_at))::integer`.as('length'),
      ...deedsOfParticipants,
    ])
    .groupBy(who)
    .orderBy('name')
    .limit(2_000)
    .execute()
  return rows.map(toRow)
}

function toRow(row: {
  name: string
  sessions: number
  joined: number
  disconnected: number
  wait: number | null
  length: number | null
  requests: number
  accepts: number
  actions: number
}): ReportRow {
  return {
    name: row.name,
    sessions: row.sessions,
    joined: row.joined,
    disconnected: row.disconnected,
    averageSeconds: row.length === null ? null : Math.max(0, row.length),
    averageWaitSeconds: row.wait === null ? null : Math.max(0, row.wait),
    controlRequests: row.requests,
    controlAccepts: row.accepts,
    controlActions: row.actions,
  }
}
