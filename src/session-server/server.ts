import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { toBase64Url } from '../base/bytes.ts'
import type { Clock, RandomBytes } from '../base/clock.ts'
import { addressKey, createClientAddress } from '../node/client-address.ts'
import { limitConnections } from '../node/connection-quota.ts'
import { createLog, type Log } from '../node/log.ts'
import { type OperationsPlace, startOperations } from '../node/operations.ts'
import { steadyClock, systemClock, randomBytes as systemRandomBytes } from '../node/platform.ts'
import { type TlsTexts, useTls } from '../node/tls-files.ts'
import { BurntIds } from './control/burnt-ids.ts'
import { ControlHub } from './control/control-link.ts'
import { createJoinReporter } from './control/join-reports.ts'
import { Reports } from './control/reports.ts'
import { RevokedAgents } from './control/revoked-agents.ts'
import { ServerKeys } from './control/server-keys.ts'
import { AgentCookies } from './http/agent-cookie.ts'
import type { ViewerFiles } from './http/pages.ts'
import { createRouter } from './http/router.ts'
import { SERVER_LIMITS } from './limits.ts'
import { createSessionMetrics } from './metrics.ts'
import { createBudget, GroupBudgets } from './session/budget.ts'
import { SessionDirectory } from './session/directory.ts'
import { createForgetting } from './session/forgetting.ts'
import { ByteQuota } from './sockets/byte-quota.ts'
import { HttpChannels } from './sockets/http-channel.ts'
import { PendingSockets } from './sockets/pending-sockets.ts'
import { createUpgrade } from './sockets/upgrade.ts'
import { acceptVisitor } from './sockets/visitor-socket.ts'

export type SessionServerConfig = {
  readonly serverId: string
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  /** A listening socket that was opened for us (systemd), instead of `host` and `port`. */
  readonly inheritedFd?: number
  /** HTTP-follow (HF-1): a second, plain port for viewers of pages over plain HTTP, and its origin. Off without. */
  readonly plain?: { readonly port: number; readonly publicUrl: string } | null
  /** Origin that browsers use, e.g. `http://localhost:8081`; its port 0 stands for the actual one. */
  readonly publicUrl: string
  readonly clusterSecret: Uint8Array
  readonly consoleUrl: string
  /** How many sessions this server wants to hold; web servers weigh by it. */
  readonly capacity: number
  readonly viewerFiles: ViewerFiles
  /** Addresses or ranges of proxies in front, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[]
  readonly tls?: TlsTexts
  /** Bytes of mirrored pages that all sessions together may hold. */
  readonly maxHeldBytes?: number
  /** Where metrics and health are served; nowhere by default. */
  readonly operations?: OperationsPlace | null
}

export type SessionServerParts = {
  readonly clock?: Clock
  readonly randomBytes?: RandomBytes
  readonly log?: Log
  /** Node's `gc`, where it is exposed. */
  readonly collectGarbage?: () => void
}
export type SessionServer = {
  readonly url: string
  readonly port: number
  /** Of HTTP-follow; 0 if that is off. */
  readonly plainPort: number
  /** Port of the metrics; 0 if they have none. */
  readonly operationsPort: number
  /** Puts another certificate into use; open connections keep theirs. */
  setTls(texts: TlsTexts): void
  stop(): Promise<void>
}

