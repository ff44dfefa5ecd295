import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type StartResponse, startResponse } from '../../src/protocol/rest.ts'
import { setUserDisabled } from '../../src/web-server/accounts/users.ts'
import { type Db, openDatabase } from '../../src/web-server/db/open.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { startWebServer } from '../../src/web-server/server.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import {
  emptyDatabase,
  eventually,
  SITE,
  startFakeSessionServer,
  startTestServer,
  type TestServer,
  testConfig,
} from './web-server-support.ts'

const start = { groupId: 1, site: 'staging', script: 'test' }
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let db: Db
let server: TestServer
beforeAll(async () => {
  db = await openDatabase({ kind: 'pglite', folder: 'memory' })
})
afterEach(async () => {
  await server?.stop()
  await emptyDatabase(db)
})
afterAll(() => db.destroy())

const startTest = (options: Parameters<typeof startTestServer>[0] = {}) =>
  startTestServer({ ...options, parts: { db } })

const visit = (path: string, body: unknown) => server.post(`/v1/visitor/${path}`, body, { origin: SITE })
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code
async function startOne(): Promise<StartResponse> {
  const answer = await visit('sessions', start)
  expect(answer.status).toBe(200)
  return startResponse(await answer.json())
}
const rowOf = (id: string) =>
  server.web.db
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', id as never)
    .executeTakeFirst()

