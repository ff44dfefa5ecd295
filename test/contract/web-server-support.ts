import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { type WebSocket, WebSocketServer } from 'ws'
import { fromBase64Url, toBase64Url } from '../../src/base/bytes.ts'
import { parseJson } from '../../src/base/parse.ts'
import { controlMac } from '../../src/node/control-auth.ts'
import { createLog } from '../../src/node/log.ts'
import { type ControlDown, type ControlUp, controlDown } from '../../src/protocol/control.ts'
import type { SessionId } from '../../src/protocol/ids.ts'
import type { EndReason, Status } from '../../src/protocol/life-cycle.ts'
import { createSealer, type Sealer, sealingKeys } from '../../src/web-server/accounts/sealing.ts'
import { ensureUser } from '../../src/web-server/accounts/users.ts'
import type { WebServerConfig } from '../../src/web-server/config.ts'
import type { Db } from '../../src/web-server/db/open.ts'
import { ensureGroup, ensureMembership } from '../../src/web-server/groups/groups.ts'
import type { RoleName } from '../../src/web-server/groups/roles.ts'
import { startWebServer, type WebServer, type WebServerParts } from '../../src/web-server/server.ts'

export const CLUSTER_SECRET = new TextEncoder().encode('cluster-secret-of-the-contract-tests-0123456789')
export const SITE = 'http://localhost:4711'
export const PASSWORD = 'correct horse battery staple'

/** A session server that speaks the control channel and nothing else. */
export interface FakeSessionServer {
  readonly origin: string
  readonly id: string
  readonly received: ControlDown[]
  readonly keys: Map<string, Uint8Array>
  /** Whether it answers `session-open`. */
  answersOpen: boolean
  report(message: ControlUp): void
  reportStatus(id: SessionId, status: Status, reason?: EndReason): void
  /** Holds no session any more, as after a restart. */
  forget(): void
  setLoad(load: { capacity: number; draining: boolean }): void
  /** Cuts all connections; further ones are refused until `up`. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

export async function startFakeSessionServer(
  id: string,
  options: { secret?: Uint8Array; port?: number } = {},
): Promise<FakeSessionServer> {
  const secret = options.secret ?? CLUSTER_SECRET
  const received: ControlDown[] = []
  const keys = new Map<string, Uint8Array>()
  const sockets = new Set<WebSocket>()
  const held = new Map<SessionId, Status>()
  const bootId = toBase64Url(randomBytes(16))
  let load = { capacity: 100, draining: false }
  let wss: WebSocketServer

  const sendAll = (message: ControlUp) => {
    for (const socket of sockets) socket.send(JSON.stringify(message))
  }
  const loadMessage = (): ControlUp => ({ type: 'load', sessions: held.size, agents: 0, ...load })

  function accept(socket: WebSocket): void {
    const nonce = toBase64Url(randomBytes(24))
    const send = (message: ControlUp) => socket.send(JSON.stringify(message))
    const beat = setInterval(() => sockets.has(socket) && send(loadMessage()), 5_000)
    socket.on('close', () => {
      clearInterval(beat)
      sockets.delete(socket)
    })
    socket.on('message', (data) => {
      const message = parseJson(String(data), 1_000_000, controlDown)
      received.push(message)
      if (message.type === 'auth') {
        if (message.mac !== controlMac(CLUSTER_SECRET, 'web', nonce, message.nonce, message.webServerId))
          return socket.close()
        const sessions = [...held].map(([sessionId, status]) => ({ sessionId, status }))
        const mac = controlMac(secret, 'server', message.nonce, nonce)
        send({ type: 'accepted', mac, serverId: id, bootId, sessions })
        sockets.add(socket)
        send(loadMessage())
      } else if (message.type === 'server-key') keys.set(message.keyId, fromBase64Url(message.key)!)
      else if (message.type === 'session-open' && server.answersOpen) {
        held.set(message.sessionId, message.status)
        send({ type: 'session-opened', sessionId: message.sessionId })
      } else if (message.type === 'session-end') held.delete(message.sessionId)
    })
    send({ type: 'challenge', nonce })
  }

  async function listen(port: number): Promise<number> {
    wss = new WebSocketServer({ host: 'localhost', port, path: '/v1/control' })
    await new Promise((resolve) => wss.once('listening', resolve))
    wss.on('connection', accept)
    return (wss.address() as AddressInfo).port
  }

  const port = await listen(options.port ?? 0)
  const down = async () => {
    for (const socket of wss.clients) socket.terminate()
    await new Promise((resolve) => wss.close(resolve))
  }
  const server: FakeSessionServer = {
    origin: `http://localhost:${port}`,
    id,
    received,
    keys,
    answersOpen: true,
    report: sendAll,
    reportStatus(sessionId, status, reason) {
      held.set(sessionId, status)
      sendAll({
        type: 'session-status',
        sessionId,
        status,
        reason: reason ?? null,
        at: new Date().toISOString(),
      })
    },
    forget: () => held.clear(),
    setLoad(next) {
      load = next
      sendAll(loadMessage())
    },
    down,
    up: async () => void (await listen(port)),
    stop: down,
  }
  return server
}

export type TestServer = {
  readonly web: WebServer
  readonly servers: readonly FakeSessionServer[]
  addAgent(email: string, group: number, role: RoleName, name?: string): Promise<string>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** Logs in and returns the cookie header. */
  logIn(email: string, password?: string, headers?: Record<string, string>): Promise<string>
  stop(): Promise<void>
}

