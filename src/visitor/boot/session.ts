import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import type { SocketLike } from '../../browser/reconnecting-socket.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import { FLAG } from '../../protocol/envelope.ts'
import type { ErrorCode } from '../../protocol/errors.ts'
import { splitSessionId } from '../../protocol/ids.ts'
import { type EndReason, finalStatus, type Status } from '../../protocol/life-cycle.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { StartResponse } from '../../protocol/rest.ts'
import type { VisitorDown } from '../../protocol/visitor-down.ts'
import { createError, mayRetry, type SidelongError, toError } from '../api/error.ts'
import type { SessionInfo, SessionState } from '../api/events.ts'
import type { Capture, CaptureSink } from '../capture/sink.ts'
import type { TagConfig } from '../loader/tag.ts'
import type { MaskRules } from '../privacy/rules.ts'
import { createDeflate } from '../transport/deflate.ts'
import { createUplink } from '../transport/uplink.ts'
import { openVisitorLink } from '../transport/visitor-link.ts'
import { floorOf, isSameFloor, type MaskFloor, STRICTEST, stricter } from './mask-floor.ts'
import { createHookLayer, type MaskHook } from './mask-hook.ts'
import { type CarriedState, digestOf } from './state-codec.ts'
import type { StateStore } from './state-store.ts'
import { trackActivity } from './track-activity.ts'
import type { WebApi } from './web-api.ts'

export type StartCapture = (options: {
  window: Window & typeof globalThis
  rules: MaskRules
  sink: CaptureSink
  pointer: boolean
  isOwnUi: (node: Node) => boolean
  clock: Clock
  onFault: (message: string) => void
}) => Capture

/** What a session needs of its surroundings. */
export type SessionDeps = {
  window: Window & typeof globalThis
  clock: Clock
  random: () => number
  version: string
  tag: TagConfig
  api: WebApi
  store: StateStore
  startCapture: StartCapture
  createSocket?: ((url: string) => SocketLike) | undefined
  isOwnUi: (node: Node) => boolean
  maskHook: MaskHook | null
  /** Of this page load. */
  pageId: string
}

export type SessionCallbacks = {
  onChange(): void
  onPeople(before: readonly Participant[], now: readonly Participant[]): void
  onWarning(error: SidelongError): void
  onConnection(isOnline: boolean): void
  onEndingSoon(reason: 'idle' | 'max-duration' | 'wait-expired', seconds: number): void
  /** Over, everywhere. `error`: why, if it was a failure. */
  onEnd(info: SessionInfo, reason: EndReason, error?: SidelongError): void
  /** Another tab is the shown one now. */
  onTakenOver(): void
}

export type Session = {
  /** False if cookies are blocked and only this tab knows of the session (SE-11). */
  readonly isShared: boolean
  info(): SessionInfo
  state(): SessionState
  grant(): StartResponse
  isPaused(): boolean
  pause(isPaused: boolean, message?: string): void
  setVisible(isVisible: boolean): void
  nudge(): void
  /** Ends the session for everybody (LC-18). */
  end(): void
  /** Our code failed. */
  fail(): void
  /** Stops here and leaves the session to the next page or another tab. */
  leave(): void
}

const SETUP_TIMEOUT_MS = 30_000
const FAILURES_UNTIL_LOST = 3
const ASK_INTERVAL_MS = 3_000
/** Close codes that are error codes of ours. */
const REFUSALS: { readonly [N in CloseName]?: ErrorCode } = {
  credential: 'resume-refused',
  origin: 'origin-not-allowed',
  version: 'version-too-old',
}

/** The rules in force: what was fetched and what was carried, whichever is stricter (MK-17). */
export function inForce(fetched: MaskFloor, carried: CarriedState['floor'] | null): MaskFloor {
  if (!carried) return fetched
  if ('mode' in carried) return stricter(fetched, carried)
  return digestOf(fetched) === carried.digest ? fetched : stricter(fetched, STRICTEST)
}