describe('session servers', () => {
  it('no-server: no session server, or only draining and full ones; nothing is left behind', async () => {
    server = await startTest()
    const [cs] = server.servers
    cs!.setLoad({ capacity: 0, draining: false })
    await eventually(async () => (await codeOf(await visit('sessions', start))) === 'no-server')
    cs!.setLoad({ capacity: 5, draining: true })
    expect(await codeOf(await visit('sessions', start))).toBe('no-server')
    await cs!.down()
    const answer = await visit('sessions', start)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'no-server', retryAfterSeconds: expect.any(Number) })
    expect(await server.web.db.selectFrom('sessions').select('id').execute()).toEqual([])
  })

  it('ARCHITECTURE 5: a server that does not confirm within 2 s is passed over', async () => {
    server = await startTest({ servers: 2 })
    server.servers[0]!.setLoad({ capacity: 1_000_000, draining: false })
    server.servers[0]!.answersOpen = false
    await new Promise((resolve) => setTimeout(resolve, 50))
    const session = await startOne()
    expect(session.sessionServer).toBe(server.servers[1]!.origin)
    expect((await rowOf(session.sessionId))!.server).toBe(server.servers[1]!.origin)
    await eventually(() =>
      server.servers[0]!.received.some((m) => m.type === 'session-end' && m.sessionId === session.sessionId),
    )
  })

  it('LC-17: a session of a lost server continues on another; late reports of the old one do not count', async () => {
    server = await startTest({ servers: 2 })
    const session = await startOne()
    const [old, other] =
      server.servers[0]!.origin === session.sessionServer ? server.servers : [...server.servers].reverse()
    old!.reportStatus(session.sessionId, 'W')
    await eventually(async () => (await rowOf(session.sessionId))!.status === 'W')
    await old!.down()
    const body = {
      ...start,
      sessionId: session.sessionId,
      credential: session.credential,
      lostServer: old!.origin,
    }
    const again = startResponse(
      await (
        await eventually(async () => {
          const answer = await visit('sessions/continue', body)
          return answer.ok ? answer : null
        })
      ).json(),
    )
    expect(again.sessionServer).toBe(other!.origin)
    expect(again.credential).toBe(session.credential)
    expect(other!.received).toContainEqual(
      expect.objectContaining({ type: 'session-open', sessionId: session.sessionId, status: 'W' }),
    )
    await old!.up()
    await server.web.whenConnected(2, 10_000)
    old!.reportStatus(session.sessionId, 'X', 'visitor-lost')
    other!.reportStatus(session.sessionId, 'A')
    await eventually(async () => (await rowOf(session.sessionId))!.status === 'A')
  })

  it('LC-17: two tabs continuing at once end up on the same server', async () => {
    server = await startTest({ servers: 3 })
    const session = await startOne()
    server.servers
      .find((one) => one.origin === session.sessionServer)!
      .setLoad({ capacity: 100, draining: true })
    await new Promise((resolve) => setTimeout(resolve, 50))
    const body = { ...start, sessionId: session.sessionId, credential: session.credential }
    const answers = await Promise.all(
      [1, 2, 3, 4].map(async () => startResponse(await (await visit('sessions/continue', body)).json())),
    )
    expect(new Set(answers.map((answer) => answer.sessionServer)).size).toBe(1)
    expect(answers[0]!.sessionServer).not.toBe(session.sessionServer)
  })

  it('JN-9, RA-04: without its server joins are refused with no-server, and come back by themselves', async () => {
    server = await startTest()
    const [cs] = server.servers
    await server.addAgent('ada@example.com', 1, 'agent')
    const cookie = await server.logIn('ada@example.com')
    const session = await startOne()
    cs!.reportStatus(session.sessionId, 'W')
    const join = async () =>
      (await server.get(`/agent/join?key=${session.key}`, { cookie })).headers.get('location')
    await eventually(async () => (await join())?.startsWith(cs!.origin))
    await cs!.down()
    await eventually(async () => (await join())?.startsWith('/agent/?error=no-server'))
    await cs!.up()
    await eventually(async () => (await join())?.startsWith(cs!.origin), 10_000)
  })

  it('ARCHITECTURE 5: a session server that cannot prove the cluster secret is not used', async () => {
    server = await startTest({ servers: 0 })
    const impostor = await startFakeSessionServer('cs1', { secret: new TextEncoder().encode('x'.repeat(40)) })
    server.web.setSessionServers([impostor.origin])
    await eventually(() => impostor.received.some((message) => message.type === 'auth'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(server.web.connectedServers()).toBe(0)
    expect(impostor.keys.size).toBe(0)
    await impostor.stop()
  })

  it('ARCHITECTURE 5: what a session server of a later version says is left out, and the channel stays', async () => {
    server = await startTest()
    const [cs] = server.servers
    cs!.report({ type: 'of-tomorrow' } as never)
    await startOne()
    expect(cs!.received.filter(({ type }) => type === 'auth')).toHaveLength(1)
    expect(server.web.connectedServers()).toBe(server.servers.length)
  })

  it('T13, RO-1: an agent disabled while in a session is revoked at the re-check', async () => {
    server = await startTest()
    const [cs] = server.servers
    const userId = await server.addAgent('ada@example.com', 1, 'agent')
    const cookie = await server.logIn('ada@example.com')
    const session = await startOne()
    cs!.reportStatus(session.sessionId, 'W')
    cs!.report({
      type: 'participant-joined',
      sessionId: session.sessionId,
      agentId: userId,
      participant: {
        id: `${'p'.repeat(21)}A` as never,
        kind: 'agent',
        name: 'Ada',
        role: 'Agent',
        joinedAt: new Date().toISOString(),
        privileges: ['view', 'end'],
      },
    })
    await eventually(() => server.web.db.selectFrom('participants').select('id').executeTakeFirst())
    await server.web.recheck()
    expect(cs!.received.some((message) => message.type === 'revoke')).toBe(false)
    await setUserDisabled(server.web.db, userId, true)
    await server.web.recheck()
    await eventually(() =>
      cs!.received.some(
        (m) => m.type === 'revoke' && m.agentId === userId && m.sessionId === session.sessionId,
      ),
    )
    expect((await server.get('/v1/me', { cookie })).status).toBe(401)
    await expect(server.logIn('ada@example.com')).rejects.toThrow('login-refused')
  })
})