export function testConfig(override: Partial<WebServerConfig> = {}): WebServerConfig {
  return {
    id: 'web1',
    host: '127.0.0.1',
    port: 0,
    publicUrl: null,
    database: { kind: 'pglite', folder: 'memory' },
    clusterSecret: CLUSTER_SECRET,
    sealingKeys: [],
    authSecret: 'auth-secret-of-the-contract-tests-0123456789abcdef',
    sessionServers: [],
    cookieDomain: null,
    trustedProxies: [],
    tls: null,
    tlsFiles: null,
    dialHost: null,
    httpFollow: false,
    webhookHosts: [],
    rateFactor: 1_000,
    logLevel: 'silent',
    discovery: null,
    operations: null,
    ...override,
  }
}

/** Seals as the servers of {@link testConfig} do. */
export function testSealer(): Sealer {
  const { sealingKeys: given, authSecret } = testConfig()
  return createSealer(sealingKeys(given, authSecret))
}

/**
 * Empties every table, so that the tests of a file can share one embedded database (its start takes seconds); but for
 * the one by which running web servers know of each other.
 */
export async function emptyDatabase(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename not like 'kysely_%' and tablename <> 'presence_servers'`.execute(
    db,
  )
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))}`.execute(db)
}

/** A web server on PGlite in memory, with fake session servers, and groups 1 and 2 (agents by `addAgent`). */
export async function startTestServer(
  options: { servers?: number; config?: Partial<WebServerConfig>; parts?: WebServerParts } = {},
): Promise<TestServer> {
  const count = options.servers ?? 1
  const servers = await Promise.all(
    Array.from({ length: count }, (_, i) => startFakeSessionServer(`cs${i + 1}`)),
  )
  const config = testConfig({ sessionServers: servers.map((server) => server.origin), ...options.config })
  const web = await startWebServer(config, { log: createLog('web', 'silent'), ...options.parts })
  await ensureGroup(web.db, { id: 1, name: 'One' })
  await ensureGroup(web.db, { id: 2, name: 'Two' })
  await web.whenConnected(count, 20_000)
  const base = `http://localhost:${web.port}`
  const self: TestServer = {
    web,
    servers,
    async addAgent(email, group, role, name = 'Ada Lovelace') {
      const userId = await ensureUser(web.db, { email, name, password: PASSWORD })
      await ensureMembership(web.db, { userId, groupId: group as never, role })
      return userId
    },
    post: (path, body, headers = {}) =>
      fetch(base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        redirect: 'manual',
      }),
    get: (path, headers = {}) => fetch(base + path, { headers, redirect: 'manual' }),
    async logIn(email, password = PASSWORD, headers = {}) {
      const answer = await self.post(
        '/api/auth/sign-in/email',
        { email, password },
        { origin: base, ...headers },
      )
      if (!answer.ok) throw new Error(`log-in failed: ${answer.status} ${await answer.text()}`)
      return answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
    },
    async stop() {
      await web.stop()
      await Promise.all(servers.map((server) => server.stop().catch(() => undefined)))
    },
  }
  return self
}

/** Repeats `probe` until it is truthy. */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<NonNullable<T>> {
  const until = Date.now() + timeoutMs
  for (;;) {
    const value = await probe()
    if (value) return value as NonNullable<T>
    if (Date.now() > until) throw new Error('did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
