import type { FastifyInstance, FastifyRequest } from 'fastify'
import { toBase64Url } from '../../base/bytes.ts'
import { object, optional, ParseError, text } from '../../base/schema.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, groupIdFromText, sessionKey } from '../../protocol/ids.ts'
import { isOriginAllowed } from '../../protocol/origins.ts'
import {
  delivered,
  invited,
  inviteRequest,
  presenceLookup,
  presenceVisitors,
  signalRequest,
} from '../../protocol/presence-api.ts'
import { PRESENCE_LIMITS } from '../../protocol/presence-limits.ts'
import { hasBearer, memberIn } from '../api/caller.ts'
import { pageOf, pageParams } from '../api/pages.ts'
import { routesOf } from '../api/route.ts'
import type { Context } from '../context.ts'
import { requireStorable } from '../db/storable.ts'
import { readSettings } from '../settings/store.ts'
import type { Order } from './hub.ts'
import { listVisitors } from './store.ts'

const VISITORS = '/v1/groups/:group/presence/visitors'
const PREFLIGHT_SECONDS = 600

const listQuery = object({ ...pageParams, search: optional(text(255, { min: 1 })) }, { exact: true })

/** Who is there, and the way to them (PR-10, PR-11): for people with `presence`, and for tokens with that scope. */
export async function presenceRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, random, rates, presence } = context
  const add = routesOf(app, context)
  const tag = 'presence'
  const needs = 'presence'

  /** PR-10: pages of other sites call with a token, and only from origins that the group lists. */
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || context.address.isOwnOrigin(origin)) return
    reply.header('vary', 'origin')
    if (!(await isListed(request, origin))) throw new SidelongError('origin-not-allowed')
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'retry-after, ratelimit, ratelimit-policy',
    })
    // A cookie is never for other sites.
    if (request.method !== 'OPTIONS' && !hasBearer(request)) throw new SidelongError('not-logged-in')
  })

  async function isListed(request: FastifyRequest, origin: string): Promise<boolean> {
    const id = groupIdFromText((request.params as { group?: string }).group ?? '')
    if (id === null) return false
    const { settings } = await readSettings(db, id, 'production')
    return isOriginAllowed(origin, settings['presence.agentOrigins'])
  }

  app.options('/v1/groups/:group/presence/*', { schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization, content-type, idempotency-key',
        'access-control-max-age': String(PREFLIGHT_SECONDS),
      })
      .code(204)
      .send(),
  )

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
        ? await listVisitors(db, member.groupId, { visitorId, limit: 1, after: null })
        : { items: [] }
      return { visitor: items[0] ?? null }
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
