import type { IncomingMessage, ServerResponse } from 'node:http'
import { toBase64Url } from '../../base/bytes.ts'
import { acceptedLanguages } from '../../node/accept-language.ts'
import type { Log } from '../../node/log.ts'
import { chooseLanguage, LANGUAGES, type Language, scriptName } from '../../protocol/languages.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { choiceEntries, viewChoiceOf } from '../../protocol/view-choice.ts'
import type { JoinRefusedReport } from '../control/join-reports.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { HttpChannels } from '../sockets/http-channel.ts'
import type { AgentClaims, AgentCookies } from './agent-cookie.ts'
import { readForm } from './form-body.ts'
import {
  assetHeaders,
  baseHeaders,
  type Headers,
  NO_HSTS,
  plainPageHeaders,
  REPORT_PATH,
  shellHeaders,
} from './headers.ts'
import { isOnlyHost } from './host.ts'
import { clearJoinCookie, type JoinDeps, joinCookie, readParticipantId, redeemJoin } from './join.ts'
import { PAGE_WORDS, type PageWords } from './page-words.ts'
import { joinedHtml, messageHtml, shellHtml, staticBody, type ViewerFiles } from './pages.ts'
import { createStages } from './stages.ts'
import { createViolationReports } from './violation-reports.ts'
import { answerChannel, isChannelPath } from './visitor-channel.ts'

export type RouterDeps = JoinDeps & {
  readonly log: Log
  readonly publicUrl: string
  readonly consoleUrl: string
  readonly viewerFiles: ViewerFiles
  readonly cookies: AgentCookies
  readonly reportRefusal: (report: JoinRefusedReport) => void
  readonly countJoin: (result: string) => void
  readonly whyNotReady: () => string | null
  /** The viewer over plain HTTP (HF-2): of pages, nothing but the viewer's. */
  readonly isPlain: boolean
  /** Viewers may go to plain HTTP on this host. */
  readonly mayFollow: boolean
  readonly channels: HttpChannels
  /** Of the peer, or of whom a trusted proxy names. */
  readonly addressOf: (request: IncomingMessage) => string
}

type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly cookies?: readonly string[]
  readonly body: string
  /** The body was read to its end: the connection may serve the next request. */
  readonly isRead?: boolean
}

const JOIN_PATH = /^\/join\/([A-Za-z0-9_-]{22})$/
const VIEW_PATH = /^\/view\/([A-Za-z0-9_-]{22})$/
/** Name and encoding around the one field of the form. */
const FORM_OVERHEAD_BYTES = 64

/** In which language somebody wants a page (VW-10), and what says so, and what else they want, in its address. */
type Wanted = {
  readonly language: Language
  readonly suffix: string
  /** Who is refused reads words for guests; that is all it means. */
  readonly isGuest: boolean
}
/** In the address of a guest's view: of who is in no session any more nothing else is known. */
const GUEST_MARK = 'guest'

function wantedIn(query: URLSearchParams, accepted: string | undefined): Wanted {
  const choice = viewChoiceOf(query)
  const more = new URLSearchParams(choiceEntries(choice))
  return {
    language: choice.language ?? chooseLanguage(acceptedLanguages(accepted)),
    suffix: more.size === 0 ? '' : `?${more}`,
    isGuest: query.has(GUEST_MARK),
  }
}

