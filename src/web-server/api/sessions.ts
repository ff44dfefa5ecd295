import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  object,
  oneOf,
  optional,
  ParseError,
  type Schema,
  schemaOf,
  text,
  wholeInQuery,
} from '../../base/schema.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, type SessionId, SITES, type Site, sessionId } from '../../protocol/ids.ts'
import { LIVE_STATUSES, STATUSES, type Status } from '../../protocol/life-cycle.ts'
import { type SessionDetail, sessionDetail } from '../../protocol/reports-api.ts'
import type { SessionSummary } from '../../protocol/rest.ts'
import { namesOfActors } from '../accounts/actor-names.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { requireStorable } from '../db/storable.ts'
import type { Member } from '../groups/groups.ts'
import type { Permission } from '../groups/roles.ts'
import { figuresOf } from '../reports/figures.ts'
import { auditName, endSession, findSession } from '../sessions/store.ts'
import { type Caller, requireCaller } from './caller.ts'
import { pageOf, pageParams } from './pages.ts'

const listQuery = object({
  ...pageParams,
  status: optional(oneOf('live', 'all', 'ended', ...STATUSES)),
  groupId: optional(wholeInQuery(1, 999_999_999)),
  key: optional(text(63)),
  site: optional(oneOf(...SITES)),
  /** User id, or part of the name. */
  agent: optional(text(127)),
  from: optional(text(32)),
  to: optional(text(32)),
})

export type SessionFilter = {
  readonly statuses: readonly Status[] | null
  readonly groupId?: number | undefined
  readonly key?: string | undefined
  readonly site?: Site | undefined
  readonly agent?: string | undefined
  readonly from: Date | null
  readonly to: Date | null
}

type Wanted = SessionFilter & {
  readonly limit: number
  readonly after: readonly string[] | null
  /** Groups of which the caller sees every session; of the others only their own. */
  readonly all: readonly GroupId[]
  readonly own: readonly GroupId[]
  readonly userId: string | null
}

export async function sessionRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db } = context
  app.get(
    '/v1/sessions',
    {
      schema: {
        tags: ['sessions'],
        summary: 'Live or past sessions, newest first.',
        description: 'With `sessions.read` all of the group; else those that the person was in.',
        querystring: schemaOf(listQuery),
      },
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const caller = await requireCaller(context, request)
      requireStorable(request.query, 'query')
      const query = listQuery(request.query)
      const status = query.status ?? 'live'
      const { limit, after } = pageOf(query, 'sessions')
      const seesAll = caller.members.filter((member) => isSeer(member, status === 'live'))
      return listSessions(db, {
        ...query,
        statuses: statusesOf(status),
        from: timeOf(query.from, 'from'),
        to: timeOf(query.to, 'to'),
        limit,
        after,
        all: seesAll.map((member) => member.groupId),
        own: caller.members.map((member) => member.groupId),
        userId: caller.userId,
      })
    },
  )

  app.get(
    '/v1/sessions/:id',
    {
      schema: {
        tags: ['sessions'],
        summary: 'Everything that is kept of a session.',
        description: 'Needs `sessions.read`, or to have been in it.',
        params: idParams,
        response: answer(schemaOf(sessionDetail)),
      },
      serializerCompiler: () => (data) => JSON.stringify(data),
    },
    async (request): Promise<SessionDetail> => {
      const { caller, id, member } = await findIn(context, request)
      if (!member.permissions.includes('sessions.read') && !(await wasIn(db, id, caller.userId)))
        throw new SidelongError('not-found')
      return readDetail(db, id)
    },
  )

  app.post(
    '/v1/sessions/:id/end',
    {
      schema: {
        tags: ['sessions'],
        summary: 'Ends a session.',
        description: 'Needs `sessions.end`.',
        params: idParams,
        response: { 204: { description: 'Done.', type: 'null' } },
      },
    },
    async (request, reply) => {
      const { caller, id, member, server } = await findIn(context, request)
      requireRight(member, 'sessions.end')
      await endSession(db, context.clock.now(), id, 'admin-ended')
      context.pool.byOrigin(server)?.send({ type: 'session-end', sessionId: id, reason: 'admin-ended' })
      await audit(db, context.clock.now(), {
        groupId: member.groupId,
        actor: caller.actor,
        operation: 'session.end',
        object: auditName(id),
        outcome: 'done',
      })
      return reply.code(204).send()
    },
  )
}

const idParams: Schema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
const answer = (schema: Schema) => ({
  200: { description: 'Done.', content: { 'application/json': { schema } } },
})

