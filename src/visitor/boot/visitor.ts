import type { Participant } from '../../protocol/participants.ts'
import type { StartResponse } from '../../protocol/rest.ts'
import { createError, toError } from '../api/error.ts'
import type { Emit, SessionInfo, SessionState, Trigger } from '../api/events.ts'
import type { Ui, UiActions } from '../ui/ui.ts'
import type { CreateAttempt } from './attempt.ts'
import { resumeSession } from './continue.ts'
import { openSession } from './session.ts'
import type { Session, SessionCallbacks, SessionDeps, SessionOrigin } from './session-types.ts'
import type { StartParams } from './start-params.ts'
import { createStarts } from './starts.ts'
import { trackPageLife } from './track-page-life.ts'

export type VisitorDeps = SessionDeps & {
  emit: Emit
  /** The part that starts sessions; `null` if it cannot be loaded. */
  loadAttempt: () => Promise<CreateAttempt | null>
  /** Has the part `more` do something, if it can be had. */
  more: (name: string, ...args: unknown[]) => void
  /** Shows what is hidden from agents, or no more (MK-29). */
  preview: (mode?: unknown) => Promise<unknown>
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
  readonly ui: Ui | undefined
  /** The session that runs on this page. */
  current(): Session | null
  /** Looks again at what the other tabs, or a page of another domain, have left. */
  look(): void
  /** This page hands a session on and shows nothing of it. */
  pass(): void
  inSession(): boolean
  state(): SessionState
  /** The continuation is decided. */
  ready(): Promise<void>
  showButton(isShown: boolean): Promise<void>
  toggleButton(): Promise<void>
  openPanel(): void
  /** Asks the page's masking hook again (MK-11); resolves when its answer, or its failure, is in force. */
  refresh(): Promise<void>
}

/** Everything that one page does for its visitor: starts, continues and ends sessions, and shows them. */
export function createVisitor(deps: VisitorDeps): Visitor {
  const { window, clock, tag, api, store, emit } = deps
  let session: Session | null = null
  let code: string | null = null
  let lastState: SessionState = 'idle'
  let isButtonWanted = false
  let masks = ''
  /** Another tab is the shown one; this one waits for focus (NV-2). */
  let isDormant = false
  let isPassing = false

  const ui = deps.createUi?.({
    onStart() {
      emit('button', { action: 'start' })
      starts.begin('button', null).catch(() => {})
    },
    onPause: (isPaused) => pause(isPaused, 'visitor'),
    onHidden: () => void deps.preview().catch(() => {}),
    onEnd() {
      emit('button', { action: 'end' })
      session?.end()
    },
  })

  const starts = createStarts({ deps, ui, running: info, run, changed })

  function info(): SessionInfo | null {
    return session?.info() ?? null
  }

  function isIdle(): boolean {
    return !session && !starts.current()
  }

  // ---- what is seen of it

  function state(): SessionState {
    if (session) return session.state()
    return starts.isAsking() ? 'consent' : starts.current() ? 'starting' : 'idle'
  }

  function changed(): void {
    const now = state()
    if (now !== lastState) {
      const previous = lastState
      lastState = now
      emit('state', { state: now, previous })
    }
    ui?.showButton(isButtonWanted && isIdle())
    ui?.render(session && viewOf(session))
  }

  /** The button wears the primary group's style (UI-2), so that has to be there first. */
  async function showButton(isShown: boolean): Promise<void> {
    isButtonWanted = isShown
    if (isShown && isIdle()) {
      try {
        const settings = await api.settings(tag.groupId, tag.site)
        if (isIdle()) ui?.setStyle(settings.ui)
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

  function run(grant: StartResponse, from: SessionOrigin): Session {
    code = grant.isRandomKey ? grant.key : null
    isDormant = false
    ui?.setStyle(grant.settings.ui)
    const callbacks: SessionCallbacks = {
      onChange: onSessionChange,
      onPeople,
      onWarning: (error) => emit('error', error),
      onMasks(reason, count) {
        const before = masks
        masks = `${reason} ${count}`
        if (masks !== before) emit('mask', { page: !!reason, count, reason })
      },
      onMessage: (message) => deps.more('receive', message),
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
        if (starts.current()) starts.settle(error ?? createError('cancelled'))
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
    session = openSession(deps, grant, from, callbacks)
    if (grant.settings.watch) deps.more('watch')
    if (!session.isShared) emit('error', createError('storage-blocked', { warning: true }))
    if (from.isNew) emit('session-starting', session.info())
    changed()
    return session
  }

  function onSessionChange(): void {
    if (!session) return
    const info = session.info()
    if (starts.current() && (info.status === 'W' || info.status === 'A')) {
      emit('session-started', info)
      starts.settle(info)
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

  // ---- continuing

  /** A frame leaves the session to the page around it. */
  const resume = async () =>
    window.parent === window &&
    !isPassing &&
    resumeSession({
      deps,
      emit,
      isIdle,
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
  const ready = resume() as Promise<unknown> as Promise<void>

  function pause(isPaused: boolean, by: 'visitor' | 'page', message?: string): void {
    if (!session || session.isPaused() === isPaused) return
    session.pause(isPaused, message)
    emit('pause', { paused: isPaused, by, ...(message === undefined ? {} : { message }) })
  }

  return {
    start: starts.begin,
    setDefaults: starts.setDefaults,
    async end() {
      if (session) session.end()
      else starts.cancel()
    },
    pause,
    isPaused: () => session?.isPaused() ?? false,
    session: info,
    ui,
    current: () => session,
    look: onFocus,
    pass() {
      isPassing = true
    },
    inSession: () => session !== null || isDormant,
    state,
    ready: () => ready,
    showButton,
    toggleButton: () => showButton(!isButtonWanted),
    openPanel: () => ui?.openPanel(),
    async refresh() {
      if (!session) throw createError('not-in-session')
      await session.refresh()
    },
  }
}
