import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import type { ParticipantId } from '../../protocol/ids.ts'
import type { Participant } from '../../protocol/participants.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Wire } from '../sockets/wire.ts'

/** Somebody with a socket who is not in the session yet. */
export type Newcomer = { readonly participant: Participant; readonly agentId: string }
type Waiting = Newcomer & { readonly wire: Wire; readonly enter: () => void }

export interface ApprovalHooks {
  /** Whether the visitor has to be asked about somebody whom they have not let in before; `isFirst`: nor anybody else. */
  isNeeded(newcomer: Newcomer, isFirst: boolean): boolean
  isVisitorHere(): boolean
  /** Asks the visitor about one participant; `null`: about nobody any more. */
  ask(participant: Participant | null): void
  /** Not let in. */
  refused(newcomer: Newcomer, why: 'declined' | 'no-answer'): void
}

/**
 * Whoever the visitor has to be asked about waits here (JN-5): with a socket, but outside of the session, so that there
 * is no way for anything of it to that socket. One is asked about at a time.
 */
export class Approvals {
  readonly #clock: Clock
  readonly #hooks: ApprovalHooks
  /** Agents and guests, not participants: who comes again is not asked about again. */
  readonly #letIn: Set<string>
  readonly #declines = new Map<string, { count: number; untilMs: number }>()
  #queue: readonly Waiting[] = []
  #timer: Stoppable | null = null

  constructor(clock: Clock, letIn: readonly string[], hooks: ApprovalHooks) {
    this.#clock = clock
    this.#letIn = new Set(letIn)
    this.#hooks = hooks
  }

  /** Lets a newcomer in by `enter`: at once, after the visitor's yes, or never. */
  meet(newcomer: Newcomer, wire: Wire, enter: () => void): void {
    const waiting = { ...newcomer, wire, enter }
    this.#drop((one) => one.participant.id === newcomer.participant.id, 'replaced')
    if (!this.#isNeeded(newcomer)) return this.#enter(waiting)
    if (this.#isBlocked(newcomer.agentId)) return turnAway(wire, 'declined')
    if (this.#queue.length >= SERVER_LIMITS.maxWaiting) return wire.close('full')
    tell(wire, { type: 'approval', outcome: 'asked' })
    this.#queue = [...this.#queue, waiting]
    if (this.#queue.length === 1) this.#ask()
  }

  /** The visitor's answer; about anybody but the one asked about, it means nothing. */
  answer(id: ParticipantId, isYes: boolean): void {
    const first = this.#queue[0]
    if (first?.participant.id !== id) return
    if (!isYes) return this.#refuse(first, 'declined')
    this.#queue = this.#queue.slice(1)
    this.#enter(first)
    // With the first one let in, others may need no answer any more.
    const free = this.#queue.filter((one) => !this.#isNeeded(one))
    this.#queue = this.#queue.filter((one) => !free.includes(one))
    for (const one of free) this.#enter(one)
    this.#ask()
  }

  /** A visitor's page has come: it does not know yet what it is asked. */
  again(): void {
    const first = this.#queue[0]
    if (first) this.#hooks.ask(first.participant)
  }

  /** Is no participant any more. */
  gone(id: ParticipantId): void {
    this.#drop((one) => one.participant.id === id, 'replaced')
  }

  closed(wire: Wire): void {
    this.#drop((one) => one.wire === wire, 'normal')
  }

  /** Has no right to be here any more, also if it was let in before. */
  revoke(agentId: string, isLeave: boolean): void {
    this.#letIn.delete(agentId)
    const isTheirs = (one: Waiting): boolean => one.agentId === agentId
    if (isLeave) for (const { wire } of this.#queue.filter(isTheirs)) tell(wire, { type: 'left' })
    this.#drop(isTheirs, isLeave ? 'normal' : 'revoked')
  }

  stop(name: CloseName): void {
    this.#timer?.stop()
    const all = this.#queue
    this.#queue = []
    for (const { wire } of all) wire.close(name)
  }

  #isNeeded(newcomer: Newcomer): boolean {
    return !this.#letIn.has(newcomer.agentId) && this.#hooks.isNeeded(newcomer, this.#letIn.size === 0)
  }

  #enter({ agentId, enter }: Waiting): void {
    this.#letIn.add(agentId)
    enter()
  }

  #drop(isMeant: (one: Waiting) => boolean, name: CloseName): void {
    const [first] = this.#queue
    const gone = this.#queue.filter(isMeant)
    this.#queue = this.#queue.filter((one) => !gone.includes(one))
    for (const { wire } of gone) wire.close(name)
    if (first && gone.includes(first)) this.#ask()
  }

  #ask(): void {
    this.#timer?.stop()
    const first = this.#queue[0]
    this.#hooks.ask(first?.participant ?? null)
    if (first) this.#expire(first)
  }

  /** While the visitor is away, nobody can answer. */
  #expire(first: Waiting): void {
    this.#timer = this.#clock.after(SERVER_LIMITS.approvalWaitMs, () => {
      if (this.#hooks.isVisitorHere()) this.#refuse(first, 'no-answer')
      else this.#expire(first)
    })
  }

  #refuse(first: Waiting, why: 'declined' | 'no-answer'): void {
    this.#queue = this.#queue.slice(1)
    this.#noteDecline(first.agentId)
    turnAway(first.wire, why)
    this.#hooks.refused(first, why)
    this.#ask()
  }

  #noteDecline(agentId: string): void {
    const count = (this.#declines.get(agentId)?.count ?? 0) + 1
    const untilMs = this.#clock.now() + SERVER_LIMITS.declinesBlockMs
    this.#declines.set(agentId, { count, untilMs })
  }

  #isBlocked(agentId: string): boolean {
    const { count = 0, untilMs = 0 } = this.#declines.get(agentId) ?? {}
    if (untilMs <= this.#clock.now()) this.#declines.delete(agentId)
    return count >= SERVER_LIMITS.maxControlDeclines && untilMs > this.#clock.now()
  }
}

function turnAway(wire: Wire, why: 'declined' | 'no-answer'): void {
  tell(wire, { type: 'approval', outcome: why })
  wire.close('revoked')
}

function tell(wire: Wire, message: AgentDown): void {
  wire.sendText(JSON.stringify(message))
}
