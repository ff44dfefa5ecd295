import { sessionKey } from '../../protocol/ids.ts'
import type { Identity, StartRequest, StartResponse } from '../../protocol/rest.ts'
import type { createError } from '../api/error.ts'
import type { Trigger } from '../api/events.ts'
import { askTerms, type TermsQuestion } from '../ui/terms.ts'
import type { Ui } from '../ui/ui.ts'
import { needsConsent } from './consent.ts'
import { watchCsp } from './csp-watch.ts'
import { mayRunIn } from './group-check.ts'
import type { SessionOrigin } from './session-types.ts'
import { IDENTITY, type StartParams } from './start-params.ts'
import type { Start } from './starts.ts'
import type { VisitorDeps } from './visitor.ts'

export type AttemptParts = {
  deps: VisitorDeps
  ui: Ui | undefined
  /** Of the visitor script: this is a part, which must not bring an error class of its own (decision 0009). */
  createError: typeof createError
  /** Throws if the start was called off. */
  check: (own: Start) => void
  setAsking: (isAsking: boolean) => void
  run: (grant: StartResponse, from: SessionOrigin) => void
}
export type CreateAttempt = (parts: AttemptParts) => (own: Start, trigger: Trigger) => Promise<void>

const ANSWER_MS = 120_000

/** One start, step by step (SE-1). In a part of its own: pages that continue a session do without it. */
export function createAttempt({
  deps,
  ui,
  createError,
  check,
  setAsking,
  run,
}: AttemptParts): ReturnType<CreateAttempt> {
  const { window, clock, tag, api, store, emit } = deps

  async function attempt(own: Start, trigger: Trigger): Promise<void> {
    const csp = watchCsp(window, createError)
    own.explain = (error) => {
      csp.stop()
      return csp.explain(error)
    }
    const { params, groupId } = own
    if (!(groupId > 0)) throw createError('bad-params', { field: 'groupId' })
    const { cookieDomain } = tag
    // Public suffixes of two labels are left to the browser, which refuses the cookie (NV-7).
    if (cookieDomain && !(/\w\.\w/.test(cookieDomain) && isWithin(window.location.hostname, cookieDomain)))
      throw createError('bad-config', { field: 'cookieDomain' })
    if (!('adoptedStyleSheets' in window.document)) throw createError('unsupported-browser')
    const key = chooseKey(params, createError)
    if (!mayRunIn(tag, groupId)) throw createError('group-not-allowed')
    const settings = await api.settings(groupId, tag.site, params.locale)
    check(own)
    ui?.setStyle(settings.ui)
    if (needsConsent(trigger, settings.consent.mode)) {
      const { termsUrl, extraTermsUrl } = settings.consent
      const question = {
        groupName: settings.ui.groupName,
        termsUrl: params.termsUrl ?? tag.termsUrl ?? termsUrl,
        extraUrl: extraTermsUrl,
      }
      await askConsent(own, trigger, question)
      check(own)
    }
    const identity = identityOf(params)
    const former = store.read()
    const request: StartRequest = {
      groupId,
      site: tag.site,
      ...(key === undefined ? {} : { key: key as never }),
      ...(Object.keys(identity).length ? { identity } : {}),
      ...(former ? { credential: former.credential } : {}),
      script: deps.version,
      browser: window.navigator.userAgent.slice(0, 255),
    }
    const grant = await api.start(request, params.locale)
    if (own.isCancelled) api.end(grant)
    check(own)
    const isPaused = params.paused ?? /^(on|1|2)$/.test(tag.startPaused ?? '')
    run(grant, { paused: isPaused, floor: null, isNew: true })
  }

  async function askConsent(own: Start, trigger: Trigger, question: TermsQuestion): Promise<void> {
    setAsking(true)
    try {
      const isAccepted = ui ? await askByUi(own, trigger, question) : await askByPage(trigger)
      emit('terms', { outcome: isAccepted ? 'accepted' : 'declined', trigger, respond: () => {} })
      if (!isAccepted) throw createError(own.isCancelled ? 'cancelled' : 'terms-declined')
    } finally {
      setAsking(false)
    }
  }

  function askByUi(own: Start, trigger: Trigger, question: TermsQuestion): Promise<boolean> {
    // Our dialog alone answers: a page's script must not consent for the visitor.
    emit('terms', { outcome: 'shown', trigger, respond: () => {} })
    own.terms = (ui as Ui).ask((root, make, texts) => askTerms(root, make, texts, question))
    return own.terms.answer
  }

  /** UI-14: the page asks by itself; who does not answer has not agreed. */
  function askByPage(trigger: Trigger): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const refuse = () => reject(createError('consent-required'))
      const timer = clock.after(ANSWER_MS, refuse)
      const respond = (accept: boolean) => {
        timer.stop()
        resolve(accept === true)
      }
      if (emit('terms', { outcome: 'shown', trigger, respond }) > 0) return
      timer.stop()
      refuse()
    })
  }

  return attempt
}

/** Is `domain` the host or a parent of it? */
function isWithin(host: string, domain: string): boolean {
  return `.${host}`.endsWith(`.${domain.replace(/^\./, '')}`)
}

/** The key to ask for: given → random → visitor id → random (SE-3); `bad-key` outside the alphabet (SE-4). */
export function chooseKey(
  { key, randomKey, visitorId }: StartParams,
  createError: AttemptParts['createError'],
): string | undefined {
  const wanted = key ?? (randomKey ? undefined : visitorId)
  if (wanted === undefined) return undefined
  try {
    return sessionKey(wanted)
  } catch {
    throw createError('bad-key')
  }
}

export function identityOf(params: StartParams): Identity {
  const out: Record<string, unknown> = {}
  for (const field of [...IDENTITY, 'data'] as const) {
    const value = params[field as keyof Identity]
    if (value !== undefined) out[field] = value
  }
  return out as Identity
}
