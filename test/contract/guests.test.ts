import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyJoin } from '../../src/node/join-signature.ts'
import type { ControlDown, SessionOpen } from '../../src/protocol/control.ts'
import type { GroupId, SessionId, Site } from '../../src/protocol/ids.ts'
import type { Participant } from '../../src/protocol/participants.ts'
import { startResponse } from '../../src/protocol/rest.ts'
import type { SettingKey } from '../../src/web-server/settings/registry.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { eventually, SITE, startTestServer, type TestServer } from './web-server-support.ts'

/* Guests at the web server (GU-2 to GU-4): the session servers are fakes, browsers are in test/e2e/guests.test.ts. */

let server: TestServer
let host: string
let plain: string
/** A live session that guests may come to. */
let session: { id: SessionId; link: string }

const set = (key: SettingKey, value: unknown, site: Site | null = null): Promise<void> =>
  setSetting(server.web.db, 1 as GroupId, site, key, value, { author: 'test' })
const fakes = () => {
  const [fake, other] = server.servers
  if (!fake || !other) throw new Error('unreachable')
  return { fake, other }
}
const holder = async () => {
  const row = await server.web.db
    .selectFrom('sessions')
    .select('server')
    .where('id', '=', session.id)
    .executeTakeFirstOrThrow()
  const { fake, other } = fakes()
  return row.server === fake.origin ? { fake, other } : { fake: other, other: fake }
}

beforeAll(async () => {
  server = await startTestServer({ servers: 2 })
  await set('site.origins', [SITE])
  await set('guests.enabled', true)
  await set('permissions', ['view', 'point', 'invite-guest'])
  host = await server.addAgent('host@example.com', 1, 'senior')
  plain = await server.addAgent('plain@example.com', 1, 'agent')
}, 60_000)
afterAll(() => server.stop())

beforeEach(async () => {
  await set('guests.enabled', true)
  await set('guests.privileges', ['view'])
  const { sessionId } = await start()
  const opened = openedFor(sessionId)
  session = { id: sessionId, link: opened?.guests?.url.split('#')[1] ?? '' }
})

async function start() {
  const body = { groupId: 1, site: 'production', script: '1.0.0' }
  const answer = await server.post('/v1/visitor/sessions', body, { origin: SITE })
  const started = startResponse(await answer.json())
  for (const fake of server.servers) fake.reportStatus(started.sessionId, 'W')
  await eventually(async () => {
    const row = await server.web.db
      .selectFrom('sessions')
      .select('status')
      .where('id', '=', started.sessionId)
      .executeTakeFirst()
    return row?.status === 'W'
  })
  return started
}

function openedFor(id: SessionId): SessionOpen | undefined {
  return server.servers
    .flatMap(({ received }) => received)
    .findLast(
      (message): message is SessionOpen => message.type === 'session-open' && message.sessionId === id,
    )
}

async function call(
  path: string,
  body: object,
  origin = ownOrigin(),
): Promise<{ status: number; body: Record<string, unknown>; readableBy: string | null }> {
  const answer = await server.post(path, body, { origin })
  const { requestId: _, ...rest } = (await answer.json()) as Record<string, unknown>
  const { status, headers } = answer
  return { status, body: rest, readableBy: headers.get('access-control-allow-origin') }
}
const ownOrigin = () => `http://localhost:${server.web.port}`

async function ask(name = 'Gus'): Promise<{ guest: string; code: string }> {
  const { status, body } = await call('/v1/guests', { link: session.link, name })
  expect([status, body.expiresInSeconds]).toEqual([200, 300])
  return body as { guest: string; code: string }
}

/** Lets time pass for the codes of all guests. */
async function age(seconds: number): Promise<void> {
  for (const { id, expires_at: at } of await server.web.db
    .selectFrom('guests')
    .select(['id', 'expires_at'])
    .execute())
    await server.web.db
      .updateTable('guests')
      .set({ expires_at: new Date(at.getTime() - seconds * 1_000) })
      .where('id', '=', id)
      .execute()
}

let participants = 0
/** What the web server answers to a session server that asks about a code. */
async function enterCode(code: string, agentId = host, by?: 'other'): Promise<string> {
  const { fake, other } = await holder()
  const at = by ? other : fake
  const participantId = `${'A'.repeat(15)}${String(100_000 + participants++)}A` as never
  at.report({ type: 'guest-code', sessionId: session.id, participantId, agentId, code })
  const answer = await eventually(() =>
    at.received.find(
      (message): message is Extract<ControlDown, { type: 'guest-answer' }> =>
        message.type === 'guest-answer' && message.participantId === participantId,
    ),
  )
  return answer.outcome
}

