import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Infer, text } from '../../base/parse.ts'
import { escapeHtml } from '../../node/plain-page.ts'
import type { SessionFound } from '../../protocol/agent-page-api.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, groupIdFromText } from '../../protocol/ids.ts'
import type { Language } from '../../protocol/languages.ts'
import { lookupRequest, windowId } from '../../protocol/rest.ts'
import { choiceEntries, type ViewChoice, viewChoiceOf } from '../../protocol/view-choice.ts'
import { findUser, requireUser } from '../accounts/current-user.ts'
import { logInByKey, loginKeyFields } from '../accounts/login-keys.ts'
import { chosenLanguage, pageLanguage } from '../accounts/page-language.ts'
import { hasBearer, requireCaller } from '../api/caller.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { auditName } from '../sessions/store.ts'
import { isClosed } from './closed-windows.ts'
import { isJoinable, JOIN_COOKIE, signHandOver } from './hand-over.ts'
import { sendHandOverPage } from './hand-over-page.ts'
import { sendKeyProblem } from './key-problem.ts'
import type { Hit, Lookup, Seeker } from './lookup.ts'
import { PAGE_WORDS } from './page-words.ts'
import { sendPlain } from './plain.ts'
import { forgetReturn, rememberReturn } from './return-place.ts'

type JoinQuery = {
  readonly key: string
  readonly group: string | null
  readonly wait: boolean
  readonly choice: ViewChoice
  readonly window: string | null
}
/** No group has this id: what is not one finds nothing, rather than everything. */
const NO_GROUP_ID = 0 as GroupId

const KEY_NAMES = ['key', 'sessionkey', 'visitorid']

/** Reads the query of a join link; only what we know goes on, so that nothing else is ever carried along. */
function parseQuery(request: FastifyRequest): JoinQuery {
  const query = request.query as Record<string, unknown>
  const name = KEY_NAMES.find((one) => typeof query[one] === 'string')
  const group = query.group ?? query.groupid
  return {
    key: text(256)(name === undefined ? '' : query[name], 'key'),
    group: typeof group === 'string' ? text(16)(group, 'group') : null,
    wait: query.wait === '1',
    choice: viewChoiceOf(new URLSearchParams(request.url.split('?', 2)[1])),
    window: query.window === undefined ? null : windowId(query.window, 'window'),
  }
}

/** The same for the next page on the way: log-in, chooser or wait. */
function toQuery({ key, group, wait, choice, window }: JoinQuery): string {
  return new URLSearchParams({
    key,
    ...(group !== null && { group }),
    ...(wait && { wait: '1' }),
    ...choiceEntries(choice),
    ...(window !== null && { window }),
  }).toString()
}

export async function joinRoutes(app: FastifyInstance, context: Context, lookup: Lookup): Promise<void> {
  const refuse = (reply: FastifyReply, code: string, join: JoinQuery): FastifyReply => {
    context.metrics.join(code)
    return toConsole(reply, code, join)
  }

  app.get(
    '/agent/join',
    // Without a HEAD route: it would sign a credential that nobody uses.
    { exposeHeadRoute: false, schema: { tags: ['join'], summary: 'Hands the agent over to the session.' } },
    async (request, reply) => {
      const canonical = context.address.origin()
      // Cookies belong to a host: the hand-over works from the configured one only.
      if (`${request.protocol}://${request.host}` !== canonical)
        return reply.redirect(canonical + request.url, 302)
      const join = parseQuery(request)
      const wanted = join.choice.language
      if (hasLoginKey(request.query)) {
        const problem = await logInByKey(context, request, reply, loginKeyFields(request.query))
        return problem
          ? sendKeyProblem(reply, problem, wanted ?? pageLanguage(request))
          : reply.redirect(`/agent/join?${toQuery(join)}`, 303)
      }
      const user = await findUser(context, request)
      if (!user) {
        rememberReturn(context, request, reply, `/agent/join?${toQuery(join)}`)
        return reply.redirect(wanted === null ? '/agent/login' : `/agent/login?lang=${wanted}`, 302)
      }
      forgetReturn(request, reply)
      const group = join.group === null ? null : (groupIdFromText(join.group) ?? NO_GROUP_ID)
      let hits: Hit[]
      try {
        hits = await lookup.find(user, { key: join.key, group, isWaiting: join.wait, window: join.window })
      } catch (error) {
        if (error instanceof SidelongError) return refuse(reply, error.code, join)
        throw error
      }
      const [hit, second] = hits
      if (!hit) return refuse(reply, 'no-session', join)
      const language = wanted ?? pageLanguage(request, user)
      if (second) return sendChooser(reply, hits, join, language)
      const handOver = await signHandOver(context, user, hit, {
        ...join.choice,
        language: wanted ?? chosenLanguage(request, user),
      })
      if (!handOver) return refuse(reply, 'no-server', join)
      // Its server was restarted, and its visitor has not come back yet.
      if (!isJoinable(context, hit)) return refuse(reply, 'server-lost', join)
      // A credential that was signed after its window was closed is not revoked by that.
      if (await isClosed(context.db, join.window)) return refuse(reply, 'window-closed', join)
      context.metrics.join('handed-over')
      await audit(context.db, context.clock.now(), {
        groupId: hit.member.groupId,
        actor: `user:${user.id}`,
        operation: 'session.hand-over',
        object: auditName(hit.id),
        outcome: hit.member.role,
      })
      if (!context.sharesCookies(handOver.location)) return sendHandOverPage(reply, handOver, language)
      reply.setCookie(JOIN_COOKIE, handOver.token, {
        path: `/join/${handOver.jti}`,
        secure: true,
        httpOnly: true,
        sameSite: 'lax',
        maxAge: handOver.maxAgeSeconds,
        ...(context.cookieDomain === null ? {} : { domain: context.cookieDomain }),
      })
      return reply.redirect(handOver.location, 303)
    },
  )

  app.post(
    '/v1/sessions/lookup',
    {
      schema: {
        tags: ['sessions'],
        summary: 'Whether a session with this key can be joined.',
        description: 'Any agent; a token needs `join`.',
      },
    },
    (request, reply) => lookUp(context, lookup, request, reply, lookupRequest(request.body)),
  )
}

