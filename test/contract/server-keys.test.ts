// Server keys between real web servers' links and real session servers, two of each, on one clock that tests move.
import { request } from 'node:http'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toBase64Url } from '../../src/base/bytes.ts'
import { signJoin } from '../../src/node/join-signature.ts'
import { randomBytes } from '../../src/node/platform.ts'
import { sessionId } from '../../src/protocol/ids.ts'
import { joinClaims } from '../../src/protocol/join-credential.ts'
import { type SessionServer, startSessionServer } from '../../src/session-server/server.ts'
import { FakeClock } from '../../src/session-server/testing/fake-clock.ts'
import type { Report, ServerLink } from '../../src/web-server/control/link.ts'
import { type ServerPool, startServerPool } from '../../src/web-server/control/pool.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { eventually } from './web-server-support.ts'

const SECRET = randomBytes(32)
const STEP_MS = 2_500

let clock: FakeClock
let servers: SessionServer[]
let pools: ServerPool[]
let errors: string[]
let reports: Extract<Report, { type: 'join-refused' }>[]

function log() {
  return { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) }
}

function startServer(serverId: string, port = 0, publicPort = port): Promise<SessionServer> {
  return startSessionServer(
    {
      serverId,
      host: '127.0.0.1',
      port,
      publicUrl: `http://127.0.0.1:${publicPort}`,
      clusterSecret: SECRET,
      consoleUrl: 'http://localhost:8080/',
      capacity: 100,
      viewerFiles: { shells: { en: '1' }, shellCss: '', stageJs: '1', stageParts: {} },
    },
    { clock, log: { debug() {}, info() {}, warn() {}, error() {} } },
  )
}

function startPool(webServerId: string, origins: readonly string[]): ServerPool {
  return startServerPool(
    {
      webServerId,
      secret: SECRET,
      clock,
      random: randomBytes,
      log: log(),
      dialHost: null,
      onReport: (_origin, report) => void (report.type === 'join-refused' && reports.push(report)),
      async onQuestion() {},
      onHeld() {},
    },
    origins,
  )
}

beforeEach(async () => {
  clock = new FakeClock()
  errors = []
  reports = []
  servers = [await startServer('s1'), await startServer('s2')]
  pools = ['w1', 'w2'].map((id) =>
    startPool(
      id,
      servers.map(({ url }) => url),
    ),
  )
  await eventually(() => links().every((link) => link.signingKey() !== null))
})
afterEach(async () => {
  for (const pool of pools) pool.stop()
  clock.advance(1_000)
  await Promise.all(servers.map((server) => server.stop()))
})

const links = (): ServerLink[] => pools.flatMap((pool) => pool.links())
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 4))

/** Lets time pass, in steps in which signs of life and keys arrive. */
async function pass(ms: number, then: () => Promise<void> = async () => undefined): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
    clock.advance(Math.min(STEP_MS, leftMs))
    await tick()
    await then()
  }
}

/** Presents a credential signed with the key of `link`; says why the server refuses it. No session exists. */
async function present(link: ServerLink, at: SessionServer, audience: string | null): Promise<string> {
  const key = link.signingKey()
  if (!key) return 'no key'
  const iat = Math.floor(clock.now() / 1_000)
  const jti = toBase64Url(randomBytes(16))
  const claims = joinClaims({
    v: 1,
    kid: key.keyId,
    iat,
    exp: Math.min(iat + 60, Math.floor(key.acceptedUntilMs / 1_000)),
    jti,
    aud: audience ?? link.serverId(),
    session: '7:4711:AAAAAAAAAAAAAAAAAAAAAA',
    group: 7,
    kind: 'agent',
    agent: 'agent-1',
    name: 'Ada',
    role: 'Agent',
    privileges: ['view'],
    parents: [],
    purpose: 'join',
  })
  const before = reports.length
  const status = await new Promise<number>((resolve, reject) => {
    const headers = { cookie: `__Secure-sidelong-join=${signJoin(claims, key.key)}` }
    request(`${at.url}/join/${jti}`, { headers, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(401)
  await eventually(() => reports.length > before)
  return reports.at(-1)?.why ?? ''
}

test('SA-15: two web servers, two session servers: a fresh key for each pair each minute, and never a false refusal', {
  timeout: 120_000,
}, async () => {
  const seen = new Map<string, string>()
  const used = new Map<ServerLink, Set<string>>()
  await pass(10 * 60_000, async () => {
    for (const link of links()) {
      const key = link.signingKey()
      if (!key) throw new Error('no key to sign with')
      expect(key.key).toHaveLength(32)
      seen.set(key.keyId, toBase64Url(key.key))
      used.set(link, (used.get(link) ?? new Set()).add(key.keyId))
      const at = servers.find(({ url }) => url === link.origin)
      if (!at) throw new Error('whose link?')
      // Signature, key, life and audience are right: only the session does not exist.
      expect(await present(link, at, null)).toBe('unknown-session')
    }
  })
  expect([...used.values()].map((ids) => ids.size)).toEqual([11, 11, 11, 11])
  // No key twice, neither in time nor between pairs.
  expect(seen.size).toBe(44)
  expect(new Set(seen.values()).size).toBe(44)
  expect(errors).toEqual([])
})

test('SA-14, SA-15: the key for one session server is worth nothing at another', async () => {
  const [s1, s2] = servers
  const link = pools[0]?.byOrigin(s1?.url ?? '')
  if (!link || !s2) throw new Error('no link')
  expect(await present(link, s2, 's2')).toBe('unknown-key')
})

test('SA-15: a key that is not delivered is not used: joins are refused here, with an alarm, and return by themselves', {
  timeout: 60_000,
}, async () => {
  const port = await freePort()
  const line = await startFaultProxy(port)
  const server = await startServer('s3', port, line.port)
  servers.push(server)
  const pool = startPool('w3', [server.url])
  pools.push(pool)
  const link = pool.byOrigin(server.url)
  if (!link) throw new Error('no link')
  await eventually(() => link.signingKey() !== null)
  const first = link.signingKey()?.keyId
  await pass(40_000)
  // Bytes go nowhere from here on, and nobody says so; for silence it is too early.
  line.blackHole()
  await pass(8_000)
  // The key in use is still good; the next one has been sent and swallowed.
  expect(link.signingKey()?.keyId).toBe(first)
  expect(errors).toEqual([])
  await pass(15_000)
  expect(link.signingKey()).toBeNull()
  expect(errors).toContain('session server lost; joins there are refused until it is back')
  line.restore()
  await eventually(async () => {
    clock.advance(500)
    await tick()
    return link.signingKey() !== null
  })
  expect(link.signingKey()?.keyId).not.toBe(first)
  expect(await present(link, server, null)).toBe('unknown-session')
  await line.stop()
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

test('SA-31: what a session server would not understand is not sent, so the channel stays', async () => {
  const [link] = links()
  if (!link) throw new Error('there is no link')
  const name = 'A'.repeat(10_000)
  const bad = { sessionId: sessionId('7:4711:AAAAAAAAAAAAAAAAAAAAAA'), agentId: 'agent-1' } as const
  expect(link.send({ type: 'hand-over', ...bad, news: { type: 'state', state: 'open', name } })).toBe(false)
  // What a closed channel would take with it.
  expect(link.send({ type: 'revoke', agentId: 'agent-1' })).toBe(true)
  for (let i = 0; i < 50; i++) await tick()
  expect(link.signingKey()).not.toBeNull()
  expect(errors).toEqual(['a message for a session server is out of bounds'])
})