/** Starts a session server: sockets and pages on one port, everything in memory, no outgoing connection. */
export async function startSessionServer(
  config: SessionServerConfig,
  parts: SessionServerParts = {},
): Promise<SessionServer> {
  // Durations are measured on a clock that never jumps; credentials are judged by the wall clock.
  const clock = parts.clock ?? steadyClock
  const wallNow = (): number => (parts.clock ?? systemClock).now()
  const timeText = (agoMs = 0): string => new Date(Math.round(wallNow() - agoMs)).toISOString()
  const randomBytes = parts.randomBytes ?? systemRandomBytes
  const log = parts.log ?? createLog('session-server', 'info')

  const clients = createClientAddress(config.trustedProxies ?? [])
  const server = createServer(config.tls)
  limitConnections(server, { maxPerAddress: SERVER_LIMITS.maxConnectionsPerAddress, clients })
  const port = await listen(server, config)
  const publicUrl = publicOrigin(config.publicUrl, port)
  // HF-4: without the option nothing listens in the clear.
  const plainServer = config.plain ? createServer(undefined) : null
  if (plainServer)
    limitConnections(plainServer, { maxPerAddress: SERVER_LIMITS.maxConnectionsPerAddress, clients })
  const plainPort =
    plainServer && config.plain ? await listenPlain(plainServer, config.host, config.plain.port) : 0
  const plainUrl = config.plain ? publicOrigin(config.plain.publicUrl, plainPort) : null

  const reports = new Reports()
  const keys = new ServerKeys(clock)
  const revoked = new RevokedAgents()
  const cookies = new AgentCookies(randomBytes(32))
  const report = reports.send.bind(reports)
  const forgetting = createForgetting(clock, parts.collectGarbage ?? null)
  const metrics = createSessionMetrics(() => clock.now())
  const budget = createBudget(config.maxHeldBytes)
  const directory = new SessionDirectory(
    {
      clock,
      timeText,
      budgets: new GroupBudgets(budget),
      meter: metrics,
      report,
      ask: reports.ask.bind(reports),
      doors: plainUrl === null ? null : { secure: publicUrl, plain: plainUrl },
    },
    forgetting.ended,
  )
  const { serverId, clusterSecret, capacity } = config
  const bootId = toBase64Url(randomBytes(16))
  const control = new ControlHub({
    clock,
    wallNow,
    randomBytes,
    log,
    serverId,
    bootId,
    clusterSecret,
    capacity,
    directory,
    keys,
    reports,
    revoked,
  })
  const bytes = new ByteQuota(() => clock.now())
  const upgradeDeps = {
    bytes,
    clock,
    wallNow,
    log,
    publicUrl,
    clients,
    cookies,
    directory,
    control,
    metrics,
    isPlain: false,
  }
  const upgrade = createUpgrade(upgradeDeps)
  metrics.watch({
    sessions: () => directory.statuses(),
    visitors: () => directory.visitorCount,
    agents: () => directory.agentCount,
    heldBytes: () => budget.heldBytes,
    maxHeldBytes: budget.maxBytes,
    capacity,
    isDraining: () => control.isDraining,
    controlLinks: () => control.linkCount,
    keyAgeMs: () => keys.ageMs(),
  })
  let isStopping = false
  /** Why no new work may be sent here. */
  function whyNotReady(): string | null {
    if (isStopping) return 'stopping'
    if (control.isDraining) return 'draining'
    return control.linkCount === 0 ? 'no web server is connected' : null
  }
  const operations =
    config.operations && (await startOperations(config.operations, metrics.registry, whyNotReady))
  const channels = new HttpChannels(
    {
      clock,
      randomBytes,
      accept: (origin, address, wire, settled) =>
        acceptVisitor(directory, origin, bytes.open(address), wire, settled),
      onError: (error) =>
        log.error('channel failed', { error: error instanceof Error ? error.name : 'unknown' }),
    },
    new PendingSockets(),
  )
  const routerDeps = {
    log,
    channels,
    addressOf({ socket, headers }: IncomingMessage) {
      const forwarded = headers['x-forwarded-for']
      const address = clients.of(socket.remoteAddress, typeof forwarded === 'string' ? forwarded : undefined)
      return addressKey(address)
    },
    serverId,
    publicUrl,
    consoleUrl: config.consoleUrl,
    viewerFiles: config.viewerFiles,
    wallNow,
    randomBytes,
    keys,
    revoked,
    burnt: new BurntIds(),
    directory,
    cookies,
    reportRefusal: createJoinReporter(clock, timeText, report),
    countJoin: metrics.joined,
    whyNotReady,
    isPlain: false,
    mayFollow: plainUrl !== null,
  }
  const route = createRouter(routerDeps)
  const plainUpgrade =
    plainUrl === null ? null : createUpgrade({ ...upgradeDeps, publicUrl: plainUrl, isPlain: true })
  if (plainServer && plainUpgrade && plainUrl !== null) {
    const plainRoute = createRouter({ ...routerDeps, publicUrl: plainUrl, isPlain: true })
    plainServer.on('request', (request, response) => void plainRoute(request, response))
    plainServer.on('upgrade', plainUpgrade.handle)
  }
  server.on('request', (request, response) => void route(request, response))
  server.on('upgrade', upgrade.handle)
  const loadTimer = clock.every(SERVER_LIMITS.loadIntervalMs, () => {
    if (reports.isConnected) reports.send(control.load())
  })
  log.info('session server listening', { server: serverId, port })

  return {
    url: publicUrl,
    port,
    plainPort,
    operationsPort: operations?.port ?? 0,
    setTls: (texts) => useTls(server, texts),
    async stop() {
      isStopping = true
      // Before anybody is let go: web servers must not send them back.
      if (reports.isConnected) control.setDraining(true)
      loadTimer.stop()
      directory.stop()
      forgetting.stop()
      control.stop()
      upgrade.stop()
      plainUpgrade?.stop()
      channels.stop()
      keys.stop()
      metrics.stop()
      await operations?.stop()
      await Promise.all([close(server), plainServer && close(plainServer)])
      log.info('session server stopped', { server: serverId })
    },
  }
}

