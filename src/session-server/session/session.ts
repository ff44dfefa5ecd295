import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import type { ControlUp, SessionOpen } from '../../protocol/control.ts'
import type { HandOverNews } from '../../protocol/handing-over.ts'
import {
  type GroupId,
  type ParticipantId,
  type SessionId,
  type Site,
  splitSessionId,
} from '../../protocol/ids.ts'
import type { JoinClaims } from '../../protocol/join-credential.ts'
import { type EndReason, isLive, type Status } from '../../protocol/life-cycle.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { Wire } from '../sockets/wire.ts'
import { type Actor, AgentActions } from './agent-actions.ts'
import { AgentSide } from './agent-side.ts'
import { Approvals, type Newcomer } from './approvals.ts'
import { createAssetHosts } from './asset-hosts.ts'
import type { GroupBudgets } from './budget.ts'
import { EnvelopeStore, type Position } from './envelope-store.ts'
import { Figures } from './figures.ts'
import { type Door, type Doors, Follow, SECURE_DOOR } from './follow.ts'
import { Guests, mayInvite } from './guests.ts'
import { createHandingOver } from './handing-over.ts'
import { due, type Life, type LifeEvent, startLife, step, warned } from './life-cycle.ts'
import type { Meter } from './meter.ts'
import { type VisitorLink, VisitorSide } from './visitor-side.ts'

export type SessionDeps = {
  /** Never jumps; measures how long things last. */
  readonly clock: Clock
  /** RFC 3339 text of now, or of a moment so many milliseconds ago. */
  readonly timeText: (agoMs?: number) => string
  readonly budgets: GroupBudgets
  readonly meter: Meter
  readonly report: (message: ControlUp) => void
  /** To one web server; false: none is connected. */
  readonly ask: (message: ControlUp) => boolean
  /** Where viewers are, if they may follow to plain HTTP; `null` if not. */
  readonly doors: Doors | null
  /** The session is over and has let go of everything. */
  readonly ended: (session: Session) => void
}

/** Longest single timer; longer waits are made of several (timers overflow at 2^31 ms). */
const MAX_TIMER_MS = 3_600_000

/** One live session: relays the visitor's envelopes to its agents and ends when its life is over. */
export class Session {
  readonly id: SessionId
  readonly store: EnvelopeStore
  readonly visitor: VisitorSide
  readonly agents: AgentSide
  readonly actions: AgentActions
  readonly approvals: Approvals
  readonly guests: Guests
  readonly #deps: SessionDeps
  readonly #follow: Follow
  readonly #newHosts = createAssetHosts()
  readonly #figures = new Figures()
  #open: SessionOpen
  #life: Life
  #timer: Stoppable | null = null
  /** Of the masks that were published since it is here; 0: none. */
  #round = 0

