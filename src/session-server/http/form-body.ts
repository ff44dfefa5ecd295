import type { IncomingMessage } from 'node:http'

const FORM_TYPE = 'application/x-www-form-urlencoded'

/** The fields of a submitted form; `null` as {@link readBody} says. */
export async function readForm(request: IncomingMessage, maxBytes: number): Promise<URLSearchParams | null> {
  const body = await readBody(request, FORM_TYPE, maxBytes)
  return body === null ? null : new URLSearchParams(body)
}

/**
 * A body of this media type, byte by byte; `null` for another type, for more than `maxBytes`, and for a body that
 * breaks off. How long it may take is the server's `requestTimeout`.
 */
export function readBody(
  request: IncomingMessage,
  mediaType: string,
  maxBytes: number,
): Promise<string | null> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== mediaType || Number(request.headers['content-length'] ?? 0) > maxBytes)
    return Promise.resolve(null)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const stop = () => {
      request.removeAllListeners('data')
      resolve(null)
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) stop()
      else chunks.push(chunk)
    })
    request.once('end', () => resolve(Buffer.concat(chunks).toString('latin1')))
    request.once('error', stop)
    request.once('close', stop)
  })
}
