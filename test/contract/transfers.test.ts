import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { agentDown } from '../../src/protocol/agent-down.ts'
import { type HandOverOrder, MAX_COLLEAGUES, MAX_COLLEAGUES_LENGTH } from '../../src/protocol/handing-over.ts'
import type { SessionId } from '../../src/protocol/ids.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { startResponse } from '../../src/protocol/rest.ts'
import { ensureGroup, ensureMembership, setExternalId } from '../../src/web-server/groups/groups.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { openOffer } from '../../src/web-server/transfers/offers.ts'
import { type Answer, type Api, apiOf } from './api-support.ts'
import { emptyDatabase, eventually, SITE, startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const BASE = '/v1/groups/1/transfers'
let server: TestServer
let ids: Record<'ada' | 'grace' | 'vic', string>
const as = async (name: string): Promise<Api> =>
  apiOf(server, { cookie: await server.logIn(`${name}@example.com`) })
const itemsOf = (answer: Answer) => answer.json.items as unknown as Record<string, unknown>[]

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())
beforeEach(async () => {
  await emptyDatabase(server.web.db)
  await ensureGroup(server.web.db, { id: 1, name: 'One' })
  await ensureGroup(server.web.db, { id: 2, name: 'Two' })
  ids = {
    ada: await server.addAgent('ada@example.com', 1, 'agent', 'Ada'),
    grace: await server.addAgent('grace@example.com', 1, 'senior', 'Grace'),
    vic: await server.addAgent('vic@example.com', 1, 'viewer', 'Vic'),
  }
  await server.addAgent('max@example.com', 1, 'admin', 'Max')
  await server.addAgent('tom@example.com', 2, 'senior', 'Tom')
})

/** An active session with Ada in it. */
async function begin(): Promise<SessionId> {
  const start = { groupId: 1, site: 'staging', script: 'test' }
  const answer = await server.post('/v1/visitor/sessions', start, { origin: SITE })
  const { sessionId: id } = startResponse(await answer.json())
  const fake = server.servers[0]!
  fake.reportStatus(id, 'W')
  fake.report({
    type: 'participant-joined',
    sessionId: id,
    agentId: ids.ada,
    participant: {
      id: `${'p'.repeat(21)}A` as never,
      kind: 'agent',
      name: 'Ada',
      role: 'Agent',
      privileges: ['view'],
      joinedAt: new Date().toISOString(),
      number: 0,
    },
  })
  fake.reportStatus(id, 'A')
  await eventually(() =>
    server.web.db
      .selectFrom('participants as p')
      .innerJoin('sessions as s', 's.id', 'p.session_id')
      .select('p.id')
      .where('s.status', '=', 'A')
      .executeTakeFirst(),
  )
  return id
}

it('VW-6: a member is offered a session, accepts once, and joins with own rights; control of the giver ends', async () => {
  const sessionId = await begin()
  const [ada, grace, vic] = [await as('ada'), await as('grace'), await as('vic')]
  const targets = await ada('GET', `${BASE}/targets`)
  expect(targets.json).toMatchObject({
    people: [{ name: 'Grace' }, { name: 'Vic' }],
    roles: [{ name: 'viewer' }, { name: 'senior' }],
  })
  const offer = { sessionId, toUser: ids.grace, note: 'Knows invoices' }
  const made = await ada('POST', BASE, offer)
  expect(made.status).toBe(201)
  expect(made.json).toMatchObject({ isOwn: true, from: 'Ada', to: 'Grace', state: 'open' })
  expect(itemsOf(await vic('GET', BASE))).toEqual([])
  expect(itemsOf(await grace('GET', BASE))).toMatchObject([
    { isOwn: false, from: 'Ada', note: 'Knows invoices', sessionId },
  ])
  const accept = `${BASE}/${made.json.id}/accept`
  expect((await vic('POST', accept, {})).json.code).toBe('not-found')
  expect((await ada('POST', accept, {})).json.code).toBe('not-found')
  const taken = await grace('POST', accept, {})
  expect(String(taken.json.joinUrl)).toMatch(/\/agent\/join\?key=\d+&group=1$/)
  expect((await grace('POST', accept, {})).json.code).toBe('not-found')
  await eventually(async () =>
    server.servers[0]!.received.some(
      (m) => m.type === 'release' && m.agentId === ids.ada && m.sessionId === sessionId,
    ),
  )
  expect(itemsOf(await ada('GET', BASE))).toMatchObject([{ state: 'accepted', takenBy: 'Grace' }])
  const entries = await server.web.db
    .selectFrom('audit')
    .select(['actor', 'outcome'])
    .where('operation', '=', 'session.transfer')
    .orderBy('seq')
    .execute()
  expect(entries).toEqual([
    { actor: `user:${ids.ada}`, outcome: `offered to user:${ids.grace}` },
    { actor: `user:${ids.grace}`, outcome: `accepted from user:${ids.ada}` },
  ])
})

