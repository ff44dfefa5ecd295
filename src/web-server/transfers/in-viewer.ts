import { unreachable } from '../../base/assert.ts'
import { ParseError } from '../../base/parse.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type HandOverNews, MAX_COLLEAGUES, MAX_COLLEAGUES_LENGTH } from '../../protocol/handing-over.ts'
import { type GroupId, splitSessionId } from '../../protocol/ids.ts'
import type { TransferTargets } from '../../protocol/transfers-api.ts'
import type { Context } from '../context.ts'
import type { HandOverAsked } from '../control/link.ts'
import type { Db } from '../db/open.ts'
import { membershipsOf } from '../groups/groups.ts'
import { closeOffer, offerSession, openOffer, type Person } from './offers.ts'
import { readTargets } from './targets.ts'

/** An agent hands a session over from inside the viewer (VW-6), as its session server says. */
export async function answerHandOver(context: Context, origin: string, asked: HandOverAsked): Promise<void> {
  const { sessionId, agentId, order } = asked
  const answer = (news: HandOverNews) =>
    context.pool.byOrigin(origin)?.send({ type: 'hand-over', sessionId, agentId, news })
  try {
    for (const news of await obey(context, origin, asked)) answer(news)
  } catch (error) {
    const isRefused = error instanceof SidelongError || error instanceof ParseError
    if (!isRefused) context.log.error('a session could not be handed over', { error: String(error) })
    // Viewers ask for colleagues by themselves; what became of an offer that is gone they have been told.
    const isGone = error instanceof SidelongError && error.code === 'not-found'
    if (order.type === 'colleagues' || (order.type === 'withdraw' && isGone)) return
    answer({ type: 'state', state: isRefused ? 'refused' : 'unavailable', name: '' })
  }
}

/** What becomes of an offer is told to its giver wherever it is made and answered; this answers what is not told so. */
async function obey(
  context: Context,
  origin: string,
  { sessionId, agentId, order }: HandOverAsked,
): Promise<HandOverNews[]> {
  const { db } = context
  const person = await personOf(context, origin, sessionId, agentId)
  switch (order.type) {
    case 'colleagues': {
      if (!person) return []
      const colleagues = await readTargets(db, person.member.groupId, agentId, MAX_COLLEAGUES)
      const open = await openOffer(context, person, sessionId)
      // A viewer that was loaded anew learns of an offer that it has made before.
      return [
        colleaguesOf(colleagues),
        ...(open ? [{ type: 'state', state: 'open', name: open.to, restMs: open.restMs } as const] : []),
      ]
    }
    case 'offer': {
      if (!person) throw new SidelongError('not-permitted')
      const { type, toUser, ...offer } = order
      const whom = toUser === undefined ? {} : { toUser: await userOf(db, person.member.groupId, toUser) }
      await offerSession(context, person, { ...offer, ...whom, sessionId })
      return []
    }
    case 'withdraw': {
      if (!person) throw new SidelongError('not-permitted')
      const open = await openOffer(context, person, sessionId)
      if (!open) throw new SidelongError('not-found')
      await closeOffer(context, person, open.id, 'withdrawn')
      return []
    }
    default:
      return unreachable(order)
  }
}

/** The member who is called so by the company, or by us. */
async function userOf(db: Db, groupId: GroupId, called: string): Promise<string> {
  const row = await db
    .selectFrom('memberships')
    .select('user_id')
    .where('group_id', '=', groupId)
    .where('external_id', '=', called)
    .executeTakeFirst()
  return row?.user_id ?? called
}

/** Roles first: who is not named can be offered it by their role. */
function colleaguesOf({ people, roles }: TransferTargets): HandOverNews {
  let room = MAX_COLLEAGUES_LENGTH
  const fits = (one: object): boolean => {
    room -= JSON.stringify(one).length + 1
    return room >= 0
  }
  const told = roles.slice(0, MAX_COLLEAGUES).filter(fits)
  return { type: 'colleagues', roles: told, people: people.filter(fits) }
}

/** An agent who may hand over, now; only the server that holds the session speaks for it. */
async function personOf(
  { db }: Context,
  origin: string,
  sessionId: HandOverAsked['sessionId'],
  agentId: string,
): Promise<Person | null> {
  const session = await db
    .selectFrom('sessions')
    .select('server')
    .where('id', '=', sessionId)
    .executeTakeFirst()
  if (session?.server !== origin) return null
  const { groupId } = splitSessionId(sessionId)
  const member = (await membershipsOf(db, agentId)).find((one) => one.groupId === groupId)
  if (!member || member.isSuspended || !member.permissions.includes('transfer')) return null
  return { userId: agentId, actor: `user:${agentId}`, member }
}
