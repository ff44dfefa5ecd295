import type { FastifyInstance } from 'fastify'
import { SidelongError } from '../../protocol/errors.ts'
import { splitSessionId } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import {
  acceptedTransfer,
  newTransfer,
  transfer,
  transfers,
  transferTargets,
} from '../../protocol/transfers-api.ts'
import type { Caller } from '../api/caller.ts'
import { routesOf } from '../api/route.ts'
import type { Context } from '../context.ts'
import type { Member } from '../groups/groups.ts'
import { WEB_LIMITS } from '../limits.ts'
import { closeOffer, offerSession, type Person, rowsIn, titlesIn, toTransfer } from './offers.ts'
import { readTargets } from './targets.ts'

const BASE = '/v1/groups/:group/transfers'

/** A session is offered to another member, or to a role; who accepts joins with what they may do themselves (VW-6). */
export async function transferRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, clock } = context
  const add = routesOf(app, context)

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
    handle: ({ caller, member, body }) => offerSession(context, personIn(caller, member), body),
  })

  add({
    method: 'POST',
    path: `${BASE}/:id/accept`,
    tag: 'transfers',
    summary: 'Accepts an offer: the caller joins, and remote control of who has offered it ends.',
    needs: null,
    answer: acceptedTransfer,
    async handle({ caller, member, params }) {
      if (!member.privileges.includes('view')) throw new SidelongError('not-permitted')
      const id = await closeOffer(context, personIn(caller, member), params.id ?? '', 'accepted')
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
        await closeOffer(context, personIn(caller, member), params.id ?? '', state)
      },
    })
}

/** Offers are between people. */
function personOf({ userId }: Caller): string {
  if (userId === null) throw new SidelongError('not-permitted')
  return userId
}

function personIn(caller: Caller, member: Member): Person {
  return { userId: personOf(caller), actor: caller.actor, member }
}
