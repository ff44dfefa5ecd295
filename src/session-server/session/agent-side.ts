import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import type { AgentUp } from '../../protocol/agent-up.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import type { HandOverOrder } from '../../protocol/handing-over.ts'
import type { ParticipantId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { PageMessage } from '../../protocol/page-message.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { VisitorAbout } from '../../protocol/visitor-about.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Wire } from '../sockets/wire.ts'
import type { Actor } from './agent-actions.ts'
import { AgentFeed } from './agent-feed.ts'
import type { EnvelopeStore, Position } from './envelope-store.ts'
import type { Meter } from './meter.ts'
import { TokenBucket } from './token-bucket.ts'

export type Departure = 'left' | 'lost' | 'revoked' | 'ended'

export interface AgentSideHooks {
  /** A participant's socket is there, or gone. */
  came(): void
  gone(how: 'left' | 'lost'): void
  activity(): void
  /** For the visitor's page (AP-3). */
  message(message: PageMessage, from: ParticipantId): void
  end(): void
  /** What an agent's browser tells of the page's resources. */
  assetHosts(hosts: Extract<AgentUp, { type: 'asset-hosts' }>): void
  isVisitorHere(): boolean
  visitorState(): Extract<AgentDown, { type: 'visitor' }>
  /** With what the visitor is there, if that is known; for agents alone. */
  about(): VisitorAbout | undefined
  /** An agent's copy differs from the visitor's page. */
  drift(): void
  /** Who is present changed. */
  changed(): void
  reportJoined(agentId: string, participant: Participant): void
  reportLeft(actor: Actor, how: Departure, atMs: number): void
  /** A binary message of an agent who can see the page; false: the protocol does not allow it. */
  act(actor: Actor, bytes: Uint8Array): boolean
  /** What an agent does about guests. */
  guests(actor: Actor, message: Extract<AgentUp, { type: 'admit' | 'eject' }>): void
  handOver(actor: Actor, order: HandOverOrder): void
  /** Gone for good. */
  left(actor: Actor): void
}

type Link = {
  readonly wire: Wire
  readonly feed: AgentFeed
  readonly messages: TokenBucket
  readonly actions: TokenBucket
}

type Seat = Actor & {
  link: Link | null
  /** When it joined or lost its socket. */
  idleSinceMs: number
  hasBeenHere: boolean
  isReported: boolean
  /** The first generation that it may be given; `null` until the visitor has said so (MK-13). */
  from: number | null
  maskTimer: Stoppable | null
  timer: Stoppable | null
}

/** The agents' half of a session: who may be in it, their sockets and what each still has to get. */
export class AgentSide {
  readonly #clock: Clock
  readonly #store: EnvelopeStore
  readonly #meter: Meter
  readonly #hooks: AgentSideHooks
  readonly #seats = new Map<ParticipantId, Seat>()

  constructor(clock: Clock, store: EnvelopeStore, meter: Meter, hooks: AgentSideHooks) {
    this.#clock = clock
    this.#store = store
    this.#meter = meter
    this.#hooks = hooks
  }

  get openCount(): number {
    return this.present().length
  }

  countOf(kind: Participant['kind']): number {
    return this.present().filter((one) => one.kind === kind).length
  }

