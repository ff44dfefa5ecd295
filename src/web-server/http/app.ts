import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import fastifyCookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { accountRoutes } from '../accounts/routes.ts'
import { meRoutes } from '../api/me.ts'
import { openApi } from '../api/openapi.ts'
import { sessionRoutes } from '../api/sessions.ts'
import type { WebServerConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { joinRoutes } from '../join/routes.ts'
import { WEB_LIMITS } from '../limits.ts'
import { visitorRoutes } from '../sessions/routes.ts'
import { consoleFiles } from './console-files.ts'
import { createHostGuard, createSameOriginGuard } from './guards.ts'
import { setSecurityHeaders } from './headers.ts'
import { createErrorHandler, sendProblem } from './problem.ts'
import { visitorFiles } from './visitor-files.ts'

/** Fastify with every route; the visitor's scope and the agent's have different guards. */
export async function createApp(config: WebServerConfig, context: Context): Promise<FastifyInstance> {
  const { tls, trustedProxies } = config
  const app = fastify({
    logger: false,
    bodyLimit: WEB_LIMITS.maxBodyBytes,
    requestTimeout: WEB_LIMITS.requestTimeoutMs,
    routerOptions: { maxParamLength: 255 },
    genReqId: () => randomBytes(9).toString('base64url'),
    requestIdHeader: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    forceCloseConnections: true,
    serverFactory: (handler) =>
      tls
        ? createHttpsServer({ cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' }, handler)
        : createHttpServer(handler),
  })
  app.setErrorHandler(createErrorHandler(context.log))
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, 'not-found'))
  app.addHook('onRequest', setSecurityHeaders)
  app.addHook('onRequest', createHostGuard(context.address))
  await app.register(fastifyCookie)
  await openApi(app)

  app.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true }))
  await app.register(async (scope) => visitorRoutes(scope, context))
  await app.register(async (scope) => visitorFiles(scope, context))
  await app.register(async (scope) => {
    scope.addHook('onRequest', createSameOriginGuard(context.address))
    await accountRoutes(scope, context)
    await joinRoutes(scope, context)
    await meRoutes(scope, context)
    await sessionRoutes(scope, context)
    await consoleFiles(scope, context)
  })
  return app
}
