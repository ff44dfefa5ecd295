import { HANDOVER_CODE, handoverResponse, redeemResponse } from '../../protocol/rest.ts'
import { createError, toError } from '../api/error.ts'
import { mayRunIn } from '../boot/group-check.ts'
import { floorOf } from '../boot/mask-floor.ts'
import type { Session } from '../boot/session-types.ts'
import { decodeRules, encodeRules } from '../boot/state-codec.ts'
import { guard } from '../loader/guard.ts'
import type { Core, More } from './core.ts'
import { askCrossing } from './crossing.ts'
import { trackLeaving } from './leaving.ts'

/** Domains that the visitor has agreed to, for this tab and session. */
const AGREED = 'sidelong-domains'
const ASK_MS = 60_000
const BRIDGE_MS = 8_000
const BRIDGE_POLL_MS = 100

export type Destination = { url: string; target?: string | undefined; text?: string | undefined }
/** How the visitor gets there. */
export type Way = { readonly url: string; readonly bridgeUrl: string | null }

/** Going on with the session on another domain of the company (NV-8 to NV-12). */
export function createDomains(core: Core): More {
  const { deps, visitor, link } = core
  const { window, clock, tag, api, emit, store } = deps
  // As it is before {@link trackLeaving}, which would take the session along once more.
  const { open } = window

  // ---- leaving

  function running(): Session {
    const session = visitor.current()
    if (!session) throw createError('not-in-session')
    return session
  }

  /** GC-5, on the page that leaves: both ends must be trusted. The web server decides again. */
  function isTrusted(url: URL, session: Session): boolean {
    const { trustedOrigins } = session.grant().settings
    return [window.origin, url.origin].every((origin) => trustedOrigins.includes(origin))
  }

  function agreed(session: Session): string[] {
    try {
      const [id, ...origins] = (window.sessionStorage.getItem(AGREED) ?? '').split(' ')
      return id === session.info().id ? origins : []
    } catch {
      return []
    }
  }

  function agree(id: string, origins: readonly string[]): void {
    guard(() => window.sessionStorage.setItem(AGREED, [id, ...origins].join(' ')))
  }

  function agreeTo({ origin }: URL): void {
    const session = running()
    agree(session.info().id, [...agreed(session), origin])
  }

  function mustAsk(url: URL, session: Session): boolean {
    return session.grant().settings.consent.handover === 'ask' && !agreed(session).includes(url.origin)
  }

  /** The visitor's answer, by our dialog or the page's own. */
  async function ask(url: URL, words?: string): Promise<boolean> {
    const { ui } = visitor
    let isAccepted: boolean
    if (ui) {
      emit('handover', { url: url.href, outcome: 'asked' })
      isAccepted = await ui.ask((root, make, texts) => askCrossing(root, make, texts, url.hostname, words))
        .answer
    } else
      isAccepted = await new Promise((resolve) => {
        const timer = clock.after(ASK_MS, () => resolve(false))
        const respond = (accept: boolean) => {
          timer.stop()
          resolve(accept === true)
        }
        if (emit('handover', { url: url.href, outcome: 'asked', respond }) === 0) respond(false)
      })
    if (isAccepted) agreeTo(url)
    else emit('handover', { url: url.href, outcome: 'declined' })
    return isAccepted
  }

  /** Fetches a code for the way to `url`. */
  async function wayTo(url: URL): Promise<Way> {
    const session = running()
    const { sessionId, credential } = session.grant()
    const { groupId } = session.info()
    const answer = await api.post(
      'handover',
      {
        groupId,
        site: tag.site,
        sessionId,
        credential,
        target: url.origin,
        paused: session.isPaused(),
        rules: encodeRules(store.read()?.floor ?? floorOf(session.grant().settings, [])),
      },
      handoverResponse,
    )
    const { code, transport, bridgeUrl } = answer
    if (transport === 'bridge' && bridgeUrl)
      return { url: url.href, bridgeUrl: withCode(new URL(bridgeUrl), code, 'fragment') }
    return { url: withCode(url, code, transport), bridgeUrl: null }
  }

  /** Opens the page that takes the code, and waits until it has closed itself. */
  async function bridge({ bridgeUrl }: Way): Promise<void> {
    const opened = open.call(window, bridgeUrl ?? '', '_blank', 'popup,width=360,height=160')
    if (!opened) throw createError('popup-blocked')
    const untilMs = clock.now() + BRIDGE_MS
    await new Promise<void>((resolve, reject) => {
      const timer = clock.every(BRIDGE_POLL_MS, () => {
        if (!opened.closed && clock.now() < untilMs) return
        timer.stop()
        if (opened.closed) return resolve()
        opened.close()
        reject(createError('handover-expired'))
      })
    })
  }

  /** To `to` with the session. What fails is an event, too, as most who call do not wait. */
  async function cross(
    { url: address, target = '_self', text }: Destination,
    mayAsk: boolean,
  ): Promise<boolean> {
    const session = running()
    const url = new URL(address, window.document.baseURI)
    try {
      if (!/^https?:$/.test(url.protocol)) throw createError('bad-params', { field: 'url' })
      if (!isTrusted(url, session)) throw createError('handover-refused')
      if (mayAsk && !(await ask(url, text))) return false
      const way = await wayTo(url)
      if (way.bridgeUrl) await bridge(way)
      agreeTo(url)
      emit('handover', { url: url.href, outcome: 'continued' })
      // Only the domain was to be joined.
      if (way.bridgeUrl && target === '') return true
      if (target === '_self') window.location.assign(way.url)
      else if (!open.call(window, way.url, target)) throw createError('popup-blocked')
      return true
    } catch (error) {
      const failure = toError(error)
      emit('handover', { url: url.href, outcome: 'failed' })
      throw failure
    }
  }

  function destination(given: unknown): Destination {
    const { url, target, text } = (given ?? {}) as Record<string, unknown>
    for (const [field, value] of Object.entries({ url, target, text }))
      if (value !== undefined && typeof value !== 'string') throw createError('bad-params', { field })
    if (!url || !URL.canParse(String(url), window.document.baseURI))
      throw createError('bad-params', { field: 'url' })
    return { url: String(url), target: target as string | undefined, text: text as string | undefined }
  }

  // ---- arriving

  /** GC-5, on the page that arrives: its own tag decides before anybody is shown the code. */
  async function arrive(code: string): Promise<void> {
    const groupId = Number(HANDOVER_CODE.exec(code)?.[1])
    if (!groupId) return
    if (!mayRunIn(tag, groupId)) return void emit('blocked', { code: 'group-not-allowed' })
    try {
      const answer = await api.post('handover/redeem', { groupId, site: tag.site, code }, redeemResponse)
      const { sessionId, credential, sessionServer, paused, rules, domains, isBridge } = answer
      const isPassing = isBridge && window.opener
      // It closes a moment later, and must not take the session over before (NV-2).
      if (isPassing) visitor.pass()
      store.write({ sessionId, credential, sessionServer, paused, floor: decodeRules(rules) })
      agree(sessionId, domains)
      if (isPassing) return window.close()
      // The tab was the shown one until now; one that was opened behind another waits for focus (NV-2).
      if (window.document.visibilityState === 'visible') store.setShown(true)
      visitor.look()
    } catch (error) {
      emit('error', toError(error))
    }
  }

  let leaving: { stop(): void } | null = null
  /** While a session runs; also what the page did not write for us is taken along (NV-11). */
  function watch(): void {
    leaving ??= trackLeaving({
      window,
      clock,
      isTrusted(url) {
        const session = visitor.current()
        return session !== null && url.origin !== window.origin && isTrusted(url, session)
      },
      mustAsk: (url) => mustAsk(url, running()),
      ask,
      async wayTo(url) {
        const way = await wayTo(url)
        if (way.bridgeUrl) await bridge(way)
        emit('handover', { url: url.href, outcome: 'continued' })
        return way.url
      },
    })
  }
  link.handlers.add({
    event: 'session-ended',
    handler() {
      leaving?.stop()
      leaving = null
      guard(() => window.sessionStorage.removeItem(AGREED))
    },
  })

  const calls: Record<string, (...args: never[]) => unknown> = {
    arrive,
    watch,
    crossDomain: async (to: unknown) => void (await cross(destination(to), false)),
    promptCrossDomain: async (to: unknown) => {
      const wanted = destination(to)
      const url = new URL(wanted.url, window.document.baseURI)
      const session = running()
      if (url.origin === window.origin || agreed(session).includes(url.origin)) return true
      return cross(wanted, true)
    },
  }
  return (name, args) => calls[name]?.(...(args as never[]))
}

/** The code comes last, where the loader takes it off again. */
function withCode(url: URL, code: string, transport: 'fragment' | 'query' | 'bridge'): string {
  const to = new URL(url)
  if (transport === 'query') to.search += `${to.search ? '&' : '?'}sidelong=${code}`
  else to.hash += `${to.hash ? '&' : ''}sidelong=${code}`
  return to.href
}