it('VW-6: offers to a role go to the first; they expire, are declined, taken back, and end with the session', async () => {
  const sessionId = await begin()
  const [ada, grace] = [await as('ada'), await as('grace')]
  const offerTo = async (to: object) => String((await ada('POST', BASE, { sessionId, ...to })).json.id)
  const role = await offerTo({ toRole: 'senior' })
  expect(itemsOf(await grace('GET', BASE))).toMatchObject([{ id: role, isToRole: true, to: 'Senior agent' }])
  expect((await grace('POST', `${BASE}/${role}/decline`, {})).json.code).toBe('not-found')
  // A new offer is instead of the one before.
  const second = await offerTo({ toUser: ids.grace })
  expect((await grace('POST', `${BASE}/${role}/accept`, {})).json.code).toBe('not-found')
  expect((await grace('POST', `${BASE}/${second}/decline`, {})).status).toBe(204)
  expect(itemsOf(await ada('GET', BASE))).toMatchObject([{ state: 'declined' }, { state: 'withdrawn' }])
  const third = await offerTo({ toUser: ids.grace })
  expect((await ada('POST', `${BASE}/${third}/withdraw`, {})).status).toBe(204)
  const late = await offerTo({ toUser: ids.grace })
  await server.web.db
    .updateTable('transfers')
    .set({ expires_at: new Date(0) })
    .where('id', '=', late)
    .execute()
  expect(itemsOf(await grace('GET', BASE))).toEqual([])
  expect((await grace('POST', `${BASE}/${late}/accept`, {})).json.code).toBe('not-found')
  expect(itemsOf(await ada('GET', BASE))[0]).toMatchObject({ id: late, state: 'expired' })
  const last = await offerTo({ toUser: ids.grace })
  server.servers[0]!.reportStatus(sessionId, 'C', 'visitor-ended')
  await eventually(async () => itemsOf(await grace('GET', BASE)).length === 0)
  expect((await grace('POST', `${BASE}/${last}/accept`, {})).json.code).toBe('not-found')
})

it('VW-6, RS-1: only who is in the session and may transfer offers it, and only to who may view it', async () => {
  const sessionId = await begin()
  const codeOf = async (name: string, body: object, path = BASE) =>
    (await (await as(name))('POST', path, { sessionId, ...body })).json.code
  expect(await codeOf('vic', { toUser: ids.grace })).toBe('not-permitted')
  expect(await codeOf('grace', { toUser: ids.vic })).toBe('not-found')
  expect(await codeOf('tom', { toUser: ids.grace })).toBe('not-found')
  expect(await codeOf('tom', { toUser: ids.grace }, '/v1/groups/2/transfers')).toBe('not-found')
  for (const body of [
    {},
    { toUser: ids.ada },
    { toUser: 'x' },
    { toRole: 'admin' },
    { toUser: ids.grace, toRole: 'viewer' },
  ])
    expect(await codeOf('ada', body)).toBe('bad-params')
  for (const note of ['x'.repeat(201), 'x\0', '\ud800'])
    expect(await codeOf('ada', { toUser: ids.grace, note })).toBe('bad-params')
})