/** RS-1: another group's session and a missing one are both `not-found`. */
async function findIn(
  context: Context,
  request: FastifyRequest,
): Promise<{ caller: Caller; id: SessionId; member: Member; server: string | null }> {
  const caller = await requireCaller(context, request)
  const id = sessionId((request.params as { id: string }).id, 'id')
  const record = await findSession(context.db, id)
  const member = caller.members.find((one) => one.groupId === record?.group_id)
  if (!record || !member) throw new SidelongError('not-found')
  return { caller, id, member, server: record.server }
}

function requireRight(member: Member, needs: Permission): void {
  if (!member.permissions.includes(needs)) throw new SidelongError('not-permitted')
}

function isSeer(member: Member, isLiveOnly: boolean): boolean {
  if (member.permissions.includes('sessions.read')) return true
  return isLiveOnly && member.permissions.includes('supervise')
}

export function statusesOf(status: 'live' | 'all' | 'ended' | Status): readonly Status[] | null {
  if (status === 'all') return null
  if (status === 'live') return LIVE_STATUSES
  return status === 'ended' ? ['C', 'X', 'Q', 'T'] : [status]
}

/** RFC 3339, in the years that the database knows. Throws ParseError. */
export function timeOf(value: string | undefined, path: string): Date | null {
  if (value === undefined) return null
  const at = new Date(value)
  if (!/^[12][0-9]{3}-/.test(value) || Number.isNaN(at.getTime()))
    throw new ParseError(path, 'must be a time (RFC 3339)')
  return at
}

async function listSessions(
  db: Db,
  wanted: Wanted,
): Promise<{ items: SessionSummary[]; cursor: string | null }> {
  let query = filtered(db, wanted)
    .select([
      's.id',
      's.key',
      's.group_id',
      'g.name as group_name',
      's.site',
      's.status',
      's.end_reason',
      's.identity',
    ])
    .select(['s.started_at', 's.active_at', 's.ended_at'])
    // Group 0 never exists: an empty list would not be SQL.
    .where('s.group_id', 'in', [...wanted.own, 0 as GroupId])
    .where((eb) => {
      const own = eb.exists(
        eb
          .selectFrom('participants as p')
          .select('p.id')
          .whereRef('p.session_id', '=', 's.id')
          .where('p.user_id', '=', wanted.userId ?? ''),
      )
      return wanted.all.length === 0 ? own : eb.or([own, eb('s.group_id', 'in', [...wanted.all])])
    })
    .orderBy('s.started_at', 'desc')
    .orderBy('s.id', 'desc')
    .limit(wanted.limit + 1)
  if (wanted.after) {
    const [at, lastId = ''] = wanted.after
    const startedAt = timeOf(at ?? '', 'cursor') ?? new Date(0)
    const id = sessionId(lastId, 'cursor')
    query = query.where((eb) =>
      eb.or([
        eb('s.started_at', '<', startedAt),
        eb.and([eb('s.started_at', '=', startedAt), eb('s.id', '<', id)]),
      ]),
    )
  }
  const rows = await query.execute()
  const page = rows.slice(0, wanted.limit)
  const agents = await agentsOf(
    db,
    page.map((row) => row.id),
  )
  const last = page.at(-1)
  const hasMore = rows.length > wanted.limit && last !== undefined
  return {
    items: page.map((row) => ({
      id: row.id,
      key: row.key,
      groupId: row.group_id,
      groupName: row.group_name,
      site: row.site,
      status: row.status,
      endReason: row.end_reason,
      startedAt: row.started_at.toISOString(),
      activeAt: row.active_at?.toISOString() ?? null,
      endedAt: row.ended_at?.toISOString() ?? null,
      agents: agents.get(row.id) ?? [],
      visitorName: identityOf(row.identity)?.name ?? null,
    })),
    cursor: hasMore ? pageOf.cursor('sessions', [last.started_at.toISOString(), last.id]) : null,
  }
}

