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
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  }
}
