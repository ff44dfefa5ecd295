import { concatBytes } from '../../../base/bytes.ts'
import { DecodeError } from '../../../protocol/codec/bytes-reader.ts'

/** Inflates raw DEFLATE; {@link DecodeError} for anything broken, and as soon as the result passes `maxBytes`. */
export async function inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const stream = new DecompressionStream('deflate-raw')
  const writer = stream.writable.getWriter()
  // The reader sees every failure; without these the same one would be reported as unhandled.
  writer.write(bytes.slice()).catch(() => {})
  writer.close().catch(() => {})
  const reader = stream.readable.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new DecodeError('broken compression')
    })
    if (done) break
    length += value.length
    if (length > maxBytes) {
      void reader.cancel().catch(() => {})
      throw new DecodeError('inflates beyond the limit')
    }
    parts.push(value)
  }
  const [only] = parts
  return parts.length === 1 && only ? only : concatBytes(parts)
}
