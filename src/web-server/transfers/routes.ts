import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { ParseError } from '../../base/schema.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, sessionId, splitSessionId } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import {
  acceptedTransfer,
  newTransfer,
  type Transfer,
  transfer,
  transfers,
  transferTargets,
} from '../../protocol/transfers-api.ts'
import type { Caller } from '../api/caller.ts'
import { routesOf } from '../api/route.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import type { Member } from '../groups/groups.ts'
import { rolesOf } from '../groups/role-store.ts'
import { WEB_LIMITS } from '../limits.ts'
import { auditName, sessionData } from '../sessions/store.ts'
import { emit } from '../webhooks/outbox.ts'
import { readTargets } from './targets.ts'

const BASE = '/v1/groups/:group/transfers'

/** A session is offered to another member, or to a role; who accepts joins with what they may do themselves (VW-6). */
export async function transferRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, clock, pool } = context
  const add = routesOf(app, context)
  const note = (caller: Caller, groupId: GroupId, session: Row['session_id'], outcome: string) =>
    audit(db, clock.now(), {
      groupId,
      actor: caller.actor,
      operation: 'session.transfer',
      object: auditName(session),
      outcome,
    })

  add({
    method: 'GET',
    path: BASE,
    tag: 'transfers',
    summary: 'Offers that the caller may accept, and the caller’s own of the last minutes.',
    needs: null,
    answer: transfers,
    handle: async ({ caller, member }) => {
      const nowMs = clock.now()
      const since = new Date(nowMs - WEB_LIMITS.transferShownMs)
      const userId = personOf(caller)
      const rows = await rowsIn(db, member.groupId)
        .where('t.created_at', '>', since)
        .where((eb) =>
          eb.or([
            eb('t.from_user', '=', userId),
            eb.and([
              eb('t.state', '=', 'open'),
              eb('t.expires_at', '>', new Date(nowMs)),
              eb('s.status', 'in', LIVE_STATUSES),
              eb.or([eb('t.to_user', '=', userId), eb('t.to_role', '=', member.role)]),
            ]),
          ]),
        )
        .orderBy('t.created_at', 'desc')
        .limit(100)
        .execute()
      const titles = await titlesIn(db, member.groupId)
      return { items: rows.map((row) => toTransfer(row, userId, titles, nowMs)) }
    },
  })

  add({
    method: 'GET',
    path: `${BASE}/targets`,
    tag: 'transfers',
    summary: 'To whom a session of the group can be offered.',
    needs: 'transfer',
    answer: transferTargets,
    handle: ({ caller, member }) => readTargets(db, member.groupId, personOf(caller)),
  })

  add({
    method: 'POST',
    path: BASE,
    tag: 'transfers',
    summary: 'Offers a session that the caller is in; open for 60 seconds, and instead of an earlier offer.',
    needs: 'transfer',
    body: newTransfer,
    answer: transfer,
    makes: true,
    async handle({ caller, member, body }) {
      const userId = personOf(caller)
      const id = sessionId(body.sessionId, 'sessionId')
      if (!(await isIn(db, id, member.groupId, userId))) throw new SidelongError('not-found')
      const { people, roles } = await readTargets(db, member.groupId, userId)
      const toUser = people.find((one) => one.id === body.toUser)?.id ?? null
      const toRole = roles.find((one) => one.name === body.toRole)?.name ?? null
      if ((toUser === null) === (toRole === null))
        throw new ParseError('toUser', 'must be a member, or "toRole" a role, that may view sessions')
      const nowMs = clock.now()
      const made = randomUUID()
      await db.transaction().execute(async (tx) => {
        await tx
          .updateTable('transfers')
          .set({ state: 'withdrawn' })
          .where('session_id', '=', id)
          .where('from_user', '=', userId)
          .where('state', '=', 'open')
          .execute()
        await tx
          .insertInto('transfers')
          .values({
            id: made,
            session_id: id,
            group_id: member.groupId,
            from_user: userId,
            to_user: toUser,
            to_role: toRole,
            note: body.note ?? '',
            state: 'open',
            taken_by: null,
            created_at: new Date(nowMs),
            expires_at: new Date(nowMs + WEB_LIMITS.transferOpenMs),
          })
          .execute()
      })
      await note(
        caller,
        member.groupId,
        id,
        `offered to ${toUser === null ? `role:${toRole}` : `user:${toUser}`}`,
      )
      const row = await rowsIn(db, member.groupId).where('t.id', '=', made).executeTakeFirstOrThrow()
      return toTransfer(row, userId, await titlesIn(db, member.groupId), nowMs)
    },
  })

  /** Takes an open offer out of the game, once; the `not-found` of all others is the same. */
  async function close(
    id: string,
    member: Member,
    userId: string,
    state: 'accepted' | 'declined' | 'withdrawn',
  ): Promise<Pick<Row, 'session_id' | 'from_user'>> {
    const row = await db
      .updateTable('transfers')
      .set({ state, ...(state === 'accepted' && { taken_by: userId }) })
      .where('id', '=', id)
      .where('group_id', '=', member.groupId)
      .where('state', '=', 'open')
      .where('expires_at', '>', new Date(clock.now()))
      .where((eb) =>
        state === 'withdrawn'
          ? eb('from_user', '=', userId)
          : eb.and([
              eb('from_user', '!=', userId),
              // One of a role says nothing for the others by declining.
              eb.or([
                eb('to_user', '=', userId),
                ...(state === 'accepted' ? [eb('to_role', '=', member.role)] : []),
              ]),
            ]),
      )
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('sessions as s')
            .select('s.id')
            .whereRef('s.id', '=', 'transfers.session_id')
            .where('s.status', 'in', LIVE_STATUSES),
        ),
      )
      .returning(['session_id', 'from_user'])
      .executeTakeFirst()
    if (!row) throw new SidelongError('not-found')
    return row
  }

  add({
    method: 'POST',
    path: `${BASE}/:id/accept`,
    tag: 'transfers',
    summary: 'Accepts an offer: the caller joins, and remote control of who has offered it ends.',
    needs: null,
    answer: acceptedTransfer,
    async handle({ caller, member, params }) {
      if (!member.privileges.includes('view')) throw new SidelongError('not-permitted')
      const userId = personOf(caller)
      const row = await close(params.id ?? '', member, userId, 'accepted')
      const id = row.session_id
      await note(caller, member.groupId, id, `accepted from user:${row.from_user}`)
      await emit(db, clock.now(), {
        groupId: member.groupId,
        type: 'transfer.completed',
        session: id,
        data: { ...sessionData(id), fromUserId: row.from_user, toUserId: userId },
      })
      // RC-3: control ends with it. The giver stays until they leave.
      const session = await db
        .selectFrom('sessions')
        .select('server')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      pool.byOrigin(session.server)?.send({ type: 'release', agentId: row.from_user, sessionId: id })
      const query = new URLSearchParams({ key: splitSessionId(id).key, group: String(member.groupId) })
      return { joinUrl: `${context.address.origin()}/agent/join?${query}` }
    },
  })

  for (const [verb, state, summary] of [
    ['decline', 'declined', 'Declines an offer that was made to the caller alone.'],
    ['withdraw', 'withdrawn', 'Takes an own offer back.'],
  ] as const)
    add({
      method: 'POST',
      path: `${BASE}/:id/${verb}`,
      tag: 'transfers',
      summary,
      needs: null,
      async handle({ caller, member, params }) {
        const { session_id } = await close(params.id ?? '', member, personOf(caller), state)
        await note(caller, member.groupId, session_id, state)
      },
    })
}