  /** Participants with an open socket: those who can see the page. */
  present(): Participant[] {
    return [...this.#seats.values()].filter((seat) => seat.link !== null).map((seat) => seat.participant)
  }

  has(id: ParticipantId): boolean {
    return this.#seats.has(id)
  }

  find(id: ParticipantId): Actor | undefined {
    return this.#seats.get(id)
  }

  /** Room for one more of them, counting those who joined but have no socket yet. */
  hasRoom(kind: Participant['kind'], max: number): boolean {
    const nowMs = this.#clock.now()
    let taken = 0
    for (const seat of this.#seats.values())
      if (seat.participant.kind === kind && (seat.link !== null || isArriving(seat, nowMs))) taken++
    return taken < max
  }

  /** Makes a participant. Earlier ones of the same agent that have no socket any more are void. */
  admit(agentId: string, participant: Participant): void {
    const nowMs = this.#clock.now()
    for (const [id, seat] of this.#seats) {
      if (seat.agentId === agentId && seat.link === null && !isArriving(seat, nowMs))
        this.#remove(id, seat, 'lost')
    }
    const number = this.#freeNumber()
    const seat: Seat = {
      participant: { ...participant, number },
      agentId,
      number,
      counts: { requests: 0, accepts: 0, actions: 0, refused: 0 },
      link: null,
      idleSinceMs: nowMs,
      hasBeenHere: false,
      isReported: false,
      from: null,
      maskTimer: null,
      timer: null,
    }
    this.#seats.set(participant.id, seat)
    this.#expireSoon(seat)
  }

  /** An authenticated socket after its `hello`. `welcome` is sent before anything else. */
  attach(
    id: ParticipantId,
    wire: Wire,
    have: Position | null,
    /** Of this kind. */
    max: number,
    welcome: (participant: Participant) => AgentDown[],
  ): void {
    const seat = this.#seats.get(id)
    if (!seat) return wire.close('unknownSession')
    const older = seat.link
    const { kind } = seat.participant
    if (!older && this.countOf(kind) >= max) return wire.close('full')
    const feed = new AgentFeed(wire, this.#store, this.#clock, this.#known(have), {
      restart: () => {
        this.#meter.skipped()
        send(wire, { type: 'restart' })
      },
      behind: (change) => this.#meter.behind(change),
      tooSlow: () => wire.close('slow'),
    })
    const messages = this.#bucket(SERVER_LIMITS.agentMessagesPerSecond)
    const actions = this.#bucket(SERVER_LIMITS.agentActionsPerSecond)
    // Who was away is new to the visitor: since then, masks may have become fewer.
    if (!older) seat.from = null
    feed.holdUntil(seat.from)
    seat.link = { wire, feed, messages, actions }
    seat.hasBeenHere = true
    seat.timer?.stop()
    older?.feed.stop()
    older?.wire.close('replaced')
    if (!older && kind === 'agent') this.#hooks.came()
    for (const message of welcome(seat.participant)) send(wire, message)
    send(wire, this.#stateFor(seat))
    if (!older) this.#hooks.changed()
    if (seat.from === null) this.#expectMasks(seat)
    if (!seat.isReported) {
      seat.isReported = true
      this.#hooks.reportJoined(seat.agentId, seat.participant)
    }
    feed.pump()
  }

  onMessage(id: ParticipantId, wire: Wire, message: AgentUp): void {
    const seat = this.#seats.get(id)
    if (!seat?.link || seat.link.wire !== wire) return
    if (!seat.link.messages.take(1, this.#clock.now())) return wire.close('limit')
    switch (message.type) {
      case 'hello':
        return wire.close('protocol')
      case 'resync':
        this.#meter.resync(message.reason)
        if (message.reason !== 'stage-replaced') this.#hooks.drift()
        return seat.link.feed.rewind()
      case 'leave':
        return this.#remove(id, seat, 'left')
      case 'end':
        if (seat.participant.privileges.includes('end')) this.#hooks.end()
        else seat.counts.refused++
        return
      case 'activity':
        return this.#hooks.activity()
      case 'message':
        if (seat.participant.kind !== 'agent') return
        return this.#hooks.message({ name: message.name, json: message.json }, id)
      case 'admit':
      case 'eject':
        return this.#hooks.guests(seat, message)
      case 'hand-over':
        if (seat.participant.kind === 'agent') this.#hooks.handOver(seat, message.order)
        else seat.counts.refused++
        return
      case 'asset-hosts':
        return seat.participant.kind === 'agent' ? this.#hooks.assetHosts(message) : undefined
      case 'ping':
        return send(wire, { type: 'pong', id: message.id })
      default:
        return unreachable(message)
    }
  }

  onBytes(id: ParticipantId, wire: Wire, bytes: Uint8Array): void {
    const seat = this.#seats.get(id)
    if (!seat?.link || seat.link.wire !== wire) return
    if (!seat.link.actions.take(1, this.#clock.now())) return wire.close('limit')
    // Who may not see the page yet cannot mean anything on it.
    if (seat.from === null) return
    if (!this.#hooks.act(seat, bytes)) wire.close('protocol')
  }

  /** The participant with this number. */
  actor(number: number): Actor | undefined {
    return [...this.#seats.values()].find((seat) => seat.number === number)
  }

  tell(actor: Actor, message: AgentDown): void {
    const wire = this.#seats.get(actor.participant.id)?.link?.wire
    if (wire) send(wire, message)
  }

  onClosed(id: ParticipantId, wire: Wire): void {
    const seat = this.#seats.get(id)
    if (!seat?.link || seat.link.wire !== wire) return
    seat.link.feed.stop()
    seat.maskTimer?.stop()
    seat.link = null
    seat.idleSinceMs = this.#clock.now()
    this.#expireSoon(seat)
    if (seat.participant.kind === 'agent') this.#hooks.gone('lost')
    this.#hooks.changed()
  }

  /** The visitor's masks count for these people now (MK-13). */
  release(people: readonly ParticipantId[], from: number): void {
    for (const id of people) {
      const seat = this.#seats.get(id)
      if (!seat?.link) continue
      seat.from = from
      seat.maskTimer?.stop()
      seat.link.feed.holdUntil(from)
      seat.link.feed.pump()
    }
  }

  tellVisitor(): void {
    for (const seat of this.#seats.values()) if (seat.link) send(seat.link.wire, this.#stateFor(seat))
  }

  /** What hides the page from this agent is said to this agent. */
  #stateFor(seat: Seat): AgentDown {
    const about = seat.participant.kind === 'agent' ? this.#hooks.about() : undefined
    const state = { ...this.#hooks.visitorState(), ...(about && { about }) }
    return seat.from === null ? { ...state, hidden: 'masks-pending' } : state
  }

  /** Fails closed: better no view than one that nobody has checked. While the visitor is away, nobody can. */
  #expectMasks(seat: Seat): void {
    seat.maskTimer?.stop()
    seat.maskTimer = this.#clock.after(SERVER_LIMITS.masksConfirmMs, () => {
      if (seat.from !== null || !seat.link) return
      if (this.#hooks.isVisitorHere()) seat.link.wire.close('masks')
      else this.#expectMasks(seat)
    })
  }

  /** Sends all guests away. */
  removeGuests(): void {
    for (const [id, seat] of this.#seats)
      if (seat.participant.kind === 'guest') this.#remove(id, seat, 'revoked')
  }

  revoke(agentId: string, isLeave = false): void {
    for (const [id, seat] of this.#seats) {
      if (seat.agentId !== agentId) continue
      if (isLeave && seat.link) send(seat.link.wire, { type: 'left' })
      this.#remove(id, seat, isLeave ? 'left' : 'revoked')
    }
  }

  /** `sent`: see {@link AgentFeed.pump}. */
  pump(sent: (() => void) | null = null): void {
    for (const seat of this.#seats.values()) seat.link?.feed.pump(sent)
  }

  sendEphemeral(bytes: Uint8Array, except?: Actor): void {
    for (const seat of this.#seats.values()) if (seat !== except) seat.link?.feed.sendEphemeral(bytes)
  }

  send(message: AgentDown): void {
    const text = JSON.stringify(message)
    for (const seat of this.#seats.values()) seat.link?.wire.sendText(text)
  }

  /** To agents, not to guests; to whom the page may not be shown yet, nothing is said either (MK-13). */
  sendMessage(message: PageMessage): void {
    for (const { link, participant, from } of this.#seats.values())
      if (link && from !== null && participant.kind === 'agent')
        send(link.wire, { type: 'message', ...message })
  }

  tellThose(are: (actor: Actor) => boolean, message: AgentDown): void {
    for (const seat of this.#seats.values()) if (seat.link && are(seat)) send(seat.link.wire, message)
  }

  stop(name: 'ended' | 'unknownSession'): void {
    for (const [id, seat] of this.#seats) {
      this.#forget(id, seat, name)
      if (seat.isReported && name === 'ended') this.#hooks.reportLeft(seat, 'ended', this.#clock.now())
    }
  }

  #remove(id: ParticipantId, seat: Seat, how: 'left' | 'lost' | 'revoked'): void {
    const wasHere = seat.link !== null
    const atMs = wasHere ? this.#clock.now() : seat.idleSinceMs
    this.#forget(id, seat, how === 'revoked' ? 'revoked' : 'normal')
    if (seat.isReported) this.#hooks.reportLeft(seat, how, atMs)
    this.#hooks.left(seat)
    if (!wasHere) return
    if (seat.participant.kind === 'agent') this.#hooks.gone('left')
    this.#hooks.changed()
  }

  #forget(id: ParticipantId, seat: Seat, name: CloseName): void {
    this.#seats.delete(id)
    seat.timer?.stop()
    seat.maskTimer?.stop()
    seat.link?.feed.stop()
    seat.link?.wire.close(name)
    seat.link = null
  }

  /** Without a socket: first reported as lost, then, when its cookie has idled out, forgotten. */
  #expireSoon(seat: Seat): void {
    const id = seat.participant.id
    seat.timer = this.#clock.after(SERVER_LIMITS.agentLostReportMs, () => {
      if (seat.isReported) this.#hooks.reportLeft(seat, 'lost', seat.idleSinceMs)
      seat.isReported = false
      const restMs = LIMITS.agentCookieIdleMs - SERVER_LIMITS.agentLostReportMs
      seat.timer = this.#clock.after(restMs, () => {
        this.#seats.delete(id)
        this.#hooks.left(seat)
      })
    })
  }

  /** The lowest that nobody has, so that colors differ. */
  #freeNumber(): number {
    const taken = new Set([...this.#seats.values()].map(({ number }) => number))
    for (let number = 0; ; number++) if (!taken.has(number)) return number
  }

  #bucket(perSecond: number): TokenBucket {
    return new TokenBucket(perSecond, perSecond * SERVER_LIMITS.agentBurstSeconds, this.#clock.now())
  }

  /** What an agent says it has, unless that cannot be. */
  #known(have: Position | null): Position | null {
    const last = this.#store.last
    if (!have || !last || have.generation > last.generation) return null
    return have.generation === last.generation && have.sequence > last.sequence ? null : have
  }
}

/** Joined a moment ago, socket still to come. */
function isArriving(seat: Seat, nowMs: number): boolean {
  return !seat.hasBeenHere && nowMs - seat.idleSinceMs < SERVER_LIMITS.seatHoldMs
}

function send(wire: Wire, message: AgentDown): void {
  wire.sendText(JSON.stringify(message))
}
