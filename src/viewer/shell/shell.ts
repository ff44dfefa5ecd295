import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import type { SessionKey } from '../../protocol/ids.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import type { ViewChoice } from '../../protocol/view-choice.ts'
import type { ChosenTools, ViewEnd } from '../embed-messages.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import type { StageMode, StageUp } from '../stage-messages.ts'
import { createTools } from '../tools/tools.ts'
import { createAddressBar } from './address-bar.ts'
import { createAssetHosts } from './asset-hosts.ts'
import { createCover } from './cover.ts'
import { button, h, icon, setText } from './elements.ts'
import { listenToEmbedder } from './embedder.ts'
import { createEndControls } from './end-controls.ts'
import { createFailureList } from './failure-list.ts'
import { formatElapsed, plainLine } from './format.ts'
import { createGuests } from './guests.ts'
import { createHandOver } from './hand-over.ts'
import { openLink, type Position } from './link.ts'
import { createPageView } from './page-view.ts'
import { createPeople } from './people.ts'
import { createRejoin } from './rejoin.ts'
import { FIRST_STATE, type SessionState, type StateId, viewOf } from './session-view.ts'
import { createStageFrame, type StageFrame } from './stage-frame.ts'
import {
  approvalWords,
  closeWords,
  ENDED_BY_ME,
  type EndWords,
  endingSoonLabel,
  endWords,
  guestRefusedLabel,
  LEFT,
  qualityDetail,
  qualityLabel,
  WORDS,
} from './words.ts'

export type ShellOptions = {
  readonly root: Element
  readonly socketUrl: string
  /** Of a guest, the page on which guests begin. */
  readonly consoleUrl: string | null
  readonly isGuest: boolean
  /** Where a guest goes at the end (GU-5). */
  readonly endUrl: string | null
  /** As who opened its window wants it (AE-5). */
  readonly choice: ViewChoice
  /** Where its stages lie: their policy is part of the address. */
  readonly stagePath: string
  /** False over plain HTTP (HF-3). */
  readonly isPrivate: boolean
  readonly clock: Clock
}

const NOTICE_SECONDS = 6
/** Time for the last message to leave before the socket closes. */
const FAREWELL_MS = 300