/** Offers are between people. */
function personOf({ userId }: Caller): string {
  if (userId === null) throw new SidelongError('not-permitted')
  return userId
}

async function isIn(db: Db, id: string, groupId: GroupId, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('participants as p')
    .innerJoin('sessions as s', 's.id', 'p.session_id')
    .select('p.id')
    .where('s.id', '=', id as never)
    .where('s.group_id', '=', groupId)
    .where('s.status', 'in', LIVE_STATUSES)
    .where('p.user_id', '=', userId)
    .where('p.left_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

function rowsIn(db: Db, groupId: GroupId) {
  return db
    .selectFrom('transfers as t')
    .innerJoin('sessions as s', 's.id', 't.session_id')
    .innerJoin('users as f', 'f.id', 't.from_user')
    .leftJoin('users as u', 'u.id', 't.to_user')
    .leftJoin('users as k', 'k.id', 't.taken_by')
    .select(['t.id', 't.session_id', 't.from_user', 't.to_role', 't.note', 't.state', 't.expires_at'])
    .select(['s.key', 's.status', 'f.name as from', 'u.name as to', 'k.name as taker'])
    .where('t.group_id', '=', groupId)
}
type Row = Awaited<ReturnType<ReturnType<typeof rowsIn>['execute']>>[number]

async function titlesIn(db: Db, groupId: GroupId): Promise<Map<string, string>> {
  return new Map((await rolesOf(db, groupId)).map(({ name, title }) => [name, title]))
}

function toTransfer(row: Row, userId: string, titles: ReadonlyMap<string, string>, nowMs: number): Transfer {
  const isOver = row.expires_at.getTime() <= nowMs || !LIVE_STATUSES.some((live) => live === row.status)
  return {
    id: row.id,
    sessionId: row.session_id,
    key: row.key,
    isOwn: row.from_user === userId,
    from: row.from,
    isToRole: row.to_role !== null,
    to: row.to ?? titles.get(row.to_role ?? '') ?? row.to_role ?? '',
    note: row.note,
    state: row.state === 'open' && isOver ? 'expired' : row.state,
    takenBy: row.taker,
    expiresAt: row.expires_at.toISOString(),
  }
}
