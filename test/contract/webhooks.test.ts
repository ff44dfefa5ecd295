import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createLog } from '../../src/node/log.ts'
import { randomBytes, systemClock } from '../../src/node/platform.ts'
import { ensureGroup } from '../../src/web-server/groups/groups.ts'
import { recordStatus } from '../../src/web-server/sessions/store.ts'
import { emit } from '../../src/web-server/webhooks/outbox.ts'
import { createSender } from '../../src/web-server/webhooks/send.ts'
import { backOffMs, startWebhookWorker } from '../../src/web-server/webhooks/worker.ts'
import { type Api, apiOf } from './api-support.ts'
import {
  emptyDatabase,
  eventually,
  startTestServer,
  type TestServer,
  testSealer,
} from './web-server-support.ts'

/* Webhooks to a real receiver over TLS, which fails in the ways receivers fail. */

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const BASE = '/v1/groups/1/webhooks'
type Received = {
  headers: Record<string, unknown>
  body: string
  event: { id: string; type: string; sequence: number; data: Record<string, unknown> }
}
let server: TestServer
let receiver: Server
let url: string
let ca: string
let admin: Api
const received: Received[] = []
/** What the receiver answers, by turns; then 200. */
let answers: (number | 'cut' | 'redirect')[] = []

beforeAll(async () => {
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  })
  ca = pair.cert
  receiver = createServer({ key: pair.private, cert: pair.cert }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const event = JSON.parse(body)
    received.push({ headers: request.headers, body, event })
    const answer = event.data.name === 'other' ? 200 : (answers.shift() ?? 200)
    if (answer === 'cut') return void request.socket.destroy()
    if (answer === 'redirect') return void response.writeHead(302, { location: `${url}/elsewhere` }).end()
    response.writeHead(answer).end('thanks')
  })
  await new Promise<void>((resolve) => receiver.listen(0, 'localhost', resolve))
  url = `https://localhost:${(receiver.address() as AddressInfo).port}/hook`
  server = await startTestServer({ config: { webhookHosts: ['localhost'] }, parts: { webhookCa: ca } })
})
afterAll(async () => {
  await server?.stop()
  await new Promise((resolve) => receiver.close(resolve))
})
beforeEach(async () => {
  received.length = 0
  answers = []
  await emptyDatabase(server.web.db)
  await ensureGroup(server.web.db, { id: 1, name: 'One' })
  await ensureGroup(server.web.db, { id: 2, name: 'Two' })
  await server.addAgent('max@example.com', 1, 'admin', 'Max Admin')
  admin = apiOf(server, { cookie: await server.logIn('max@example.com') })
})
afterEach(() => server.web.sendWebhooks())

const make = async (types: string[]) => {
  const answer = await admin('POST', BASE, { url, types })
  const { webhook, secret } = answer.json as unknown as { webhook: { id: string }; secret: string }
  return { id: webhook?.id, secret, answer }
}
const session = (name: string) => `1:${name}:${'a'.repeat(21)}A`
const say = (name: string, n: number) =>
  emit(server.web.db, Date.now(), {
    groupId: 1,
    type: 'session.active',
    session: session(name),
    data: { name, n },
  })
/** Lets what waits be due now, as if time had passed. */
async function flush(): Promise<void> {
  await server.web.db
    .updateTable('webhook_deliveries')
    .set({ next_at: new Date(0) })
    .where('state', '=', 'waiting')
    .execute()
  await server.web.sendWebhooks()
}
const orderOf = (name: string) =>
  received.filter(({ event }) => event.data.name === name).map(({ event }) => event.data.n)
const rows = () => server.web.db.selectFrom('webhook_deliveries').selectAll().orderBy('sequence').execute()

