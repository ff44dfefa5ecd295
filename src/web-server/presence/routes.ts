import type { FastifyInstance } from 'fastify'
import { toBase64Url } from '../../base/bytes.ts'
import { object, optional, ParseError, text } from '../../base/schema.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, sessionKey } from '../../protocol/ids.ts'
import {
  delivered,
  invited,
  inviteRequest,
  presenceLookup,
  presenceVisitors,
  signalRequest,
} from '../../protocol/presence-api.ts'
import { PRESENCE_LIMITS } from '../../protocol/presence-limits.ts'
import { admitAgentPages } from '../api/agent-pages.ts'
import { memberIn, requireCaller } from '../api/caller.ts'
import { pageOf, pageParams } from '../api/pages.ts'
import { routesOf } from '../api/route.ts'
import type { Context } from '../context.ts'
import { requireStorable } from '../db/storable.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { Order } from './hub.ts'
import { listVisitors } from './store.ts'

const VISITORS = '/v1/groups/:group/presence/visitors'

const listQuery = object({ ...pageParams, search: optional(text(255, { min: 1 })) }, { exact: true })
const eventsQuery = object(
  { visitors: optional(text(WEB_LIMITS.maxVisitorsQueryLength, { min: 1 })) },
  { exact: true },
)

/** Who is there, and the way to them (PR-10, PR-11): for people with `presence`, and for tokens with that scope. */
export async function presenceRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, random, rates, presence, streams, presenceFeed } = context
  const add = routesOf(app, context)
  const tag = 'presence'
  const needs = 'presence'

  admitAgentPages(app, context, 'presence', 'presence.agentOrigins')

  add({
    method: 'GET',
    path: VISITORS,
    tag,
    summary: 'Visitors who are there now, the most recently active first; `search`: in ids and custom data.',
    needs,
    query: listQuery,
    answer: presenceVisitors,
    async handle({ member, query }) {
      const { limit, after } = pageOf(query, 'presence')
      if (after && (after.length !== 2 || Number.isNaN(Date.parse(after[0] ?? ''))))
        throw new ParseError('cursor', 'is not one of this list')
      const found = await listVisitors(db, member.groupId, { text: query.search, limit, after })
      const last = found.items.at(-1)
      const cursor = found.hasMore && last ? pageOf.cursor('presence', [last.activeAt, last.visitorId]) : null
      return { items: found.items, cursor, count: found.count }
    },
  })

  add({
    method: 'GET',
    path: `${VISITORS}/:visitor`,
    tag,
    summary: 'One visitor; `visitor` is null for nobody.',
    needs,
    answer: presenceLookup,
    async handle({ member, params }) {
      const visitorId = idIn(params)
      const { items } = visitorId
        ? await listVisitors(db, member.groupId, { visitorIds: [visitorId], limit: 1, after: null })
        : { items: [] }
      return { visitor: items[0] ?? null }
    },
  })

  add({
    method: 'GET',
    path: '/v1/groups/:group/presence/events',
    tag,
    summary:
      'The same as server-sent events: a `snapshot`, then what changes. `visitors`: ids, with commas between; else the 1,000 who were active last.',
    needs,
    query: eventsQuery,
    answerType: 'text/event-stream',
    async handle({ caller, member, query, request, reply }) {
      const visitorIds = query.visitors?.split(',').map((id) => sessionKey(id, 'visitors')) ?? null
      const stream = streams.open(caller, reply, async () =>
        memberIn(await requireCaller(context, request), member.groupId, needs),
      )
      const following = presenceFeed.follow(member.groupId, visitorIds, ({ type, ...news }) =>
        stream.send(type, news),
      )
      stream.onEnd(following.stop)
      return stream.answer()
    },
  })

  async function deliver(groupId: GroupId, params: Readonly<Record<string, string>>, order: Order) {
    const visitorId = idIn(params)
    if (!visitorId) throw new SidelongError('visitor-not-present')
    await rates.presenceOrders.take(`${groupId}:${visitorId}`)
    await presence.deliver(groupId, visitorId, order)
  }

  add({
    method: 'POST',
    path: `${VISITORS}/:visitor/signal`,
    tag,
    summary:
      'Raises `presence-signal` on the page that the visitor used last; `visitor-not-present` within 6 s.',
    needs,
    body: signalRequest,
    answer: delivered,
    async handle({ member, params, body }) {
      const json = JSON.stringify(body.data)
      if (json === undefined) throw new ParseError('data', 'is missing')
      if (Buffer.byteLength(json) > PRESENCE_LIMITS.maxSignalBytes)
        throw new SidelongError('message-too-large')
      requireStorable(body.data, 'data')
      await deliver(member.groupId, params, { type: 'signal', id: newId(), data: body.data })
      return { outcome: 'delivered' as const }
    },
  })

  add({
    method: 'POST',
    path: `${VISITORS}/:visitor/invite`,
    tag,
    summary:
      'Invites the visitor, who always confirms; what becomes of it is `invitation` of the visitor. Another group needs `view` there, too.',
    needs,
    body: inviteRequest,
    answer: invited,
    async handle({ caller, member, params, body }) {
      const groupId = (body.groupId ?? member.groupId) as GroupId
      // PR-1: a member of both.
      if (groupId !== member.groupId && !memberIn(caller, groupId, null).privileges.includes('view'))
        throw new SidelongError('not-permitted')
      const id = newId()
      const key = body.key === undefined ? null : sessionKey(body.key, 'key')
      await deliver(member.groupId, params, { type: 'invite', id, call: body.call, groupId, key })
      return { outcome: 'delivered' as const, id }
    },
  })

  const newId = () => toBase64Url(random(12))
}

/** What no page can state is nobody's id. */
function idIn({ visitor = '' }: Readonly<Record<string, string>>): string | null {
  try {
    return sessionKey(visitor)
  } catch {
    return null
  }
}
