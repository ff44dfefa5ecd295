import { ENVELOPE, type Envelope, FLAG } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Budget } from './budget.ts'
import { EnvelopeList } from './envelope-list.ts'

/** A place in the stream: the envelope with this sequence of this generation. */
export type Position = { readonly generation: number; readonly sequence: number }

/** One generation: its checkpoint and the deltas after it. The index of an envelope is its sequence. */
type Held = {
  readonly generation: number
  readonly envelopes: EnvelopeList
  /** Length of the checkpoint, 0 while it is incomplete. */
  checkpointCount: number
  checkpointBytes: number
  tailBytes: number
}

/** What became of a durable envelope. `lost` and `full`: ask for a checkpoint; `protocol` and `limit`: close the socket. */
export type Accepted = 'stored' | 'completed' | 'ignored' | 'lost' | 'full' | 'protocol' | 'limit'

/**
 * The current page of one session as sealed envelopes: the last complete checkpoint with its tail, and besides it a
 * newer checkpoint that is still arriving (MIRROR section 4). Bytes are kept exactly as received.
 */
export class EnvelopeStore {
  readonly #budget: Budget
  #complete: Held | null = null
  #candidate: Held | null = null
  #last: Position | null = null
  #isAwaitingStart = true

  constructor(budget: Budget) {
    this.#budget = budget
  }

  get last(): Position | null {
    return this.#last
  }

  get hasComplete(): boolean {
    return this.#complete !== null
  }

  get heldBytes(): number {
    return costOf(this.#complete) + costOf(this.#candidate)
  }

  /** From where a visitor that sent up to `sent` may go on; `null` if only a new checkpoint helps. */
  resumeFrom(sent: Position | null): Position | null {
    const last = this.#last
    if (!sent || !last || this.#isAwaitingStart) return null
    return sent.generation === last.generation && sent.sequence >= last.sequence ? last : null
  }

  /** Ignores everything until the next checkpointStart. */
  awaitStart(): void {
    this.#isAwaitingStart = true
  }

  accept(envelope: Envelope, bytes: Uint8Array): Accepted {
    if (envelope.type === ENVELOPE.checkpointStart) return this.#begin(envelope, bytes)
    if ((envelope.flags & (FLAG.supersede | FLAG.samePage)) !== 0 || envelope.sequence === 0)
      return 'protocol'
    const last = this.#last
    if (this.#isAwaitingStart || !last) return 'ignored'
    if (envelope.generation < last.generation) return 'protocol'
    if (envelope.generation === last.generation && envelope.sequence <= last.sequence) return 'ignored'
    const held = this.#candidate ?? this.#complete
    if (!held || envelope.generation !== last.generation || envelope.sequence !== last.sequence + 1) {
      this.awaitStart()
      return 'lost'
    }
    return held.checkpointCount > 0
      ? this.#addToTail(held, envelope, bytes)
      : this.#addToCheckpoint(held, envelope, bytes)
  }

  /** True when the tail has outgrown its checkpoint, so that a new one would be smaller to keep and to join with. */
  isTailLarge(): boolean {
    const held = this.#complete
    if (!held || this.#candidate) return false
    const byFactor = Math.max(
      LIMITS.minTailBytesForCheckpoint,
      held.checkpointBytes * LIMITS.tailToCheckpointFactor,
    )
    return held.tailBytes > Math.min(byFactor, LIMITS.maxTailBytes / 2)
  }

  /**
   * The envelope that an agent at `have` (the last it was given, `null` for none) gets next. `isJump`: what `have`
   * names is no longer held, so something may have been left out.
   */
  next(have: Position | null): { bytes: Uint8Array; at: Position; isJump: boolean } | null {
    const complete = this.#complete
    const candidate = this.#candidate
    if (have && candidate?.generation === have.generation) return entry(candidate, have.sequence + 1, false)
    if (have && complete?.generation === have.generation) {
      return entry(complete, have.sequence + 1, false) ?? entry(candidate, 0, false)
    }
    // A newer generation than all that is complete was given up half-way: what the agent shows is still right.
    const isPartOfLater = have !== null && complete !== null && have.generation > complete.generation
    const isLaterUnknown = have !== null && have.generation > (this.#last?.generation ?? 0)
    if (isPartOfLater && !isLaterUnknown) return entry(candidate, 0, true)
    return entry(complete ?? candidate, 0, have !== null)
  }

  clear(): void {
    this.#replace(null, null)
    this.#last = null
    this.awaitStart()
  }

  #begin(envelope: Envelope, bytes: Uint8Array): Accepted {
    const { generation, sequence, flags } = envelope
    if (sequence !== 0) return 'protocol'
    const lastGeneration = this.#last?.generation ?? 0
    if (generation === lastGeneration && !this.#isAwaitingStart) return 'ignored'
    if (generation <= lastGeneration) return 'protocol'
    const isSuperseding = (flags & FLAG.supersede) !== 0
    const held: Held = {
      generation,
      envelopes: new EnvelopeList(),
      checkpointCount: 0,
      checkpointBytes: 0,
      tailBytes: 0,
    }
    this.#replace(isSuperseding ? null : this.#complete, held)
    this.#isAwaitingStart = false
    this.#last = { generation, sequence: 0 }
    return this.#addToCheckpoint(held, envelope, bytes)
  }

  #addToCheckpoint(held: Held, envelope: Envelope, bytes: Uint8Array): Accepted {
    const cost = bytes.length + SERVER_LIMITS.envelopeOverheadBytes
    if (held.checkpointBytes + cost > LIMITS.maxCheckpointBytes || !this.#budget.hasRoom(cost)) {
      this.#replace(this.#complete, null)
      this.awaitStart()
      return 'limit'
    }
    held.checkpointBytes += cost
    this.#push(held, envelope, bytes, cost)
    if (envelope.type !== ENVELOPE.checkpointEnd) return 'stored'
    held.checkpointCount = held.envelopes.length
    this.#candidate = null
    const older = this.#complete
    this.#complete = held
    this.#budget.add(-costOf(older))
    return 'completed'
  }

  #addToTail(held: Held, envelope: Envelope, bytes: Uint8Array): Accepted {
    if (envelope.type !== ENVELOPE.delta) return 'protocol'
    const cost = bytes.length + SERVER_LIMITS.envelopeOverheadBytes
    if (held.tailBytes + cost > LIMITS.maxTailBytes || !this.#budget.hasRoom(cost)) {
      // What is held stays right as far as it goes; the new checkpoint replaces it.
      this.awaitStart()
      return 'full'
    }
    held.tailBytes += cost
    this.#push(held, envelope, bytes, cost)
    return 'stored'
  }

  #push(held: Held, envelope: Envelope, bytes: Uint8Array, cost: number): void {
    held.envelopes.push(bytes)
    this.#budget.add(cost)
    this.#last = { generation: held.generation, sequence: envelope.sequence }
  }

  #replace(complete: Held | null, candidate: Held | null): void {
    const before = this.heldBytes
    this.#complete = complete
    this.#candidate = candidate
    this.#budget.add(this.heldBytes - before)
  }
}

function costOf(held: Held | null): number {
  return held ? held.checkpointBytes + held.tailBytes : 0
}

function entry(
  held: Held | null,
  sequence: number,
  isJump: boolean,
): { bytes: Uint8Array; at: Position; isJump: boolean } | null {
  const bytes = held?.envelopes.at(sequence)
  return held && bytes ? { bytes, at: { generation: held.generation, sequence }, isJump } : null
}
