import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ParseError } from '../../base/parse.ts'
import { addressKey } from '../../node/client-address.ts'
import {
  continueRequest,
  endRequest,
  handoverRequest,
  redeemRequest,
  settingsRequest,
  startRequest,
} from '../../protocol/rest.ts'
import type { Context } from '../context.ts'
import { answerPreflight } from '../http/preflight.ts'
import { toVisitorSettings } from '../settings/visitor-settings.ts'
import { continueSession, endByVisitor } from './continue.ts'
import { createHandover, redeemHandover } from './handover.ts'
import { startSession } from './start.ts'
import { openGroup } from './visitor-gate.ts'

const WEB_ORIGIN = /^https?:\/\/[^\s/?#]{1,250}$/

/**
 * The visitor script's endpoints: no cookie, no log-in, one group's pages only. The answer is readable by the page's
 * exact origin; so is a refusal, which is the same for every group that does not list the origin (GC-9).
 */
export async function visitorRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { rates } = context
  const docs = (summary: string) => ({ schema: { tags: ['visitor'], summary } })

  // `text/plain` spares the page a preflight; there is no cookie that it could misuse.
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseBody(String(body)))
    } catch (error) {
      done(error as Error)
    }
  })

  app.addHook('onRequest', async (request, reply) => {
    allowOrigin(request, reply)
    if (request.method !== 'OPTIONS') await rates.visitorCalls.take(addressKey(request.ip))
  })

  answerPreflight(app, '/v1/visitor/*', { methods: 'POST', headers: 'content-type' })

  app.post('/v1/visitor/settings', docs('Settings that apply before a start.'), async (request) => {
    const { groupId, site, locales } = settingsRequest(request.body)
    const group = await openGroup(context.db, request.headers.origin, groupId, site)
    return { settings: toVisitorSettings(group, locales) }
  })

  app.post('/v1/visitor/sessions', docs('Starts a session.'), async (request) => {
    await rates.starts.take(addressKey(request.ip))
    return startSession(context, request.headers.origin, startRequest(request.body))
  })

  app.post(
    '/v1/visitor/sessions/continue',
    docs('Continues a session on a new page or server.'),
    async (request) => continueSession(context, request.headers.origin, continueRequest(request.body)),
  )

  app.post(
    '/v1/visitor/handover',
    docs('A code with which a session goes on at another trusted domain.'),
    async (request) => createHandover(context, request.headers.origin, handoverRequest(request.body)),
  )

  app.post('/v1/visitor/handover/redeem', docs('Turns such a code into a credential.'), async (request) =>
    redeemHandover(context, request.headers.origin, redeemRequest(request.body)),
  )

  app.post('/v1/visitor/sessions/end', docs('Ends a session.'), async (request, reply) => {
    await endByVisitor(context, request.headers.origin, endRequest(request.body))
    return reply.code(204).send()
  })
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new ParseError('', 'must be JSON')
  }
}

function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers
  reply.headers({ vary: 'origin', 'cross-origin-resource-policy': 'cross-origin' })
  if (origin !== undefined && WEB_ORIGIN.test(origin)) {
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'retry-after' })
  }
}
