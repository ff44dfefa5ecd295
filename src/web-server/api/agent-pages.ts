import type { FastifyInstance, FastifyRequest } from 'fastify'
import { SidelongError } from '../../protocol/errors.ts'
import { groupIdFromText } from '../../protocol/ids.ts'
import { isOriginAllowed } from '../../protocol/origins.ts'
import type { Context } from '../context.ts'
import { answerPreflight } from '../http/preflight.ts'
import { readSettings } from '../settings/store.ts'
import { hasBearer } from './caller.ts'

/**
 * Lets pages of other sites, such as a CRM's, call `/v1/groups/:group/<area>/…` (PR-10): from origins that the group lists,
 * and with a token. For routes of one scope of Fastify.
 */
export function admitAgentPages(
  app: FastifyInstance,
  { db, address }: Context,
  area: string,
  setting: 'presence.agentOrigins' | 'embed.parentOrigins',
): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || address.isOwnOrigin(origin)) return
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
    return isOriginAllowed(origin, settings[setting])
  }

  answerPreflight(app, `/v1/groups/:group/${area}/*`, {
    methods: 'GET, POST',
    headers: 'authorization, content-type, idempotency-key',
  })
}
