import { type ChildProcess, fork, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { rootDir } from '../../scripts/paths.ts'
import { freePorts } from '../../src/cli/listening.ts'
import { credentialHash } from '../../src/node/control-auth.ts'
import { signJoin } from '../../src/node/join-signature.ts'
import { randomBytes as productBytes, systemClock } from '../../src/node/platform.ts'
import { FakeClock } from '../../src/session-server/testing/fake-clock.ts'
import { Harness } from '../../src/session-server/testing/harness.ts'
import type { ServerLink, ServerPool } from '../../src/web-server/control/pool.ts'
import { startServerPool } from '../../src/web-server/control/pool.ts'
import type { Order, Played, Report, Seat } from './generator.ts'

/*
 * A session server as a process of its own, as it is run in production; the web server's end of its control channel here;
 * visitors and agents in another process.
 */

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }
const SECRET = Buffer.alloc(32, 7)
const STREAMS = ['shop', 'admin', 'table']
const READY_TIMEOUT_MS = 60_000
const JOINS_AT_ONCE = 20
const harness = new Harness()

export interface LoadServer {
  readonly pid: number
  readonly port: number
  readonly link: () => ServerLink
  metric(name: string): Promise<number>
  usage(): { readonly rssBytes: number; readonly descriptors: number; readonly cpuSeconds: number }
  stop(): Promise<void>
}

export type ServerOptions = {
  readonly nodeArgs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export async function startLoadServer(options: ServerOptions = {}): Promise<LoadServer> {
  const [port = 0, metricsPort = 0] = await freePorts(2)
  const child = spawn(
    process.execPath,
    ['--expose-gc', ...(options.nodeArgs ?? []), join(rootDir, 'src/session-server/main.ts')],
    {
      env: {
        PATH: process.env.PATH,
        SIDELONG_SERVER_ID: 's1',
        SIDELONG_PORT: String(port),
        SIDELONG_METRICS: String(metricsPort),
        SIDELONG_CLUSTER_SECRET: SECRET.toString('base64url'),
        SIDELONG_CONSOLE_URL: 'http://localhost:8080/agent/',
        SIDELONG_CAPACITY: '100000',
        SIDELONG_LOG: 'error',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the session server is not ready')), READY_TIMEOUT_MS)
    child.once('exit', (code) => reject(new Error(`the session server ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', () => {
      clearTimeout(timer)
      resolve()
    })
  })
  const origin = `http://localhost:${port}`
  const pool: ServerPool = startServerPool(
    {
      webServerId: 'load',
      secret: SECRET,
      clock: systemClock,
      random: productBytes,
      log: SILENT,
      dialHost: '127.0.0.1',
      onReport() {},
      async onQuestion() {},
      onHeld() {},
    },
    [origin],
  )
  const link = (): ServerLink => {
    const [one] = pool.links()
    if (!one) throw new Error('there is no link')
    return one
  }
  while (link().signingKey() === null) await new Promise((resolve) => setTimeout(resolve, 20))
  const pid = child.pid ?? 0
  return {
    pid,
    port,
    link,
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
      const line = text.split('\n').find((entry) => entry.startsWith(`${name} `))
      return line === undefined ? Number.NaN : Number(line.slice(name.length + 1))
    },
    usage() {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return {
        rssBytes: Number(rss) * 1_024,
        descriptors: readdirSync(`/proc/${pid}/fd`).length,
        cpuSeconds: (Number(stat[11]) + Number(stat[12])) / 100,
      }
    },
    async stop() {
      pool.stop()
      child.removeAllListeners('exit')
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
      await ended
    },
  }
}

export interface Generator {
  order<T extends Report['type']>(order: Order, answer: T): Promise<Extract<Report, { type: T }>>
  stop(): void
}

export function startGenerator(): Generator {
  const child: ChildProcess = fork(join(rootDir, 'test/load/generator.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return {
    order(order, answer) {
      return new Promise((resolve, reject) => {
        child.once('message', (report: Report | { type: 'failed'; error: string }) => {
          if (report.type === answer) resolve(report as never)
          else reject(new Error(report.type === 'failed' ? report.error : `unexpected ${report.type}`))
        })
        child.send(order)
      })
    },
    stop: () => void child.kill('SIGKILL'),
  }
}

/** Each part of a load comes from an address of its own, as a server takes 5,000 connections of one. */
export function openOn(server: LoadServer, generator: Generator, sessions: readonly Played[], part = 0) {
  const { port } = server
  const order = {
    type: 'open',
    port,
    host: `localhost:${port}`,
    from: `127.0.2.${part + 1}`,
    sessions,
  } as const
  return generator.order(order, 'opened')
}

/** Opens sessions on a server and joins agents to them, through the product's own control channel and join page. */
export async function prepare(
  server: LoadServer,
  count: number,
  agentsEach: number,
  streams: readonly string[] = STREAMS,
): Promise<{ sessions: Played[]; joinsPerSecond: number }> {
  const sessions: Played[] = []
  let joinMs = 0
  for (let at = 0; at < count; at += JOINS_AT_ONCE) {
    const batch = await Promise.all(
      Array.from({ length: Math.min(JOINS_AT_ONCE, count - at) }, async (_, i) => {
        const credential = randomBytes(16).toString('base64url')
        const sessionId = `7:${at + i + 1}:${randomBytes(16).toString('base64url')}`
        const isOpen = await server.link().open({
          ...harness.sessionOpen(),
          sessionId,
          credentialHashes: [credentialHash(credential)],
          maxAgents: Math.max(1, agentsEach),
          times: { ...harness.sessionOpen().times, idleLimitMs: 0, visitorGraceMs: 120_000 },
        } as never)
        if (!isOpen) throw new Error('the session server did not open a session')
        return { sessionId, credential, stream: streams[(at + i) % streams.length] ?? '' }
      }),
    )
    const startedMs = performance.now()
    const seats = await Promise.all(
      batch.map(({ sessionId }) =>
        Promise.all(
          Array.from({ length: agentsEach }, (_, i) => join1(server, sessionId, `agent-${at}-${i}`)),
        ),
      ),
    )
    joinMs += performance.now() - startedMs
    sessions.push(...batch.map((one, i) => ({ ...one, seats: seats[i] ?? [] })))
  }
  return { sessions, joinsPerSecond: (count * agentsEach * 1_000) / Math.max(1, joinMs) }
}

async function join1(server: LoadServer, session: string, agent: string): Promise<Seat> {
  const key = server.link().signingKey()
  if (!key) throw new Error('there is no key')
  const claims = new Harness(new FakeClock(Date.now())).claims({ kid: key.keyId, session, agent })
  const { jti } = claims
  const answer = await fetch(`http://localhost:${server.port}/join/${jti}`, {
    headers: { cookie: `__Secure-sidelong-join=${signJoin(claims, key.key)}` },
  })
  await answer.arrayBuffer()
  const pid = /url=\/view\/([A-Za-z0-9_-]{22})/.exec(answer.headers.get('refresh') ?? '')?.[1]
  if (!pid) throw new Error(`not admitted: ${answer.status}`)
  return { pid, cookie: (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '' }
}
