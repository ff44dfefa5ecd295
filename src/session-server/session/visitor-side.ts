import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { Infer } from '../../base/parse.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import { decodeEnvelope, ENVELOPE, encodeEnvelope } from '../../protocol/envelope.ts'
import type { ParticipantId } from '../../protocol/ids.ts'
import type { EndReason } from '../../protocol/life-cycle.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { PageMessage } from '../../protocol/page-message.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { VisitorDown, visitorDown } from '../../protocol/visitor-down.ts'
import type { VisitorUp } from '../../protocol/visitor-up.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Wire } from '../sockets/wire.ts'
import type { FromVisitor } from './agent-actions.ts'
import type { Accepted, EnvelopeStore, Position } from './envelope-store.ts'
import type { Figures } from './figures.ts'
import type { Meter } from './meter.ts'
import { TokenBucket } from './token-bucket.ts'

/** One socket of the visitor; the newest one counts. */
export type VisitorLink = {
  readonly wire: Wire
  readonly pageId: string
  /** Origin of the handshake, already checked against the group's list. */
  readonly origin: string
  readonly messages: TokenBucket
  readonly bytes: TokenBucket
  /** Messages between page and agents. */
  readonly words: TokenBucket
}

export interface VisitorSideHooks {
  came(): void
  gone(): void
  activity(): void
  /** For the agents' pages (AP-3). */
  message(message: PageMessage): void
  /** The visitor will be away for so long (NV-6). */
  absent(ms: number): void
  /** The store has more envelopes; `sent` is to be called when they have left for an agent. */
  stored(sent: (() => void) | null): void
  /** A checkpoint is complete. */
  completed(): void
  ephemeral(bytes: Uint8Array): void
  /** The masks count for these people from this generation on. */
  masked(people: readonly ParticipantId[], from: number): void
  /** What agents know of the visitor changed. */
  changed(): void
  /** What the visitor's side says of control. */
  decided(message: FromVisitor): void
  /** Whether somebody who waits may see the page (JN-5). */
  approved(id: ParticipantId, isYes: boolean): void
  end(reason: EndReason): void
}

type CheckpointReason = Extract<VisitorDown, { type: 'checkpoint' }>['reason']
type VisitorState = Extract<AgentDown, { type: 'visitor' }>

/** The visitor's half of a session: its one live socket, what arrives on it, and what is asked of it. */
export class VisitorSide {
  readonly #clock: Clock
  readonly #store: EnvelopeStore
  readonly #meter: Meter
  readonly #figures: Figures
  readonly #hooks: VisitorSideHooks
  #link: VisitorLink | null = null
  /** Whose envelopes are held, or awaited. */
  #pageId: string | null = null
  #origin: string | null = null
  #isPaused = false
  #message: string | null = null
  #absence: string | null = null
  #hidden: string | null = null
  #isVisible = true
  #isLoading = true
  #isLost = false
  #ackTimer: Stoppable | null = null
  #lossTimer: Stoppable | null = null
  #askedAtMs = Number.NEGATIVE_INFINITY
  #compactedGeneration = -1

  constructor(clock: Clock, store: EnvelopeStore, meter: Meter, figures: Figures, hooks: VisitorSideHooks) {
    this.#clock = clock
    this.#store = store
    this.#meter = meter
    this.#figures = figures
    this.#hooks = hooks
  }

  get isHere(): boolean {
    return this.#link !== null
  }

  get origin(): string | null {
    return this.#origin
  }

  state(): VisitorState {
    const presence = this.#isLost
      ? 'lost'
      : this.#link === null || this.#isLoading
        ? 'loading'
        : this.#isVisible
          ? 'online'
          : 'background'
    return {
      type: 'visitor',
      presence,
      paused: this.#isPaused,
      message: this.#message,
      hidden: this.#hidden,
      origin: this.#origin,
      absence: this.#absence,
    }
  }

  /** A socket that proved to be the visitor's. Answers where to go on from; the caller sends `welcome`. */
  attach(
    wire: Wire,
    hello: { pageId: string; origin: string; sent: Position | null },
  ): { link: VisitorLink; resume: Position | null } {
    const nowMs = this.#clock.now()
    const older = this.#link
    const link: VisitorLink = {
      wire,
      pageId: hello.pageId,
      origin: hello.origin,
      messages: bucket(LIMITS.maxMessagesPerSecond, nowMs),
      bytes: bucket(LIMITS.maxVisitorBytesPerSecond, nowMs),
      words: bucket(LIMITS.pageMessagesPerSecond, nowMs),
    }
    this.#link = link
    this.#origin = hello.origin
    this.#lossTimer?.stop()
    this.#isLost = false
    this.#absence = null
    const isSamePage = older?.pageId === hello.pageId
    older?.wire.close(isSamePage ? 'normal' : 'replaced')
    this.#figures.came(hello.pageId === this.#pageId, nowMs)
    // Another page numbers its envelopes anew, perhaps elsewhere: the same number is not the same envelope.
    const resume = hello.pageId === this.#pageId ? this.#store.resumeFrom(hello.sent) : null
    this.#pageId = hello.pageId
    if (!resume) {
      this.#store.awaitStart()
      this.#isLoading = true
      this.#isVisible = true
      this.#hidden = null
    }
    this.#hooks.came()
    this.#hooks.changed()
    return { link, resume }
  }

  send(message: VisitorDown): void {
    this.#link?.wire.sendText(JSON.stringify(message satisfies Infer<typeof visitorDown>))
  }

