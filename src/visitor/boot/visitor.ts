import type { GroupId } from '../../protocol/ids.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { StartRequest, StartResponse } from '../../protocol/rest.ts'
import { createError, type SidelongError, toError } from '../api/error.ts'
import type { Emit, SessionInfo, SessionState, Trigger } from '../api/events.ts'
import type { Terms } from '../ui/terms.ts'
import type { Ui, UiActions } from '../ui/ui.ts'
import { needsConsent } from './consent.ts'
import { resumeSession } from './continue.ts'
import { watchCsp } from './csp-watch.ts'
import { mayRunIn } from './group-check.ts'
import { openSession, type Session, type SessionCallbacks, type SessionDeps } from './session.ts'
import { chooseKey, identityOf, type StartParams } from './start-params.ts'
import { trackPageLife } from './track-page-life.ts'

export type VisitorDeps = Omit<SessionDeps, 'isOwnUi'> & {
  emit: Emit
  /** `null` with `data-ui="none"` (UI-14). */
  createUi: ((actions: UiActions) => Ui) | null
}

export type Visitor = {
  /** `null`: without arguments of its own. Elements and the button always mean the primary group (EM-9). */
  start(trigger: Trigger, params: StartParams | null): Promise<SessionInfo>
  /** Who the visitor is, for every start, and the parameters of starts without arguments. */
  setDefaults(identity: StartParams, params: StartParams): void
  end(): Promise<void>
  pause(isPaused: boolean, by: 'visitor' | 'page', message?: string): void
  isPaused(): boolean
  session(): SessionInfo | null
  inSession(): boolean
  state(): SessionState
  /** The continuation is decided. */
  ready(): Promise<void>
  showButton(isShown: boolean): Promise<void>
  toggleButton(): Promise<void>
  openPanel(): void
}

/** A start under way. `session` once there is one. */
type Start = {
  params: StartParams
  groupId: GroupId
  promise: Promise<SessionInfo>
  resolve: (info: SessionInfo) => void
  reject: (error: SidelongError) => void
  terms: Terms | null
  isCancelled: boolean
}

const ANSWER_MS = 120_000