/** Whether a session can be joined, and where; with `wait` once it can be. */
export async function lookUp(
  context: Context,
  lookup: Lookup,
  request: FastifyRequest,
  reply: FastifyReply,
  { key, groupId, wait = 0, window }: Infer<typeof lookupRequest>,
): Promise<SessionFound> {
  const user = await requireSeeker(context, request)
  const wanted = { key, group: groupId ?? null, isWaiting: wait > 0, window: window ?? null }
  if (wait === 0) return answerOf(context, await lookup.find(user, wanted), wanted.isWaiting)
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const { hits, waitMaxMinutes } = await lookup.findWithin(user, wanted, wait * 1_000, gone.signal)
  if (hits.length === 0) return { found: false, joinUrl: null, waitMaxMinutes }
  // The log-in may have ended meanwhile.
  await requireSeeker(context, request)
  return answerOf(context, hits, wanted.isWaiting)
}

/** A person, or a program whose token has the scope `join`: it finds what an agent of its group would. */
async function requireSeeker(context: Context, request: FastifyRequest): Promise<Seeker> {
  if (!hasBearer(request)) return requireUser(context, request)
  const caller = await requireCaller(context, request)
  if (!caller.scopes?.includes('join')) throw new SidelongError('not-permitted')
  let isFirst = true
  return {
    id: caller.actor,
    actor: caller.actor,
    async findGroups() {
      // Asked again while the look-up waits: the token may have been withdrawn.
      const { members } = isFirst ? caller : await requireCaller(context, request)
      isFirst = false
      return members.map((member) => ({ ...member, privileges: ['view'] }))
    },
  }
}

function answerOf(
  context: Context,
  [hit, second]: readonly Hit[],
  isWaiting: boolean,
): { found: boolean; joinUrl: string | null } {
  if (!hit) return { found: false, joinUrl: null }
  const query = new URLSearchParams({ key: hit.key })
  if (!second) query.set('group', String(hit.member.groupId))
  if (isWaiting) query.set('wait', '1')
  return { found: true, joinUrl: `${context.address.origin()}/agent/join?${query}` }
}

/** What passes by itself, so that a page may wait for it (JN-4): after the loss of a session server, too. */
const WORTH_WAITING: readonly string[] = ['no-session', 'no-server', 'server-lost', 'rate-limited']

function hasLoginKey(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'loginkey' in query
}

/** Back to the console: to wait there, if the link says `wait=1`, else to the join form with the reason. */
function toConsole(reply: FastifyReply, code: string, join: JoinQuery): FastifyReply {
  const isWaiting = join.wait && WORTH_WAITING.includes(code)
  const { key, choice } = join
  const query = isWaiting
    ? toQuery(join)
    : new URLSearchParams({ error: code, key, ...choiceEntries(choice) }).toString()
  return reply.redirect(`/agent/?${query}`, 303)
}

/** JN-3: the same key lives in several groups of the agent. */
function sendChooser(
  reply: FastifyReply,
  hits: readonly Hit[],
  join: JoinQuery,
  language: Language,
): FastifyReply {
  const words = PAGE_WORDS[language]
  const links = hits.map(({ key, member }) => {
    const query = toQuery({ ...join, key, group: String(member.groupId) })
    return `<li><a href="/agent/join?${escapeHtml(query)}">${escapeHtml(member.groupName)}</a></li>`
  })
  const list = `<p>${words.which}</p><ul>${links.join('')}</ul>`
  return sendPlain(reply, language, words.chooseTitle, `<h1>${words.several}</h1>${list}`)
}
