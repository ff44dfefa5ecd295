import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PresenceUp } from '../../src/protocol/presence-up.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { type Api, apiOf } from './api-support.ts'
import { helloOf, openPresence, type PresencePage } from './presence-support.ts'
import { eventually, startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const VISITORS = '/v1/groups/1/presence/visitors'
let server: TestServer
let second: TestServer
let agent: Api
let absent: Promise<{ status: number; code: unknown; ms: number }>
let port = 4_800
/** A site of its own for each test: web servers remember for 2 s what a group allows an origin. */
let site: string
const pages: PresencePage[] = []

beforeAll(async () => {
  server = await startTestServer()
  // Another web server on the same database (PR-4).
  second = await startTestServer({ servers: 0, config: { id: 'web2' }, parts: { db: server.web.db } })
  await server.addAgent('ada@example.com', 1, 'agent')
  agent = apiOf(server, { cookie: await server.logIn('ada@example.com') })
  // Takes its 5 s while the others run.
  const before = performance.now()
  absent = agent('POST', `${VISITORS}/nobody/signal`, { data: 1 }).then(({ status, json }) => ({
    status,
    code: json.code,
    ms: performance.now() - before,
  }))
})
afterAll(async () => {
  await second?.stop()
  await server?.stop()
})
beforeEach(async () => {
  for (const page of pages.splice(0)) page.drop()
  await eventually(async () => (await rows()).length === 0)
  site = `http://localhost:${port++}`
  await server.web.db.deleteFrom('settings').execute()
  for (const group of [1, 2]) await setSetting(server.web.db, group as never, null, 'presence.enabled', true)
})

const rows = () => server.web.db.selectFrom('presence').selectAll().execute()
const hello = (more: Parameters<typeof helloOf>[1] = {}) => helloOf(site, more)
async function open(
  first: Parameters<typeof openPresence>[1],
  at = server,
  headers: Record<string, string> = { origin: site },
) {
  const page = await openPresence(at.web.url, first, headers)
  pages.push(page)
  return page
}
async function visitors(query = ''): Promise<Record<string, unknown>[]> {
  const answer = await agent('GET', `${VISITORS}${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.items as never
}
const there = (count: number) => eventually(async () => ((await visitors()).length === count ? true : null))
const ids = async (query = '') => (await visitors(query)).map(({ visitorId }) => visitorId)
/** Takes each order, answering as `answer` says. */
function acknowledge(page: PresencePage, answer: (id: string) => PresenceUp): void {
  const done = new Set<string>()
  void eventually(() => {
    for (const one of page.received)
      if ((one.type === 'signal' || one.type === 'invite') && !done.has(one.id)) {
        done.add(one.id)
        page.say(answer(one.id))
      }
    return page.code() !== null || done.size > 1
  }).catch(() => {})
}

describe('the link', () => {
  it('PR-2 PR-3: what a page tells is listed, its address cut by presence.urlDetail, once more on the server', async () => {
    const page = await open(hello({ data: { plan: 'gold', cart: 12 } }))
    expect(await page.got('welcome')).toEqual({ type: 'welcome', code: null })
    await there(1)
    const [visitor] = await visitors()
    expect(visitor).toEqual({
      visitorId: 'ann',
      site: 'staging',
      url: `${site}/cart`,
      title: 'Cart',
      browser: 'Chrome 156',
      platform: 'Linux',
      language: 'en-US',
      hasFocus: true,
      isVisible: true,
      status: null,
      terms: null,
      invitation: null,
      data: { plan: 'gold', cart: 12 },
      pages: 1,
      connectedAt: expect.any(String),
      activeAt: expect.any(String),
    })
    // Another origin's address is not believed; data are merged; the status and the terms are told.
    page.say({
      type: 'update',
      url: 'https://evil.example/x',
      data: { cart: 13 },
      status: 'W',
      terms: 'accepted',
    })
    await expect
      .poll(async () => (await visitors())[0])
      .toMatchObject({ url: `${site}/`, data: { plan: 'gold', cart: 13 }, status: 'W', terms: 'accepted' })
    page.say({ type: 'beat' })
    expect(await page.got('beat')).toEqual({ type: 'beat' })
    // PR-4: gone with the link.
    page.drop()
    await there(0)
    expect(await rows()).toEqual([])
  })

  it.each([
    ['masking.title', 'hide'],
    ['masking.mode', 'all'],
  ])('PR-3 MK-24: with %s = %s no title is kept, whatever the page says', async (key, value) => {
    await setSetting(server.web.db, 1 as never, null, key, value)
    await setSetting(server.web.db, 1 as never, null, 'presence.urlDetail', 'origin')
    await open(hello({ pageId: `page-${value}` }))
    await there(1)
    expect((await visitors())[0]).toMatchObject({ title: '', url: `${site}/` })
  })

  it('PR-2: a page without id gets a code of eight digits, and the same one when it comes back, anywhere', async () => {
    const first = hello({ visitorId: null })
    const { code } = await (await open(first)).got('welcome')
    expect(code).toMatch(/^[1-9][0-9]{7}$/)
    await there(1)
    expect(await ids()).toEqual([code])
    expect((await (await open({ ...first, code }, second)).got('welcome')).code).toBe(code)
    // A code of another page is none of this one's.
    const other = await open({ ...first, pageId: 'page-0002', code })
    expect((await other.got('welcome')).code).not.toBe(code)
  })

  it('PR-2 GC-8 GC-9: no link for a group without presence, a foreign origin, or none', async () => {
    await expect(open(null, server, {})).rejects.toThrow('403')
    await expect(open(null, server, { origin: 'null' })).rejects.toThrow('403')
    await expect(open(null, server, { origin: site, host: 'evil.example' })).rejects.toThrow('404')
    const foreign = await open(hello(), server, { origin: 'https://evil.example' })
    expect(await foreign.closed()).toBe(4004)
    expect(await (await open(hello({ groupId: 77 as never }))).closed()).toBe(4004)
    await setSetting(server.web.db, 2 as never, null, 'presence.enabled', false)
    expect(await (await open(hello({ groupId: 2 as never }))).closed()).toBe(4007)
    expect(await rows()).toEqual([])
  })

  it('SA-28 SA-31: malformed, early, double, large and frequent messages close the link', async () => {
    const early = await open(null)
    early.say({ type: 'beat' })
    expect(await early.closed()).toBe(4000)
    for (const bad of ['x', '[]', '{"type":"hello"}', `{"type":"beat","x":"${'x'.repeat(20_000)}"}`]) {
      const page = await open(null)
      page.say(bad)
      expect([bad.slice(0, 20), await page.closed()]).toEqual([bad.slice(0, 20), 4000])
    }
    const twice = await open(hello())
    await twice.got('welcome')
    twice.say(hello())
    expect(await twice.closed()).toBe(4000)
    const large = await open(hello({ data: { a: 'ü'.repeat(2_100) } }))
    expect(await large.closed()).toBe(4009)
    const merged = await open(hello({ data: { a: 'x'.repeat(3_000) } }))
    await merged.got('welcome')
    merged.say({ type: 'update', data: { b: 'x'.repeat(1_200) } })
    expect(await merged.closed()).toBe(4009)
    const often = await open(hello())
    await often.got('welcome')
    for (let i = 0; i < 60; i++) often.say({ type: 'beat' })
    expect(await often.closed()).toBe(4009)
    const odd = await open(hello({ title: 'a\0b\ud800', data: JSON.parse('{"__proto__":"p","n\\u0000":1}') }))
    await odd.got('welcome')
    // The same page came before, with its usual title.
    await expect.poll(async () => (await visitors())[0]).toMatchObject({ title: 'ab\ufffd', data: { n: 1 } })
  })

  it('PR-5: of several pages with one id the one used last counts, and agents see how many there are', async () => {
    const first = await open(hello({ pageId: 'page-0001', url: `${site}/one` }))
    await first.got('welcome')
    const other = await open(hello({ pageId: 'page-0002', url: `${site}/two` }), second)
    await other.got('welcome')
    await expect.poll(() => visitors()).toMatchObject([{ url: `${site}/two`, pages: 2 }])
    first.say({ type: 'update', focus: true })
    await expect.poll(() => visitors()).toMatchObject([{ url: `${site}/one`, pages: 2 }])
    acknowledge(first, (id) => ({ type: 'ack', id }))
    expect((await agent('POST', `${VISITORS}/ann/signal`, { data: { a: 1 } })).status).toBe(200)
    expect(await first.got('signal')).toMatchObject({ data: { a: 1 } })
    expect(other.received.filter(({ type }) => type === 'signal')).toEqual([])
  })

  it('PR-9: another id takes nothing of the one before along, unless that was a code', async () => {
    const page = await open(hello({ data: { secret: 'of ann' } }))
    await page.got('welcome')
    page.say({ type: 'move', visitorId: 'ben' as never, keep: false })
    await expect.poll(() => ids()).toEqual(['ben'])
    expect((await visitors())[0]?.data).toEqual({})
    const other = await open(hello({ pageId: 'page-0002', visitorId: null, data: { cart: 1 } }))
    await other.got('welcome')
    other.say({ type: 'move', visitorId: 'cy' as never, keep: true })
    await expect
      .poll(() => visitors())
      .toMatchObject([{ visitorId: 'cy', data: { cart: 1 } }, { visitorId: 'ben' }])
  })
})

describe('agents', () => {
  it('PR-11 RS-2: searched by id and data, newest activity first, in pages', async () => {
    for (const [i, visitorId] of ['ann', 'ben', 'cy'].entries()) {
      const page = await open(
        hello({ visitorId: visitorId as never, pageId: `page-000${i}`, data: { plan: `P${i}%` } }),
      )
      await page.got('welcome')
    }
    await there(3)
    expect(await ids()).toEqual(['cy', 'ben', 'ann'])
    expect(await ids('?search=BE')).toEqual(['ben'])
    expect(await ids('?search=p1%25')).toEqual(['ben'])
    expect(await ids('?search=%25%25')).toEqual([])
    const page = await agent('GET', `${VISITORS}?limit=2`)
    expect(page.json).toMatchObject({ count: 3, items: [{ visitorId: 'cy' }, { visitorId: 'ben' }] })
    expect(await ids(`?limit=2&cursor=${page.json.cursor}`)).toEqual(['ann'])
    expect((await agent('GET', `${VISITORS}?cursor=${page.json.cursor}x`)).status).toBe(400)
    expect((await agent('GET', `${VISITORS}/ben`)).json).toMatchObject({ visitor: { visitorId: 'ben' } })
    for (const nobody of ['dan', 'x'.repeat(64), '%00'])
      expect((await agent('GET', `${VISITORS}/${nobody}`)).json).toEqual({ visitor: null })
  })

  it('PR-10: only members with `presence`, and tokens with that scope; another group looks like nobody', async () => {
    const page = await open(hello({ groupId: 2 as never }))
    await page.got('welcome')
    await eventually(async () => (await rows()).length === 1)
    expect(await visitors()).toEqual([])
    expect((await agent('GET', `${VISITORS}/ann`)).json).toEqual({ visitor: null })
    expect((await agent('GET', VISITORS.replace('groups/1', 'groups/2'))).status).toBe(404)
    await server.addAgent('vic@example.com', 1, 'viewer')
    await server.addAgent('max@example.com', 1, 'admin')
    const viewer = apiOf(server, { cookie: await server.logIn('vic@example.com') })
    expect((await viewer('GET', VISITORS)).json.code).toBe('not-permitted')
    expect((await viewer('POST', `${VISITORS}/ann/invite`, { call: 'start' })).json.code).toBe(
      'not-permitted',
    )
    const admin = apiOf(server, { cookie: await server.logIn('max@example.com') })
    const made = await admin('POST', '/v1/groups/1/tokens', { name: 'CRM', scopes: ['presence'], days: 1 })
    expect(made.status, made.text).toBe(201)
    const authorization = `Bearer ${made.json.token}`
    expect((await apiOf(server, { authorization })('GET', VISITORS)).status).toBe(200)
    await setSetting(server.web.db, 1 as never, null, 'presence.tokenLife', 10)
    const short = (minutes: number) =>
      agent('POST', '/v1/tokens', { groupId: 1, scopes: ['presence'], minutes })
    expect([(await short(11)).status, (await short(10)).status]).toEqual([400, 201])
  })

  it('PR-10: pages of other sites only from presence.agentOrigins, with a token, never with the cookie', async () => {
    const CRM = 'https://crm.example.com'
    const { json } = await agent('POST', '/v1/tokens', { groupId: 1, scopes: ['presence'], minutes: 5 })
    const from = (origin: string, auth: Record<string, string> = { authorization: `Bearer ${json.token}` }) =>
      apiOf(server, auth)('GET', VISITORS, undefined, { origin })
    expect((await from(CRM)).json.code).toBe('origin-not-allowed')
    await setSetting(server.web.db, 1 as never, null, 'presence.agentOrigins', [CRM])
    const answer = await from(CRM)
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, CRM])
    expect((await from('https://evil.example')).status).toBe(403)
    expect((await from(CRM, { cookie: await server.logIn('ada@example.com') })).status).toBe(401)
    const preflight = await apiOf(server, {})('OPTIONS', VISITORS, undefined, { origin: CRM })
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'authorization, content-type, idempotency-key',
    ])
  })

  it.each([
    ['the same', () => server],
    ['another', () => second],
  ])('PR-6 PR-7 PR-8 GC-3: invitations over %s web server, with what becomes of them', async (_, at) => {
    const page = await open(hello(), at())
    await page.got('welcome')
    await there(1)
    acknowledge(page, (id) => ({ type: 'ack', id }))
    const { json } = await agent('POST', `${VISITORS}/ann/invite`, { call: 'start', key: 'ann-7' })
    expect(json).toEqual({ outcome: 'delivered', id: expect.any(String) })
    expect(await page.got('invite')).toEqual({
      type: 'invite',
      id: json.id,
      call: 'start',
      groupId: 1,
      key: 'ann-7',
    })
    const state = () => visitors().then(([one]) => one?.invitation)
    await expect.poll(state).toEqual({ id: json.id, state: 'delivered', groupId: 1, key: null, code: null })
    page.say({ type: 'invitation', id: 'not-ours-at-all', state: 'started', key: 'x' as never })
    page.say({ type: 'invitation', id: String(json.id), state: 'started', key: 'ann-7' as never })
    await expect.poll(state).toMatchObject({ id: json.id, state: 'started', key: 'ann-7' })
  })

  it.each([
    ['the same', () => server],
    ['another', () => second],
  ])('GC-3: what the page refuses is said to the agent, over %s web server', async (_, at) => {
    const page = await open(hello(), at())
    await page.got('welcome')
    await there(1)
    acknowledge(page, (id) => ({ type: 'ack', id, code: 'group-not-allowed' }))
    const answer = await agent('POST', `${VISITORS}/ann/invite`, { call: 'start' })
    expect([answer.status, answer.json.code]).toEqual([403, 'group-not-allowed'])
    expect((await visitors())[0]).toMatchObject({ invitation: null })
  })

  it('PR-1: an invitation into another group needs `view` there, whatever the page allows', async () => {
    const page = await open(hello())
    await page.got('welcome')
    await there(1)
    acknowledge(page, (id) => ({ type: 'ack', id }))
    const invite = () => agent('POST', `${VISITORS}/ann/invite`, { call: 'showTerms', groupId: 2 })
    expect((await invite()).json.code).toBe('not-found')
    await server.addAgent('ada@example.com', 2, 'admin')
    expect((await invite()).json.code).toBe('not-permitted')
    await server.addAgent('ada@example.com', 2, 'viewer')
    expect((await invite()).status).toBe(200)
    expect(await page.got('invite')).toMatchObject({ groupId: 2 })
    for (const bad of [{ call: 'end' }, { call: 'start', key: 'a b' }, { call: 'start', extra: 1 }])
      expect((await agent('POST', `${VISITORS}/ann/invite`, bad)).status).toBe(400)
  })

  it('WH-1: endpoints that ask are told once who came and who went, and of no way between two pages', async () => {
    const { db } = server.web
    const away = () => db.selectFrom('presence_known').select('gone_at').execute()
    const told = async () =>
      (await db.selectFrom('webhook_deliveries').select('body').orderBy('sequence').execute()).map(
        ({ body }) => {
          const { type, data } = JSON.parse(body)
          return [type, data]
        },
      )
    const types = JSON.stringify(['presence.connected', 'presence.disconnected'])
    const hook = { group_id: 1 as never, url: 'https://crm.example/', types, secret: 'x', created_by: 'test' }
    await db
      .insertInto('webhooks')
      .values({ ...hook, id: 'hook', created_at: new Date() })
      .execute()
    const came = ['presence.connected', { visitorId: 'ann' }]
    const first = await open(hello())
    const other = await open(hello({ pageId: 'page-0002' }), second)
    await eventually(async () => (await told()).length > 0)
    // Both web servers look for it all the time.
    for (const page of [first, other]) page.drop()
    await eventually(async () => (await away())[0]?.gone_at != null)
    await new Promise((resolve) => setTimeout(resolve, 2 * WEB_LIMITS.presenceComingsMs))
    const next = await open(hello({ pageId: 'page-0003' }), second)
    await eventually(async () => (await away())[0]?.gone_at === null)
    expect(await told()).toEqual([came])
    next.drop()
    await eventually(async () => (await away())[0]?.gone_at != null)
    await db
      .updateTable('presence_known')
      .set({ gone_at: new Date(Date.now() - 60_000) })
      .execute()
    await eventually(async () => (await away()).length === 0)
    expect(await told()).toEqual([came, ['presence.disconnected', { visitorId: 'ann' }]])
    await db.deleteFrom('webhooks').execute()
  })

  it('PR-7: to a page that is back within 5 s; otherwise visitor-not-present within 6 s', async () => {
    const { status, code, ms } = await absent
    expect([status, code]).toEqual([404, 'visitor-not-present'])
    expect(ms).toBeGreaterThan(4_000)
    const waiting = agent('POST', `${VISITORS}/ann/signal`, { data: 'hello' })
    const page = await open(hello(), second)
    acknowledge(page, (id) => ({ type: 'ack', id }))
    expect((await waiting).status).toBe(200)
    expect((await agent('POST', `${VISITORS}/ann/signal`, { data: 'x'.repeat(4_095) })).json.code).toBe(
      'message-too-large',
    )
  })
})