/** The join credential in the page that leads a guest to the session. */
async function enter(guest: string, origin = ownOrigin()) {
  const { fake } = await holder()
  const answer = await fetch(`${ownOrigin()}/guest/enter`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ guest }),
  })
  const token = /name="token" value="([^"]+)"/.exec(await answer.text())?.[1] ?? ''
  const verified = verifyJoin(token, {
    audience: fake.id,
    nowMs: Date.now(),
    findKey: (kid) => fake.keys.get(kid) ?? null,
  })
  return { status: answer.status, claims: verified.ok ? verified.value : null }
}

test('GU-2: link and name give a code; admitted by an agent’s word the guest gets a credential, and not before', async () => {
  expect(openedFor(session.id)?.guests).toEqual({
    url: `${server.web.url}/guest/#${session.link}`,
    max: 3,
    approval: true,
    joinRedirect: null,
    endUrl: null,
  })
  const { guest, code } = await ask()
  expect(code).toMatch(/^\d{6}$/)
  expect((await call('/v1/guests/state', { guest })).body).toMatchObject({ type: 'waiting', code })
  expect((await enter(guest)).status).toBe(404)
  expect(await enterCode(code === '999999' ? '999998' : '999999')).toBe('unknown')
  expect(await enterCode(code)).toBe('admitted')
  // Once.
  expect(await enterCode(code)).toBe('unknown')
  expect((await call('/v1/guests/state', { guest })).body).toEqual({ type: 'admitted' })
  const { status, claims } = await enter(guest)
  expect([status, claims]).toMatchObject([
    200,
    {
      kind: 'guest',
      name: 'Gus',
      role: null,
      privileges: ['view'],
      session: session.id,
      group: 1,
      parents: [],
    },
  ])
})

test('GU-2, WH-1: endpoints are told of an admission, without link, code or secret', async () => {
  const { db } = server.web
  await db
    .insertInto('webhooks')
    .values({
      id: 'hook',
      group_id: 1 as GroupId,
      url: 'https://crm.example/hook',
      types: JSON.stringify(['guest.admitted']) as never,
      secret: 'x',
      created_by: 'test',
      created_at: new Date(),
    })
    .execute()
  const { guest, code } = await ask('Gus')
  expect(await enterCode(code)).toBe('admitted')
  const [body = '', more] = (await db.selectFrom('webhook_deliveries').select('body').execute()).map(
    (row) => row.body,
  )
  expect(more).toBe(undefined)
  expect(JSON.parse(body)).toMatchObject({
    type: 'guest.admitted',
    data: { sessionId: session.id, userId: host, name: 'Gus' },
  })
  for (const secret of [guest, session.link]) expect(body).not.toContain(secret)
  await db.deleteFrom('webhooks').where('id', '=', 'hook').execute()
})

test('GU-3: guests have the privileges of the setting, cut by the group’s own', async () => {
  await set('guests.privileges', ['view', 'point'])
  const { guest, code } = await ask()
  await enterCode(code)
  expect((await enter(guest)).claims?.privileges).toEqual(['view', 'point'])
  await set('permissions', ['view', 'invite-guest'])
  expect((await enter(guest)).claims?.privileges).toEqual(['view'])
  await set('permissions', ['view', 'point', 'invite-guest'])
  await expect(set('guests.privileges', ['point'])).rejects.toThrow('must have "view"')
  await expect(set('guests.privileges', ['view', 'click'])).rejects.toThrow('must be one of')
})

test('GU-2: a code counts in its session alone, for agents who may invite, by the word of the server that holds it', async () => {
  const { code } = await ask()
  expect(await enterCode(code, plain)).toBe('unknown')
  expect(await enterCode(code, 'nobody')).toBe('unknown')
  expect(await enterCode(code, host, 'other')).toBe('unknown')
  const own = session
  session = { ...session, id: (await start()).sessionId }
  expect(await enterCode(code)).toBe('unknown')
  session = own
  expect(await enterCode(code)).toBe('admitted')
})

test('GU-2: a code lives for its time, more of which the guest may ask for; then another takes its place', async () => {
  const { guest, code } = await ask()
  await age(299)
  expect((await call('/v1/guests/more-time', { guest })).body).toEqual({
    type: 'waiting',
    code,
    expiresInSeconds: 300,
  })
  await age(295)
  expect((await call('/v1/guests/state', { guest })).body).toMatchObject({ type: 'waiting', code })
  await age(6)
  expect((await call('/v1/guests/state', { guest })).body).toEqual({ type: 'expired' })
  expect(await enterCode(code)).toBe('unknown')
  const { body } = await call('/v1/guests/more-time', { guest })
  expect(body.code).not.toBe(code)
  expect(await enterCode(String(body.code))).toBe('admitted')
  // Who is admitted and does not come needs another code.
  await age(301)
  expect([(await enter(guest)).status, (await call('/v1/guests/state', { guest })).status]).toEqual([
    404, 404,
  ])
})

