import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { ViewChoice } from '../../protocol/view-choice.ts'
import type { ChosenTools } from '../embed-commands.ts'
import type { ViewEnd } from '../embed-messages.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { createTools } from '../tools/tools.ts'
import { createAddressBar } from './address-bar.ts'
import { createAssetHosts } from './asset-hosts.ts'
import { createCommands } from './commands.ts'
import { coverActions, createCover } from './cover.ts'
import { listenToEmbedder } from './embedder.ts'
import { createEndControls } from './end-controls.ts'
import { createFacts, qualityOf } from './facts.ts'
import { createFailureList } from './failure-list.ts'
import { plainLine } from './format.ts'
import { createGuests } from './guests.ts'
import { createHandOver } from './hand-over.ts'
import { createStatus, layOut } from './layout.ts'
import { openLink } from './link.ts'
import { createNotice } from './notice.ts'
import { createPageView } from './page-view.ts'
import type { PanelPlace } from './panel.ts'
import { createPeople } from './people.ts'
import { createRejoin } from './rejoin.ts'
import { createReport } from './report.ts'
import { FIRST_STATE, type SessionState, viewOf } from './session-view.ts'
import { createStages, type StageNews } from './stages.ts'
import { followTo, watchWindow } from './watch-window.ts'
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

export function startShell(options: ShellOptions): void {
  const { root, socketUrl, consoleUrl, isGuest, endUrl, stagePath, choice, isPrivate, clock } = options
  let state: SessionState = FIRST_STATE
  let chosen: ChosenTools = choice.tools

  const status = createStatus()
  const facts = createFacts(clock)
  const notice = createNotice(clock)
  const address = createAddressBar()
  const people = createPeople()
  const place: PanelPlace = { close: null }
  const failures = createFailureList(place)
  const guests = createGuests(clock, place, {
    admit: (code) => link.send({ type: 'admit', code }),
    eject: (participant) => link.send({ type: 'eject', participant }),
  })
  const handOver = createHandOver(clock, place, {
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
    controlled: (control) => report.add({ control }),
  })
  const ends = createEndControls(leave, endForAll)
  const command = createCommands({
    clock,
    tools,
    guests,
    handOver,
    state: () => state,
    privileges: () => report.view.privileges,
    send: (message) => link.send(message),
    leave,
    end: endForAll,
  })
  const embedder =
    !isGuest && window.parent !== window && consoleUrl !== null
      ? listenToEmbedder(new URL(consoleUrl).origin, { tools: showTools, command })
      : null
  const report = createReport(clock, address.shown, (view) => embedder?.tell(view))
  const rejoin = createRejoin(
    { consoleUrl, isGuest, choice },
    () => change({ mayRejoin: true }),
    embedder && (() => embedder.rejoin()),
  )
  const cover = createCover(
    coverActions({
      showAgain,
      leave,
      rejoin: rejoin.link,
      mayRejoin: () => state.mayRejoin,
      consoleUrl: embedder || isGuest ? null : consoleUrl,
    }),
  )

  const panels = [failures.panel, guests.panel, handOver.panel]
  layOut(root, isPrivate, { status, address, panels, people, facts, page, ends, tools, cover, notice })

  function change(part: Partial<SessionState>): void {
    state = { ...state, ...part }
    const view = viewOf(state)
    status.show(view)
    cover.show(view)
    report.add({ state: view.id })
    showEnd()
    const name = state.end ? view.headline : (report.view.key ?? WORDS.session)
    document.title = `${name} – Sidelong`
  }

  /** AE-3: what the page around wants to have shown; privileges bind as ever. */
  function showTools(next: ChosenTools): void {
    chosen = next
    tools.only(next)
    guests.hide(next?.includes('guests') === false)
    handOver.hide(next?.includes('transfer') === false)
    showEnd()
  }

  /** Without a line nothing would end. */
  function showEnd(): void {
    const mayEnd = report.view.privileges.includes('end') && state.link === 'open'
    ends.mayEnd(mayEnd && chosen?.includes('end') !== false)
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
        address.page(message.address, message.title)
        return report.pageSoon()
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
        return welcome(message)
      case 'approval':
        if (message.outcome === 'asked') return change({ link: 'asking' })
        return finish(approvalWords(message.outcome), 'declined')
      case 'visitor':
        address.origin(message.origin)
        report.about(message.about)
        report.add({ masking: { page: message.hidden !== null, reason: message.hidden } })
        report.pageSoon()
        if (state.hidden !== null && message.hidden === null) tools.seen()
        return change({
          presence: message.presence,
          isPaused: message.paused,
          visitorMessage: message.message,
          absence: message.absence,
          hidden: message.hidden,
        })
      case 'participants':
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
        return tools.control.take(message)
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
      case 'message':
        return embedder?.message(message)
      case 'pong':
      case 'beat':
        return
      default:
        return unreachable(message)
    }
  }

  function welcome(message: Extract<AgentDown, { type: 'welcome' }>): void {
    const { participantId, participants, privileges, key, origin } = message
    const startedMs = Date.parse(message.startedAt) || clock.now()
    facts.begin(key, startedMs)
    rejoin.welcomed(key)
    address.origin(origin)
    report.add({ key, participantId, privileges, startedAt: new Date(startedMs).toISOString() })
    show(participants)
    tools.welcome(participants.find(({ id }) => id === participantId))
    if (!isGuest) handOver.welcomed()
    stages.online()
    change({ link: 'open', mayRejoin: false })
  }

  function show(participants: Participant[]): void {
    report.add({ participants })
    people.show(participants, report.view.participantId)
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
    quality(roundTripMs, silentMs) {
      const quality = qualityOf(roundTripMs, silentMs, stages.sentAnew)
      facts.quality(quality, silentMs, report.view.page?.scriptVersion || '–')
      report.add({ quality })
    },
  })

  // ---- the end

  function finish(end: EndWords, reason: ViewEnd): void {
    if (state.end) return
    report.add({ endReason: reason })
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
    clock.after(VIEWER_LIMITS.farewellMs, () => {
      link.stop()
      // Who was never let in, or whose view alone was closed, has to read why.
      if (endUrl !== null && report.view.startedAt !== null && reason !== 'closed') location.replace(endUrl)
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

  watchWindow(root, clock, { takeFocus: page.takeFocus, nudge: link.nudge, activity: link.activity })
  showTools(chosen)
  change({})
  stages.open()
}
