import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import fastifyCookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { createClientAddress } from '../../node/client-address.ts'
import { limitConnections } from '../../node/connection-quota.ts'
import { accountRoutes } from '../accounts/routes.ts'
import { setRateHeaders } from '../api/caller.ts'
import { meRoutes } from '../api/me.ts'
import { openApi } from '../api/openapi.ts'
import { sessionRoutes } from '../api/sessions.ts'
import { tokenRoutes } from '../api/tokens.ts'
import { auditRoutes } from '../audit/routes.ts'
import type { WebServerConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { peopleAndRoleRoutes } from '../groups/routes.ts'
import { guestRoutes } from '../guests/routes.ts'
import { agentPageRoutes } from '../join/agent-page-routes.ts'
import { embedRoutes } from '../join/embed-routes.ts'
import { createLookup } from '../join/lookup.ts'
import { joinRoutes } from '../join/routes.ts'
import { WEB_LIMITS } from '../limits.ts'
import { presenceRoutes } from '../presence/routes.ts'
import { reportRoutes } from '../reports/routes.ts'
import { visitorRoutes } from '../sessions/routes.ts'
import { settingsRoutes } from '../settings/routes.ts'
import { transferRoutes } from '../transfers/routes.ts'
import { webhookRoutes } from '../webhooks/routes.ts'
import { consoleFiles } from './console-files.ts'
import { createHostGuard, createSameOriginGuard } from './guards.ts'
import { setSecurityHeaders } from './headers.ts'
import { createErrorHandler, sendProblem } from './problem.ts'
import { visitorFiles } from './visitor-files.ts'

/** Fastify with every route; the visitor's scope and the agent's have different guards. */
export async function createApp(config: WebServerConfig, context: Context): Promise<FastifyInstance> {
  const { trustedProxies } = config
  const app = fastify({
    logger: false,
    bodyLimit: WEB_LIMITS.maxBodyBytes,
    routerOptions: { maxParamLength: 255 },
    genReqId: () => randomBytes(9).toString('base64url'),
    requestIdHeader: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    // At its end, what has begun is answered.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    serverFactory: (handler) => createServer(config, handler),
  })
  app.setErrorHandler(createErrorHandler(context.log, context.metrics.refused))
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, 'not-found'))
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request
    context.metrics.answered(`${method} ${routeOptions.url ?? 'none'}`, reply.statusCode, reply.elapsedTime)
  })
  app.addHook('onRequest', setSecurityHeaders)
  app.addHook('onRequest', createHostGuard(context.address))
  await app.register(fastifyCookie)
  await openApi(app)

  app.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true }))
  const lookup = createLookup(context)
  await app.register(async (scope) => visitorRoutes(scope, context))
  await app.register(async (scope) => embedRoutes(scope, context, lookup))
  await app.register(async (scope) => guestRoutes(scope, context))
  await app.register(async (scope) => visitorFiles(scope, context))
  await app.register(async (scope) => {
    scope.addHook('onRequest', createSameOriginGuard(context.address))
    scope.addHook('onSend', setRateHeaders)
    await accountRoutes(scope, context)
    await joinRoutes(scope, context, lookup)
    await meRoutes(scope, context)
    await sessionRoutes(scope, context)
    await settingsRoutes(scope, context)
    await peopleAndRoleRoutes(scope, context)
    await tokenRoutes(scope, context)
    await auditRoutes(scope, context)
    await webhookRoutes(scope, context)
    await reportRoutes(scope, context)
    await transferRoutes(scope, context)
    await scope.register(async (inner) => presenceRoutes(inner, context))
    await scope.register(async (inner) => agentPageRoutes(inner, context, lookup))
    await consoleFiles(scope, context)
  })
  return app
}

/** Fastify leaves all limits of a server that it did not make to whoever made it. */
function createServer(config: WebServerConfig, handler: Parameters<typeof createHttpServer>[1]): Server {
  const { tls, trustedProxies } = config
  const isProxied = trustedProxies.length > 0
  const options: ServerOptions = {
    maxHeaderSize: WEB_LIMITS.maxHeaderBytes,
    headersTimeout: WEB_LIMITS.headersTimeoutMs,
    requestTimeout: WEB_LIMITS.requestTimeoutMs,
    keepAliveTimeout: isProxied ? WEB_LIMITS.proxyKeepAliveTimeoutMs : WEB_LIMITS.keepAliveTimeoutMs,
    connectionsCheckingInterval: WEB_LIMITS.connectionsCheckMs,
    requireHostHeader: true,
    noDelay: true,
  }
  const server = tls
    ? createHttpsServer(
        { ...options, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: WEB_LIMITS.headersTimeoutMs },
        handler,
      )
    : createHttpServer(options, handler)
  server.setTimeout(WEB_LIMITS.socketIdleMs)
  server.maxConnections = WEB_LIMITS.maxConnections
  const clients = createClientAddress(trustedProxies)
  limitConnections(server, { maxPerAddress: WEB_LIMITS.maxConnectionsPerAddress, clients })
  return server
}
