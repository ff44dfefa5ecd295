// N web servers and N session servers, each its own process, on one PostgreSQL, every way between them through a proxy
// that can be broken.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { rootDir } from '../../scripts/paths.ts'
import { freePorts } from '../../src/cli/listening.ts'
import { ensureUser } from '../../src/web-server/accounts/users.ts'
import { type Db, openDatabase } from '../../src/web-server/db/open.ts'
import { ensureGroup, ensureMembership } from '../../src/web-server/groups/groups.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { startPostgres } from './postgres.ts'

export const FLEET_SITE = 'http://localhost:4711'
export const FLEET_GROUP = 1
const PASSWORD = 'correct horse battery staple'
const READY_TIMEOUT_MS = 60_000
const SECRETS = {
  SIDELONG_CLUSTER_SECRET: 'Y'.repeat(43),
  SIDELONG_AUTH_SECRET: 'auth-secret-of-the-fault-tests-0123456789abcdef',
}

/** One process that can be killed and started again on its port. */
export interface Role {
  readonly origin: string
  readonly port: number
  /** `host:port` that a proxy passes for people's browsers. */
  readonly proxy: FaultProxy
  readonly metricsPort: number
  /** `null` while it is down. */
  pid(): number | null
  kill(signal?: NodeJS.Signals): Promise<void>
  start(): Promise<void>
  log(): string
}

export interface Fleet {
  readonly webs: readonly Role[]
  readonly servers: readonly Role[]
  readonly db: Db
  /** Between the web servers and PostgreSQL. */
  readonly database: FaultProxy
  /** Cookie header of a new agent of the group, logged in. */
  logIn(email: string): Promise<string>
  metric(role: Role, name: string): Promise<number>
  stop(): Promise<void>
}

export type FleetOptions = {
  readonly webs: number
  readonly servers: number
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
}

/** `null`, said aloud, where there is no PostgreSQL to be had. */
export async function startFleet(options: FleetOptions): Promise<Fleet | null> {
  const postgres = await startPostgres()
  if (!postgres) return null
  const direct = new URL(await postgres.createDatabase())
  const database = await startFaultProxy(Number(direct.port))
  const proxied = new URL(direct)
  proxied.port = String(database.port)
  const db = await openDatabase({ kind: 'postgres', url: direct.href })
  const group = await ensureGroup(db, { id: FLEET_GROUP, name: 'Faults' })
  await setSetting(db, group, null, 'site.origins', [FLEET_SITE], { author: 'test' })
  await setSetting(db, group, null, 'consent.mode', 'never', { author: 'test' })
  await setSetting(db, group, null, 'session.maxAgents', 20, { author: 'test' })

  const ports = await freePorts(2 * (options.webs + options.servers))
  const take = (): number => ports.pop() ?? 0
  const webPorts = Array.from({ length: options.webs }, take)
  const serverPorts = Array.from({ length: options.servers }, take)
  const origin = (port: number): string => `http://localhost:${port}`
  const common = { ...SECRETS, SIDELONG_LOG: 'warn', SIDELONG_HOST: '127.0.0.1', ...options.env }
  const role = async (
    name: string,
    entry: string,
    port: number,
    env: Record<string, string>,
  ): Promise<Role> => {
    const metricsPort = take()
    const all = { ...common, ...env, SIDELONG_PORT: String(port), SIDELONG_METRICS: String(metricsPort) }
    return startRole(name, entry, port, metricsPort, all, options.nodeArgs ?? [])
  }
  const servers = await Promise.all(
    serverPorts.map((port, i) =>
      role(`session server ${i + 1}`, 'src/session-server/main.ts', port, {
        SIDELONG_SERVER_ID: `s${i + 1}`,
        SIDELONG_PUBLIC_URL: origin(port),
        SIDELONG_CONSOLE_URL: `${origin(webPorts[0] ?? 0)}/agent/`,
        SIDELONG_CAPACITY: '5000',
      }),
    ),
  )
  const webs: Role[] = []
  for (const [i, port] of webPorts.entries())
    webs.push(
      await role(`web server ${i + 1}`, 'src/web-server/main.ts', port, {
        SIDELONG_WEB_ID: `w${i + 1}`,
        DATABASE_URL: proxied.href,
        SIDELONG_SESSION_SERVERS: serverPorts.map(origin).join(','),
        SIDELONG_RATE_FACTOR: '100000',
      }),
    )
  const fleet: Fleet = {
    webs,
    servers,
    db,
    database,
    async logIn(email) {
      const userId = await ensureUser(db, { email, name: email, password: PASSWORD })
      await ensureMembership(db, { userId, groupId: group, role: 'agent' })
      const [web] = webs
      const answer = await fetch(`${web?.origin}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: web?.origin ?? '' },
        body: JSON.stringify({ email, password: PASSWORD }),
      })
      if (!answer.ok) throw new Error(`log-in failed: ${answer.status} ${await answer.text()}`)
      return answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
    },
    async metric(one, name) {
      const text = await fetch(`http://127.0.0.1:${one.metricsPort}/metrics`).then(
        (answer) => answer.text(),
        (error: unknown) => {
          throw new Error(`no metrics of ${one.origin}: ${one.log().slice(-1_000)}`, { cause: error })
        },
      )
      const line = text.split('\n').find((entry) => entry.startsWith(`${name} `))
      return line === undefined ? Number.NaN : Number(line.slice(name.length + 1))
    },
    async stop() {
      await Promise.all([...webs, ...servers].map((one) => one.kill('SIGKILL')))
      await Promise.all([...webs, ...servers].map((one) => one.proxy.stop()))
      await db.destroy()
      await database.stop()
      await postgres.stop()
    },
  }
  // Every web server has a usable key at every session server.
  await untilTrue(async () => {
    const up = await Promise.all(
      webs.map(async (web) => {
        const count = await fleet.metric(web, 'sidelong_session_servers{state="up"}')
        return count === servers.length && (await fleet.metric(web, 'sidelong_servers_without_key')) === 0
      }),
    )
    return up.every(Boolean)
  }, 30_000)
  return fleet
}

async function startRole(
  name: string,
  entry: string,
  port: number,
  metricsPort: number,
  env: Record<string, string>,
  nodeArgs: readonly string[],
): Promise<Role> {
  let child: ChildProcess | null = null
  let log = ''
  const proxy = await startFaultProxy(port)
  const self: Role = {
    origin: `http://localhost:${port}`,
    port,
    proxy,
    metricsPort,
    pid: () => child?.pid ?? null,
    log: () => log,
    async kill(signal = 'SIGKILL') {
      const old = child
      child = null
      if (!old || old.exitCode !== null || old.signalCode !== null) return
      const ended = new Promise((resolve) => old.once('exit', resolve))
      old.kill(signal)
      await ended
    },
    start() {
      const started = spawn(process.execPath, [...nodeArgs, join(rootDir, entry)], {
        cwd: rootDir,
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = started
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text
      })
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${name} is not ready: ${log}`)), READY_TIMEOUT_MS)
        started.once('exit', (code, signal) => {
          clearTimeout(timer)
          reject(new Error(`${name} ended with ${code ?? signal}: ${log}`))
        })
        createInterface({ input: started.stdout }).on('line', (line) => {
          if (!line.includes('"ready":true')) return
          clearTimeout(timer)
          resolve()
        })
      })
    },
  }
  await self.start()
  return self
}

export async function untilTrue(
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs: number,
  what: () => string = () => 'it',
): Promise<void> {
  const until = performance.now() + timeoutMs
  for (;;) {
    if (await isTrue()) return
    if (performance.now() > until) throw new Error(`${what()} did not come about within ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