it('WH-1, WH-2: a change arrives with its metadata, signed over time and body; with two secrets during a rotation', async () => {
  const { id, secret } = await make(['user.changed', 'settings.published'])
  expect(secret).toMatch(/^whs_[A-Za-z0-9_-]{43}$/)
  await admin('POST', '/v1/groups/1/users', { email: 'new@example.com', name: 'New', role: 'agent' })
  await server.web.sendWebhooks()
  await eventually(() => received.length === 1)
  const [{ event, headers, body } = received[0]!] = received
  expect(event).toMatchObject({
    type: 'user.changed',
    sequence: 1,
    groupId: 1,
    apiVersion: '1',
    data: { operation: 'user.create' },
  })
  const signed = (one: Received) => String(one.headers['sidelong-signature'])
  const [, t, v1] = /^t=([0-9]+),v1=([0-9a-f]{64})$/.exec(signed({ event, headers, body })) ?? []
  expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex'))
  expect(Math.abs(Number(t) - Date.now() / 1_000)).toBeLessThan(30)
  const { secret: next } = (await admin('POST', `${BASE}/${id}/rotate`)).json as unknown as { secret: string }
  await admin(
    'PUT',
    '/v1/groups/1/settings/staging',
    { values: { 'keys.randomLength': 7 } },
    { 'if-match': '"0"' },
  )
  await admin('POST', '/v1/groups/1/settings/production/publish', {}, { 'if-match': '"0"' })
  await server.web.sendWebhooks()
  const second = await eventually(() => received[1])
  expect(second.event).toMatchObject({
    type: 'settings.published',
    sequence: 2,
    data: { version: 1, keys: ['keys.randomLength'] },
  })
  const [, t2] = /^t=([0-9]+)/.exec(signed(second)) ?? []
  expect(signed(second)).toBe(
    `t=${t2},${[next, secret].map((one) => `v1=${createHmac('sha256', one).update(`${t2}.${second.body}`).digest('hex')}`).join(',')}`,
  )
  // Shown once, kept sealed.
  const stored = JSON.stringify(await server.web.db.selectFrom('webhooks').selectAll().execute())
  for (const one of [secret, next]) expect(stored).not.toContain(one)
  expect((await admin('GET', BASE)).text).not.toContain('whs_')
})

it('WH-1: the life of a session arrives in its order, and only at who wants it', async () => {
  await make(['session.started', 'session.active', 'session.ended'])
  const { db } = server.web
  const id = session('482917') as never
  await db
    .insertInto('sessions')
    .values({
      id,
      group_id: 1 as never,
      key: '482917' as never,
      site: 'production',
      status: 'J',
      end_reason: null,
      is_random_key: true,
      credential_hash: 'x',
      server: null,
      origin: 'https://a.example',
      browser: null,
      script: '1',
      started_at: new Date(),
    })
    .execute()
  for (const [status, reason] of [
    ['W', null],
    ['A', null],
    ['C', 'visitor-ended'],
  ] as const)
    await recordStatus(db, Date.now(), { id, status, reason, at: new Date() })
  await admin('POST', '/v1/groups/1/users', { email: 'new@example.com', name: 'New', role: 'agent' })
  await server.web.sendWebhooks()
  await eventually(() => received.length === 3)
  expect(received.map(({ event }) => [event.type, event.sequence])).toEqual([
    ['session.started', 1],
    ['session.active', 2],
    ['session.ended', 3],
  ])
  expect(received[2]?.event.data).toMatchObject({ key: '482917', status: 'C', reason: 'visitor-ended' })
})

it('WH-3: what fails is tried again, in the session’s order, while other sessions go on', async () => {
  await make(['session.active'])
  answers = [500, 'cut', 'redirect']
  await say('slow', 1)
  await server.web.sendWebhooks()
  for (const n of [2, 3]) await say('slow', n)
  await say('other', 1)
  // The first of "slow" is not due yet: the others of its session wait behind it.
  await server.web.sendWebhooks()
  expect(orderOf('slow')).toEqual([1])
  await flush()
  await flush()
  await flush()
  expect(orderOf('slow')).toEqual([1, 1, 1, 1, 2, 3])
  expect(orderOf('other')).toEqual([1])
  // No redirect was followed, and each attempt was the same event.
  expect(
    new Set(
      received
        .filter(({ event }) => event.data.n === 1 && event.data.name === 'slow')
        .map(({ body }) => body),
    ).size,
  ).toBe(1)
  expect((await rows()).map(({ state, attempts }) => [state, attempts])).toEqual([
    ['delivered', 4],
    ['delivered', 1],
    ['delivered', 1],
    ['delivered', 1],
  ])
})

it('WH-3: two workers at once send each event once; a worker that died is replaced', async () => {
  await make(['session.active'])
  for (let n = 1; n <= 30; n++) await say(n % 2 ? 'a' : 'b', n)
  // What another server has claimed and not finished.
  await server.web.db
    .updateTable('webhook_deliveries')
    .set({ claimed_until: new Date(Date.now() + 60_000) })
    .where('sequence', '=', 1)
    .execute()
  const { db } = server.web
  const other = startWebhookWorker({
    db,
    clock: systemClock,
    random: randomBytes,
    log: createLog('web', 'silent'),
    sealer: testSealer(),
    send: createSender({ allowedHosts: ['localhost'], ca }),
  })
  await Promise.all([server.web.sendWebhooks(), other.run()])
  other.stop()
  expect(orderOf('a')).toEqual([])
  await server.web.db
    .updateTable('webhook_deliveries')
    .set({ claimed_until: new Date(0) })
    .where('sequence', '=', 1)
    .execute()
  await flush()
  await flush()
  expect(orderOf('a')).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29])
  expect(orderOf('b')).toHaveLength(15)
})

