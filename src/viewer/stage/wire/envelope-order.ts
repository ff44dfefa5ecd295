import { DecodeError } from '../../../protocol/codec/bytes-reader.ts'
import { ENVELOPE, type Envelope, isDurable } from '../../../protocol/envelope.ts'

/** What to do with an envelope: begin anew, go on, or leave it out. */
export type Step = 'begin' | 'apply' | 'ephemeral' | 'skip'

/** Durable envelopes come in order and without gaps; {@link DecodeError} for any that do not. */
export function createEnvelopeOrder(): { next(envelope: Envelope): Step; fail(): void } {
  let last: { generation: number; sequence: number } | null = null
  let isBuilding = false

  return {
    next(envelope) {
      if (!isDurable(envelope.type)) return last ? 'ephemeral' : 'skip'
      const { generation, sequence, type } = envelope
      if (type === ENVELOPE.checkpointStart) {
        if (sequence !== 0) throw new DecodeError('start within a generation')
        last = { generation, sequence }
        isBuilding = true
        return 'begin'
      }
      // After a failure only a new start helps; until then there is nothing to go on with.
      if (!last) return 'skip'
      // Sent again after a reconnection.
      if (generation === last.generation && sequence <= last.sequence) return 'skip'
      if (generation !== last.generation || sequence !== last.sequence + 1) throw new DecodeError('gap')
      if (isBuilding !== (type !== ENVELOPE.delta)) throw new DecodeError('envelope out of place')
      if (type === ENVELOPE.checkpointEnd) isBuilding = false
      last = { generation, sequence }
      return 'apply'
    },
    fail() {
      last = null
      isBuilding = false
    },
  }
}
