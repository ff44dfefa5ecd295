import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Wire } from '../sockets/wire.ts'
import type { EnvelopeStore, Position } from './envelope-store.ts'

export interface AgentFeedHooks {
  /** Envelopes were left out; a checkpoint follows. */
  restart(): void
  tooSlow(): void
  /** It began to fall behind (1), or does so no more (-1). */
  behind(change: 1 | -1): void
}

/**
 * Gives one agent the envelopes of the session, as fast as its socket takes them. It has no queue: it is a position in
 * the shared store, so a slow agent costs one number, and what it has not got when a newer checkpoint replaces the
 * content is left out (`restart`). Nobody else waits for it.
 */
export class AgentFeed {
  readonly #wire: Wire
  readonly #store: EnvelopeStore
  readonly #clock: Clock
  readonly #hooks: AgentFeedHooks
  #have: Position | null
  #behind: { readonly timer: Stoppable; takenBytes: number; atMs: number } | null = null
  #givenBytes = 0
  /** Nothing of a generation below this is given; `null`: nothing at all (MK-13). */
  #from: number | null = null

  constructor(wire: Wire, store: EnvelopeStore, clock: Clock, have: Position | null, hooks: AgentFeedHooks) {
    this.#wire = wire
    this.#store = store
    this.#clock = clock
    this.#have = have
    this.#hooks = hooks
  }

  get isBehind(): boolean {
    return this.#behind !== null
  }

  /** Sends what is there to send; call it whenever the store has got more. `sent` is called when it has left. */
  pump(sent: (() => void) | null = null): void {
    if (this.#behind === null) this.#run(sent)
  }

  holdUntil(from: number | null): void {
    this.#from = from
  }

  /** Sends everything held again. */
  rewind(): void {
    this.#have = null
    this.pump()
  }

  /** What is neither stored nor sent again: dropped for an agent that does not keep up. */
  sendEphemeral(bytes: Uint8Array): void {
    if (this.#from === null || (this.#store.last?.generation ?? 0) < this.#from) return
    if (this.#behind === null && this.#wire.unsentBytes <= SERVER_LIMITS.agentLowMarkBytes)
      this.#wire.sendBytes(bytes)
  }

  stop(): void {
    if (this.#behind === null) return
    this.#behind.timer.stop()
    this.#behind = null
    this.#hooks.behind(-1)
  }

  #run(sent: (() => void) | null = null): void {
    while (this.#wire.isOpen) {
      const next = this.#store.next(this.#have)
      if (!next || this.#from === null || next.at.generation < this.#from) return this.stop()
      const unsentBytes = this.#wire.unsentBytes
      if (unsentBytes > 0 && unsentBytes + next.bytes.length > LIMITS.agentBacklogBytes)
        return this.#fallBehind()
      if (next.isJump && this.#behind !== null) this.#hooks.restart()
      this.#have = next.at
      this.#givenBytes += next.bytes.length
      this.#wire.sendBytes(next.bytes, sent)
    }
    this.stop()
  }

  #fallBehind(): void {
    if (this.#behind !== null) return
    const timer = this.#clock.every(SERVER_LIMITS.agentDrainCheckMs, () => this.#check())
    this.#behind = { timer, takenBytes: this.#takenBytes(), atMs: this.#clock.now() }
    this.#hooks.behind(1)
  }

  #check(): void {
    const behind = this.#behind
    if (!behind) return
    const nowMs = this.#clock.now()
    if (this.#takenBytes() - behind.takenBytes >= SERVER_LIMITS.agentMinProgressBytes) {
      behind.takenBytes = this.#takenBytes()
      behind.atMs = nowMs
    } else if (nowMs - behind.atMs >= LIMITS.agentSlowCloseMs) {
      this.stop()
      return this.#hooks.tooSlow()
    }
    if (this.#wire.unsentBytes <= SERVER_LIMITS.agentLowMarkBytes) this.#run()
  }

  #takenBytes(): number {
    return this.#givenBytes - this.#wire.unsentBytes
  }
}