export function startShell(options: ShellOptions): void {
  const { root, socketUrl, consoleUrl, isGuest, endUrl, stagePath, choice, isPrivate, clock } = options
  let state: SessionState = FIRST_STATE
  let stage: StageFrame | null = null
  let mode: StageMode = 'standards'
  let applied: Position | null = null
  let resyncs = 0
  let sentAnew = 0
  let drifts = 0
  let resyncTimer: Stoppable | null = null
  let ownId: string | null = null
  let startedMs: number | null = null
  let ownKey: SessionKey | null = null
  let participants: Participant[] = []
  let privileges: Privilege[] = []
  let endReason: ViewEnd | null = null
  let chosen: ChosenTools = choice.tools

  const statusDot = h('span', { class: 'dot', attributes: { 'aria-hidden': 'true' } })
  const statusText = h('span', { class: 'status-text' })
  const status = h('div', { class: 'status', attributes: { role: 'status', 'aria-live': 'polite' } }, [
    statusDot,
    statusText,
  ])
  const address = createAddressBar()
  const people = createPeople()
  const failures = createFailureList()
  const guests = createGuests({
    admit: (code) => link.send({ type: 'admit', code }),
    eject: (participant) => link.send({ type: 'eject', participant }),
  })
  const handOver = createHandOver(clock, {
    order: (order) => link.send({ type: 'hand-over', order }),
    say,
  })
  const assetHosts = createAssetHosts(clock, (hosts) => link.send({ type: 'asset-hosts', ...hosts }))
  const page = createPageView(clock, () => link.activity())
  const tools = createTools({
    clock,
    page,
    send: (bytes) => link.sendBytes(bytes),
    post(message) {
      if (message.type !== 'envelope') stage?.ask(message)
    },
    say,
  })
  const key = h('span', { class: 'key-text' })
  const keyChip = h('div', { class: 'chip', attributes: { title: WORDS.sessionKey } }, [icon('key'), key])
  const elapsed = h('span', { class: 'elapsed-text', text: '0:00' })
  const elapsedChip = h('div', { class: 'chip', attributes: { title: WORDS.elapsed, role: 'timer' } }, [
    icon('clock'),
    elapsed,
  ])
  const quality = h('div', { class: 'quality', attributes: { title: WORDS.quality } }, [
    h('span', { class: 'bars', attributes: { 'aria-hidden': 'true' } }, [h('i'), h('i'), h('i')]),
    h('span', { class: 'quality-text' }),
  ])
  const ends = createEndControls(leave, endForAll)
  const notice = h('div', { class: 'notice', attributes: { role: 'status' } })
  notice.hidden = true
  const embedder =
    !isGuest && window.parent !== window && consoleUrl !== null
      ? listenToEmbedder(new URL(consoleUrl).origin, { leave, end: endForAll, tools: showTools })
      : null
  const rejoin = createRejoin(
    { consoleUrl, isGuest, choice },
    () => change({ mayRejoin: true }),
    embedder && (() => embedder.rejoin()),
  )
  const cover = createCover([
    {
      id: 'again',
      element: button({ class: 'primary', text: WORDS.showAgain, onClick: showAgain }),
      isFor: (view) => view.id === 'stopped',
    },
    {
      id: 'leave',
      element: button({ class: 'plain', text: WORDS.leave, onClick: leave }),
      isFor: (view) => view.id === 'stopped',
    },
    { id: 'rejoin', element: rejoin.link, isFor: (view) => view.id === 'reconnecting' && state.mayRejoin },
    {
      id: 'console',
      element: h('a', {
        class: 'primary',
        text: WORDS.backToConsole,
        attributes: { href: consoleUrl ?? '/', rel: 'noopener' },
      }),
      isFor: (view) => view.id === 'ended' && consoleUrl !== null && !embedder && !isGuest,
    },
  ])

  root.replaceChildren(
    h('header', { class: 'bar' }, [
      h('h1', { class: 'only-read', text: WORDS.title }),
      status,
      ...(isPrivate
        ? []
        : [
            h('strong', {
              class: 'not-private',
              text: WORDS.notPrivate,
              attributes: { title: WORDS.notPrivateDetail },
            }),
          ]),
      address.element,
      h('div', { class: 'facts' }, [
        failures.button,
        guests.button,
        handOver.button,
        people.element,
        keyChip,
        elapsedChip,
        quality,
      ]),
      page.controls,
      ends.element,
    ]),
    h('main', { class: 'view' }, [
      tools.rail,
      page.element,
      cover.element,
      notice,
      failures.panel,
      guests.panel,
      handOver.panel,
      ends.question,
    ]),
  )

  let noticeTimer: Stoppable | null = null

  function say(text: string, seconds = NOTICE_SECONDS): void {
    noticeTimer?.stop()
    setText(notice, text)
    notice.hidden = false
    noticeTimer = clock.after(seconds * 1_000, () => {
      notice.hidden = true
    })
  }

  function change(part: Partial<SessionState>): void {
    state = { ...state, ...part }
    const view = viewOf(state)
    document.body.dataset.state = view.id
    status.dataset.tone = view.tone
    setText(statusText, view.headline)
    cover.show(view)
    tellEmbedder(view.id)
    document.title = state.end
      ? `${view.headline} – Sidelong`
      : `${key.textContent || WORDS.session} – Sidelong`
  }

  function tellEmbedder(id: StateId): void {
    const startedAt = startedMs === null ? null : new Date(startedMs).toISOString()
    embedder?.tell({ state: id, key: ownKey, startedAt, participants, privileges, endReason })
  }

  /** AE-3: what the page around wants to have shown; privileges bind as ever. */
  function showTools(next: ChosenTools): void {
    chosen = next
    tools.only(next)
    guests.hide(next?.includes('guests') === false)
    handOver.hide(next?.includes('transfer') === false)
    showEnd()
  }

  function showEnd(): void {
    ends.mayEnd(privileges.includes('end') && chosen?.includes('end') !== false)
  }

  // ---- the stage

  function openStage(): void {
    stage?.stop()
    failures.clear()
    applied = null
    stage = createStageFrame(page.holder, stagePath, mode, clock, {
      message: fromStage,
      stopped: stageStopped,
    })
    page.resize({ width: 0, height: 0 })
  }

  /** It stopped while there was no line, or did not load before the line was lost. */
  function isStageMissing(): boolean {
    if (state.isStageStopped) return false
    return !stage || (state.link === 'reconnecting' && !stage.isReady())
  }

  function stageStopped(): void {
    stage?.stop()
    stage = null
    applied = null
    // Without a line nothing loads; with the next one it is made anew.
    if (state.link === 'open') change({ isStageStopped: true })
  }

  function showAgain(): void {
    change({ isStageStopped: false })
    openStage()
    link.send({ type: 'resync', reason: 'stage-replaced' })
    page.takeFocus()
  }

  /** A page that breaks again and again must not make the server send it without end. */
  function resyncLater(reason: 'stage-replaced' | 'drift' | 'decode'): void {
    if (resyncTimer) return
    const delayMs =
      resyncs === 0
        ? 0
        : Math.min(VIEWER_LIMITS.maxResyncBackoffMs, VIEWER_LIMITS.resyncBackoffMs * 2 ** (resyncs - 1))
    resyncs++
    sentAnew++
    resyncTimer = clock.after(delayMs, () => {
      resyncTimer = null
      if (state.end || state.isStageStopped) return
      openStage()
      link.send({ type: 'resync', reason })
    })
  }

  function forgetTroubles(known: number): void {
    clock.after(VIEWER_LIMITS.maxResyncBackoffMs, () => {
      if (resyncs === known) resyncs = 0
    })
  }

  function fromStage(message: StageUp): void {
    switch (message.type) {
      case 'ready':
        return tools.stageReady()
      case 'beat':
        return
      case 'applied':
        applied = { generation: message.generation, sequence: message.sequence }
        return
      case 'hit':
      case 'boxes':
      case 'view':
      case 'found':
        return tools.fromStage(message)
      case 'shown':
        tools.fromStage(message)
        forgetTroubles(resyncs)
        return change({ hasPage: true })
      case 'viewport':
        return page.resize(message)
      case 'page':
        return address.page(message.address, message.title)
      case 'pointer':
        return page.pointer(message.x, message.y)
      case 'resource':
        assetHosts.add(message.url, message.kind)
        if (message.kind !== 'asked') failures.add(message.url, message.kind)
        return
      case 'trouble':
        if (message.reason === 'mode') {
          // No fault: the visitor went to a page of the other kind.
          mode = message.mode
          resyncs = Math.min(resyncs, 1)
        }
        // A page that no stage can show as it is must not be built anew for ever.
        if (message.reason === 'drift' && ++drifts > VIEWER_LIMITS.maxDriftResyncs) return
        return resyncLater(TROUBLE[message.reason])
      default:
        return unreachable(message)
    }
  }

  // ---- the server

  function fromServer(message: AgentDown): void {
    switch (message.type) {
      case 'welcome':
        ownId = message.participantId
        ownKey = message.key
        participants = message.participants
        privileges = message.privileges
        startedMs = Date.parse(message.startedAt) || clock.now()
        setText(key, message.key)
        rejoin.welcomed(message.key)
        address.origin(message.origin)
        show(message.participants)
        tools.welcome(message.participants.find(({ id }) => id === ownId))
        showEnd()
        if (!isGuest) handOver.ask()
        if (isStageMissing()) openStage()
        return change({ link: 'open', mayRejoin: false })
      case 'approval':
        if (message.outcome === 'asked') return change({ link: 'asking' })
        return finish(approvalWords(message.outcome), 'declined')
      case 'visitor':
        address.origin(message.origin)
        return change({
          presence: message.presence,
          isPaused: message.paused,
          visitorMessage: message.message,
          absence: message.absence,
          hidden: message.hidden,
        })
      case 'participants':
        participants = message.participants
        tellEmbedder(viewOf(state).id)
        return show(message.participants)
      case 'restart':
        // A complete checkpoint follows: the stage begins anew by itself.
        return
      case 'ending-soon':
        return say(endingSoonLabel(message.reason, message.seconds), Math.min(message.seconds, 20))
      case 'follow':
        return followTo(message.url)
      case 'control':
      case 'control-answer':
      case 'refused':
        return tools.control(message)
      case 'guests':
        return guests.offer(message.url)
      case 'guest':
        return guests.answered(message.outcome)
      case 'guest-refused':
        return say(guestRefusedLabel(message.why, plainLine(message.name, VIEWER_LIMITS.maxShownNameLength)))
      case 'hand-over':
        return handOver.news(message.news)
      case 'left':
        return finish(LEFT, 'left')
      case 'ended':
        return finish(endWords(message.reason), message.reason)
      // For a page of the company's around the viewer, which does not get it yet.
      case 'message':
      case 'pong':
      case 'beat':
        return
      default:
        return unreachable(message)
    }
  }

  /** HF-1: the same view by the other protocol; nowhere else. */
  function followTo(url: string): void {
    const to = URL.canParse(url) ? new URL(url) : null
    if (
      to?.hostname === location.hostname &&
      to.pathname === location.pathname &&
      /^https?:$/.test(to.protocol)
    )
      location.replace(to.href + location.search)
  }

  function show(participants: readonly Participant[]): void {
    people.show(participants, ownId)
    guests.show(participants)
    tools.people(participants)
  }

  function lost(name: CloseName | null, willRetry: boolean, failed: number): void {
    if (state.end) return
    if (!willRetry)
      return finish(closeWords(name, isGuest), isGuest && name === 'revoked' ? 'left' : 'closed')
    if (state.link !== 'connecting') change({ link: 'reconnecting' })
    if (name === 'unknownSession') rejoin.sentAway()
    else rejoin.failed(failed)
  }

  function showQuality(roundTripMs: number | null, silentMs: number): void {
    const isLate = silentMs > VIEWER_LIMITS.lateAfterMs
    quality.dataset.level = isLate
      ? 'bad'
      : roundTripMs === null
        ? 'none'
        : roundTripMs < 150
          ? 'good'
          : 'fair'
    quality.title = qualityDetail(roundTripMs, silentMs, sentAnew)
    const text = quality.lastElementChild
    if (text) setText(text, qualityLabel(roundTripMs, silentMs, isLate))
    if (startedMs !== null && !state.end) setText(elapsed, formatElapsed(clock.now() - startedMs))
  }

  const link = openLink(socketUrl, clock, {
    have: () => applied,
    message: fromServer,
    envelope(bytes) {
      if (!tools.envelope(bytes)) stage?.post(bytes)
    },
    lost,
    quality: showQuality,
  })

  // ---- the end

  function finish(end: EndWords, reason: ViewEnd): void {
    if (state.end) return
    endReason = reason
    resyncTimer?.stop()
    stage?.stop()
    stage = null
    ends.element.hidden = true
    ends.question.hidden = true
    failures.clear()
    guests.stop()
    handOver.stop()
    tools.stop()
    notice.hidden = true
    change({ end })
    clock.after(FAREWELL_MS, () => {
      link.stop()
      // Who was never let in, or whose view alone was closed, has to read why.
      if (endUrl !== null && startedMs !== null && reason !== 'closed') location.replace(endUrl)
    })
  }

  function leave(): void {
    assetHosts.flush()
    link.send({ type: 'leave' })
    finish(LEFT, 'left')
  }

  function endForAll(): void {
    link.send({ type: 'end' })
    finish(ENDED_BY_ME, 'agent-ended')
  }

  // The frame must not keep the keyboard if it got it by a click that no overlay caught, or by script of a hacked stage.
  window.addEventListener('blur', () => {
    clock.after(0, () => {
      if (document.activeElement instanceof HTMLIFrameElement) page.takeFocus()
    })
  })
  window.addEventListener('online', () => link.nudge())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') link.nudge()
  })
  for (const type of ['pointerdown', 'keydown']) root.addEventListener(type, () => link.activity())

  showTools(chosen)
  change({})
  openStage()
}

const TROUBLE = {
  mode: 'stage-replaced',
  part: 'stage-replaced',
  decode: 'decode',
  'frame-lost': 'drift',
  drift: 'drift',
} as const
