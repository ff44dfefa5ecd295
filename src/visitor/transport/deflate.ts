/** Compresses with the browser's own raw DEFLATE; `null` where there is none. */
export function createDeflate():
  | ((bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>)
  | null {
  try {
    new CompressionStream('deflate-raw')
  } catch {
    return null
  }
  return async (bytes) => {
    const { readable, writable } = new CompressionStream('deflate-raw')
    // Straight into the stream: a pipe from a Blob costs the main thread four times as much.
    const writer = writable.getWriter()
    const written = writer.write(bytes).then(() => writer.close())
    const compressed = await new Response(readable).arrayBuffer()
    await written
    return new Uint8Array(compressed)
  }
}
