import { LIMITS } from './limits.ts'

/**
 * The plain header in front of every sealed payload; a relay reads this and nothing else. Binary WebSocket message,
 * big-endian:
 *
 *     0  u8   type            4  u32  generation of the document      12  payload
 *     1  u8   flags           8  u32  sequence within the generation
 *     2  u16  privileges that an agent's envelope needs, as bits (privileges.ts), else 0
 */
export const HEADER_BYTES = 12

export const ENVELOPE = {
  /** First envelope of a generation: everything older is void once the checkpoint is complete. */
  checkpointStart: 1,
  checkpointPart: 2,
  checkpointEnd: 3,
  delta: 4,
  /** Pointer and the like: neither numbered, stored, nor sent again. */
  ephemeral: 5,
  /**
   * An agent acts: payload of actions.ts, one privilege, the generation whose node ids it names. On the way down the
   * session server puts the participant's number into `sequence`.
   */
  action: 6,
  /** An agent asks for control with these privileges; no payload. */
  request: 7,
  /** The controller gives control back; no payload. */
  release: 8,
  /** To a new page of the visitor: this control was in force on the page before it. */
  resume: 9,
  /**
   * To the visitor: who waits to be let in (JN-5). The payload is JSON of the session server's own: a list of one
   * participant, or of none when there is nobody to decide about any more.
   */
  approval: 10,
} as const
export type EnvelopeType = (typeof ENVELOPE)[keyof typeof ENVELOPE]

export const FLAG = {
  /** Payload is raw DEFLATE (RFC 1951). */
  compressed: 1,
  /** Payload is encrypted end to end (reserved). */
  encrypted: 2,
  /** On checkpointStart: older content must be dropped at once, masks became stricter (MK-26). */
  supersede: 4,
  /** On checkpointStart: same page as before, made anew (resync or compaction). */
  samePage: 8,
} as const
const KNOWN_FLAGS = 15

export type Envelope = {
  readonly type: EnvelopeType
  readonly flags: number
  readonly privilege: number
  /** Raised by one with every checkpoint of a session. */
  readonly generation: number
  /** 0 for checkpointStart, then one more for each durable envelope; 0 for ephemeral ones. */
  readonly sequence: number
  readonly payload: Uint8Array
}

export function isDurable(type: EnvelopeType): boolean {
  return type < ENVELOPE.ephemeral
}

export function encodeEnvelope(envelope: Envelope): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(HEADER_BYTES + envelope.payload.length)
  const view = new DataView(out.buffer)
  view.setUint8(0, envelope.type)
  view.setUint8(1, envelope.flags)
  view.setUint16(2, envelope.privilege)
  view.setUint32(4, envelope.generation)
  view.setUint32(8, envelope.sequence)
  out.set(envelope.payload, HEADER_BYTES)
  return out
}

/** Reads a header; `null` for anything malformed or beyond the limits. The payload is a view, not a copy. */
export function decodeEnvelope(bytes: Uint8Array): Envelope | null {
  if (bytes.length < HEADER_BYTES) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = view.getUint8(0)
  const flags = view.getUint8(1)
  if (type < 1 || type > 10 || (flags & ~KNOWN_FLAGS) !== 0) return null
  const payload = bytes.subarray(HEADER_BYTES)
  const max = type >= ENVELOPE.ephemeral ? LIMITS.maxEphemeralBytes : LIMITS.maxPayloadBytes
  if (payload.length > max) return null
  return {
    type: type as EnvelopeType,
    flags,
    privilege: view.getUint16(2),
    generation: view.getUint32(4),
    sequence: view.getUint32(8),
    payload,
  }
}