function createServer(tls: SessionServerConfig['tls']): Server {
  const options: ServerOptions = {
    maxHeaderSize: SERVER_LIMITS.maxHeaderBytes,
    headersTimeout: SERVER_LIMITS.headersTimeoutMs,
    requestTimeout: SERVER_LIMITS.requestTimeoutMs,
    keepAliveTimeout: SERVER_LIMITS.keepAliveTimeoutMs,
    connectionsCheckingInterval: SERVER_LIMITS.connectionsCheckMs,
    requireHostHeader: true,
    noDelay: true,
  }
  const server = tls
    ? createHttpsServer({
        ...options,
        ...tls,
        minVersion: 'TLSv1.2',
        // Before the handshake there is no HTTP, whose limits would count.
        handshakeTimeout: SERVER_LIMITS.headersTimeoutMs,
      })
    : createHttpServer(options)
  // Who takes nothing of an answer for this long; ws switches it off for sockets of its own.
  server.setTimeout(SERVER_LIMITS.socketIdleMs)
  server.maxConnections = SERVER_LIMITS.maxConnections
  server.maxRequestsPerSocket = SERVER_LIMITS.maxRequestsPerSocket
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

function listen(
  server: Server,
  { host, port, inheritedFd, ...config }: SessionServerConfig,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(inheritedFd === undefined ? { host, port } : { fd: inheritedFd }, () => {
      server.off('error', reject)
      const address = server.address()
      if (typeof address !== 'object' || !address) return resolve(port)
      // Of a socket that others opened, only now is known where it listens.
      const isOpen = inheritedFd !== undefined && !isLoopback(address.address)
      if (isOpen && !config.tls && !config.trustedProxies?.length) {
        server.close()
        return reject(new Error(`refuses to listen on ${address.address} without TLS or a declared proxy`))
      }
      resolve(address.port)
    })
  })
}

function listenPlain(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), SERVER_LIMITS.closeWaitMs).unref()
  })
}

/** The origin of `url`, with the actual port for port 0. */
function publicOrigin(url: string, port: number): string {
  const parsed = new URL(url)
  if (parsed.port === '0') parsed.port = String(port)
  return parsed.origin
}
