import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Context } from '../context.ts'
import { sendProblem } from './problem.ts'
import { isLoopback } from './public-address.ts'

const LOADER_SECONDS = 300
const YEAR_SECONDS = 31_536_000

/**
 * The visitor scripts (EM-6, EM-7). Over plain HTTP they get 403 rather than a redirect, so that a wrongly embedded tag
 * shows in testing; a loopback host is as good as HTTPS.
 */
export async function visitorFiles(app: FastifyInstance, context: Context): Promise<void> {
  await app.register(fastifyStatic, { root: context.visitorFolder, serve: false, cacheControl: false })

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'timing-allow-origin': '*',
    })
    if (request.protocol === 'https' || isLoopback(request.hostname)) return
    await sendProblem(request, reply, 'not-permitted', {
      detail: 'Visitor scripts are served over HTTPS only.',
    })
  })

  function send(reply: FastifyReply, path: string, maxAgeSeconds: number): FastifyReply {
    const caching =
      maxAgeSeconds === YEAR_SECONDS
        ? `public, max-age=${YEAR_SECONDS}, immutable`
        : `public, max-age=${maxAgeSeconds}`
    reply.header('cache-control', caching)
    return reply.sendFile(path)
  }

  // The second for tags of the older product (FEATURES section 5).
  for (const file of ['loader.js', 'compat.js'])
    app.get(`/visitor/${file}`, { schema: { hide: true } }, (_request, reply) =>
      send(reply, file, LOADER_SECONDS),
    )
  app.get('/visitor/manifest.json', { schema: { hide: true } }, (_request, reply) =>
    send(reply, 'manifest.json', LOADER_SECONDS),
  )
  for (const file of ['loader.js', 'compat.js'])
    app.get(`/visitor/v/:version/${file}`, { schema: { hide: true } }, (request, reply) => {
      const { version } = request.params as { version: string }
      return isVersion(version) ? send(reply, `v/${version}/${file}`, YEAR_SECONDS) : reply.callNotFound()
    })
  app.get('/visitor/v/:version/:hash/:file', { schema: { hide: true } }, (request, reply) => {
    const { version, hash, file } = request.params as { version: string; hash: string; file: string }
    return isVersion(version) && isPlain(hash, file)
      ? send(reply, `v/${version}/${hash}/${file}`, YEAR_SECONDS)
      : reply.callNotFound()
  })
  app.get('/visitor/:hash/:file', { schema: { hide: true } }, (request, reply) => {
    const { hash, file } = request.params as { hash: string; file: string }
    return isPlain(hash, file) ? send(reply, `${hash}/${file}`, YEAR_SECONDS) : reply.callNotFound()
  })
}

function isVersion(version: string): boolean {
  return /^[0-9]{1,4}(\.[0-9]{1,4}){2}$/.test(version)
}

function isPlain(hash: string, file: string): boolean {
  return /^[A-Za-z0-9_-]{8,128}$/.test(hash) && /^[a-z0-9-]+\.(js|js\.map|css|svg|json)$/.test(file)
}