/** Runs one session on one page: link, masks, capture and what the next page needs to know. */
export function openSession(
  deps: SessionDeps,
  first: StartResponse,
  from: Pick<CarriedState, 'paused'> & { floor: CarriedState['floor'] | null; isNew: boolean },
  callbacks: SessionCallbacks,
): Session {
  const { window, clock, tag, api, store } = deps
  let grant = first
  let status: Status = 'J'
  let people: readonly Participant[] = []
  let seen: Participant[] = []
  let isPaused = from.paused
  let message: string | undefined
  let isOnline = false
  let hasBeenOnline = false
  let isOver = false
  let isVisible = window.document.visibilityState === 'visible'
  let askedAt = Number.NEGATIVE_INFINITY
  let capture: Capture | null = null
  let floor = inForce(floorOf(first.settings, []), from.floor)
  const parts: Stoppable[] = []

  const uplink = createUplink({
    clock,
    compress: createDeflate(clock),
    send: (bytes) => link.send(bytes),
    bufferedBytes: () => link.bufferedBytes(),
    onReady: () => capture?.wake(),
  })
  const isShared = remember()
  const link = openVisitorLink({
    clock,
    random: deps.random,
    createSocket: deps.createSocket,
    server: () => grant.sessionServer,
    hello: () => ({
      sessionId: grant.sessionId,
      credential: grant.credential,
      pageId: deps.pageId,
      sent: uplink.sent(),
    }),
    onMessage: safely(onMessage),
    onLost: safely(onLost),
    onRefused: safely(onRefused),
  })
  const hook = createHookLayer(
    window,
    clock,
    deps.maskHook,
    tag.maskingHook === 'required',
    first.settings.masking.hookTimeoutMs,
    onHookChange,
  )
  parts.push(
    hook,
    link,
    uplink,
    trackActivity(window, clock, () => link.tell({ type: 'activity' })),
  )
  if (from.isNew)
    parts.push(
      clock.after(SETUP_TIMEOUT_MS, () => {
        if (status !== 'J') return
        api.end(grant)
        finish('setup-failed', createError('network'))
      }),
    )

  /** A fault of ours ends the session and reaches nobody else (EM-5). */
  function safely<A extends unknown[]>(fn: (...args: A) => void): (...args: A) => void {
    return (...args) => {
      try {
        fn(...args)
      } catch {
        fail()
      }
    }
  }

  function remember(): boolean {
    const { sessionId, credential, sessionServer } = grant
    return store.write({ sessionId, credential, sessionServer, paused: isPaused, floor })
  }

  // ---- masks and capture

  /** Adds the rules for whom we have not seen yet; they stay for the rest of the session (MK-15). */
  function tighten(): boolean {
    const next = stricter(floorOf(grant.settings, seen), floor)
    if (isSameFloor(next, floor)) return false
    floor = next
    remember()
    return true
  }

  /** Whether something of this page has been sent before. */
  const sameFlag = () => (uplink.sent() ? FLAG.samePage : 0)

  function recapture(isStricter: boolean): void {
    capture?.stop()
    uplink.discard()
    capture = deps.startCapture({
      window,
      rules: {
        ...floor,
        selectors: [...floor.selectors, ...hook.layer().selectors],
        // Why nothing at all may be shown (MK-18).
        closed: isPaused ? 'paused' : hook.layer().closed,
      },
      sink: uplink,
      pointer: grant.settings.capture.pointer && !isPaused,
      isOwnUi: deps.isOwnUi,
      clock,
      onFault: fail,
    })
    capture.checkpoint(sameFlag() | (isStricter ? FLAG.supersede : 0))
  }

  function onHookChange(): void {
    if (hook.layer().closed === 'hook-failed') callbacks.onWarning(createError('hook-failed'))
    if (capture && !isOver) recapture(true)
  }

  // ---- messages

  function onMessage(incoming: VisitorDown): void {
    if (isOver) return
    switch (incoming.type) {
      case 'welcome':
        return onWelcome(incoming)
      case 'ack':
        return uplink.ack(incoming)
      case 'checkpoint':
        return capture?.checkpoint(sameFlag())
      case 'participants':
        meet(incoming.participants)
        if (tighten() && capture) recapture(true)
        return setStatus(incoming.status)
      case 'ending-soon':
        return callbacks.onEndingSoon(incoming.reason, incoming.seconds)
      case 'ended':
        return finish(incoming.reason)
      case 'beat':
        return
      default:
        return unreachable(incoming)
    }
  }

  function onWelcome(welcome: Extract<VisitorDown, { type: 'welcome' }>): void {
    if (isPaused) tellPause()
    link.tell({ type: 'visibility', visible: isVisible })
    if (!capture) hook.ask(welcome.participants)
    meet(welcome.participants)
    const isStricter = tighten()
    const isKept = uplink.open(welcome, welcome.resume)
    if (!capture) recapture(false)
    else if (isStricter) recapture(true)
    else if (isKept) capture.wake()
    else capture.checkpoint(sameFlag())
    isOnline = hasBeenOnline = true
    store.setShown(true)
    callbacks.onConnection(true)
    setStatus(welcome.status)
  }

  function meet(next: readonly Participant[]): void {
    const before = people
    people = next
    seen = [...seen, ...next].filter(
      (one, i, all) => all.findIndex((other) => other.kind === one.kind && other.role === one.role) === i,
    )
    if (JSON.stringify(before) === JSON.stringify(next)) return
    hook.ask(next)
    callbacks.onPeople(before, next)
  }

  function setStatus(next: Status): void {
    status = next
    callbacks.onChange()
  }

  function tellPause(): boolean {
    return link.tell({ type: 'pause', paused: isPaused, ...(isPaused && message ? { message } : {}) })
  }

  // ---- losses

  function onLost(name: CloseName | null, failures: number): void {
    uplink.close()
    if (isOnline) {
      isOnline = false
      callbacks.onConnection(false)
    }
    callbacks.onChange()
    if (name === 'unknownSession' || failures >= FAILURES_UNTIL_LOST) void askForServer()
  }

  /** The session server is gone, or knows nothing of us: the web server gives another (LC-17). */
  async function askForServer(): Promise<void> {
    if (clock.now() - askedAt < ASK_INTERVAL_MS) return
    askedAt = clock.now()
    const lostServer = grant.sessionServer
    try {
      const { groupId } = splitSessionId(grant.sessionId)
      const { sessionId, credential } = grant
      const request = { groupId, site: tag.site, sessionId, credential, script: deps.version, lostServer }
      const next = await api.continue(request)
      if (isOver) return
      grant = next
      // Before the link, which would send under the older rules.
      if (tighten() && capture) recapture(true)
      else remember()
      if (next.sessionServer !== lostServer) link.reconnect()
    } catch (thrown) {
      const error = toError(thrown)
      if (!mayRetry(error)) finish('server-lost', error)
    }
  }

  function onRefused(name: CloseName): void {
    uplink.close()
    if (name === 'replaced') {
      leave()
      store.setShown(false)
      return callbacks.onTakenOver()
    }
    if (name === 'ended') return finish('visitor-lost')
    const code = REFUSALS[name]
    if (code) return finish('server-lost', createError(code))
    // Our fault: a message or an amount that the protocol does not allow.
    api.end(grant)
    finish('script-error', createError('script-error', { close: name }))
  }

  // ---- ends

  function stop(): void {
    // Observing and sending first (LC-18).
    capture?.stop()
    capture = null
    stopAll(parts)
  }

  function finish(reason: EndReason, error?: SidelongError): void {
    if (isOver) return
    isOver = true
    stop()
    store.clear()
    status = finalStatus(status, reason)
    callbacks.onEnd(info(), reason, error)
  }

  function leave(): void {
    if (isOver) return
    isOver = true
    stop()
  }

  /** Tells the session server, or the web server if there is no link. */
  function tellEnd(reason: 'visitor-ended' | 'script-error'): void {
    capture?.stop()
    if (!link.tell({ type: 'end', reason })) api.end(grant)
  }

  function end(): void {
    if (isOver) return
    tellEnd('visitor-ended')
    finish(status === 'A' ? 'visitor-ended' : 'visitor-cancelled')
  }

  function fail(): void {
    if (isOver) return
    tellEnd('script-error')
    finish('script-error', createError('script-error'))
  }

  function info(): SessionInfo {
    return Object.freeze({
      id: grant.sessionId,
      key: grant.key,
      groupId: splitSessionId(grant.sessionId).groupId,
      site: tag.site,
      status,
      paused: isPaused,
      startedAt: grant.startedAt,
      participants: people,
    })
  }

  return {
    isShared,
    info,
    state() {
      if (!isOnline) return hasBeenOnline || !from.isNew ? 'reconnecting' : 'starting'
      return status === 'A' ? 'active' : status === 'J' ? 'starting' : 'waiting'
    },
    grant: () => grant,
    isPaused: () => isPaused,
    pause(next, words) {
      if (isOver || next === isPaused) return
      isPaused = next
      message = words
      remember()
      tellPause()
      // The server drops what it holds, so that who joins now sees nothing older either.
      if (capture) recapture(next)
      callbacks.onChange()
    },
    setVisible(next) {
      isVisible = next
      link.tell({ type: 'visibility', visible: next })
    },
    nudge: link.nudge,
    end,
    fail,
    leave,
  }
}
