import { WebSocket } from 'ws'
import type { SocketLike } from '../../../src/browser/reconnecting-socket.ts'
import type { Fleet, Role } from '../fleet.ts'
import { FLEET_SITE } from '../fleet.ts'

/** A socket to a session server through its proxy, under the server's own name. */
export function dial(
  fleet: Fleet,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): WebSocket & SocketLike {
  const { host, port, pathname } = new URL(url)
  const role = fleet.servers.find((one) => String(one.port) === port)
  if (!role) throw new Error(`there is no session server at ${url}`)
  const socket = new WebSocket(`ws://127.0.0.1:${role.proxy.port}${pathname}`, {
    perMessageDeflate: false,
    headers: { host, origin: FLEET_SITE, ...headers },
  })
  // Also of one that its owner has left behind.
  socket.on('error', () => undefined)
  return socket as never
}

export type Answer = { readonly status: number; readonly text: string; readonly headers: Headers }

const TIMEOUT_MS = 12_000

/** Asks one web server after the other, as a load balancer would that has noticed which are down. */
export async function askWeb(
  fleet: Fleet,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  let last: unknown = new Error('no web server')
  for (const web of [...fleet.webs].sort(() => Math.random() - 0.5)) {
    if (web.pid() === null) continue
    try {
      return await askRole(web, path, options)
    } catch (error) {
      last = error
    }
  }
  throw last
}

export async function askRole(
  role: Role,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const answer = await fetch(role.origin + path, {
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}
