import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../base/clock.ts'
import { addressKey, type ClientAddress } from '../../node/client-address.ts'
import type { Log } from '../../node/log.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import { HEADER_BYTES } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { ControlHub } from '../control/control-link.ts'
import type { AgentCookies } from '../http/agent-cookie.ts'
import { isOnlyHost } from '../http/host.ts'
import { readParticipantId } from '../http/join.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Edge, SessionMetrics } from '../metrics.ts'
import type { SessionDirectory } from '../session/directory.ts'
import { acceptAgent } from './agent-socket.ts'
import type { ByteQuota } from './byte-quota.ts'
import { createCorks } from './corks.ts'
import { PendingSockets } from './pending-sockets.ts'
import { acceptVisitor } from './visitor-socket.ts'
import { openWire, type Wire, type WireHandler } from './wire.ts'

export type UpgradeDeps = {
  /** Of visitors by address, whichever way they come. */
  readonly bytes: ByteQuota
  readonly clock: Clock
  readonly wallNow: () => number
  readonly log: Log
  readonly publicUrl: string
  /** HF-2: over plain HTTP, agents alone, with their other cookie. */
  readonly isPlain: boolean
  readonly clients: ClientAddress
  readonly cookies: AgentCookies
  readonly directory: SessionDirectory
  readonly control: ControlHub
  readonly metrics: Pick<SessionMetrics, 'closed' | 'refused'>
}

type CreateHandler = (wire: Wire, settled: () => void) => WireHandler
/** Either a status to refuse with, or what drives the socket. */
type Verdict =
  | { readonly refuse: number }
  | {
      readonly edge: Edge
      readonly server: WebSocketServer
      readonly beat: string | null
      readonly create: CreateHandler
    }

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
}
const BEAT = JSON.stringify({ type: 'beat' })

/** The upgrade ladder (SECURITY section 5): path, Host, Origin, cookie, session, quota; only then 101. */
export function createUpgrade(deps: UpgradeDeps): {
  handle: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  stop(): void
} {
  const { host } = new URL(deps.publicUrl)
  const relay = createWebSocketServer(HEADER_BYTES + LIMITS.maxPayloadBytes)
  const agents = createWebSocketServer(LIMITS.maxJsonBytes)
  const controls = createWebSocketServer(SERVER_LIMITS.maxControlJsonBytes)
  const pending = new PendingSockets()
  const corks = createCorks()
  const open = new Set<WebSocket>()

  function addressOf(request: IncomingMessage): string {
    const forwardedFor = request.headers['x-forwarded-for']
    const given = typeof forwardedFor === 'string' ? forwardedFor : undefined
    return addressKey(deps.clients.of(request.socket.remoteAddress, given))
  }

  function judge(request: IncomingMessage): Verdict {
    const [path = '', query] = (request.url ?? '').split('?', 2)
    const { origin } = request.headers
    const agentPath = /^\/v1\/agent\/([A-Za-z0-9_-]{22})$/.exec(path)
    const isKnown = path === '/v1/visitor' || path === '/v1/control' || agentPath !== null
    if (!isKnown || query !== undefined || request.method !== 'GET') return { refuse: 404 }
    if (!isOnlyHost(request, host) || (deps.isPlain && !agentPath)) return { refuse: 404 }
    if (path === '/v1/visitor') {
      // The session's own list decides after `hello`, which names the session.
      if (!origin || origin === 'null') return { refuse: 403 }
      return {
        edge: 'visitor',
        server: relay,
        beat: BEAT,
        create: (wire, settled) =>
          acceptVisitor(deps.directory, origin, deps.bytes.open(addressOf(request)), wire, settled),
      }
    }
    if (path === '/v1/control') {
      // A browser always says an Origin: no page may even try.
      if (origin !== undefined) return { refuse: 403 }
      return {
        edge: 'control',
        server: controls,
        beat: null,
        create: (wire, settled) => deps.control.accept(wire, settled),
      }
    }
    if (origin !== deps.publicUrl) return { refuse: 403 }
    const pid = readParticipantId(agentPath?.[1] ?? '')
    const { cookie } = request.headers
    const { cookies, isPlain } = deps
    const claims =
      pid && (isPlain ? cookies.readPlain : cookies.read).call(cookies, cookie, pid, deps.wallNow())
    // SA-19: a cookie for plain HTTP is no way in here.
    if (!claims) return { refuse: pid && !isPlain && cookies.hasPlain(cookie, pid) ? 403 : 401 }
    const session = deps.directory.findWith(claims.session, claims.pid)
    if (!session) return { refuse: 404 }
    const door = { isPlain, mayMove: claims.parents.length === 0 }
    const expiry = (expired: () => void) => deps.clock.after(claims.exp * 1000 - deps.wallNow(), expired)
    const agent = { session, id: claims.pid, door, expiry }
    return {
      edge: 'agent',
      server: agents,
      beat: BEAT,
      create: (wire, settled) => acceptAgent(agent, wire, settled),
    }
  }

  /** An error of ours must refuse one socket, not end the process with every session in it. */
  function judgeSafely(request: IncomingMessage): Verdict {
    try {
      return judge(request)
    } catch (error) {
      deps.log.error('upgrade failed', { error: error instanceof Error ? error.name : 'unknown' })
      return { refuse: 400 }
    }
  }

  function handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    if (!(socket instanceof Socket)) return void socket.destroy()
    const verdict = judgeSafely(request)
    if ('refuse' in verdict) return turnAway(socket, verdict.refuse)
    const slot = pending.take(addressOf(request))
    if (!slot) return turnAway(socket, 503)
    socket.setNoDelay(true)
    socket.once('close', () => slot.stop())
    verdict.server.handleUpgrade(request, socket, head, (ws) => {
      open.add(ws)
      ws.once('close', () => open.delete(ws))
      const onError = (error: unknown): void => {
        deps.log.error('socket handler failed', { error: error instanceof Error ? error.name : 'unknown' })
      }
      const { edge, beat } = verdict
      const onEnd = (name: CloseName | 'gone'): void => deps.metrics.closed(edge, name)
      openWire(ws, socket, { clock: deps.clock, corks, beat, onError, onEnd }, (wire, settled) =>
        verdict.create(wire, () => {
          slot.stop()
          settled()
        }),
      )
    })
  }

  function turnAway(socket: Socket, status: number): void {
    deps.metrics.refused(status)
    refuse(socket, status)
  }

  return {
    handle,
    stop() {
      for (const ws of open) ws.close(1001, 'going-away')
      setTimeout(() => {
        for (const ws of open) ws.terminate()
      }, SERVER_LIMITS.closeWaitMs).unref()
    },
  }
}

function createWebSocketServer(maxPayload: number): WebSocketServer {
  // Not a literal argument: the types of ws do not know closeTimeout yet.
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
    maxFragments: LIMITS.maxFragmentsPerMessage,
    closeTimeout: SERVER_LIMITS.closeWaitMs,
    // We speak none: ws would choose the first one that the peer made up.
    handleProtocols: () => false as const,
  }
  return new WebSocketServer(options)
}

function refuse(socket: Socket, status: number): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? 'Error'}`,
    'Connection: close',
    'Content-Length: 0',
    'Cache-Control: no-store',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n`, () => socket.destroy())
}
