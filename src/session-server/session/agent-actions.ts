import type { Clock } from '../../base/clock.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import type { ActionCounts, ControlUp } from '../../protocol/control.ts'
import { decodeEnvelope, ENVELOPE, encodeEnvelope } from '../../protocol/envelope.ts'
import type { Participant } from '../../protocol/participants.ts'
import { CONTROL_PRIVILEGES, privilegeBits, privilegesOf } from '../../protocol/privileges.ts'
import type { VisitorUp } from '../../protocol/visitor-up.ts'
import { SERVER_LIMITS } from '../limits.ts'

/** A participant with a socket, as far as it acts. */
export type Actor = {
  readonly participant: Participant
  readonly agentId: string
  readonly number: number
  readonly counts: { -readonly [K in keyof ActionCounts]: number }
}

export type FromVisitor = Extract<VisitorUp, { type: 'control' | 'control-answer' | 'refused' }>
type ControlEvent = Extract<ControlUp, { type: 'control-event' }>
type Privileges = Participant['privileges']

export interface AgentActionsHooks {
  /** False: nobody is there to read it now. */
  toVisitor(bytes: Uint8Array): boolean
  /** To everybody but the actor who can see the page. */
  toOthers(actor: Actor, bytes: Uint8Array): void
  tell(actor: Actor, message: AgentDown): void
  tellAll(message: AgentDown): void
  /** The participant with this number, also one whose socket is lost for the moment. */
  actor(number: number): Actor | undefined
  report(actor: Actor, event: ControlEvent['event'], privileges: Privileges, count: number): void
}

const CONTROL = privilegeBits(CONTROL_PRIVILEGES)
/** What needs the privilege alone (RC-1) is shown to the other agents, too. */
const SHOWN = privilegeBits(['point', 'draw'])
const NOTHING = new Uint8Array()

type Refusing = { count: number; bits: number; reportedAtMs: number }

/**
 * What agents do on the visitor's page: each envelope is let through if the signed privileges cover what its header
 * says and, for control, if the visitor has consented. Payloads stay unopened (RC-4).
 */
export class AgentActions {
  readonly #clock: Clock
  readonly #hooks: AgentActionsHooks
  #control: { readonly number: number; readonly bits: number } | null = null
  readonly #declines = new Map<string, { count: number; untilMs: number }>()
  readonly #refusing = new Map<number, Refusing>()

  constructor(clock: Clock, hooks: AgentActionsHooks) {
    this.#clock = clock
    this.#hooks = hooks
  }

  /** False: no envelope of an agent. */
  take(actor: Actor, bytes: Uint8Array): boolean {
    const envelope = decodeEnvelope(bytes)
    if (envelope?.flags !== 0) return false
    const { type, privilege: bits } = envelope
    const signed = privilegeBits(actor.participant.privileges)
    switch (type) {
      case ENVELOPE.action: {
        // One and only one privilege.
        if (bits === 0 || (bits & (bits - 1)) !== 0) return false
        if ((bits & signed) !== bits) this.#refuse(actor, bits)
        else if (!(bits & CONTROL)) {
          const own = stamped(envelope, actor.number)
          this.#hooks.toVisitor(own)
          if (bits & SHOWN) this.#hooks.toOthers(actor, own)
        } else if (this.#control?.number === actor.number && this.#control.bits & bits) {
          actor.counts.actions++
          this.#hooks.toVisitor(stamped(envelope, actor.number))
        }
        return true
      }
      case ENVELOPE.request:
        if (bits === 0 || (bits & ~CONTROL) !== 0 || envelope.payload.length > 0) return false
        if ((bits & signed) !== bits) this.#refuse(actor, bits)
        else this.#request(actor, bits)
        return true
      case ENVELOPE.release:
        if (bits !== 0 || envelope.payload.length > 0) return false
        if (this.#control?.number === actor.number) this.#hooks.toVisitor(stamped(envelope, actor.number))
        return true
      default:
        return false
    }
  }

  /** What the visitor's side has decided. */
  decided(message: FromVisitor): void {
    if (message.type === 'control') return this.#set(message.by, privilegeBits(message.rights) & CONTROL)
    const actor = this.#hooks.actor(message.to)
    if (!actor) return
    if (message.type === 'refused') return this.#hooks.tell(actor, message)
    const { outcome } = message
    if (outcome === 'accepted') {
      actor.counts.accepts++
      this.#declines.delete(actor.agentId)
    }
    if (outcome === 'declined' || outcome === 'no-answer') this.#noteDecline(actor)
    this.#answer(actor, outcome)
  }

  /** A participant is gone for good; its number may be another's soon. */
  left(actor: Actor): void {
    this.#reportRefused(actor.number, actor)
    this.#refusing.delete(actor.number)
    if (this.#control?.number === actor.number) this.#set(null, 0)
  }

  /** The session was handed over: control ends at once here, and at the visitor as if the agent had released it (RC-3). */
  release(agentId: string): void {
    const actor = this.#control && this.#hooks.actor(this.#control.number)
    if (actor?.agentId !== agentId) return
    this.#hooks.toVisitor(
      encodeEnvelope({
        type: ENVELOPE.release,
        flags: 0,
        privilege: 0,
        generation: 0,
        sequence: actor.number,
        payload: NOTHING,
      }),
    )
    this.#set(null, 0)
  }

  /** What a participant who comes has to know. */
  news(): AgentDown[] {
    return this.#control ? [this.#state()] : []
  }

  #state(): Extract<AgentDown, { type: 'control' }> {
    const { number = -1, bits = 0 } = this.#control ?? {}
    const actor = this.#hooks.actor(number)
    return { type: 'control', by: actor?.participant.id ?? null, rights: privilegesOf(bits) }
  }

