import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type StartResponse, startResponse } from '../../src/protocol/rest.ts'
import { type Db, openDatabase } from '../../src/web-server/db/open.ts'
import { createLookupRepeats } from '../../src/web-server/join/lookup-repeats.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { createFakeClock } from '../../src/web-server/testing/fake-clock.ts'
import { emptyDatabase, eventually, SITE, startTestServer, type TestServer } from './web-server-support.ts'

/* JN-4: joins that wait for their session. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let db: Db
let server: TestServer
let cookie: string
beforeAll(async () => {
  db = await openDatabase({ kind: 'pglite', folder: 'memory' })
})
beforeEach(() => begin())
afterEach(async () => {
  await server.stop()
  await emptyDatabase(db)
})
afterAll(() => db.destroy())

async function begin(rateFactor = 1_000): Promise<void> {
  server = await startTestServer({ config: { rateFactor }, parts: { db } })
  await server.addAgent('ada@example.com', 1, 'agent')
  await server.addAgent('bob@example.com', 2, 'agent', 'Bob')
  cookie = await server.logIn('ada@example.com')
}

async function start(key: string, groupId = 1): Promise<StartResponse> {
  const body = { groupId, site: 'staging', script: 'test', key }
  return startResponse(await (await server.post('/v1/visitor/sessions', body, { origin: SITE })).json())
}
const ready = (session: StartResponse) => server.servers[0]!.reportStatus(session.sessionId, 'W')

type Waited = { status: number; body: Record<string, unknown>; ms: number }
async function lookUp(body: object, as = cookie, signal?: AbortSignal): Promise<Waited> {
  const beganMs = performance.now()
  const answer = await fetch(`http://localhost:${server.web.port}/v1/sessions/lookup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.web.url, cookie: as },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
  return {
    status: answer.status,
    body: (await answer.json()) as Record<string, unknown>,
    ms: performance.now() - beganMs,
  }
}
const join = async (query: string) =>
  (await server.get(`/agent/join?${query}`, { cookie })).headers.get('location')

it('JN-4: a look-up that waits is answered at once when the session is there, with a link that joins', async () => {
  const waiting = lookUp({ key: 'soon', wait: 25 })
  const session = await start('soon')
  ready(session)
  const { body, ms } = await waiting
  expect(body).toEqual({ found: true, joinUrl: `${server.web.url}/agent/join?key=soon&group=1&wait=1` })
  expect(ms).toBeLessThan(5_000)
  expect(await join('key=soon&group=1&wait=1')).toContain(`${server.servers[0]!.origin}/join/`)
})

it('JN-4: what another web server writes is seen within a second or so', async () => {
  const session = await start('elsewhere')
  const waiting = lookUp({ key: 'elsewhere', wait: 25 })
  await new Promise((resolve) => setTimeout(resolve, 200))
  await db.updateTable('sessions').set({ status: 'W' }).where('id', '=', session.sessionId).execute()
  expect((await waiting).body.found).toBe(true)
})

it('JN-3, SA-17: no session, another group’s and one without privilege: one answer, after the same time', async () => {
  ready(await start('theirs', 2))
  const answers = await Promise.all(
    ['nothing', 'theirs', '\0', 'x y z'].map((key) => lookUp({ key, wait: 1 })),
  )
  for (const { status, body, ms } of answers) {
    expect([status, body]).toEqual([200, { found: false, joinUrl: null, waitMaxMinutes: 30 }])
    expect(ms).toBeGreaterThan(950)
    expect(ms).toBeLessThan(2_500)
  }
  await setSetting(db, 1 as never, null, 'join.waitMax', 7)
  expect((await lookUp({ key: 'nothing', wait: 1 })).body.waitMaxMinutes).toBe(7)
  expect((await lookUp({ key: 'nothing', wait: 31 })).body.code).toBe('bad-params')
})

it('JN-4: the join link waits in the console, for what passes by itself only', async () => {
  expect(await join('key=abc&wait=1')).toBe('/agent/?key=abc&wait=1')
  expect(await join('key=abc&group=1&wait=1')).toBe('/agent/?key=abc&group=1&wait=1')
  expect(await join('key=abc')).toBe('/agent/?error=no-session&key=abc')
  ready(await start('abc'))
  await eventually(async () => (await join('key=abc'))?.includes('/join/'))
  expect(await join('key=abc&group=nonsense')).toBe('/agent/?error=no-session&key=abc')
})

it('JN-4, RA-02: after the loss of its session server the join waits until the session is on another', async () => {
  const [cs] = server.servers
  const session = await start('moved')
  ready(session)
  await eventually(async () => (await join('key=moved'))?.includes('/join/'))
  await cs!.down()
  await eventually(async () => (await join('key=moved')) === '/agent/?error=no-server&key=moved')
  expect(await join('key=moved&wait=1')).toBe('/agent/?key=moved&wait=1')
  const waiting = lookUp({ key: 'moved', wait: 25 })
  // Back, but without the session: a join would be refused there.
  cs!.forget()
  await cs!.up()
  await server.web.whenConnected(1, 10_000)
  expect(await join('key=moved')).toBe('/agent/?error=server-lost&key=moved')
  expect(await join('key=moved&wait=1')).toBe('/agent/?key=moved&wait=1')
  const { sessionId, credential } = session
  const body = { groupId: 1, site: 'staging', script: 'test', sessionId, credential }
  expect((await server.post('/v1/visitor/sessions/continue', body, { origin: SITE })).status).toBe(200)
  expect((await waiting).body.found).toBe(true)
  expect(await join('key=moved&wait=1')).toContain('/join/')
})

it('JN-6: waiting counts once; a limit reached makes a waiting page wait, and no error of it', async () => {
  await server.stop()
  await emptyDatabase(db)
  await begin(1)
  for (let i = 0; i < WEB_LIMITS.lookupRepeats; i++) await join('key=same&wait=1')
  for (let i = 1; i < WEB_LIMITS.lookupsPerMinutePerAgent; i++)
    expect((await lookUp({ key: `other-${i}` })).status).toBe(200)
  expect(await join('key=more')).toBe('/agent/?error=rate-limited&key=more')
  expect(await join('key=more&wait=1')).toBe('/agent/?key=more&wait=1')
  expect((await lookUp({ key: 'more', wait: 5 })).status).toBe(429)
  expect((await lookUp({ key: 'same' })).status).toBe(429)
  expect((await lookUp({ key: 'same', wait: 1 })).status).toBe(200)
})

it('JN-6: repetitions end: by number, and by time', () => {
  const clock = createFakeClock()
  const repeats = createLookupRepeats(clock)
  expect(repeats.take('a')).toBe(false)
  repeats.grant('a')
  for (let i = 0; i < WEB_LIMITS.lookupRepeats; i++) expect(repeats.take('a')).toBe(true)
  expect(repeats.take('a')).toBe(false)
  repeats.grant('a')
  expect(repeats.take('b')).toBe(false)
  clock.advance(WEB_LIMITS.lookupRepeatWithinMs)
  expect(repeats.take('a')).toBe(false)
})

it('T8: an agent has only so many look-ups waiting, and gets the place of one given up back', async () => {
  const given = Array.from({ length: WEB_LIMITS.lookupsWaitingPerAgent }, () => new AbortController())
  const waiting = given.map((one, i) =>
    lookUp({ key: `w${i}`, wait: 25 }, cookie, one.signal).catch(() => 'given up'),
  )
  // All five must be in before the sixth knocks, or it takes the place of one of them.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await eventually(async () => (await lookUp({ key: 'one-more', wait: 1 })).status === 429)
  given[0]?.abort()
  await eventually(async () => (await lookUp({ key: 'one-more', wait: 1 })).status === 200)
  for (const one of given) one.abort()
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => 'given up'))
})

it('JN-10: who logs out or loses the group while waiting is told nothing', async () => {
  const bob = await server.logIn('bob@example.com')
  const [out, gone] = [lookUp({ key: 'late', wait: 3 }), lookUp({ key: 'late', wait: 3 }, bob)]
  const [one, two] = [await start('late', 1), await start('late', 2)]
  await server.post('/api/auth/sign-out', {}, { origin: server.web.url, cookie })
  await db
    .deleteFrom('memberships')
    .where('group_id', '=', 2 as never)
    .execute()
  ready(one)
  ready(two)
  expect((await out).status).toBe(401)
  expect((await gone).body.found).toBe(false)
})

it('a server that stops does not wait for those who wait', async () => {
  const waiting = lookUp({ key: 'never', wait: 30 }).catch(() => null)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const beganMs = performance.now()
  await server.stop()
  await waiting
  expect(performance.now() - beganMs).toBeLessThan(5_000)
})
