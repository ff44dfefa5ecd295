import type { GroupId } from '../../protocol/ids.ts'
import type { StartRequest, StartResponse } from '../../protocol/rest.ts'
import { createError, type SidelongError, toError } from '../api/error.ts'
import type { SessionInfo, Trigger } from '../api/events.ts'
import type { Terms } from '../ui/terms.ts'
import type { Ui } from '../ui/ui.ts'
import { needsConsent } from './consent.ts'
import { watchCsp } from './csp-watch.ts'
import { mayRunIn } from './group-check.ts'
import type { SessionOrigin } from './session-types.ts'
import { chooseKey, identityOf, type StartParams } from './start-params.ts'
import type { VisitorDeps } from './visitor.ts'

/** A start under way. */
type Start = {
  params: StartParams
  groupId: GroupId
  promise: Promise<SessionInfo>
  resolve: (info: SessionInfo) => void
  reject: (error: SidelongError) => void
  terms: Terms | null
  isCancelled: boolean
}

export type Starts = {
  begin(trigger: Trigger, given: StartParams | null): Promise<SessionInfo>
  setDefaults(identity: StartParams, params: StartParams): void
  /** What the start under way was given; `null` if there is none. */
  current(): StartParams | null
  isAsking(): boolean
  /** Ends the start under way, well or badly. */
  settle(outcome: SessionInfo | SidelongError): void
  cancel(): void
}

export type StartsParts = {
  deps: VisitorDeps
  ui: Ui | undefined
  /** The session that runs. */
  running: () => SessionInfo | null
  run: (grant: StartResponse, from: SessionOrigin) => void
  changed: () => void
}

const ANSWER_MS = 120_000

/** From the wish for a session to the session (SE-1): one at a time. */
export function createStarts({ deps, ui, running, run, changed }: StartsParts): Starts {
  const { window, clock, tag, api, store, emit } = deps
  const csp = watchCsp(window)
  let start: Start | null = null
  let isAsking = false
  let identity: StartParams = {}
  let defaults: StartParams = {}

  function begin(trigger: Trigger, given: StartParams | null): Promise<SessionInfo> {
    const params = { ...identity, ...(given ?? defaults) }
    if (isByElement(trigger)) params.groupId = tag.groupId
    const groupId = (params.groupId ?? tag.groupId) as GroupId
    try {
      if (start ?? running()) return joinRunning(params)
      if (!(groupId > 0)) throw badGroup()
    } catch (error) {
      return Promise.reject(toError(error))
    }
    const own = { params, groupId, terms: null, isCancelled: false } as Partial<Start> as Start
    own.promise = new Promise((resolve, reject) => Object.assign(own, { resolve, reject }))
    start = own
    attempt(own, trigger).catch((error: unknown) => {
      const failure = toError(error)
      if (start === own) settle(failure)
      const isAnswer = failure.code === 'terms-declined' || failure.code === 'cancelled'
      if (isByElement(trigger)) {
        emit('error', failure)
        if (!isAnswer) ui?.notice('failed')
      }
    })
    changed()
    return own.promise
  }

  /** SE-12: the running session, if that is what was asked for. */
  function joinRunning({ key, groupId }: StartParams): Promise<SessionInfo> {
    const info = running()
    const isSameGroup = groupId === undefined || groupId === (info?.groupId ?? start?.groupId)
    const isSameKey = key === undefined || key === (info?.key ?? start?.params.key)
    if (!isSameGroup || !isSameKey) throw createError('already-in-session')
    return start?.promise ?? Promise.resolve(info as SessionInfo)
  }

  async function attempt(own: Start, trigger: Trigger): Promise<void> {
    const { params, groupId } = own
    const { cookieDomain } = tag
    // Public suffixes of two labels are left to the browser, which refuses the cookie (NV-7).
    if (cookieDomain && !(/\w\.\w/.test(cookieDomain) && isWithin(window.location.hostname, cookieDomain)))
      throw createError('bad-config', { field: 'cookieDomain' })
    if (!('adoptedStyleSheets' in window.document)) throw createError('unsupported-browser')
    const key = chooseKey(params)
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

  async function askConsent(own: Start, trigger: Trigger, question: Parameters<Ui['ask']>[0]): Promise<void> {
    isAsking = true
    changed()
    try {
      const isAccepted = ui ? await askByUi(own, trigger, question) : await askByPage(trigger)
      emit('terms', { outcome: isAccepted ? 'accepted' : 'declined', trigger, respond: () => {} })
      if (!isAccepted) throw createError(own.isCancelled ? 'cancelled' : 'terms-declined')
    } finally {
      isAsking = false
      changed()
    }
  }

  function askByUi(own: Start, trigger: Trigger, question: Parameters<Ui['ask']>[0]): Promise<boolean> {
    // Our dialog alone answers: a page's script must not consent for the visitor.
    emit('terms', { outcome: 'shown', trigger, respond: () => {} })
    own.terms = (ui as Ui).ask(question)
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

  function check(own: Start): void {
    if (own.isCancelled) throw createError('cancelled')
  }

  function settle(outcome: SessionInfo | SidelongError): void {
    const done = start
    start = null
    if (outcome instanceof Error) done?.reject(csp.explain(outcome))
    else done?.resolve(outcome)
    changed()
  }

  return {
    begin,
    setDefaults(who, params) {
      identity = who
      defaults = params
    },
    current: () => start?.params ?? null,
    isAsking: () => isAsking,
    settle,
    cancel() {
      if (!start) throw createError('not-in-session')
      start.isCancelled = true
      start.terms?.close()
      settle(createError('cancelled'))
    },
  }
}

/** Nobody waits for the promise of such a start. */
function isByElement(trigger: Trigger): boolean {
  return trigger !== 'api' && trigger !== 'terms'
}

/** Is `domain` the host or a parent of it? */
function isWithin(host: string, domain: string): boolean {
  return `.${host}`.endsWith(`.${domain.replace(/^\./, '')}`)
}

function badGroup(): SidelongError {
  return createError('bad-params', { field: 'groupId' })
}
