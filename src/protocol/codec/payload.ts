import { LIMITS } from '../limits.ts'
import { createBytesReader, DecodeError } from './bytes-reader.ts'
import { createBytesWriter } from './bytes-writer.ts'

/** A section of one document inside a payload. Document 1 is the page; nested frames have numbers above. */
export type PayloadSection = { readonly document: number; readonly bytes: Uint8Array }

/** A payload of a checkpoint or delta: (document, length, section)*. */
export function encodePayload(sections: readonly PayloadSection[]): Uint8Array<ArrayBuffer> {
  const out = createBytesWriter()
  for (const section of sections) {
    out.uint(section.document)
    out.uint(section.bytes.length)
    out.bytes(section.bytes)
  }
  return out.take()
}

export function decodePayload(payload: Uint8Array): PayloadSection[] {
  if (payload.length > LIMITS.maxInflatedBytes) throw new DecodeError('payload too large')
  const reader = createBytesReader(payload)
  const out: PayloadSection[] = []
  while (reader.left > 0) {
    const document = reader.uint()
    out.push({ document, bytes: reader.bytes(reader.uint()) })
  }
  return out
}
