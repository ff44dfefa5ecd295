import { integer, list, nullable, object, ParseError, text } from '../base/parse.ts'
import { HEADER_BYTES } from './envelope.ts'
import { LIMITS } from './limits.ts'

/*
 * The visitor's socket over plain HTTP, where WebSockets are blocked (docs/protocol.md section 6):
 *   POST /v1/visitor/open    –               { id }
 *   POST /v1/visitor/send    id, frames      {}
 *   POST /v1/visitor/poll    id              { texts, close }, held back until there is something to say
 * The id is in the body, not in the address, which ends up in logs.
 */
export const CHANNEL = {
  idBytes: 16,
  idLength: 22,
  pollMs: 20_000,
  /** Frames that go up together; one alone may be larger. */
  batchBytes: 262_144,
  maxBodyBytes: 22 + 5 + HEADER_BYTES + LIMITS.maxPayloadBytes + 262_144,
} as const

export const channelOpened = object({ id: text(22, { pattern: /^[A-Za-z0-9_-]{22}$/ }) })
export const channelAnswer = object({
  texts: list(text(LIMITS.maxJsonBytes), 100_000),
  /** Close code if this is the last answer. */
  close: nullable(integer(1_000, 4_999)),
})

const TEXT = 0
const BYTES = 1
const PREFIX_BYTES = 5

/** One message as a frame: kind, length, content. */
export function toFrame(data: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const content = typeof data === 'string' ? new TextEncoder().encode(data) : data
  const frame = new Uint8Array(PREFIX_BYTES + content.length)
  const view = new DataView(frame.buffer)
  view.setUint8(0, typeof data === 'string' ? TEXT : BYTES)
  view.setUint32(1, content.length)
  frame.set(content, PREFIX_BYTES)
  return frame
}

/** The messages of a body, in order. Throws {@link ParseError} for anything else. */
export function readFrames(body: Uint8Array): (string | Uint8Array)[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const frames: (string | Uint8Array)[] = []
  for (let at = 0; at < body.length; ) {
    if (body.length - at < PREFIX_BYTES) throw new ParseError('frame', 'must be complete')
    const kind = view.getUint8(at)
    const length = view.getUint32(at + 1)
    const end = at + PREFIX_BYTES + length
    if (end > body.length || kind > BYTES) throw new ParseError('frame', 'must be complete')
    const content = body.subarray(at + PREFIX_BYTES, end)
    frames.push(kind === TEXT ? new TextDecoder('utf-8', { fatal: false }).decode(content) : content)
    at = end
  }
  return frames
}