test('GU-2: whatever is wrong, the answer is the same', async () => {
  const unknown = 'A'.repeat(22)
  const { guest } = await ask()
  const refusals = [
    await call('/v1/guests', { link: unknown, name: 'Gus' }),
    await call('/v1/guests/state', { guest: unknown }),
    await call('/v1/guests/more-time', { guest: unknown }),
  ]
  await set('guests.enabled', false)
  refusals.push(
    await call('/v1/guests', { link: session.link, name: 'Gus' }),
    await call('/v1/guests/state', { guest }),
  )
  await set('guests.enabled', true)
  const { fake } = await holder()
  fake.reportStatus(session.id, 'T', 'wait-expired')
  await eventually(async () => (await call('/v1/guests/state', { guest })).status === 404)
  refusals.push(
    await call('/v1/guests', { link: session.link, name: 'Gus' }),
    await call('/v1/guests/state', { guest }),
  )
  for (const refusal of refusals) expect(refusal).toEqual(refusals[0])
  expect(refusals[0]?.status).toBe(404)
  // Nothing of guests outlives the session.
  const left = await server.web.db
    .selectFrom('guests')
    .select('id')
    .where('session_id', '=', session.id)
    .execute()
  expect(left).toEqual([])
})

test('GU-2: a guest states a name', async () => {
  for (const name of ['', '  ']) {
    const { status, body } = await call('/v1/guests', { link: session.link, name })
    expect([status, body.code]).toEqual([400, 'bad-params'])
  }
})

test('GU-2, SA-33: names and codes are counted', async () => {
  for (let i = 0; i < 10; i++) await ask(`Guest ${i}`)
  expect((await call('/v1/guests', { link: session.link, name: 'One more' })).status).toBe(429)
  const limited = await startTestServer({ config: { rateFactor: 1 } })
  try {
    const base = `http://localhost:${limited.web.port}`
    const guess = () => limited.post('/v1/guests', { link: 'A'.repeat(22), name: 'x' }, { origin: base })
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) statuses.push((await guess()).status)
    expect([statuses.slice(0, 10).every((one) => one === 404), statuses.slice(10)]).toEqual([
      true,
      [429, 429],
    ])
    const [fake] = limited.servers
    for (let i = 0; i < 25; i++)
      fake?.report({
        type: 'guest-code',
        sessionId: session.id,
        participantId: 'AAAAAAAAAAAAAAAAAAAAAA' as never,
        agentId: 'x',
        code: String(100_000 + i),
      })
    const outcomes = await eventually(() => {
      const all = fake?.received.flatMap((one) => (one.type === 'guest-answer' ? [one.outcome] : [])) ?? []
      return all.length === 25 ? all : null
    })
    expect(outcomes.filter((one) => one === 'limited')).toHaveLength(5)
  } finally {
    await limited.stop()
  }
}, 60_000)

test('GU-4: who left or was ejected needs another code; who lost the connection comes back', async () => {
  const { guest, code } = await ask()
  await enterCode(code)
  const { claims } = await enter(guest)
  const { fake } = await holder()
  const at = new Date().toISOString()
  const id = 'BBBBBBBBBBBBBBBBBBBBBA' as never
  const participant: Participant = {
    id,
    kind: 'guest',
    name: 'Gus',
    role: null,
    joinedAt: at,
    privileges: ['view'],
  }
  const joined = () =>
    fake.report({
      type: 'participant-joined',
      sessionId: session.id,
      agentId: claims?.agent ?? '',
      participant,
    })
  const left = (how: 'lost' | 'revoked') =>
    fake.report({ type: 'participant-left', sessionId: session.id, participantId: id, how, at })
  const how = async () =>
    (await server.web.db.selectFrom('participants').select('how').where('id', '=', id).executeTakeFirst())
      ?.how
  joined()
  await eventually(async () => (await how()) === null)
  left('lost')
  await eventually(async () => (await how()) === 'lost')
  // Long after the code.
  await age(3_600)
  await eventually(async () => (await enter(guest)).status === 200)
  joined()
  await eventually(async () => (await how()) === null)
  left('revoked')
  await eventually(async () => (await enter(guest)).status === 404)
  fake.report({ type: 'guest-ejected', sessionId: session.id, participantId: id, agentId: host, at })
  const entries = await eventually(async () => {
    const rows = await server.web.db
      .selectFrom('audit')
      .select(['actor', 'operation', 'object', 'outcome'])
      .where('operation', 'like', 'guest.%')
      .orderBy('seq')
      .execute()
    return rows.at(-1)?.operation === 'guest.eject' ? rows : null
  })
  expect(entries.slice(-2)).toMatchObject([
    { actor: `user:${host}`, operation: 'guest.admit', outcome: 'admitted' },
    { actor: `user:${host}`, operation: 'guest.eject', outcome: 'done' },
  ])
  for (const secret of [guest, code, session.link]) expect(JSON.stringify(entries)).not.toContain(secret)
})

