import { unreachable } from '../../base/assert.ts'
import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import { splitSessionId } from '../../protocol/ids.ts'
import { type EndReason, finalStatus, type Status } from '../../protocol/life-cycle.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { StartResponse } from '../../protocol/rest.ts'
import type { VisitorDown } from '../../protocol/visitor-down.ts'
import { createError, mayRetry, type SidelongError, toError } from '../api/error.ts'
import type { SessionInfo } from '../api/events.ts'
import type { ErrorCode } from '../api/public.ts'
import type { Remote } from '../remote/remote.ts'
import { createDeflate } from '../transport/deflate.ts'
import { createUplink } from '../transport/uplink.ts'
import { openVisitorLink } from '../transport/visitor-link.ts'
import { createMaskedCapture } from './masked-capture.ts'
import type { Session, SessionCallbacks, SessionDeps, SessionOrigin } from './session-types.ts'
import { trackActivity } from './track-activity.ts'

const SETUP_TIMEOUT_MS = 30_000
const FAILURES_UNTIL_HTTP = 2
const FAILURES_UNTIL_LOST = 3
const ASK_INTERVAL_MS = 3_000
/** Answers that take longer find the page hidden. */
const LATE_MS = 1_000
/** Close codes that are error codes of ours. */
const REFUSALS: { readonly [N in CloseName]?: ErrorCode } = {
  credential: 'resume-refused',
  origin: 'origin-not-allowed',
  version: 'version-too-old',
}

/** Runs one session on one page: link, masks, capture and what the next page needs to know. */
export function openSession(
  deps: SessionDeps,
  first: StartResponse,
  from: SessionOrigin,
  callbacks: SessionCallbacks,
): Session {
  const { window, clock, tag, api, store } = deps
  const { groupId } = splitSessionId(first.sessionId)
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
  const parts: Stoppable[] = []
  /** Agents point, draw and act: the part comes with the first of that. */
  let remote: Promise<Remote | null> | undefined
  /** Of document numbers, given to frames of other origins. */
  let blocks = 0

  const uplink = createUplink({
    clock,
    compress: createDeflate(clock),
    send: (bytes) => link.send(bytes),
    bufferedBytes: () => link.bufferedBytes(),
    onReady: () => capture.wake(),
  })
  const capture = createMaskedCapture({
    deps,
    settings: first.settings,
    groupId,
    number: 1,
    allot: (done) => done(++blocks * LIMITS.numbersPerJoinedFrame),
    carried: from.floor,
    uplink,
    isPaused: () => isPaused,
    onMasks(reason, count) {
      confirmMasks()
      callbacks.onMasks(reason, count)
      if (/failed|valid|unav/.test(reason ?? '')) callbacks.onWarning(createError(reason as ErrorCode))
    },
    onFault: fail,
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
    onBinary(bytes) {
      remote ??= deps.loadRemote(link, capture, uplink, info, grant)
      void remote.then((one) => one?.take(bytes))
    },
    onLost: safely(onLost),
    onRefused: safely(onRefused),
  })
  // Stopped from the end: observing and sending first (LC-18).
  parts.push(
    link,
    uplink,
    trackActivity(window, clock, () => link.tell({ type: 'activity' })),
    capture,
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
    return store.write({ sessionId, credential, sessionServer, paused: isPaused, floor: capture.floor() })
  }

  /** Whether the rules in force changed; the next page has to know them. */
  function tighten(): boolean {
    const isStricter = capture.tighten(grant.settings, seen)
    if (isStricter) remember()
    return isStricter
  }

  function applyMasks(): boolean {
    const isStricter = tighten() && capture.isOn()
    if (isStricter) capture.begin(true)
    return isStricter
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
        return capture.checkpoint()
      case 'participants':
        meet(incoming.participants)
        if (!applyMasks()) confirmMasks()
        return setStatus(incoming.status)
      case 'ending-soon':
        return callbacks.onEndingSoon(incoming.reason, incoming.seconds)
      case 'ended':
        return finish(incoming.reason)
      case 'message':
        return callbacks.onMessage(incoming)
      case 'settings':
        return void fetchMasks()
      case 'beat':
        return
      default:
        return unreachable(incoming)
    }
  }

  function onWelcome(welcome: Extract<VisitorDown, { type: 'welcome' }>): void {
    if (isPaused) tellPause()
    link.tell({ type: 'visibility', visible: isVisible })
    const isFirst = !capture.isOn()
    if (isFirst) void capture.ask(welcome.participants)
    meet(welcome.participants)
    const isStricter = tighten()
    const isKept = uplink.open(welcome, welcome.resume)
    if (isFirst || isStricter) capture.begin(!isFirst)
    else {
      if (isKept) capture.wake()
      else capture.checkpoint()
      confirmMasks()
    }
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
    void capture.ask(next)
    callbacks.onPeople(before, next)
  }

  /** From here on these people may be given the page (MK-13). */
  function confirmMasks(): void {
    const ids = people.map(({ id }) => id)
    link.tell({ type: 'masks', people: ids, from: capture.from(), reason: capture.closed() })
  }

  /** Published masks count at once (MK-28), and nothing is shown while they cannot be had (MK-18). */
  async function fetchMasks(): Promise<void> {
    if (isOver) return
    const late = clock.after(LATE_MS, () => capture.hide(true))
    try {
      const { version, masking } = await api.settings(groupId, tag.site)
      if (isOver) return
      // Two answers may come in the wrong order.
      if (version > grant.settings.version) Object.assign(grant.settings, { version, masking })
      applyMasks()
      late.stop()
      capture.hide(false)
    } catch (thrown) {
      if (mayRetry(toError(thrown))) clock.after(ASK_INTERVAL_MS, fetchMasks)
    }
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
    if (failures >= FAILURES_UNTIL_HTTP) deps.fallBack()
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
      const { sessionId, credential } = grant
      const request = { groupId, site: tag.site, sessionId, credential, script: deps.version, lostServer }
      const next = await api.continue(request)
      if (isOver) return
      grant = next
      // Before the link, which would send under the older rules.
      if (!applyMasks()) remember()
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
    capture.stop()
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
      groupId,
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
    refresh: () => capture.ask(people),
    pause(next, words) {
      if (isOver || next === isPaused) return
      isPaused = next
      message = words
      remember()
      tellPause()
      // The server drops what it holds, so that who joins now sees nothing older either.
      if (capture.isOn()) capture.begin(next)
      callbacks.onChange()
    },
    setVisible(next) {
      isVisible = next
      link.tell({ type: 'visibility', visible: next })
    },
    tell: link.tell,
    nudge: link.nudge,
    end,
    fail,
    leave,
  }
}