describe('limits', () => {
  it('SE-13: the eleventh start of an address in a minute is rate-limited, with retryAfterSeconds', async () => {
    server = await startTest({ config: { rateFactor: 1 } })
    for (let i = 0; i < WEB_LIMITS.startsPerMinutePerAddress; i++) await startOne()
    const answer = await visit('sessions', start)
    expect(answer.status).toBe(429)
    expect(await answer.json()).toMatchObject({ code: 'rate-limited', retryAfterSeconds: expect.any(Number) })
    expect(answer.headers.get('retry-after')).toMatch(/^[0-9]+$/)
  })

  it('SE-13: the group’s quota of live sessions', async () => {
    server = await startTest()
    await setSetting(server.web.db, 1 as never, null, 'session.maxConcurrent', 2)
    const answers = await Promise.all([1, 2, 3, 4].map(() => visit('sessions', start)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 429, 429])
  })

  it('SA-32: log-in is locked per account after ten failures, whatever forwarding headers say, for known and unknown alike', async () => {
    server = await startTest()
    await server.addAgent('ada@example.com', 1, 'agent')
    const own = { origin: server.web.url }
    for (const email of ['ada@example.com', 'nobody@example.com']) {
      const statuses: number[] = []
      for (let i = 0; i <= WEB_LIMITS.loginFailuresPerAccount; i++) {
        const headers = { ...own, 'x-forwarded-for': `10.0.0.${i}`, 'x-sidelong-address': `10.0.1.${i}` }
        statuses.push(
          (await server.post('/api/auth/sign-in/email', { email, password: 'wrong one' }, headers)).status,
        )
      }
      expect(statuses).toEqual([
        ...Array.from({ length: WEB_LIMITS.loginFailuresPerAccount }, () => 401),
        429,
      ])
    }
    await expect(server.logIn('ada@example.com')).rejects.toThrow('429')
    const address = Array.from(
      { length: WEB_LIMITS.loginFailuresPerAddress },
      (_, i) => `user${i}@example.com`,
    )
    const statuses = new Set<number>()
    for (const email of address) {
      statuses.add(
        (await server.post('/api/auth/sign-in/email', { email, password: 'wrong one' }, own)).status,
      )
    }
    expect(statuses).toEqual(new Set([401, 429]))
  })

  it('JN-6: the eleventh look-up of an agent in a minute is rate-limited', async () => {
    server = await startTest({ config: { rateFactor: 1 } })
    await server.addAgent('ada@example.com', 1, 'agent')
    const cookie = await server.logIn('ada@example.com')
    for (let i = 0; i < WEB_LIMITS.lookupsPerMinutePerAgent; i++) {
      const answer = await server.post(
        '/v1/sessions/lookup',
        { key: 'x' },
        { cookie, origin: server.web.url },
      )
      expect(answer.status).toBe(200)
    }
    const more = await server.get('/agent/join?key=x', { cookie })
    expect(more.headers.get('location')).toBe('/agent/?error=rate-limited&key=x')
  })

  it('SA-33: who guesses keys is slowed down alone and as a group, is told nothing, and the audit log hears of it', async () => {
    const perAgent = WEB_LIMITS.lookupsPerMinutePerAgent * 3
    server = await startTest({ config: { rateFactor: 3 } })
    const answers = new Map<string, number>()
    const guess = async (cookie: string, key: string): Promise<void> => {
      const answer = await server.post('/v1/sessions/lookup', { key }, { cookie, origin: server.web.url })
      const what = answer.ok ? await answer.text() : String(answer.status)
      answers.set(what, (answers.get(what) ?? 0) + 1)
    }
    const guessers = WEB_LIMITS.lookupsPerMinutePerGroup / WEB_LIMITS.lookupsPerMinutePerAgent + 1
    for (let i = 0; i < guessers; i++) {
      const email = `guesser${i}@example.com`
      await server.addAgent(email, 1, 'agent')
      const cookie = await server.logIn(email)
      for (let n = 0; n < perAgent + 5; n++) await guess(cookie, String(100_000 + n))
    }
    const nothing = JSON.stringify({ found: false, joinUrl: null })
    expect([...answers.keys()].sort()).toEqual(['429', nothing].sort())
    // Of the seventh agent not one guess is answered: the group has used up what it has.
    expect(answers.get(nothing)).toBe(WEB_LIMITS.lookupsPerMinutePerGroup * 3)
    const alerts = await server.web.db
      .selectFrom('audit')
      .select('outcome')
      .where('operation', '=', 'session.lookup')
      .execute()
    expect(alerts.length).toBe(guessers - 1)
    expect(alerts[0]?.outcome).toBe(`${WEB_LIMITS.missesBeforeAlert} misses in a row`)
  })
})