/** Answers every plain HTTP request; `handle` never throws. */
export function createRouter(
  deps: RouterDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { publicUrl, consoleUrl } = deps
  const consoleOrigin = new URL(consoleUrl).origin
  const { host, hostname } = new URL(publicUrl)
  const { shells } = deps.viewerFiles
  const shellScripts = LANGUAGES.map((language) => {
    const file = staticBody(shells[language] ?? shells.en ?? '')
    const path = `/assets/${scriptName('shell', language)}`
    return { language, path, file, address: `${path}?v=${file.hash}` }
  })
  const shellCss = staticBody(deps.viewerFiles.shellCss)
  const stages = createStages(publicUrl, deps.viewerFiles.stageJs, deps.viewerFiles.stageParts)

  const noteViolation = createViolationReports(deps.wallNow, deps.log)

  function tiny(status: number, text: string, headers: Headers = {}): Answer {
    const type = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }
    return { status, headers: { ...baseHeaders(publicUrl), ...type, ...headers }, body: `${text}\n` }
  }

  function message(
    status: number,
    sentence: Exclude<keyof PageWords, 'open' | 'toConsole'>,
    { language }: Wanted,
    cookies: readonly string[] = [],
  ): Answer {
    const body = messageHtml(
      PAGE_WORDS[language][sentence],
      sentence.startsWith('guest') ? null : consoleUrl,
      language,
    )
    return { status, headers: plainPageHeaders(publicUrl), cookies, body }
  }

  function join(
    pathId: string,
    token: string | null,
    cookieHeader: string | undefined,
    wanted: Wanted,
  ): Answer {
    const outcome = redeemJoin(deps, pathId, token)
    deps.countJoin(outcome.ok ? 'admitted' : outcome.why)
    const parents = outcome.ok ? outcome.claims.parents : []
    const clear = [
      ...(parents.length > 0 ? [] : clearJoinCookie(pathId, hostname)),
      ...clearOldAgentCookies(cookieHeader, parents.length > 0),
    ]
    if (!outcome.ok) {
      deps.reportRefusal(outcome)
      return message(401, outcome.isGuest ? 'guestRefused' : 'joinRefused', wanted, clear)
    }
    const { participantId: pid, claims } = outcome
    const { session, agent, privileges } = claims
    const given = { pid, session, agent, privileges, parents }
    const cookie = deps.cookies.issue(given, deps.wallNow())
    const isFollowing = parents.length === 0 && deps.directory.find(session)?.mayFollow === true
    const plain = isFollowing ? [deps.cookies.issuePlain(given, deps.wallNow())] : []
    // Not a redirect: what another site began (a link in a CRM) stays its navigation through all redirects, and a
    // browser keeps Strict cookies back from it. This page begins one of its own.
    const mark = claims.kind === 'guest' ? `${wanted.suffix ? '&' : '?'}${GUEST_MARK}` : ''
    const view = `/view/${pid}${wanted.suffix}${mark}`
    const headers = { ...plainPageHeaders(publicUrl, around(parents)), Refresh: `0; url=${view}` }
    return {
      status: 200,
      headers,
      cookies: [cookie, ...plain, ...clear],
      body: joinedHtml(view, wanted.language),
    }
  }

  /** Browsers send every cookie of ours with every request, and a header of 16 KiB is refused: a day's joins would fill it. */
  function clearOldAgentCookies(cookieHeader: string | undefined, isEmbedded: boolean): string[] {
    const isPresent = ({ session, pid }: AgentClaims) => deps.directory.findWith(session, pid) !== null
    return deps.cookies.clearOld(cookieHeader, deps.wallNow(), isPresent, isEmbedded)
  }

  /** All documents around an embedded viewer: the web server's, which holds its frame, and those of the listed parents. */
  function around(parents: readonly string[]): readonly string[] {
    return parents.length > 0 ? [consoleOrigin, ...parents] : []
  }

  function view(pathId: string, cookieHeader: string | undefined, wanted: Wanted): Answer {
    const pid = readParticipantId(pathId)
    const { cookies, isPlain } = deps
    const claims =
      pid && (isPlain ? cookies.readPlain : cookies.read).call(cookies, cookieHeader, pid, deps.wallNow())
    const refused = wanted.isGuest ? 'guestGone' : 'viewRefused'
    // SA-19: a cookie for plain HTTP is no way in over HTTPS.
    if (!claims && pid && !isPlain && cookies.hasPlain(cookieHeader, pid))
      return message(403, refused, wanted)
    const session = claims && deps.directory.findWith(claims.session, claims.pid)
    if (!claims || !session) return message(401, refused, wanted)
    const ancestors = around(claims.parents)
    const stage = stages.pathFor({ assets: session.assets, ancestors, isPlain })
    const nonce = toBase64Url(deps.randomBytes(16))
    const { language } = wanted
    const script = shellScripts.find((one) => one.language === language)
    const isGuest = session.agents.find(claims.pid)?.participant.kind === 'guest'
    const { joinRedirect, endUrl } = session.guestPages
    const body = shellHtml({
      language,
      nonce,
      consoleUrl: isGuest ? (joinRedirect ?? `${consoleOrigin}/guest/`) : consoleUrl,
      isGuest,
      endUrl: isGuest ? endUrl : null,
      js: script?.address ?? '',
      cssHash: shellCss.hash,
      stage,
      isPrivate: !isPlain,
    })
    return { status: 200, headers: shellHeaders(publicUrl, nonce, stage, ancestors), body }
  }

  function asset(hash: string | null, page: { body: string; hash: string }, type: string): Answer {
    // Only the address with the current hash is kept for ever; any other would pin today's content under it.
    const maxAgeSeconds = hash === page.hash ? SERVER_LIMITS.assetMaxAgeSeconds : 0
    return {
      status: 200,
      headers: assetHeaders(publicUrl, `${type}; charset=utf-8`, maxAgeSeconds),
      body: page.body,
    }
  }

  /**
   * From a web server that shares no parent domain with us (JN-9). Only a page of the console may send an agent here:
   * another site could show them a session that they did not ask for.
   */
  async function joinByForm(pathId: string, request: IncomingMessage, wanted: Wanted): Promise<Answer> {
    const { origin, cookie } = request.headers
    if (!isOnlyHost(request, host)) return tiny(404, 'not found')
    if (origin !== consoleOrigin) return tiny(403, 'not permitted')
    const form = await readForm(request, LIMITS.maxJoinTokenLength + FORM_OVERHEAD_BYTES)
    const [token = null, second] = form?.getAll('token') ?? []
    return join(pathId, second === undefined ? token : null, cookie, wanted)
  }

  /** A visitor whose network lets no WebSocket through. Any page may ask; what it says decides. */
  async function channel(request: IncomingMessage): Promise<Answer> {
    if (!isOnlyHost(request, host)) return tiny(404, 'not found')
    const { status, body, origin } = await answerChannel(deps.channels, request, deps.addressOf(request))
    const headers: Headers = {
      ...baseHeaders(publicUrl),
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      Vary: 'Origin',
      ...(status === 403 ? {} : { 'Access-Control-Allow-Origin': origin }),
    }
    return { status, headers, body, isRead: status === 200 }
  }

  function answer(request: IncomingMessage): Answer | Promise<Answer> {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2)
    const given = new URLSearchParams(query)
    const wanted = wantedIn(given, request.headers['accept-language'])
    const [, joinId] = JOIN_PATH.exec(path) ?? []
    if (deps.isPlain && request.method !== 'GET') return tiny(405, 'method not allowed', { Allow: 'GET' })
    if (request.method === 'POST' && joinId) return joinByForm(joinId, request, wanted)
    if (request.method === 'POST' && query === '' && isChannelPath(path)) return channel(request)
    if (request.method === 'POST' && path === REPORT_PATH && isOnlyHost(request, host))
      return noteViolation(request).then(() => tiny(200, 'noted'))
    if (request.method !== 'GET') return tiny(405, 'method not allowed', { Allow: 'GET' })
    if (path === '/healthz') return tiny(200, 'ok')
    if (path === '/readyz') {
      const reason = deps.whyNotReady()
      return tiny(reason === null ? 200 : 503, reason ?? 'ready')
    }
    if (!isOnlyHost(request, host)) return tiny(404, 'not found')
    const { cookie } = request.headers
    if (deps.isPlain && joinId) return tiny(404, 'not found')
    if (joinId) return join(joinId, joinCookie(cookie), cookie, wanted)
    const stage = stages.find(path)
    if (stage) {
      const isKnown = request.headers['if-none-match'] === stage.headers.ETag
      return { status: isKnown ? 304 : 200, headers: stage.headers, body: isKnown ? '' : stage.body }
    }
    const part = stages.part(path)
    if (part) return { status: 200, headers: part.headers, body: part.body }
    const hash = given.get('v')
    const script = shellScripts.find((one) => one.path === path)
    if (script) return asset(hash, script.file, 'text/javascript')
    if (path === '/assets/shell.css') return asset(hash, shellCss, 'text/css')
    const [, viewId] = VIEW_PATH.exec(path) ?? []
    if (viewId) return view(viewId, cookie, wanted)
    return tiny(404, 'not found')
  }

  /** An error of ours must fail one request, not end the process with every session in it. */
  async function answerSafely(request: IncomingMessage): Promise<Answer> {
    try {
      return await answer(request)
    } catch (error) {
      deps.log.error('request failed', { error: error instanceof Error ? error.name : 'unknown' })
      return tiny(500, 'failed')
    }
  }

  return async (request, response) => {
    const { status, headers, cookies = [], body, isRead = false } = await answerSafely(request)
    if (response.destroyed) return
    const all = deps.mayFollow && !deps.isPlain ? { ...headers, ...NO_HSTS } : headers
    for (const [name, value] of Object.entries(all)) response.setHeader(name, value)
    if (cookies.length > 0) response.setHeader('Set-Cookie', cookies)
    const hasBody = ['content-length', 'transfer-encoding'].some(
      (name) => request.headers[name] !== undefined,
    )
    // A refused request ends its connection; of bodies only the form of a join is read.
    if ((hasBody && !isRead) || status >= 400) response.setHeader('Connection', 'close')
    response.writeHead(status)
    response.end(body)
  }
}
