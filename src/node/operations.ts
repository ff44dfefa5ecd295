import { createServer, type Server } from 'node:http'
import { isIP } from 'node:net'
import type { Registry } from './metrics.ts'

/** Where metrics and health are served: apart from what browsers reach. */
export type OperationsPlace =
  | { readonly host: string; readonly port: number }
  | { readonly path: string }
  /** A listening socket that was opened for us (systemd). */
  | { readonly fd: number }

const LIMITS = { maxHeaderBytes: 4_096, timeoutMs: 10_000, maxConnections: 32 } as const
const DEFAULT_HOST = '127.0.0.1'

/** `9464`, `127.0.0.1:9464`, `[::1]:9464` or the path of a Unix socket; `null` if it is none of them. */
export function parseOperationsPlace(text: string): OperationsPlace | null {
  if (text.startsWith('/')) return text.length <= 100 ? { path: text } : null
  const [, v6, v4, digits = ''] = /^(?:\[([0-9a-fA-F:.]+)\]:|([0-9.]+):)?([0-9]{1,5})$/.exec(text) ?? []
  const host = v6 ?? v4 ?? DEFAULT_HOST
  const port = Number(digits || Number.NaN)
  return isIP(host) !== 0 && port <= 65_535 ? { host, port } : null
}

export interface Operations {
  /** 0 for a Unix socket. */
  readonly port: number
  stop(): Promise<void>
}

/**
 * Serves `/metrics`, `/healthz` (the process answers) and `/readyz` (new work may be sent here; `whyNot` says why not).
 * Nothing of it names a session, a person or a page.
 */
export async function startOperations(
  place: OperationsPlace,
  registry: Registry,
  whyNot: () => string | null,
): Promise<Operations> {
  const server = createServer({ maxHeaderSize: LIMITS.maxHeaderBytes }, (request, response) => {
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', Connection: 'close' })
      response.end(request.method === 'HEAD' ? '' : body)
    }
    const plain = 'text/plain; charset=utf-8'
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(405, plain, 'method not allowed\n')
    switch (request.url) {
      case '/metrics':
        return void registry.metrics().then(
          (text) => answer(200, registry.contentType, text),
          () => answer(500, plain, 'failed\n'),
        )
      case '/healthz':
        return answer(200, plain, 'ok\n')
      case '/readyz': {
        const reason = whyNot()
        return answer(reason === null ? 200 : 503, plain, `${reason ?? 'ready'}\n`)
      }
      default:
        return answer(404, plain, 'not found\n')
    }
  })
  server.headersTimeout = LIMITS.timeoutMs
  server.requestTimeout = LIMITS.timeoutMs
  server.maxConnections = LIMITS.maxConnections
  server.on('clientError', (_error, socket) => socket.destroy())
  await listen(server, place)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, place: OperationsPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(place, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