/** Sessions that fit the filter, whoever may see them. */
export function filtered(db: Db, filter: SessionFilter) {
  const { statuses, groupId, key, site, agent, from, to } = filter
  let query = db.selectFrom('sessions as s').innerJoin('groups as g', 'g.id', 's.group_id')
  if (statuses) query = query.where('s.status', 'in', [...statuses])
  if (groupId !== undefined) query = query.where('s.group_id', '=', groupId as GroupId)
  if (key !== undefined) query = query.where('s.key', '=', key as never)
  if (site !== undefined) query = query.where('s.site', '=', site)
  if (from) query = query.where('s.started_at', '>=', from)
  if (to) query = query.where('s.started_at', '<', to)
  if (agent !== undefined) {
    const like = `%${agent.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('participants as q')
          .leftJoin('users as qu', 'qu.id', 'q.user_id')
          .select('q.id')
          .whereRef('q.session_id', '=', 's.id')
          .where((inner) =>
            inner.or([
              inner('q.user_id', '=', agent),
              inner('q.name', 'ilike', like),
              inner('qu.name', 'ilike', like),
            ]),
          ),
      ),
    )
  }
  return query
}

/** Names of the agents in each session: those in it while it runs, all who were in it once it is over. */
export async function agentsOf(db: Db, ids: readonly SessionId[]): Promise<Map<SessionId, string[]>> {
  const names = new Map<SessionId, string[]>()
  if (ids.length === 0) return names
  const rows = await db
    .selectFrom('participants as p')
    .innerJoin('sessions as s', 's.id', 'p.session_id')
    .leftJoin('users as u', 'u.id', 'p.user_id')
    .select(['p.session_id', 'p.name', 'u.name as user_name'])
    .where('p.session_id', 'in', [...ids])
    .where((eb) => eb.or([eb('s.status', 'not in', LIVE_STATUSES), eb('p.left_at', 'is', null)]))
    .orderBy('p.joined_at')
    .execute()
  for (const row of rows) {
    const list = names.get(row.session_id) ?? []
    const name = row.user_name ?? row.name
    if (!list.includes(name) && list.length < 64) list.push(name)
    names.set(row.session_id, list)
  }
  return names
}

async function wasIn(db: Db, id: SessionId, userId: string | null): Promise<boolean> {
  const row = await db
    .selectFrom('participants')
    .select('id')
    .where('session_id', '=', id)
    .where('user_id', '=', userId ?? '')
    .executeTakeFirst()
  return row !== undefined
}

const MAX_EVENTS = 1_000
/** Of which the record itself tells. */
const TOLD = ['session.status', 'session.start', 'session.join', 'session.leave']

async function readDetail(db: Db, id: SessionId): Promise<SessionDetail> {
  const row = await db
    .selectFrom('sessions as s')
    .innerJoin('groups as g', 'g.id', 's.group_id')
    .selectAll('s')
    .select('g.name as group_name')
    .where('s.id', '=', id)
    .executeTakeFirstOrThrow()
  const [statuses, participants, figures, entries] = await Promise.all([
    db
      .selectFrom('session_statuses')
      .selectAll()
      .where('session_id', '=', id)
      .orderBy('id')
      .limit(100)
      .execute(),
    db
      .selectFrom('participants as p')
      .leftJoin('users as u', 'u.id', 'p.user_id')
      .selectAll('p')
      .select('u.name as user_name')
      .where('p.session_id', '=', id)
      .orderBy('p.joined_at')
      .limit(1_000)
      .execute(),
    figuresOf(db, id),
    db
      .selectFrom('audit')
      .select(['at', 'actor', 'operation', 'outcome'])
      .where('group_id', '=', row.group_id)
      .where('object', '=', auditName(id))
      .where('operation', 'not in', TOLD)
      .orderBy('seq')
      .limit(MAX_EVENTS)
      .execute(),
  ])
  const names = await namesOfActors(
    db,
    entries.map(({ actor }) => actor),
  )
  return {
    id: row.id,
    key: row.key,
    groupId: row.group_id,
    groupName: row.group_name,
    site: row.site,
    status: row.status,
    endReason: row.end_reason,
    origin: row.origin,
    browser: row.browser,
    script: row.script,
    isRandomKey: row.is_random_key,
    startedAt: row.started_at.toISOString(),
    activeAt: row.active_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    visitor: identityOf(row.identity),
    statuses: statuses.map(({ status, reason, at }) => ({ status, reason, at: at.toISOString() })),
    participants: participants.map((one) => ({
      id: one.id,
      kind: one.kind,
      name: one.user_name ?? one.name,
      role: one.role,
      privileges: Array.isArray(one.privileges) ? one.privileges.map(String) : [],
      joinedAt: one.joined_at.toISOString(),
      leftAt: one.left_at?.toISOString() ?? null,
      how: one.how,
      counts: one.counts,
    })),
    figures,
    events: entries.map(({ at, actor, operation, outcome }) => ({
      at: at.toISOString(),
      actor: names.get(actor) ?? actor,
      operation,
      outcome,
    })),
  }
}

export function identityOf(value: unknown): SessionDetail['visitor'] {
  if (typeof value !== 'object' || value === null) return null
  const fields: Record<string, unknown> = { ...value }
  const textIn = (name: string) => (typeof fields[name] === 'string' ? { [name]: fields[name] } : {})
  return { ...textIn('visitorId'), ...textIn('name'), ...textIn('email'), ...textIn('phone') }
}