test('GU-2, SA-10, SA-35: the page takes no frame around it and no form from elsewhere', async () => {
  const page = await server.get('/guest/')
  expect([page.status, page.headers.get('content-security-policy')]).toEqual([
    200,
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  ])
  const { guest, code } = await ask()
  await enterCode(code)
  for (const [headers, status] of [
    [{ origin: 'https://evil.example' }, 404],
    [{ origin: 'null' }, 404],
    [{}, 403],
  ] as const) {
    const answer = await fetch(`http://localhost:${server.web.port}/guest/enter`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: new URLSearchParams({ guest }),
    })
    expect(answer.status).toBe(status)
  }
})

describe('GU-5: the customer’s own pages', () => {
  const PAGE = 'https://guests.shop.example'
  const EVIL = 'https://evil.example'

  beforeAll(async () => {
    await set('guests.joinRedirect', `${PAGE}/welcome?from=link`, 'production')
    await set('guests.endUrl', `${PAGE}/bye#thanks`, 'production')
    await set('guests.joinRedirect', 'https://staging.shop.example/', 'staging')
  })
  afterAll(() => set('guests.joinRedirect', null, 'production'))

  test('GU-5: our page knows where a link leads, session servers know both pages', async () => {
    const { body } = await call('/v1/guests/page', { link: session.link })
    expect(body).toEqual({ url: `${PAGE}/welcome?from=link` })
    expect(openedFor(session.id)?.guests).toMatchObject({
      joinRedirect: `${PAGE}/welcome?from=link`,
      endUrl: `${PAGE}/bye#thanks`,
    })
  })

  test('GU-5: that page’s origin asks for a code, for more time, and enters, without any cookie', async () => {
    const asked = await call('/v1/guests', { link: session.link, name: 'Gus' }, PAGE)
    expect([asked.status, asked.readableBy]).toEqual([200, PAGE])
    const { guest, code } = asked.body as { guest: string; code: string }
    const more = await call('/v1/guests/more-time', { guest }, PAGE)
    expect([more.body, more.readableBy]).toEqual([{ type: 'waiting', code, expiresInSeconds: 300 }, PAGE])
    expect((await enter(guest, PAGE)).status).toBe(404)
    expect(await enterCode(code)).toBe('admitted')
    expect((await call('/v1/guests/state', { guest }, PAGE)).body).toEqual({ type: 'admitted' })
    expect((await enter(guest, PAGE)).claims).toMatchObject({ kind: 'guest', name: 'Gus' })
  })

  test('GU-5: pages of other origins, and that of the other site, get nowhere, whatever they know', async () => {
    const { guest, code } = await ask()
    const unknown = await call('/v1/guests/state', { guest: 'A'.repeat(22) }, EVIL)
    for (const origin of [EVIL, 'https://staging.shop.example', `${PAGE}:8443`, 'null']) {
      const refusals = [
        await call('/v1/guests/page', { link: session.link }, origin),
        await call('/v1/guests', { link: session.link, name: 'Eve' }, origin),
        await call('/v1/guests/more-time', { guest }, origin),
        await call('/v1/guests/state', { guest }, origin),
      ]
      for (const { status, body } of refusals)
        expect({ status, body }).toEqual({ status: 404, body: unknown.body })
    }
    expect(await enterCode(code)).toBe('admitted')
    expect((await enter(guest, EVIL)).status).toBe(404)
    const names = await server.web.db
      .selectFrom('guests')
      .select('name')
      .where('session_id', '=', session.id)
      .execute()
    expect(names).toEqual([{ name: 'Gus' }])
  })

  test('GU-5: a browser may ask from anywhere, by POST and without credentials; the way in is for no script', async () => {
    const preflight = await fetch(`${ownOrigin()}/v1/guests/state`, {
      method: 'OPTIONS',
      headers: { origin: PAGE, 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST')
    expect(preflight.headers.get('access-control-allow-credentials')).toBe(null)
    const { guest, code } = await ask()
    await enterCode(code)
    const entered = await fetch(`${ownOrigin()}/guest/enter`, {
      method: 'POST',
      headers: { origin: PAGE },
      body: new URLSearchParams({ guest }),
    })
    expect([entered.status, entered.headers.get('access-control-allow-origin')]).toEqual([200, null])
  })
})