  /** A new page of the visitor's: it goes on with what it has consented to on the page before (RC-3). */
  resume(): void {
    if (!this.#control) return
    const { number, bits } = this.#control
    this.#hooks.toVisitor(
      encodeEnvelope({
        type: ENVELOPE.resume,
        flags: 0,
        privilege: bits,
        generation: 0,
        sequence: number,
        payload: NOTHING,
      }),
    )
  }

  #request(actor: Actor, bits: number): void {
    actor.counts.requests++
    const rights = privilegesOf(bits)
    this.#hooks.report(actor, 'requested', rights, 1)
    const decline = this.#declines.get(actor.agentId)
    if (decline && decline.count >= SERVER_LIMITS.maxControlDeclines) {
      if (this.#clock.now() < decline.untilMs) return this.#answer(actor, 'blocked')
      this.#declines.delete(actor.agentId)
    }
    const isSent = this.#hooks.toVisitor(
      encodeEnvelope({
        type: ENVELOPE.request,
        flags: 0,
        privilege: bits,
        generation: 0,
        sequence: actor.number,
        payload: NOTHING,
      }),
    )
    if (!isSent) this.#answer(actor, 'unavailable')
  }

  #answer(actor: Actor, outcome: Extract<AgentDown, { type: 'control-answer' }>['outcome']): void {
    this.#hooks.report(actor, outcome, [], 1)
    this.#hooks.tell(actor, { type: 'control-answer', outcome })
  }

  #noteDecline({ agentId }: Actor): void {
    const count = (this.#declines.get(agentId)?.count ?? 0) + 1
    this.#declines.set(agentId, { count, untilMs: this.#clock.now() + SERVER_LIMITS.declinesBlockMs })
  }

  #set(number: number | null, bits: number): void {
    const actor = number === null ? undefined : this.#hooks.actor(number)
    // The visitor's word can narrow what was signed, never widen it.
    const granted = actor ? bits & privilegeBits(actor.participant.privileges) : 0
    const before = this.#control
    this.#control = number !== null && granted ? { number, bits: granted } : null
    if (before?.number === this.#control?.number && before?.bits === this.#control?.bits) return
    const former = before && before.number !== this.#control?.number && this.#hooks.actor(before.number)
    if (former) this.#hooks.report(former, 'ended', privilegesOf(before.bits), 1)
    this.#hooks.tellAll(this.#state())
  }

  /** Counted, and reported at once and then now and then: a flood must not flood the audit log. */
  #refuse(actor: Actor, bits: number): void {
    actor.counts.refused++
    const nowMs = this.#clock.now()
    const known = this.#refusing.get(actor.number) ?? {
      count: 0,
      bits: 0,
      reportedAtMs: Number.NEGATIVE_INFINITY,
    }
    this.#refusing.set(actor.number, known)
    known.count++
    known.bits |= bits
    if (nowMs - known.reportedAtMs < SERVER_LIMITS.refusedReportMs) return
    known.reportedAtMs = nowMs
    this.#reportRefused(actor.number, actor)
  }

  #reportRefused(number: number, actor: Actor): void {
    const known = this.#refusing.get(number)
    if (!known || known.count === 0) return
    this.#hooks.report(actor, 'refused', privilegesOf(known.bits), known.count)
    known.count = 0
    known.bits = 0
  }
}

/** Whose it is, for those who get it. */
function stamped(envelope: Parameters<typeof encodeEnvelope>[0], number: number): Uint8Array {
  return encodeEnvelope({ ...envelope, sequence: number })
}