/** Everything that one page does for its visitor: starts, continues and ends sessions, and shows them. */
export function createVisitor(deps: VisitorDeps): Visitor {
  const { window, clock, tag, api, store, emit } = deps
  let session: Session | null = null
  let start: Start | null = null
  let isAsking = false
  let code: string | null = null
  let lastState: SessionState = 'idle'
  let isButtonWanted = false
  /** Another tab is the shown one; this one waits for focus (NV-2). */
  let isDormant = false
  let identity: StartParams = {}
  let defaults: StartParams = {}

  const ui = deps.createUi?.({
    onStart() {
      emit('button', { action: 'start' })
      begin('button', null).catch(() => {})
    },
    onPause: (isPaused) => pause(isPaused, 'visitor'),
    onEnd() {
      emit('button', { action: 'end' })
      session?.end()
    },
  })
  const sessionDeps: SessionDeps = { ...deps, isOwnUi: (node) => ui?.isOwn(node) ?? false }

  // ---- what is seen of it

  function state(): SessionState {
    if (session) return session.state()
    return isAsking ? 'consent' : start ? 'starting' : 'idle'
  }

  function changed(): void {
    const now = state()
    if (now !== lastState) {
      const previous = lastState
      lastState = now
      emit('state', { state: now, previous })
    }
    ui?.showButton(isButtonWanted && !session && !start)
    ui?.render(session && viewOf(session))
  }

  /** The button wears the primary group's style (UI-2), so that has to be there first. */
  async function showButton(isShown: boolean): Promise<void> {
    isButtonWanted = isShown
    if (isShown && !session && !start) {
      try {
        const settings = await api.settings(tag.groupId as GroupId, tag.site)
        if (!session && !start) ui?.setStyle(settings.ui)
      } catch (error) {
        isButtonWanted = false
        emit('error', toError(error))
      }
    }
    changed()
  }

  function viewOf(running: Session) {
    const { settings, startedAt } = running.grant()
    return {
      state: running.state(),
      isPaused: running.isPaused(),
      people: running.info().participants,
      code,
      validUntilMs: Date.parse(startedAt) + settings.session.waitExpiryMs,
      agentNames: settings.ui.agentNames,
    }
  }

  // ---- running sessions

  function run(grant: StartResponse, from: Parameters<typeof openSession>[2]): Session {
    code = grant.isRandomKey ? grant.key : null
    isDormant = false
    ui?.setStyle(grant.settings.ui)
    const callbacks: SessionCallbacks = {
      onChange: onSessionChange,
      onPeople,
      onWarning: (error) => emit('error', error),
      onConnection(isOnline) {
        emit('connection', { online: isOnline, since: new Date(clock.now()).toISOString() })
      },
      onEndingSoon(reason, seconds) {
        emit('ending-soon', { reason, seconds })
        ui?.notice('soon', String(Math.ceil(seconds / 60)))
      },
      onEnd(info, reason, error) {
        session = null
        emit('session-ended', Object.freeze({ ...info, reason }))
        if (start) settle(csp.explain(error ?? createError('cancelled')))
        else if (error) emit('error', error)
        changed()
        ui?.noticeEnd(reason)
      },
      onTakenOver() {
        session = null
        isDormant = true
        emit('takeover', { active: false })
        changed()
      },
    }
    session = openSession(sessionDeps, grant, from, callbacks)
    if (!session.isShared) emit('error', createError('storage-blocked', { warning: true }))
    if (from.isNew) emit('session-starting', session.info())
    changed()
    return session
  }

  function onSessionChange(): void {
    if (!session) return
    const info = session.info()
    if (start && (info.status === 'W' || info.status === 'A')) {
      emit('session-started', info)
      settle(info)
    }
    changed()
  }

  function onPeople(before: readonly Participant[], now: readonly Participant[]): void {
    const isIn = (list: readonly Participant[], { id }: Participant) => list.some((other) => other.id === id)
    for (const one of now) if (!isIn(before, one)) emit('agent-joined', one)
    for (const one of before) {
      if (isIn(now, one)) continue
      emit('agent-left', one)
      if (session) ui?.announceLeft(one, session.grant().settings.ui.agentNames)
    }
    emit('agents', { count: now.length, list: now })
  }

  // ---- starting (SE-1)

  const csp = watchCsp(window)

  function begin(trigger: Trigger, given: StartParams | null): Promise<SessionInfo> {
    const params = { ...identity, ...(given ?? defaults) }
    if (isByElement(trigger)) params.groupId = tag.groupId
    const groupId = (params.groupId ?? tag.groupId) as GroupId
    try {
      const running = start ?? session
      if (running) return joinRunning(params)
      if (!(groupId > 0)) throw badGroup()
    } catch (error) {
      return Promise.reject(toError(error))
    }
    const own = { params, groupId, terms: null, isCancelled: false } as Partial<Start> as Start
    own.promise = new Promise((resolve, reject) => Object.assign(own, { resolve, reject }))
    start = own
    attempt(own, trigger).catch((error: unknown) => {
      const failure = toError(error)
      if (start === own) settle(csp.explain(failure))
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
    const info = session?.info()
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

  /** Ends the start under way, well or badly. */
  function settle(outcome: SessionInfo | SidelongError): void {
    const done = start
    start = null
    if (outcome instanceof Error) done?.reject(outcome)
    else done?.resolve(outcome)
    changed()
  }

  // ---- continuing

  const resume = () =>
    resumeSession({
      deps: sessionDeps,
      emit,
      isIdle: () => !session && !start,
      setDormant() {
        isDormant = true
      },
      run: (grant, from) => {
        const wasDormant = isDormant
        const running = run(grant, { ...from, isNew: false })
        emit('session-continued', running.info())
        if (wasDormant) emit('takeover', { active: true })
      },
      onOver() {
        isDormant = false
        changed()
      },
    })

  function onFocus(): void {
    const carried = store.read()
    if (session) {
      session.nudge()
      if (!carried || carried.sessionId === session.info().id) return
      // Another tab has begun another session since.
      session.leave()
      session = null
      changed()
    }
    if (carried) void resume()
    else if (isDormant) isDormant = false
  }

  trackPageLife(window, {
    onHide() {
      session?.leave()
      session = null
    },
    onReturn: () => void resume(),
    onFocus,
    onVisibility: (isVisible) => session?.setVisible(isVisible),
    onOnline: () => session?.nudge(),
  })
  const ready = resume()

  function pause(isPaused: boolean, by: 'visitor' | 'page', message?: string): void {
    if (!session || session.isPaused() === isPaused) return
    session.pause(isPaused, message)
    emit('pause', { paused: isPaused, by, ...(message === undefined ? {} : { message }) })
  }

  return {
    start: begin,
    setDefaults(who, params) {
      identity = who
      defaults = params
    },
    async end() {
      if (session) return session.end()
      if (!start) throw createError('not-in-session')
      start.isCancelled = true
      start.terms?.close()
      settle(createError('cancelled'))
    },
    pause,
    isPaused: () => session?.isPaused() ?? false,
    session: () => session?.info() ?? null,
    inSession: () => session !== null || isDormant,
    state,
    ready: () => ready,
    showButton,
    toggleButton: () => showButton(!isButtonWanted),
    openPanel: () => ui?.openPanel(),
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
