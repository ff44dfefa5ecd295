import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { AgentUp } from '../../protocol/agent-up.ts'
import type { ControlDown } from '../../protocol/control.ts'
import type { GuestOutcome } from '../../protocol/guests-api.ts'
import type { ParticipantId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Actor } from './agent-actions.ts'
import { TokenBucket } from './token-bucket.ts'

const MINUTE_SECONDS = 60

export interface GuestHooks {
  /** Room for one more. */
  hasRoom(): boolean
  hasAgents(): boolean
  /** Has a web server look at a code; false: none is connected. */
  askAbout(actor: Actor, code: string): boolean
  tell(id: ParticipantId, outcome: GuestOutcome): void
  /** The guest with this id, if it is one. */
  find(id: ParticipantId): Actor | undefined
  /** Takes a guest's right to be here. */
  remove(guestId: string): void
  removeAll(): void
  reportEjected(guest: Actor, by: Actor): void
}

/** What agents do about guests (GU-2, GU-4). Codes are looked at by the web server; who they let in comes as everybody does. */
export class Guests {
  readonly #clock: Clock
  readonly #hooks: GuestHooks
  readonly #codes: TokenBucket
  readonly #asking = new Map<ParticipantId, Stoppable>()
  /** Who has been admitted, by the ids of their admissions, and for whom that is over: another credential opens nothing. */
  readonly #admitted = new Set<string>()
  readonly #over = new Set<string>()
  #alone: Stoppable | null = null

  constructor(clock: Clock, hooks: GuestHooks) {
    this.#clock = clock
    this.#hooks = hooks
    const perMinute = SERVER_LIMITS.guestCodesPerMinute
    this.#codes = new TokenBucket(perMinute / MINUTE_SECONDS, perMinute, clock.now())
  }

  /** Whether this admission is over. */
  isOver(guestId: string): boolean {
    return this.#over.has(guestId)
  }

  admitted(guestId: string): void {
    this.#admitted.add(guestId)
  }

  /** All guests go, and need another code to come back. */
  removeAll(): void {
    for (const guestId of this.#admitted) this.#over.add(guestId)
    this.#hooks.removeAll()
  }

  take(actor: Actor, message: Extract<AgentUp, { type: 'admit' | 'eject' }>): void {
    if (!mayInvite(actor)) {
      actor.counts.refused++
      return
    }
    if (message.type === 'admit') this.#admit(actor, message.code)
    else this.#eject(actor, message.participant)
  }

  answered({ participantId, outcome }: Extract<ControlDown, { type: 'guest-answer' }>): void {
    this.#asking.get(participantId)?.stop()
    if (this.#asking.delete(participantId)) this.#hooks.tell(participantId, outcome)
  }

  /** The last agent goes and takes the guests along; one whose connection was lost may be back in a moment. */
  agentGone(how: 'left' | 'lost'): void {
    if (this.#hooks.hasAgents()) return
    this.#alone?.stop()
    if (how === 'left') return this.removeAll()
    this.#alone = this.#clock.after(SERVER_LIMITS.guestsAloneMs, () => {
      if (!this.#hooks.hasAgents()) this.removeAll()
    })
  }

  stop(): void {
    this.#alone?.stop()
    for (const timer of this.#asking.values()) timer.stop()
    this.#asking.clear()
  }

  #admit(actor: Actor, code: string): void {
    const { id } = actor.participant
    if (this.#asking.has(id) || !this.#codes.take(1, this.#clock.now()))
      return this.#hooks.tell(id, 'limited')
    if (!this.#hooks.hasRoom()) return this.#hooks.tell(id, 'full')
    if (!this.#hooks.askAbout(actor, code)) return this.#hooks.tell(id, 'unavailable')
    const giveUp = (): void => {
      this.#asking.delete(id)
      this.#hooks.tell(id, 'unavailable')
    }
    this.#asking.set(id, this.#clock.after(SERVER_LIMITS.guestAnswerMs, giveUp))
  }

  #eject(actor: Actor, id: ParticipantId): void {
    const guest = this.#hooks.find(id)
    if (!guest) return
    this.#over.add(guest.agentId)
    this.#hooks.remove(guest.agentId)
    this.#hooks.reportEjected(guest, actor)
  }
}

export function mayInvite({ participant: { kind, privileges } }: Pick<Actor, 'participant'>): boolean {
  return kind === 'agent' && privileges.includes('invite-guest')
}