it('WH-3: after 24 h without arriving, the endpoint is disabled and that is told; enabled again, what waits is sent', async () => {
  const { id } = await make(['session.active'])
  answers = [503, 503]
  await say('x', 1)
  await say('x', 2)
  await server.web.sendWebhooks()
  await server.web.db
    .updateTable('webhook_deliveries')
    .set({ first_at: new Date(Date.now() - 25 * 3_600_000) })
    .where('sequence', '=', 1)
    .execute()
  await flush()
  const listed = await admin('GET', BASE)
  expect(listed.json.items).toMatchObject([
    { isEnabled: false, disabledReason: 'the receiver answered 503', waiting: 1 },
  ])
  const log = await server.web.db
    .selectFrom('audit')
    .select('operation')
    .where('actor', '=', 'server')
    .execute()
  expect(log.map(({ operation }) => operation)).toContain('webhook.disable')
  received.length = 0
  await say('x', 3)
  await flush()
  expect(received).toEqual([])
  expect((await admin('PATCH', `${BASE}/${id}`, { isEnabled: true })).json).toMatchObject({
    isEnabled: true,
    disabledReason: null,
  })
  await flush()
  expect(orderOf('x')).toEqual([2])
  // The one that was given up can be sent again by hand.
  const failed = (await admin('GET', `${BASE}/${id}/deliveries`)).json.items as unknown as {
    id: string
    state: string
  }[]
  const first = failed.find(({ state }) => state === 'failed')
  expect((await admin('POST', `${BASE}/${id}/deliveries/${first?.id}/retry`)).status).toBe(204)
  await flush()
  expect(orderOf('x')).toEqual([2, 1])
  expect((await admin('POST', `${BASE}/${id}/deliveries/nonsense/retry`)).status).toBe(404)
})

it('WH-4: only https to public addresses, checked on entry and when connecting', async () => {
  for (const bad of [
    'http://example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.0.0.1/',
    'https://0x7f000001/',
    'https://a.localhost/',
    'https://u:p@example.com/',
    'https://example.com/#x',
    'file:///etc/passwd',
    'x',
  ])
    expect((await admin('POST', BASE, { url: bad, types: ['session.active'] })).json, bad).toMatchObject({
      code: 'bad-params',
    })
  // Not named by the operator: the name is looked up when connecting, and refused.
  const strict = createSender({ allowedHosts: [], ca })
  expect(await strict(url, {}, '{}')).toEqual({
    isDone: false,
    status: null,
    error: 'the address is not a public one',
  })
  expect(await strict('https://127.0.0.1:1/', {}, '{}')).toMatchObject({
    error: 'the address is not a public one',
  })
  expect(received).toEqual([])
  // A certificate that nobody vouches for is as good as none.
  expect(await createSender({ allowedHosts: ['localhost'] })(url, {}, '{}')).toMatchObject({
    status: null,
    error: 'the certificate is not trusted',
  })
  expect(received).toEqual([])
})

it('section 18: a test event is sent on demand; groups do not see each other’s endpoints', async () => {
  const { id } = await make(['session.active'])
  expect((await admin('POST', `${BASE}/${id}/test`)).status).toBe(204)
  await server.web.sendWebhooks()
  await eventually(() => received.length === 1)
  expect(received[0]?.event.type).toBe('test')
  await server.addAgent('tom@example.com', 2, 'admin', 'Tom')
  const tom = apiOf(server, { cookie: await server.logIn('tom@example.com') })
  for (const [method, path] of [
    ['POST', `/v1/groups/2/webhooks/${id}/test`],
    ['DELETE', `/v1/groups/2/webhooks/${id}`],
    ['POST', `/v1/groups/2/webhooks/${id}/rotate`],
    ['GET', `/v1/groups/2/webhooks/${id}/deliveries`],
  ] as const)
    expect((await tom(method, path)).status).toBe(404)
  expect((await tom('GET', BASE)).status).toBe(404)
  expect((await admin('DELETE', `${BASE}/${id}`)).status).toBe(204)
})

it('AU-2: the signed head of the audit log goes out once a day', async () => {
  await make(['audit.head'])
  await server.web.cleanByAge()
  await server.web.cleanByAge()
  await server.web.sendWebhooks()
  expect(received.map(({ event }) => event.type)).toEqual(['audit.head'])
  expect(received[0]?.event.data).toMatchObject({
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    signature: expect.any(String),
  })
})

it('WH-3: pauses double, with chance in them, up to an hour', () => {
  const at = (attempts: number, byte: number) => backOffMs(() => new Uint8Array([byte]), attempts)
  expect([at(1, 0), at(1, 255), at(2, 255), at(3, 255)]).toEqual([5_000, 10_000, 20_000, 40_000])
  expect(at(1_000, 255)).toBe(3_600_000)
})
