import { randomUUID } from 'node:crypto'
import type { Infer } from '../../base/parse.ts'
import { ParseError } from '../../base/schema.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type HandOverState, OFFER_OPEN_MS } from '../../protocol/handing-over.ts'
import { type GroupId, type SessionId, sessionId, splitSessionId } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import type { newTransfer, Transfer } from '../../protocol/transfers-api.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { requireStorable } from '../db/storable.ts'
import type { Member } from '../groups/groups.ts'
import { rolesOf } from '../groups/role-store.ts'
import { WEB_LIMITS } from '../limits.ts'
import { auditName, sessionData } from '../sessions/store.ts'
import { emit } from '../webhooks/outbox.ts'
import { readTargets } from './targets.ts'

/* Offers of sessions (VW-6), made and answered in the console, by API or in the viewer. */

/** Who makes or answers an offer, in its group. */
export type Person = { readonly userId: string; readonly actor: string; readonly member: Member }

/** Offers a session that this person is in, instead of an earlier offer of theirs. */
export async function offerSession(
  context: Context,
  { userId, actor, member }: Person,
  offer: Infer<typeof newTransfer>,
): Promise<Transfer> {
  const { db, clock } = context
  const { groupId } = member
  requireStorable(offer, 'note')
  const id = sessionId(offer.sessionId, 'sessionId')
  if (!(await isIn(db, id, groupId, userId))) throw new SidelongError('not-found')
  const { people, roles } = await readTargets(db, groupId, userId)
  const toUser = people.find((one) => one.id === offer.toUser)?.id ?? null
  const toRole = roles.find((one) => one.name === offer.toRole)?.name ?? null
  if ((toUser === null) === (toRole === null))
    throw new ParseError('toUser', 'must be a member, or "toRole" a role, that may view sessions')
  const nowMs = clock.now()
  const made = randomUUID()
  await db.transaction().execute(async (tx) => {
    // One after the other: of offers made at once one is open.
    await tx.selectFrom('sessions').select('id').where('id', '=', id).forUpdate().execute()
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
        group_id: groupId,
        from_user: userId,
        to_user: toUser,
        to_role: toRole,
        note: offer.note ?? '',
        state: 'open',
        taken_by: null,
        created_at: new Date(nowMs),
        expires_at: new Date(nowMs + WEB_LIMITS.transferOpenMs),
      })
      .execute()
  })
  await note(context, actor, id, `offered to ${toUser === null ? `role:${toRole}` : `user:${toUser}`}`)
  const row = await rowsIn(db, groupId).where('t.id', '=', made).executeTakeFirstOrThrow()
  const shown = toTransfer(row, userId, await titlesIn(db, groupId), nowMs)
  await tellGiver(context, row, 'open', shown.to)
  return shown
}

/** The offer of this session that this person has made and nobody has answered. */
export async function openOffer(
  { db, clock }: Context,
  { userId, member: { groupId } }: Person,
  session: SessionId,
): Promise<{ id: string; to: string; restMs: number } | null> {
  const nowMs = clock.now()
  const row = await rowsIn(db, groupId)
    .where('t.session_id', '=', session)
    .where('t.from_user', '=', userId)
    .where('t.state', '=', 'open')
    .where('t.expires_at', '>', new Date(nowMs))
    .executeTakeFirst()
  if (!row) return null
  const { id, to } = toTransfer(row, userId, await titlesIn(db, groupId), nowMs)
  return { id, to, restMs: Math.min(OFFER_OPEN_MS, row.expires_at.getTime() - nowMs) }
}

/**
 * Takes an open offer out of the game, once; the `not-found` of all others is the same. Whoever accepts joins with what
 * they may do themselves.
 */
export async function closeOffer(
  context: Context,
  { userId, actor, member }: Person,
  id: string,
  state: 'accepted' | 'declined' | 'withdrawn',
): Promise<SessionId> {
  const { db, clock, pool } = context
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
  const { session_id: session, from_user: giver } = row
  await note(context, actor, session, state === 'accepted' ? `accepted from user:${giver}` : state)
  if (state === 'accepted') {
    await emit(db, clock.now(), {
      groupId: member.groupId,
      type: 'transfer.completed',
      session,
      data: { ...sessionData(session), fromUserId: giver, toUserId: userId },
    })
    // RC-3: control ends with it. The giver stays until they leave.
    const server = await serverOf(db, session)
    pool.byOrigin(server)?.send({ type: 'release', agentId: giver, sessionId: session })
  }
  const person = await db.selectFrom('users').select('name').where('id', '=', userId).executeTakeFirst()
  await tellGiver(context, row, state, person?.name ?? '')
  return session
}

/** The giver reads in the viewer what becomes of it; what has become of it stands, whether or not they are told. */
async function tellGiver(
  { db, pool, log }: Context,
  { session_id, from_user }: Pick<Row, 'session_id' | 'from_user'>,
  state: Exclude<HandOverState, 'expired'>,
  name: string,
): Promise<void> {
  const news = { type: 'state', state, name } as const
  try {
    pool
      .byOrigin(await serverOf(db, session_id))
      ?.send({ type: 'hand-over', sessionId: session_id, agentId: from_user, news })
  } catch (error) {
    log.error('who handed a session over could not be told', { error: String(error) })
  }
}

async function serverOf(db: Db, id: SessionId): Promise<string | null> {
  const row = await db.selectFrom('sessions').select('server').where('id', '=', id).executeTakeFirst()
  return row?.server ?? null
}

function note({ db, clock }: Context, actor: string, id: SessionId, outcome: string): Promise<void> {
  return audit(db, clock.now(), {
    groupId: splitSessionId(id).groupId,
    actor,
    operation: 'session.transfer',
    object: auditName(id),
    outcome,
  })
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

export function rowsIn(db: Db, groupId: GroupId) {
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

export async function titlesIn(db: Db, groupId: GroupId): Promise<Map<string, string>> {
  return new Map((await rolesOf(db, groupId)).map(({ name, title }) => [name, title]))
}

export function toTransfer(
  row: Row,
  userId: string,
  titles: ReadonlyMap<string, string>,
  nowMs: number,
): Transfer {
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
