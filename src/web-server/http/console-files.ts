import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toBase64Url } from '../../base/bytes.ts'
import { languageOf } from '../../protocol/languages.ts'
import { type CurrentLogin, findLogin } from '../accounts/current-user.ts'
import { pageLanguage } from '../accounts/page-language.ts'
import type { Context } from '../context.ts'
import { rememberReturn, takeReturn } from '../join/return-place.ts'

const YEAR_SECONDS = 31_536_000

/** No inline script or style but with the nonce, which the page's own code finds in `<meta name="csp-nonce">`. */
function consolePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export function withNonce(html: string, nonce: string): string {
  const meta = `<meta name="csp-nonce" content="${nonce}">`
  const pattern = /<meta\s+name="csp-nonce"[^>]*>/i
  const page = pattern.test(html)
    ? html.replace(pattern, meta)
    : html.replace(/<head[^>]*>/i, (head) => head + meta)
  return page.replace(/<(script|style)(?=[\s>])(?![^>]*\snonce=)/gi, `<$1 nonce="${nonce}"`)
}

/** The console under `/agent/`: files as they are, everything else its one page (its client does the routing). */
export async function consoleFiles(app: FastifyInstance, context: Context): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(context.consoleFolder, 'assets'),
    serve: false,
    cacheControl: false,
  })

  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/agent/', 302))
  app.get('/agent', { schema: { hide: true } }, (_request, reply) => reply.redirect('/agent/', 302))

  app.get('/agent/assets/*', { schema: { hide: true } }, (request, reply) => {
    reply.header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
    return reply.sendFile((request.params as { '*': string })['*'])
  })

  // Where the console goes after a log-in (JN-1).
  app.get('/agent/return', { schema: { hide: true } }, async (request, reply) => {
    const login = await findLogin(context, request)
    const place = login && !login.isLimited ? takeReturn(context, request, reply) : null
    return reply.redirect(place ?? '/agent/', 303)
  })

  app.get('/agent/*', { schema: { hide: true } }, async (request, reply) => {
    const canonical = context.address.origin()
    if (`${request.protocol}://${request.host}` !== canonical)
      return reply.redirect(canonical + request.url, 302)
    // While the database is away nobody knows: the page says so itself.
    const login = await findLogin(context, request).catch(() => undefined)
    const elsewhere = login === undefined ? null : elsewhereFirst(context, request, reply, login)
    if (elsewhere !== null) return reply.redirect(elsewhere, 303)
    const nonce = toBase64Url(context.random(16))
    const html = await readFile(join(context.consoleFolder, 'index.html'), 'utf8').catch(() => null)
    reply.header('content-security-policy', consolePolicy(nonce)).type('text/html; charset=utf-8')
    if (html === null) return reply.code(503).send(NOT_BUILT)
    // Of a window that a page of the company's has opened (AE-5).
    const wanted = languageOf((request.query as Record<string, unknown>).lang)
    const language = wanted ?? pageLanguage(request, login)
    return reply.send(withNonce(html.replace(/(<html [^>]*lang=")[^"]*/i, `$1${language}`), nonce))
  })
}

/** To the log-in, for who is not logged in; to the place kept, for who has just done so. */
function elsewhereFirst(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  login: CurrentLogin | null,
): string | null {
  // Who was invited has no password yet.
  if (/^\/agent\/invitation(\?|$)/.test(request.url)) return null
  const isLogin = /^\/agent\/login(\?|$)/.test(request.url)
  // What may only set up a second factor gets the page that does.
  if (login?.isLimited) return isLogin ? '/agent/' : null
  if (login) return takeReturn(context, request, reply)
  if (isLogin) return null
  rememberReturn(context, request, reply, request.url)
  return '/agent/login'
}

const NOT_BUILT =
  '<!doctype html><html lang="en"><title>Sidelong</title><p>The console has not been built. Run <code>npm run build</code>.</p></html>'