  /** An agent's action: dropped while the page is paused or the visitor does not keep up. */
  sendAction(bytes: Uint8Array): boolean {
    const wire = this.#link?.wire
    if (!wire || this.#isPaused || wire.unsentBytes > SERVER_LIMITS.visitorLowMarkBytes) return false
    wire.sendBytes(bytes)
    return true
  }

  /** Who waits to be let in; `null`: nobody any more (JN-5). */
  askApproval(participant: Participant | null): void {
    const payload = new TextEncoder().encode(JSON.stringify(participant ? [participant] : []))
    const { approval: type } = ENVELOPE
    const header = { type, flags: 0, privilege: 0, generation: 0, sequence: 0 }
    this.#link?.wire.sendBytes(encodeEnvelope({ ...header, payload }))
  }

  /** Asks for a new checkpoint; more than one in 5 s is not asked for. */
  ask(reason: CheckpointReason): void {
    const nowMs = this.#clock.now()
    if (!this.#link || nowMs - this.#askedAtMs < SERVER_LIMITS.checkpointAskMs) return
    this.#askedAtMs = nowMs
    this.#meter.asked(reason)
    this.send({ type: 'checkpoint', reason })
  }

  onMessage(link: VisitorLink, message: VisitorUp): void {
    if (!this.#isWelcome(link, 0)) return
    switch (message.type) {
      case 'hello':
        return link.wire.close('protocol')
      case 'pause':
        this.#isPaused = message.paused
        this.#message = message.message ?? null
        return this.#hooks.changed()
      case 'visibility':
        this.#isVisible = message.visible
        return this.#hooks.changed()
      case 'masks':
        this.#hidden = message.reason
        this.#hooks.masked(message.people, message.from)
        return this.#hooks.changed()
      case 'activity':
        return this.#hooks.activity()
      case 'control':
      case 'control-answer':
      case 'refused':
        return this.#hooks.decided(message)
      case 'approval':
        return this.#hooks.approved(message.participant, message.accept)
      case 'message':
        if (!link.words.take(1, this.#clock.now())) return link.wire.close('limit')
        return this.#hooks.message({ name: message.name, json: message.json })
      case 'absence':
        this.#absence = message.note ?? ''
        this.#hooks.absent(message.seconds * 1_000)
        return this.#hooks.changed()
      case 'figures':
        return this.#figures.told(message)
      case 'end':
        return this.#hooks.end(message.reason === 'script-error' ? 'script-error' : 'visitor-ended')
      default:
        return unreachable(message)
    }
  }

  onBytes(link: VisitorLink, bytes: Uint8Array): void {
    if (!this.#isWelcome(link, bytes.length)) return
    this.#meter.received(bytes.length)
    this.#figures.received(bytes.length)
    const sent = this.#meter.relaying()
    const envelope = decodeEnvelope(bytes)
    if (!envelope || envelope.type > ENVELOPE.ephemeral) return link.wire.close('protocol')
    if (envelope.type !== ENVELOPE.ephemeral)
      return this.#onAccepted(link, this.#store.accept(envelope, bytes), sent)
    if (envelope.sequence !== 0) return link.wire.close('protocol')
    if (envelope.generation === this.#store.last?.generation) this.#hooks.ephemeral(bytes)
  }

  onClosed(link: VisitorLink): void {
    if (this.#link !== link) return
    this.#link = null
    this.#ackTimer?.stop()
    this.#ackTimer = null
    this.#lossTimer = this.#clock.after(SERVER_LIMITS.visitorLoadingMs, () => {
      this.#isLost = true
      this.#hooks.changed()
    })
    this.#hooks.gone()
    this.#hooks.changed()
  }

  leave(): void {
    this.#link?.wire.close('unknownSession')
  }

  stop(name: 'ended' | 'unknownSession'): void {
    const link = this.#link
    this.#link = null
    this.#ackTimer?.stop()
    this.#lossTimer?.stop()
    link?.wire.close(name)
  }

  #onAccepted(link: VisitorLink, accepted: Accepted, sent: (() => void) | null): void {
    switch (accepted) {
      case 'ignored':
        return
      case 'lost':
      case 'full':
        return this.ask('lost')
      case 'protocol':
        return link.wire.close('protocol')
      case 'limit':
        return link.wire.close('limit')
      case 'stored':
        this.#ackSoon()
        this.#hooks.stored(sent)
        return this.#compact()
      case 'completed': {
        const isFirstOfPage = this.#isLoading
        this.#isLoading = false
        this.#figures.viewed(this.#clock.now())
        this.#ackSoon()
        this.#hooks.stored(sent)
        this.#hooks.completed()
        if (isFirstOfPage) this.#hooks.changed()
        return
      }
      default:
        return unreachable(accepted)
    }
  }

  #compact(): void {
    const generation = this.#store.last?.generation ?? 0
    if (generation === this.#compactedGeneration || !this.#store.isTailLarge()) return
    this.#compactedGeneration = generation
    this.#meter.asked('compaction')
    this.send({ type: 'checkpoint', reason: 'compaction' })
  }

  #ackSoon(): void {
    this.#ackTimer ??= this.#clock.after(LIMITS.ackIntervalMs, () => {
      this.#ackTimer = null
      const last = this.#store.last
      if (last) this.send({ type: 'ack', ...last })
    })
  }

  /** Counts a message against the limits; false if it is to be ignored. */
  #isWelcome(link: VisitorLink, byteCount: number): boolean {
    if (this.#link !== link) return false
    const nowMs = this.#clock.now()
    if (link.messages.take(1, nowMs) && link.bytes.take(byteCount, nowMs)) return true
    link.wire.close('limit')
    return false
  }
}

function bucket(perSecond: number, nowMs: number): TokenBucket {
  return new TokenBucket(perSecond, perSecond * SERVER_LIMITS.visitorBurstSeconds, nowMs)
}
