import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import type { SessionKey } from '../../protocol/ids.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import type { ViewChoice } from '../../protocol/view-choice.ts'
import type { ChosenTools, ViewEnd } from '../embed-messages.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { createTools } from '../tools/tools.ts'
import { createAddressBar } from './address-bar.ts'
import { createAssetHosts } from './asset-hosts.ts'
import { createCover } from './cover.ts'
import { button, h, setText } from './elements.ts'
import { listenToEmbedder } from './embedder.ts'
import { createEndControls } from './end-controls.ts'
import { createFacts } from './facts.ts'
import { createFailureList } from './failure-list.ts'
import { plainLine } from './format.ts'
import { createGuests } from './guests.ts'
import { createHandOver } from './hand-over.ts'
import { openLink } from './link.ts'
import { createNotice } from './notice.ts'
import { createPageView } from './page-view.ts'
import { createPeople } from './people.ts'
import { createRejoin } from './rejoin.ts'
import { FIRST_STATE, type SessionState, type StateId, viewOf } from './session-view.ts'
import { createStages, type StageNews } from './stages.ts'
import {
  approvalWords,
  closeWords,
  ENDED_BY_ME,
  type EndWords,
  endingSoonLabel,
  endWords,
  guestRefusedLabel,
  LEFT,
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

/** Time for the last message to leave before the socket closes. */
const FAREWELL_MS = 300

export function startShell(options: ShellOptions): void {
  const { root, socketUrl, consoleUrl, isGuest, endUrl, stagePath, choice, isPrivate, clock } = options
  let state: SessionState = FIRST_STATE
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
  const facts = createFacts(clock)
  const notice = createNotice(clock)
  const address = createAddressBar()
  const people = createPeople()
  const failures = createFailureList()
  const guests = createGuests({
    admit: (code) => link.send({ type: 'admit', code }),
    eject: (participant) => link.send({ type: 'eject', participant }),
  })
  const handOver = createHandOver(clock, {
    order: (order) => link.send({ type: 'hand-over', order }),
    say: notice.say,
  })
  const assetHosts = createAssetHosts(clock, (hosts) => link.send({ type: 'asset-hosts', ...hosts }))
  const page = createPageView(clock, () => link.activity())
  const stages = createStages({
    container: page.holder,
    path: stagePath,
    clock,
    state: () => state,
    opened() {
      failures.clear()
      page.resize({ width: 0, height: 0 })
    },
    message: fromStage,
    stopped: () => change({ isStageStopped: true }),
    resync: (reason) => link.send({ type: 'resync', reason }),
  })
  const tools = createTools({
    clock,
    page,
    send: (bytes) => link.sendBytes(bytes),
    post(message) {
      if (message.type !== 'envelope') stages.ask(message)
    },
    say: notice.say,
  })
  const ends = createEndControls(leave, endForAll)
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
        ...facts.elements,
      ]),
      page.controls,
      ends.element,
    ]),
    h('main', { class: 'view' }, [
      tools.rail,
      page.element,
      cover.element,
      notice.element,
      failures.panel,
      guests.panel,
      handOver.panel,
      ends.question,
    ]),
  )

  function change(part: Partial<SessionState>): void {
    state = { ...state, ...part }
    const view = viewOf(state)
    document.body.dataset.state = view.id
    status.dataset.tone = view.tone
    setText(statusText, view.headline)
    cover.show(view)
    tellEmbedder(view.id)
    document.title = state.end ? `${view.headline} – Sidelong` : `${ownKey ?? WORDS.session} – Sidelong`
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

  function showAgain(): void {
    change({ isStageStopped: false })
    stages.replace()
    page.takeFocus()
  }

  function fromStage(message: StageNews): void {
    switch (message.type) {
      case 'ready':
        return tools.stageReady()
      case 'hit':
      case 'boxes':
      case 'view':
      case 'found':
        return tools.fromStage(message)
      case 'shown':
        tools.fromStage(message)
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
        facts.begin(message.key, startedMs)
        rejoin.welcomed(message.key)
        address.origin(message.origin)
        show(message.participants)
        tools.welcome(message.participants.find(({ id }) => id === ownId))
        showEnd()
        if (!isGuest) handOver.welcomed()
        stages.online()
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
        return notice.say(endingSoonLabel(message.reason, message.seconds), Math.min(message.seconds, 20))
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
        return notice.say(
          guestRefusedLabel(message.why, plainLine(message.name, VIEWER_LIMITS.maxShownNameLength)),
        )
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

  const link = openLink(socketUrl, clock, {
    have: () => stages.applied,
    message: fromServer,
    envelope(bytes) {
      if (!tools.envelope(bytes)) stages.post(bytes)
    },
    lost,
    quality: (roundTripMs, silentMs) => facts.quality(roundTripMs, silentMs, stages.sentAnew),
  })

  // ---- the end

  function finish(end: EndWords, reason: ViewEnd): void {
    if (state.end) return
    endReason = reason
    stages.stop()
    facts.stop()
    ends.element.hidden = true
    ends.question.hidden = true
    failures.clear()
    guests.stop()
    handOver.stop()
    tools.stop()
    notice.hide()
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
  stages.open()
}
