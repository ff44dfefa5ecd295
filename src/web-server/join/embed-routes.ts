import type { FastifyInstance, FastifyRequest } from 'fastify'
import { integer, nullable, object, optional, text } from '../../base/parse.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, groupId, groupIdFromText } from '../../protocol/ids.ts'
import { languageOf, scriptName } from '../../protocol/languages.ts'
import { EMBED_COOKIE } from '../accounts/auth.ts'
import { type CurrentUser, findLogin } from '../accounts/current-user.ts'
import { logInByKey, loginKeyFields } from '../accounts/login-keys.ts'
import { pageLanguage } from '../accounts/page-language.ts'
import { hasBearer, requireCaller } from '../api/caller.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { createSameOriginGuard } from '../http/guards.ts'
import { readPageFile, servePageFiles } from '../http/page-files.ts'
import { auditName } from '../sessions/store.ts'
import { readSettings } from '../settings/store.ts'
import { embedHeaders, embedHtml } from './embed-page.ts'
import { isJoinable, signHandOver } from './hand-over.ts'
import type { Lookup } from './lookup.ts'

/*
 * A viewer inside another page (AE-1). The browser keeps the cookies of such frames in a jar for each top page's site
 * (`Partitioned`), and this log-in counts for these routes only: nothing else of ours works in a frame.
 */

const MAX_FORM_BYTES = 4_096
const WAIT_SECONDS = 30

const joinRequest = object({
  key: text(256, { min: 1 }),
  groupId: optional(nullable(groupId)),
  wait: optional(integer(0, WAIT_SECONDS)),
})

const formFields = object({
  key: optional(text(256)),
  wait: optional(text(1)),
  lang: optional(text(16)),
})

export async function embedRoutes(app: FastifyInstance, context: Context, lookup: Lookup): Promise<void> {
  const { db, clock } = context
  const docs = (summary: string) => ({ schema: { tags: ['join'], summary } })
  const FORM_TYPE = 'application/x-www-form-urlencoded'
  app.addContentTypeParser(
    FORM_TYPE,
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )

  async function parentsOf(group: GroupId | null): Promise<readonly string[]> {
    if (group === null) return []
    return (await readSettings(db, group, 'production')).settings['embed.parentOrigins']
  }

  app.get(
    '/agent/embed',
    { exposeHeadRoute: false, ...docs('The frame for a viewer inside a page of the customer’s.') },
    async (request, reply) => {
      const query = request.query as Record<string, unknown>
      // AE-1: what lets somebody in is never in the address of a frame.
      if (query.loginkey !== undefined || query.token !== undefined) throw new SidelongError('bad-params')
      const group = groupOf(query)
      const parents = await parentsOf(group)
      const wanted = languageOf(query.lang)
      const language = wanted ?? pageLanguage(request)
      const [js, css] = await Promise.all([
        readPageFile(context.viewerFolder, scriptName('embed', language)),
        readPageFile(context.viewerFolder, 'embed.css'),
      ])
      const servers = context.pool.links().map((link) => link.origin)
      reply.headers(embedHeaders(parents, servers)).removeHeader('x-frame-options')
      const key = typeof query.key === 'string' && query.key !== '' ? text(256)(query.key, 'key') : null
      const isRefused = query.refused === '1'
      const isWaiting = query.wait === '1'
      const config = { parents, groupId: group, key, isWaiting, language: wanted, isRefused }
      return reply
        .type('text/html; charset=utf-8')
        .send(embedHtml(config, language, { js: js.hash, css: css.hash }))
    },
  )

  servePageFiles(app, context.viewerFolder, '/agent/embed', 'embed')

  app.post(
    '/agent/embed',
    docs('The same, with a login key: from a form of a listed page into its frame.'),
    async (request, reply) => {
      const fields = loginKeyFields(request.body)
      const { key, wait, lang } = formFields(request.body)
      const group = groupIdFromText(fields.groupid)
      // Only pages that may have the frame: another site's could put somebody into an account that is not theirs.
      if (!(await parentsOf(group)).includes(request.headers.origin ?? ''))
        throw new SidelongError('cross-site')
      const problem = await logInByKey(context, request, reply, fields, 'embed')
      const query = new URLSearchParams({ group: fields.groupid })
      if (key) query.set('key', key)
      if (wait === '1') query.set('wait', '1')
      if (lang) query.set('lang', lang)
      // Who is not let in is told so by the frame, which can tell the page around it.
      if (problem !== null) query.set('refused', '1')
      if (problem !== null) reply.clearCookie(EMBED_COOKIE, { path: '/', secure: true, partitioned: true })
      return reply.redirect(`/agent/embed?${query}`, 303)
    },
  )

  app.post(
    '/agent/embed/join',
    { ...docs('A join credential for the frame.'), onRequest: createSameOriginGuard(context.address) },
    async (request, reply) => {
      const wanted = joinRequest(request.body)
      const user = await requireEmbedUser(context, request)
      const { key, groupId: group = null, wait = 0 } = wanted
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const asked = { key, group, isWaiting: wait > 0, window: null }
      const { hits, waitMaxMinutes } =
        wait === 0
          ? { hits: await lookup.find(user, asked), waitMaxMinutes: 1 }
          : await lookup.findWithin(user, asked, wait * 1_000, gone.signal)
      const nothing = { found: false, location: null, token: null, waitMaxMinutes }
      const [hit, second] = hits
      if (!hit) return nothing
      // Several groups have a session with this key, and a frame is no place to choose.
      if (second) throw new SidelongError('bad-params', { detail: { groupId: 'is needed' } })
      const parents = await parentsOf(hit.member.groupId)
      if (parents.length === 0) throw new SidelongError('not-permitted')
      // The log-in may have ended meanwhile.
      if (wait > 0) await requireEmbedUser(context, request)
      const handOver = isJoinable(context, hit)
        ? await signHandOver(context, user, hit, { language: user.language, tools: null }, parents)
        : null
      if (!handOver) throw new SidelongError('no-server', { retryAfterSeconds: 5 })
      context.metrics.join('handed-over')
      await audit(db, clock.now(), {
        groupId: hit.member.groupId,
        actor: `user:${user.id}`,
        operation: 'session.hand-over',
        object: auditName(hit.id),
        outcome: `${hit.member.role}, embedded`,
      })
      return { found: true, location: handOver.location, token: handOver.token, waitMaxMinutes }
    },
  )
}

/** By the frame's own log-in, or by a token that speaks for a person (`POST /v1/tokens`). */
async function requireEmbedUser(context: Context, request: FastifyRequest): Promise<CurrentUser> {
  if (!hasBearer(request)) {
    const login = await findLogin(context, request, 'embed')
    if (!login || login.isLimited) throw new SidelongError('not-logged-in')
    return login
  }
  const caller = await requireCaller(context, request)
  const [member] = caller.members
  if (caller.userId === null || !member || !caller.scopes?.includes('join'))
    throw new SidelongError('not-permitted')
  const user = await context.db
    .selectFrom('users')
    .select(['id', 'name', 'email', 'language'])
    .where('id', '=', caller.userId)
    .executeTakeFirst()
  if (!user) throw new SidelongError('not-logged-in')
  const language = languageOf(user.language)
  return { ...user, language, token: '', method: 'token', onlyGroup: member.groupId }
}

function groupOf(query: Record<string, unknown>): GroupId | null {
  const given = query.group ?? query.groupid
  return typeof given === 'string' ? groupIdFromText(given) : null
}
