import type { FastifyInstance } from 'fastify'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import { integer, object, oneOf, optional, ParseError, text } from '../../base/parse.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, type SessionId, sessionId } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import type { SessionSummary } from '../../protocol/rest.ts'
import { requireUser } from '../accounts/current-user.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { type Member, membershipsIn } from '../groups/groups.ts'
import { auditName, endSession, findSession } from '../sessions/store.ts'

const listQuery = object({
  status: optional(oneOf('live', 'all')),
  limit: optional(text(4, { pattern: /^[0-9]+$/ })),
  cursor: optional(text(255)),
})
const DEFAULT_LIMIT = 50
const MAX_LIMIT = 1_000

type Wanted = {
  readonly isLiveOnly: boolean
  readonly limit: number
  readonly after: { readonly startedAt: Date; readonly id: SessionId } | null
  /** Groups of which the agent sees every session; of all others only their own. */
  readonly groups: readonly GroupId[]
  readonly userId: string
  readonly onlyGroup: GroupId | null
}

export async function sessionRoutes(app: FastifyInstance, context: Context): Promise<void> {
  app.get(
    '/v1/sessions',
    { schema: { tags: ['sessions'], summary: 'Live or past sessions.' } },
    async (request) => {
      const user = await requireUser(context, request)
      const query = listQuery(request.query)
      const isLiveOnly = query.status !== 'all'
      const members = await membershipsIn(context.db, user)
      const groups = members.filter((member) => seesAll(member, isLiveOnly)).map((member) => member.groupId)
      const limit = integer(1, MAX_LIMIT)(
        query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit),
        'limit',
      )
      const after = query.cursor === undefined ? null : parseCursor(query.cursor)
      return listSessions(context.db, {
        isLiveOnly,
        limit,
        after,
        groups,
        userId: user.id,
        onlyGroup: user.onlyGroup,
      })
    },
  )

  app.post(
    '/v1/sessions/:id/end',
    { schema: { tags: ['sessions'], summary: 'Ends a session.' } },
    async (request, reply) => {
      const user = await requireUser(context, request)
      const id = sessionId((request.params as { id: string }).id, 'id')
      const members = await membershipsIn(context.db, user)
      const record = await findSession(context.db, id)
      const member = members.find((one) => one.groupId === record?.group_id)
      // RS-1: another group's session and a missing one are both 404.
      if (!record || !member) throw new SidelongError('not-found')
      if (!member.permissions.includes('sessions.end')) throw new SidelongError('not-permitted')
      await endSession(context.db, context.clock.now(), id, 'admin-ended')
      context.pool
        .byOrigin(record.server)
        ?.send({ type: 'session-end', sessionId: id, reason: 'admin-ended' })
      await audit(context.db, context.clock.now(), {
        groupId: record.group_id,
        actor: `user:${user.id}`,
        operation: 'session.end',
        object: auditName(id),
        outcome: 'done',
      })
      return reply.code(204).send()
    },
  )
}

function seesAll(member: Member, isLiveOnly: boolean): boolean {
  if (member.permissions.includes('sessions.read')) return true
  return isLiveOnly && member.permissions.includes('supervise')
}

function parseCursor(cursor: string): NonNullable<Wanted['after']> {
  const bytes = fromBase64Url(cursor)
  const [time = '', id = ''] = bytes ? new TextDecoder().decode(bytes).split('|') : []
  const startedAt = new Date(time)
  // Other spellings reach years that the database does not know.
  if (!/^[0-9]{4}-[0-9T:.-]{18}Z$/.test(time) || Number.isNaN(startedAt.getTime()))
    throw new ParseError('cursor', 'has a form that is not allowed')
  return { startedAt, id: sessionId(id, 'cursor') }
}

async function listSessions(
  db: Db,
  wanted: Wanted,
): Promise<{ items: SessionSummary[]; cursor: string | null }> {
  const { after } = wanted
  let query = db
    .selectFrom('sessions as s')
    .innerJoin('groups as g', 'g.id', 's.group_id')
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
    .where((eb) => {
      const own = eb.exists(
        eb
          .selectFrom('participants as p')
          .innerJoin('memberships as m', (join) =>
            join.onRef('m.user_id', '=', 'p.user_id').onRef('m.group_id', '=', 's.group_id'),
          )
          .select('p.id')
          .whereRef('p.session_id', '=', 's.id')
          .where('p.user_id', '=', wanted.userId),
      )
      return wanted.groups.length === 0 ? own : eb.or([own, eb('s.group_id', 'in', [...wanted.groups])])
    })
    .orderBy('s.started_at', 'desc')
    .orderBy('s.id', 'desc')
    .limit(wanted.limit + 1)
  if (wanted.onlyGroup !== null) query = query.where('s.group_id', '=', wanted.onlyGroup)
  if (wanted.isLiveOnly) query = query.where('s.status', 'in', LIVE_STATUSES)
  if (after) {
    query = query.where((eb) =>
      eb.or([
        eb('s.started_at', '<', after.startedAt),
        eb.and([eb('s.started_at', '=', after.startedAt), eb('s.id', '<', after.id)]),
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
      visitorName: visitorNameOf(row.identity),
    })),
    cursor: hasMore
      ? toBase64Url(new TextEncoder().encode(`${last.started_at.toISOString()}|${last.id}`))
      : null,
  }
}

/** Names of the agents in each session: those in it while it runs, all who were in it once it is over. */
async function agentsOf(db: Db, ids: readonly SessionId[]): Promise<Map<SessionId, string[]>> {
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

function visitorNameOf(identity: unknown): string | null {
  const name =
    typeof identity === 'object' && identity !== null ? (identity as Record<string, unknown>).name : null
  return typeof name === 'string' ? name : null
}