describe('proxies, TLS and starting', () => {
  it('EM-6: visitor scripts over plain HTTP get 403 unless a trusted proxy says https', async () => {
    const config = { publicUrl: 'https://help.example.com', trustedProxies: ['127.0.0.1', '::1'] }
    server = await startTest({ servers: 0, config })
    const { request } = await import('node:http')
    const ask = (headers: Record<string, string>) =>
      new Promise<{ status: number; hsts: unknown; allow: unknown }>((resolve, reject) => {
        request(
          { port: server.web.port, host: '127.0.0.1', path: '/visitor/nothing-here/x.js', headers },
          (answer) => {
            answer.resume()
            const hsts = answer.headers['strict-transport-security']
            resolve({
              status: answer.statusCode ?? 0,
              hsts,
              allow: answer.headers['access-control-allow-origin'],
            })
          },
        )
          .on('error', reject)
          .end()
      })
    const host = 'help.example.com'
    expect(await ask({ host })).toEqual({ status: 403, hsts: undefined, allow: '*' })
    expect(await ask({ host, 'x-forwarded-proto': 'https' })).toEqual({
      status: 404,
      hsts: expect.any(String),
      allow: '*',
    })
    expect((await ask({ host: 'evil.example', 'x-forwarded-proto': 'https' })).status).toBe(400)
  })

  it('EM-7: earlier builds and pinned releases are served, for a year; the loader for minutes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sidelong-visitor-'))
    const hash = '0123456789abcdef'
    const files = ['loader.js', `${hash}/visitor.js`, 'fedcba9876543210/visitor.js']
    const pinned = ['v/1.2.3/loader.js', `v/1.2.3/${hash}/visitor.js`]
    for (const path of [...files, ...pinned, 'v/secret.js', 'other.txt']) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), `// ${path}`)
    }
    server = await startTestServer({ servers: 0, parts: { db, visitorFolder: folder } })
    for (const path of [...files, ...pinned]) {
      const answer = await server.get(`/visitor/${path}`)
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, `// ${path}`])
      expect(answer.headers.get('cache-control')).toBe(
        path === 'loader.js' ? 'public, max-age=300' : 'public, max-age=31536000, immutable',
      )
    }
    const wrong = [
      'v/1.2.4/loader.js',
      'v/..%2f..%2fx/loader.js',
      'v/secret.js',
      'other.txt',
      `v/1.2.3/${hash}/..%2floader.js`,
    ]
    for (const path of wrong)
      expect([path, (await server.get(`/visitor/${path}`)).status]).toEqual([path, 404])
    rmSync(folder, { recursive: true })
  })

  it('SECURITY 6: refuses to listen openly in the clear, and bad configurations', async () => {
    server = await startTest({ servers: 0 })
    const bad = [
      { host: '0.0.0.0', publicUrl: 'https://a.example' },
      { host: '0.0.0.0', trustedProxies: ['10.0.0.1'] },
      { publicUrl: 'http://a.example' },
      { publicUrl: 'https://a.example/path' },
      { trustedProxies: ['everyone'] },
      { sessionServers: ['ws://localhost:1'] },
      { publicUrl: 'https://a.example.com', cookieDomain: 'example.org' },
      { dialHost: 'localhost' },
      { id: 'no spaces' },
      { authSecret: 'short' },
      { logLevel: 'loud' },
    ]
    for (const override of bad) {
      await expect(startWebServer(testConfig(override))).rejects.toMatchObject({ name: 'ConfigError' })
    }
  })

  it('main.ts: one JSON line when ready, exit 0 on SIGTERM, one clear line and exit 1 when it cannot start', async () => {
    server = await startTest({ servers: 0 })
    const env = {
      PATH: process.env.PATH,
      SIDELONG_PORT: '0',
      SIDELONG_DATA: 'memory',
      SIDELONG_LOG: 'silent',
      SIDELONG_CLUSTER_SECRET: 'Y'.repeat(44),
      SIDELONG_AUTH_SECRET: 'abcdefghijklmnopqrstuvwxyz0123456789',
    }
    const run = (change: Record<string, string>) => {
      const child = spawn(process.execPath, ['src/web-server/main.ts'], {
        env: { ...env, ...change } as never,
        stdio: 'pipe',
      })
      const text = { out: '', err: '' }
      child.stdout.on('data', (data) => {
        text.out += String(data)
        if (text.out.includes('\n')) child.kill('SIGTERM')
      })
      child.stderr.on('data', (data) => {
        text.err += String(data)
      })
      return new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
        child.on('exit', (code) => resolve({ code, ...text })),
      )
    }
    const [good, noSecret, taken, badPort] = await Promise.all([
      run({}),
      run({ SIDELONG_AUTH_SECRET: '' }),
      run({ SIDELONG_PORT: String(server.web.port) }),
      run({ SIDELONG_PORT: 'abc' }),
    ])
    expect(good.code).toBe(0)
    expect(JSON.parse(good.out)).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/localhost:/),
      port: expect.any(Number),
    })
    expect(noSecret).toEqual({
      code: 1,
      out: '',
      err: 'sidelong web server: SIDELONG_AUTH_SECRET is missing\n',
    })
    expect(taken).toEqual({ code: 1, out: '', err: 'sidelong web server: the port is taken\n' })
    expect(badPort.err).toMatch(/^sidelong web server: SIDELONG_PORT must be .*\n$/)
  })
})
