import type { IncomingMessage } from 'node:http'
import { CHANNEL } from '../../protocol/http-channel.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { HttpChannels } from '../sockets/http-channel.ts'

const PATH = /^\/v1\/visitor\/(open|send|poll)$/
const ID = /^[A-Za-z0-9_-]{22}$/

export type ChannelReply = { readonly status: number; readonly body: string; readonly origin: string }

export function isChannelPath(path: string): boolean {
  return PATH.test(path)
}

/** Answers the three requests of a visitor whose network blocks WebSockets (protocol/http-channel.ts). */
export async function answerChannel(
  channels: HttpChannels,
  request: IncomingMessage,
  address: string,
): Promise<ChannelReply> {
  const origin = request.headers.origin ?? ''
  const reply = (status: number, body: object = {}): ChannelReply => ({
    status,
    body: JSON.stringify(body),
    origin,
  })
  const what = PATH.exec((request.url ?? '').split('?')[0] ?? '')?.[1]
  // As before an upgrade: pages alone come here, and the session's own list decides after `hello`.
  if (!/^https?:\/\/[^\s/]{1,250}$/.test(origin)) return reply(403)
  if (what === 'open') {
    const opened = channels.open(origin, address)
    return opened ? reply(200, opened) : reply(503)
  }
  if (what === 'poll') {
    const body = await read(request, () => CHANNEL.idLength)
    const answer = body && (await hold(request, () => channels.poll(body.id, origin)))
    return answer ? reply(200, answer) : reply(404)
  }
  let id = ''
  const body = await read(request, (given) => {
    const maxBytes = channels.maxBytes(given, origin)
    if (maxBytes !== null) id = given
    return maxBytes === null ? null : CHANNEL.idLength + maxBytes
  })
  return id && channels.take(id, origin, body?.rest ?? null) ? reply(200) : reply(404)
}

/** A poll is silent for longer than a socket otherwise may be. */
async function hold<T>(request: IncomingMessage, work: () => Promise<T>): Promise<T> {
  request.socket.setTimeout(CHANNEL.pollMs + SERVER_LIMITS.socketIdleMs)
  try {
    return await work()
  } finally {
    request.socket.setTimeout(SERVER_LIMITS.socketIdleMs)
  }
}

/** A body that begins with an id, which decides how long it may be; `null` for more, and for one that breaks off. */
function read(
  request: IncomingMessage,
  maxBytesFor: (id: string) => number | null,
): Promise<{ id: string; rest: Uint8Array } | null> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = []
    let bytes = 0
    let maxBytes: number | null = null
    const stop = () => {
      request.removeAllListeners('data')
      chunks = []
      resolve(null)
    }
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (maxBytes === null && bytes >= CHANNEL.idLength) {
        const id = Buffer.concat(chunks).toString('latin1', 0, CHANNEL.idLength)
        maxBytes = ID.test(id) ? maxBytesFor(id) : null
        if (maxBytes === null) return stop()
      }
      if (bytes > (maxBytes ?? CHANNEL.idLength)) stop()
    })
    request.once('end', () => {
      const whole = Buffer.concat(chunks)
      if (maxBytes === null) return resolve(null)
      resolve({ id: whole.toString('latin1', 0, CHANNEL.idLength), rest: whole.subarray(CHANNEL.idLength) })
    })
    request.once('error', stop)
    request.once('close', stop)
  })
}