  constructor(open: SessionOpen, deps: SessionDeps) {
    this.id = open.sessionId
    this.#deps = deps
    this.#follow = new Follow(deps.doors)
    this.#open = open
    this.#life = startLife(isLive(open.status) ? open.status : 'J', deps.clock.now())
    this.store = new EnvelopeStore(deps.budgets.of(open.groupId))
    this.visitor = new VisitorSide(deps.clock, this.store, deps.meter, this.#figures, {
      came: () => this.#on({ type: 'visitor-came' }),
      gone: () => this.#on({ type: 'visitor-gone' }),
      activity: () => this.#on({ type: 'activity' }),
      message: (message) => this.agents.sendMessage(message),
      absent: (ms) => this.#on({ type: 'absent', ms }),
      stored: (sent) => this.agents.pump(sent),
      completed: () => this.#on({ type: 'checkpoint-complete' }),
      ephemeral: (bytes) => this.agents.sendEphemeral(bytes),
      masked: (people, from) => this.agents.release(people, from),
      changed: () => this.agents.tellVisitor(),
      decided: (message) => this.actions.decided(message),
      approved: (id, isYes) => this.approvals.answer(id, isYes),
      end: (reason) =>
        this.end(reason === 'visitor-ended' && this.status !== 'A' ? 'visitor-cancelled' : reason),
    })
    this.agents = new AgentSide(deps.clock, this.store, deps.meter, {
      came: () => this.#on({ type: 'agent-came' }),
      gone: (how) => {
        this.#on({ type: 'agent-gone', how })
        this.guests.agentGone(how)
      },
      guests: (actor, message) => this.guests.take(actor, message),
      handOver: createHandingOver(deps.clock, {
        ask: (agentId, order) => deps.ask({ type: 'hand-over', sessionId: this.id, agentId, order }),
        tell: (agentId, news) => this.tellHandOver(agentId, news),
      }),
      activity: () => this.#on({ type: 'activity' }),
      message: (message, from) => this.visitor.send({ type: 'message', ...message, from }),
      end: () => this.end('agent-ended'),
      assetHosts: (told) => {
        const hosts = this.#newHosts(told)
        if (hosts) this.#report({ type: 'asset-hosts', sessionId: this.id, ...hosts })
      },
      drift: () => this.visitor.ask('drift'),
      isVisitorHere: () => this.visitor.isHere,
      visitorState: () => this.visitor.state(),
      about: () => this.#open.visitor,
      changed: () => this.#tellPeople(),
      reportJoined: (agentId, participant) =>
        this.#report({ type: 'participant-joined', sessionId: this.id, agentId, participant }),
      reportLeft: ({ participant, counts }, how, atMs) => {
        const at = deps.timeText(deps.clock.now() - atMs)
        const participantId = participant.id
        this.#report({ type: 'participant-left', sessionId: this.id, participantId, how, at, counts })
      },
      act: (actor, bytes) => this.actions.take(actor, bytes),
      left: (actor) => {
        this.actions.left(actor)
        this.approvals.gone(actor.participant.id)
      },
    })
    this.actions = new AgentActions(deps.clock, {
      toVisitor: (bytes) => this.visitor.sendAction(bytes),
      toOthers: (actor, bytes) => this.agents.sendEphemeral(bytes, actor),
      tell: (actor, message) => this.agents.tell(actor, message),
      tellAll: (message) => this.agents.send(message),
      actor: (number) => this.agents.actor(number),
      report: (actor, event, privileges, count) => this.#reportControl(actor, event, privileges, count),
    })
    this.approvals = new Approvals(deps.clock, open.letIn, {
      isNeeded: (newcomer, isFirst) => this.#isAskedAbout(newcomer, isFirst),
      isVisitorHere: () => this.visitor.isHere,
      ask: (participant) => this.visitor.askApproval(participant),
      refused: ({ agentId, participant: { kind, name } }, why) => {
        this.#report({ type: 'join-refused', why, agentId, sessionId: this.id, at: deps.timeText() })
        if (kind === 'guest') this.agents.tellThose(mayInvite, { type: 'guest-refused', name, why })
      },
    })
    this.guests = new Guests(deps.clock, {
      hasRoom: () => this.agents.hasRoom('guest', this.#maxOf('guest')),
      hasAgents: () => this.agents.countOf('agent') > 0,
      askAbout: ({ participant: { id: participantId }, agentId }, code) =>
        deps.ask({ type: 'guest-code', sessionId: this.id, participantId, agentId, code }),
      tell: (id, outcome) => {
        const actor = this.agents.find(id)
        if (actor) this.agents.tell(actor, { type: 'guest', outcome })
      },
      find: (id) => {
        const actor = this.agents.find(id)
        return actor?.participant.kind === 'guest' ? actor : undefined
      },
      remove: (guestId) => this.revoke(guestId),
      removeAll: () => this.agents.removeGuests(),
      reportEjected: ({ participant: { id: participantId } }, { agentId }) =>
        this.#report({
          type: 'guest-ejected',
          sessionId: this.id,
          participantId,
          agentId,
          at: deps.timeText(),
        }),
    })
    this.#arm()
  }

  /** Whether the visitor decides about this newcomer (JN-5, GU-3). */
  #isAskedAbout({ participant: { kind } }: Newcomer, isFirst: boolean): boolean {
    const { agentApproval, guests } = this.#open
    if (kind === 'guest') return guests?.approval !== false
    return agentApproval === 'each' || (agentApproval === 'first' && isFirst)
  }

  /** How many of this kind may be in the session at once. */
  #maxOf(kind: Participant['kind']): number {
    return kind === 'agent' ? this.#open.maxAgents : (this.#open.guests?.max ?? 0)
  }

  get status(): Status {
    return this.#life.status
  }

  /** Of those that the visitor may show: one for each domain that the session came to (NV-9). */
  get credentialHashes(): readonly string[] {
    return this.#open.credentialHashes
  }

  get origins(): readonly string[] {
    return this.#open.origins
  }

  /** Hosts of assets that its agents may load (strict assets); `null`: any. */
  get assets(): readonly string[] | null {
    return this.#open.assets
  }

  /** The customer's own pages before and after a guest's view (GU-5). */
  get guestPages(): { readonly joinRedirect: string | null; readonly endUrl: string | null } {
    return this.#open.guests ?? { joinRedirect: null, endUrl: null }
  }

  /** The web server opened it again: newer credential, origins and times count from now on. */
  reopen(open: SessionOpen): void {
    this.#open = { ...open, status: this.#open.status, startedAt: this.#open.startedAt }
    if (!open.guests) this.guests.removeAll()
    this.#arm()
  }

  isOf(groupId: GroupId, site: Site): boolean {
    return this.#open.groupId === groupId && this.#open.site === site
  }

  /** Newer masks are published: the visitor asks for them, now and, as this may be lost, whenever it comes back (MK-28). */
  publish(round: number): void {
    if (round <= this.#round) return
    this.#round = round
    this.visitor.send({ type: 'settings' })
  }

  /** Why a verified join credential lets nobody in here. */
  refusalOf({ kind, agent }: JoinClaims): 'expired' | 'full' | null {
    if (kind === 'guest' && (this.guests.isOver(agent) || this.agents.countOf('agent') === 0))
      return 'expired'
    return this.agents.hasRoom(kind, this.#maxOf(kind)) ? null : 'full'
  }

  /** Makes a participant of a verified join credential. */
  admit(claims: JoinClaims, id: ParticipantId): void {
    const { kind, name, role, privileges } = claims
    if (kind === 'guest') this.guests.admitted(claims.agent)
    this.agents.admit(claims.agent, {
      id,
      kind,
      name,
      role,
      joinedAt: this.#deps.timeText(),
      privileges,
    })
  }

  attachVisitor(wire: Wire, hello: { pageId: string; origin: string; sent: Position | null }): VisitorLink {
    this.#follow.turn(this.#isPlainPage(hello.origin))
    const { link, resume } = this.visitor.attach(wire, hello)
    const generation = Math.max(this.store.last?.generation ?? 0, hello.sent?.generation ?? 0)
    const from = resume ?? { generation, sequence: 0 }
    this.visitor.send({ type: 'welcome', resume: resume !== null, ...from, ...this.#people() })
    if (!resume) this.actions.resume()
    this.approvals.again()
    if (this.#round > 0) this.visitor.send({ type: 'settings' })
    return link
  }

  /** Whether viewers may follow the visitor to pages over plain HTTP (HF-1). */
  get mayFollow(): boolean {
    return this.#deps.doors !== null && this.#open.httpFollow
  }

  #isPlainPage(origin: string | null): boolean {
    return this.#follow.isPlainPage(origin, this.#open.httpFollow)
  }

  attachAgent(id: ParticipantId, wire: Wire, have: Position | null, door: Door = SECURE_DOOR): void {
    const newcomer = this.agents.find(id)
    // Gone between the handshake and the first word: what is right now, the web server knows.
    if (!newcomer) return wire.close('unknownSession')
    this.approvals.meet(newcomer, wire, () => this.#letIn(id, wire, have, door))
  }

  detachAgent(id: ParticipantId, wire: Wire): void {
    this.approvals.closed(wire)
    this.agents.onClosed(id, wire)
  }

  /** Ends this agent's control, as they could themselves. */
  release(agentId: string): void {
    this.actions.release(agentId)
  }

  /** To all views of this agent. */
  tellHandOver(agentId: string, news: HandOverNews): void {
    this.agents.tellThose((actor) => actor.agentId === agentId, { type: 'hand-over', news })
  }

  /** Takes the right to be here from an agent (JN-10); `isLeave`: as they want it themselves. */
  revoke(agentId: string, isLeave = false): void {
    this.approvals.revoke(agentId, isLeave)
    this.agents.revoke(agentId, isLeave)
  }

  #letIn(id: ParticipantId, wire: Wire, have: Position | null, door: Door): void {
    if (!this.#follow.came(id, wire, door, this.#isPlainPage(this.visitor.origin))) return
    const kind = this.agents.find(id)?.participant.kind ?? 'agent'
    this.agents.attach(id, wire, have, this.#maxOf(kind), (participant) => [
      this.#welcome(participant),
      ...this.actions.news(),
      ...this.#guestLink(participant),
    ])
  }

  end(reason: EndReason): void {
    if (!isLive(this.status)) return
    this.#timer?.stop()
    this.#on({ type: 'end', reason }, reason)
    this.visitor.send({ type: 'ended', reason })
    this.agents.send({ type: 'ended', reason })
    this.#stopSides('ended')
  }

  /** Not here any more, but not over: sockets may come back elsewhere. */
  abandon(): void {
    this.#stopSides('unknownSession')
  }

  /** Its visitor is to ask a web server, which has another place for it; agents follow once it is there. */
  sendAway(): void {
    this.#reportFigures()
    this.visitor.leave()
  }

  #stopSides(name: 'ended' | 'unknownSession'): void {
    this.#reportFigures()
    this.#timer?.stop()
    this.visitor.stop(name)
    this.approvals.stop(name)
    this.guests.stop()
    this.agents.stop(name)
    this.store.clear()
    this.#deps.ended(this)
  }

  #on(event: LifeEvent, reason: EndReason | null = null): void {
    const { life, passed } = step(this.#life, event, this.#deps.clock.now())
    this.#life = life
    for (const status of passed) {
      this.#report({ type: 'session-status', sessionId: this.id, status, reason, at: this.#deps.timeText() })
    }
    if (!isLive(life.status)) return
    // A participant who just came is told by its welcome, and the others with the new list.
    if (passed.length > 0 && event.type !== 'agent-came') this.#tellPeople()
    this.#arm()
  }

  #arm(): void {
    this.#timer?.stop()
    const nowMs = this.#deps.clock.now()
    for (;;) {
      const next = due(this.#life, this.#open.times, nowMs)
      if (next.type === 'end') return this.#endSoon(next.reason)
      if (next.type === 'nothing') {
        if (next.wakeAtMs === null) return
        const delayMs = Math.min(MAX_TIMER_MS, Math.max(1, Math.ceil(next.wakeAtMs - nowMs)))
        this.#timer = this.#deps.clock.after(delayMs, () => this.#arm())
        return
      }
      this.#life = warned(this.#life, next.reason)
      const message = { type: 'ending-soon', reason: next.reason, seconds: next.seconds } as const
      this.visitor.send(message)
      this.agents.send(message)
    }
  }

  /** Not within the event that made it due: its caller goes on working with the session. */
  #endSoon(reason: EndReason): void {
    this.#timer = this.#deps.clock.after(0, () => this.end(reason))
  }

  #people(): { status: Status; participants: Participant[] } {
    return { status: this.status, participants: this.agents.present() }
  }

  #tellPeople(): void {
    const message = { type: 'participants', ...this.#people() } as const
    this.visitor.send(message)
    this.agents.send(message)
  }

  #welcome(participant: Participant) {
    const { site, startedAt } = this.#open
    return {
      type: 'welcome',
      participantId: participant.id,
      privileges: participant.privileges,
      key: splitSessionId(this.id).key,
      site,
      origin: this.visitor.origin,
      startedAt,
      ...this.#people(),
    } as const
  }

  #guestLink(participant: Participant): AgentDown[] {
    const { guests } = this.#open
    return guests && mayInvite({ participant }) ? [{ type: 'guests', url: guests.url }] : []
  }

  #reportControl(
    { participant, agentId }: Actor,
    event: Extract<ControlUp, { type: 'control-event' }>['event'],
    privileges: Participant['privileges'],
    count: number,
  ): void {
    const at = this.#deps.timeText()
    const participantId = participant.id
    const sessionId = this.id
    this.#report({ type: 'control-event', sessionId, participantId, agentId, event, privileges, count, at })
  }

  #reportFigures(): void {
    const figures = this.#open.figures ? this.#figures.take() : null
    if (figures) this.#report({ type: 'session-figures', sessionId: this.id, figures })
  }

  #report(message: ControlUp): void {
    this.#deps.report(message)
  }
}
