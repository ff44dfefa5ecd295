import type { Clock } from '../../base/clock.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** The browser compresses what it is given at once and on this thread: 16 µs a kilobyte. */
const CHUNK_BYTES = 65_536

/** Compresses with the browser's own raw DEFLATE, a large message over several tasks; `null` where there is none. */
export function createDeflate(clock: Clock): ((bytes: Bytes) => Promise<Bytes>) | null {
  try {
    new CompressionStream('deflate-raw')
  } catch {
    return null
  }
  return async (bytes) => {
    const { readable, writable } = new CompressionStream('deflate-raw')
    // Straight into the stream: a pipe from a Blob costs the main thread four times as much.
    const writer = writable.getWriter()
    const compressed = new Response(readable).arrayBuffer()
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      // The slice that made a large message has used up its time.
      if (bytes.length > CHUNK_BYTES / 4) await new Promise<void>((resolve) => clock.after(0, resolve))
      // What goes wrong shows on the other side, too.
      writer.write(bytes.subarray(at, at + CHUNK_BYTES)).catch(() => {})
    }
    writer.close().catch(() => {})
    return new Uint8Array(await compressed)
  }
}