it('VW-6, RC-3: from inside the viewer a colleague is chosen, and the giver is told what becomes of it', async () => {
  const session = await begin()
  const [ada, grace] = [await as('ada'), await as('grace')]
  const fake = server.servers[0]!
  const news = () =>
    fake.received.flatMap((m) => (m.type === 'hand-over' && m.sessionId === session ? [m] : []))
  const order = async (given: HandOverOrder, agentId = ids.ada) => {
    const before = news().length
    fake.report({ type: 'hand-over', sessionId: session, agentId, order: given })
    return eventually(async () => news()[before])
  }
  const told = (state: string, name: string) => ({ agentId: ids.ada, news: { type: 'state', state, name } })
  expect((await order({ type: 'colleagues' })).news).toEqual({
    type: 'colleagues',
    people: [
      { id: ids.grace, name: 'Grace', role: 'Senior agent' },
      { id: ids.vic, name: 'Vic', role: 'Viewer' },
    ],
    roles: [
      { name: 'viewer', title: 'Viewer' },
      { name: 'senior', title: 'Senior agent' },
    ],
  })
  const offer = { type: 'offer', toUser: ids.grace, note: 'Knows invoices' } as const
  expect(await order(offer)).toMatchObject(told('open', 'Grace'))
  const [seen] = itemsOf(await grace('GET', BASE))
  expect(seen).toMatchObject({ from: 'Ada', note: 'Knows invoices', sessionId: session })
  const heard = async (path: string) => {
    const before = news().length
    expect((await grace('POST', `${BASE}/${path}`, {})).status).toBeLessThan(300)
    return eventually(async () => news()[before])
  }
  expect(await heard(`${seen!.id}/decline`)).toMatchObject(told('declined', 'Grace'))
  // By the company's own name for a colleague; a viewer that is loaded anew learns of what it has offered.
  await setExternalId(server.web.db, { userId: ids.grace, groupId: 1 as never, externalId: 'crm-8' })
  expect(await order({ ...offer, toUser: 'crm-8' })).toMatchObject(told('open', 'Grace'))
  await order({ type: 'colleagues' })
  await eventually(async () => {
    const last = fake.received.at(-1)
    const news = last?.type === 'hand-over' && last.news.type === 'state' ? last.news : null
    return news?.state === 'open' && news.name === 'Grace' && (news.restMs ?? 0) > 30_000
  })
  // An offer that expires while it is looked up.
  const times = [0, 40_000, 80_000].map((ms) => Date.now() + ms)
  const context = { db: server.web.db, clock: { now: () => times.shift() } } as never
  const person = { userId: ids.ada, member: { groupId: 1 } } as never
  expect((await openOffer(context, person, session))?.restMs).toBeGreaterThan(0)
  expect(await order({ type: 'withdraw' })).toMatchObject(told('withdrawn', 'Ada'))
  // Of what is taken back already nothing more is told.
  fake.report({ type: 'hand-over', sessionId: session, agentId: ids.ada, order: { type: 'withdraw' } })
  expect(await order({ type: 'colleagues' })).toMatchObject({ news: { type: 'colleagues' } })
  expect(await order({ type: 'offer', toRole: 'senior', note: '' })).toMatchObject(
    told('open', 'Senior agent'),
  )
  const [again] = itemsOf(await grace('GET', BASE))
  expect(await heard(`${again!.id}/accept`)).toMatchObject(told('accepted', 'Grace'))
  expect(itemsOf(await ada('GET', BASE))[0]).toMatchObject({ state: 'accepted', takenBy: 'Grace' })
  expect(fake.received.some((m) => m.type === 'release' && m.agentId === ids.ada)).toBe(true)
})

it('VW-6, RO-1: who may not hand over, is not in the session, or is not of its server, offers nothing', async () => {
  const session = await begin()
  const fake = server.servers[0]!
  const answer = async (agentId: string, order: HandOverOrder) => {
    const before = fake.received.length
    fake.report({ type: 'hand-over', sessionId: session, agentId, order })
    return eventually(
      async () => fake.received.slice(before).flatMap((m) => (m.type === 'hand-over' ? [m.news] : []))[0],
    )
  }
  const refused = { type: 'state', state: 'refused', name: '' }
  const offer = { type: 'offer', toUser: ids.grace, note: '' } as const
  // She may hand over, but is not in it.
  expect(await answer(ids.grace, { ...offer, toUser: ids.vic })).toEqual(refused)
  for (const order of [
    { ...offer, toUser: ids.ada },
    { ...offer, toRole: 'viewer' },
    { ...offer, note: 'a\0' },
    { type: 'offer', note: '' } as const,
  ])
    expect(await answer(ids.ada, order)).toEqual(refused)
  // In it, but with a role that does not hand over (any more): the viewer is told of nobody, and shows no button.
  const become = (role: 'viewer' | 'agent') =>
    ensureMembership(server.web.db, { userId: ids.ada, groupId: 1 as never, role })
  await become('viewer')
  expect(await answer(ids.ada, offer)).toEqual(refused)
  const told = fake.received.length
  // The other one breaks the query: whoever asked by themselves is not told of that either.
  for (const agentId of [ids.ada, 'a\0'])
    fake.report({ type: 'hand-over', sessionId: session, agentId, order: { type: 'colleagues' } })
  expect(await answer('a\0', offer)).toEqual({ ...refused, state: 'unavailable' })
  expect(fake.received.slice(told).filter(({ type }) => type === 'hand-over')).toHaveLength(1)
  await become('agent')
  await server.web.db.updateTable('sessions').set({ server: 'https://other.example.com' }).execute()
  expect(await answer(ids.ada, offer)).toEqual(refused)
  expect(await server.web.db.selectFrom('transfers').select('id').execute()).toEqual([])
})

it('VW-6: a viewer is told of as many colleagues as it takes, and of all roles; one session server asks so much at once', async () => {
  const session = await begin()
  const { db } = server.web
  const fake = server.servers[0]!
  const at = new Date()
  const people = Array.from({ length: MAX_COLLEAGUES + 1 }, (_, i) => `${'x'.repeat(60)}${100 + i}`)
  await db
    .insertInto('users')
    .values(
      people.map((id) => ({
        ...{ id, name: id.slice(60), email: `${id}@example.com`, emailVerified: true },
        ...{ createdAt: at, updatedAt: at },
      })),
    )
    .execute()
  await db
    .insertInto('memberships')
    .values(people.map((user_id) => ({ user_id, group_id: 1 as never, role: 'agent', created_at: at })))
    .execute()
  const told = () =>
    fake.received.flatMap((m) =>
      m.type === 'hand-over' && m.sessionId === session && m.news.type === 'colleagues' ? [m.news] : [],
    )
  const ask = () =>
    fake.report({ type: 'hand-over', sessionId: session, agentId: ids.ada, order: { type: 'colleagues' } })
  const roles = [{ name: 'viewer' }, { name: 'agent' }, { name: 'senior' }]
  ask()
  const first = await eventually(() => told()[0])
  expect(first).toMatchObject({ roles })
  expect(first.people).toHaveLength(MAX_COLLEAGUES)

  // Each of these characters is six in JSON.
  await db
    .updateTable('users')
    .set((eb) => ({ name: eb(eb.val('\u0001'.repeat(100)), '||', eb.ref('name')) }))
    .where('id', 'in', people)
    .execute()
  ask()
  const long = await eventually(() => told()[1])
  expect(long).toMatchObject({ roles })
  const text = JSON.stringify({ type: 'hand-over', news: long })
  expect(agentDown(JSON.parse(text))).toEqual({ type: 'hand-over', news: long })
  expect(text.length).toBeLessThan(LIMITS.maxJsonBytes)
  const lengths = [...long.roles, ...long.people].map((one) => JSON.stringify(one).length + 1)
  const sum = lengths.reduce((a, b) => a + b)
  expect(sum).toBeLessThanOrEqual(MAX_COLLEAGUES_LENGTH)
  expect(sum + lengths.at(-1)!).toBeGreaterThan(MAX_COLLEAGUES_LENGTH)

  const before = told().length
  const many = 3 * WEB_LIMITS.maxQuestionsAtOnce
  for (let i = 0; i < many; i++) ask()
  await eventually(() => told().length >= before + WEB_LIMITS.maxQuestionsAtOnce)
  // Places are free again, and what is asked now is answered after all that was.
  const offer = { type: 'offer', toUser: ids.grace, note: '' } as const
  fake.report({ type: 'hand-over', sessionId: session, agentId: ids.ada, order: offer })
  await eventually(() =>
    fake.received.some((m) => m.type === 'hand-over' && m.news.type === 'state' && m.sessionId === session),
  )
  expect(told().length).toBeLessThan(before + many)
})
