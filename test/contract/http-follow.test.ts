import { afterEach, describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/protocol/limits.ts'
import { readSettings } from '../../src/session-server/config.ts'
import type { TestClient } from '../../src/session-server/testing/client.ts'
import { checkpoint, Harness, viewOf } from '../../src/session-server/testing/harness.ts'

/* HF-1 to HF-4, SA-19: viewers that follow the visitor to pages over plain HTTP. */

const HTTP_PAGE = 'http://old.example.com'
const HTTPS_PAGE = 'https://shop.example.com'
const origins = [HTTP_PAGE, HTTPS_PAGE]
const open: Harness[] = []

async function start(isServerOn = true, isGroupOn = true): Promise<Harness> {
  const plain = isServerOn ? { port: 0, publicUrl: 'http://127.0.0.1:0' } : null
  const h = await Harness.start({ plain })
  open.push(h)
  await h.openSession({ origins, httpFollow: isGroupOn })
  return h
}
afterEach(async () => {
  for (const h of open.splice(0)) await h.stop()
})

/** A join: the participant and its two cookies. */
async function join(h: Harness, claims: Record<string, unknown> = {}) {
  const answer = await h.redeem(h.claims(claims))
  const pid = viewOf(answer).replace('/view/', '')
  const set = answer.headers['set-cookie'] ?? []
  const of = (name: string) => set.find((one) => one.startsWith(name)) ?? ''
  const value = (name: string) => of(name).split(';')[0] ?? ''
  return {
    pid,
    set: { secure: of('__Host-sidelong-'), plain: of('sidelong-http-') },
    cookie: value('__Host-sidelong-'),
    plain: value('sidelong-http-'),
  }
}
type Joined = Awaited<ReturnType<typeof join>>

const plainSocket = (h: Harness, joined: Joined, headers: Record<string, string> = {}) =>
  h.dial(
    `/v1/agent/${joined.pid}`,
    { origin: h.plainUrl, cookie: joined.plain, ...headers },
    h.plainUrl.replace('http', 'ws'),
  )

async function refusal(client: TestClient): Promise<number | null> {
  await client.open()
  return client.refused
}

async function visit(h: Harness, origin: string, pageId: string, generation: number) {
  const visitor = await h.visitor({ pageId }, origin)
  await visitor.next('welcome')
  for (const bytes of checkpoint(generation, `page of ${origin}`)) visitor.ws.send(bytes)
  return visitor
}

describe('SA-19: two cookies', () => {
  test('HF-2: a label for each; one is never sent in the clear, the other opens nothing over HTTPS', async () => {
    const h = await start()
    await visit(h, HTTP_PAGE, 'page-0001', 1)
    const joined = await join(h)
    expect(joined.set.secure).toMatch(/; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/)
    expect(joined.set.plain).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/)
    const view = `/view/${joined.pid}`
    expect((await h.get(view, { cookie: joined.cookie })).status).toBe(200)
    expect((await h.get(view, { cookie: joined.plain }, h.plainUrl)).status).toBe(200)
    // Each under its own name, and under the other one's.
    const renamed = `__Host-sidelong-${joined.pid}=${joined.plain.split('=')[1]}`
    expect((await h.get(view, { cookie: joined.plain })).status).toBe(403)
    expect((await h.get(view, { cookie: renamed })).status).toBe(401)
    expect((await h.get(view, { cookie: joined.cookie }, h.plainUrl)).status).toBe(401)
    const back = `sidelong-http-${joined.pid}=${joined.cookie.split('=')[1]}`
    expect((await h.get(view, { cookie: back }, h.plainUrl)).status).toBe(401)
    // The same for sockets.
    const refused = (cookie: string) => refusal(h.dial(`/v1/agent/${joined.pid}`, { origin: h.url, cookie }))
    expect(await refused(joined.plain)).toBe(403)
    expect(await refused(renamed)).toBe(401)
    expect(await refusal(plainSocket(h, joined, { cookie: joined.cookie }))).toBe(401)
    expect(await refusal(plainSocket(h, joined, { cookie: back }))).toBe(401)
    expect(await refusal(plainSocket(h, joined, { origin: h.url }))).toBe(403)
  })

  test('HF-2: over plain HTTP nothing of an HTTPS page is given: the viewer is sent away before', async () => {
    const h = await start()
    await visit(h, HTTP_PAGE, 'page-0001', 1)
    const joined = await join(h)
    const agent = await plainSocket(h, joined).open()
    agent.send({ type: 'hello', protocol: 1, have: null })
    await agent.next('welcome')
    await agent.untilEnvelopes(3)
    await h.visitor({ pageId: 'page-0002' }, HTTPS_PAGE)
    expect((await agent.next('follow')).url).toBe(`${h.url}/view/${joined.pid}`)
    expect((await agent.untilClosed()).code).toBe(1001)
    expect(agent.envelopes).toHaveLength(3)
    // And it does not come back as long as the page is there.
    const again = await plainSocket(h, joined).open()
    again.send({ type: 'hello', protocol: 1, have: null })
    expect((await again.next('follow')).url).toBe(`${h.url}/view/${joined.pid}`)
    expect((await again.untilClosed()).code).toBe(1001)
    expect(again.envelopes).toEqual([])
  })

  test('HF-1: a viewer over HTTPS is told to follow, on the page that comes and on the one that is there', async () => {
    const h = await start()
    await visit(h, HTTPS_PAGE, 'page-0001', 1)
    const joined = await join(h)
    const agent = await h.agent(joined)
    await agent.next('welcome')
    await h.visitor({ pageId: 'page-0002' }, HTTP_PAGE)
    const url = `${h.plainUrl}/view/${joined.pid}`
    expect((await agent.next('follow')).url).toBe(url)
    expect((await (await h.agent(await join(h))).next('follow')).url).toMatch(/^http:\/\/127/)
  })
})

describe('HF-1, HF-4: off', () => {
  test.each([
    ['at the server', false, true],
    ['for the group', true, false],
  ])('%s: no second cookie, nobody follows', async (_where, isServerOn, isGroupOn) => {
    const h = await start(isServerOn, isGroupOn)
    await visit(h, HTTP_PAGE, 'page-0001', 1)
    const joined = await join(h)
    expect(joined.plain).toBe('')
    const agent = await h.agent(joined)
    const first = await agent.next('welcome')
    expect(first.type).toBe('welcome')
    await h.visitor({ pageId: 'page-0002' }, HTTP_PAGE)
    await agent.settle()
    expect(agent.messages.filter(({ type }) => type === 'follow')).toEqual([])
  })

  test('a viewer inside another page stays where it is', async () => {
    const h = await start()
    await visit(h, HTTP_PAGE, 'page-0001', 1)
    expect((await join(h, { parents: ['https://crm.example.com'] })).plain).toBe('')
  })

  test('HF-4: nothing listens in the clear without the option, which needs port and address', () => {
    const env = {
      SIDELONG_SERVER_ID: 's1',
      SIDELONG_CLUSTER_SECRET: 'A'.repeat(43),
      SIDELONG_CONSOLE_URL: 'https://c.example.com/',
    }
    expect(readSettings(env).plain).toBeNull()
    const set = (port: string, url: string) =>
      readSettings({ ...env, SIDELONG_HTTP_FOLLOW_PORT: port, SIDELONG_HTTP_FOLLOW_URL: url }).plain
    expect(set('80', 'http://s1.example.com')).toEqual({ port: 80, publicUrl: 'http://s1.example.com' })
    expect(() => set('80', '')).toThrow()
    expect(() => set('', 'http://s1.example.com')).toThrow('go together')
    expect(() => set('80', 'https://s1.example.com')).toThrow('http:')
  })
})

test('HF-4: at the plain port there is the viewer and nothing else', async () => {
  const h = await start()
  await visit(h, HTTP_PAGE, 'page-0001', 1)
  const claims = h.claims()
  for (const path of [`/join/${claims.jti}`, '/reports', '/', '/v1/visitor']) {
    const { status } = await h.get(path, {}, h.plainUrl)
    expect([path, status]).toEqual([path, 404])
  }
  const ws = h.plainUrl.replace('http', 'ws')
  expect(await refusal(h.dial('/v1/visitor', { origin: HTTP_PAGE }, ws))).toBe(404)
  expect(await refusal(h.dial('/v1/control', {}, ws))).toBe(404)
  // The credential was not used up by trying.
  expect((await h.redeem(claims)).status).toBe(200)
})

test('SA-10, HF-3: headers and the mark of the plain viewer', async () => {
  const h = await start()
  await visit(h, HTTP_PAGE, 'page-0001', 1)
  const joined = await join(h)
  const { headers, body } = await h.get(`/view/${joined.pid}`, { cookie: joined.plain }, h.plainUrl)
  expect(body).toContain('<meta name="sidelong-private" content="no">')
  expect(headers['strict-transport-security']).toBeUndefined()
  const stage = /sidelong-stage" content="([^"]+)"/.exec(body)?.[1] ?? ''
  expect(stage).toMatch(/^\/stage\/[\w-]{22}$/)
  const policy = String((await h.get(stage, {}, h.plainUrl)).headers['content-security-policy'])
  expect(policy).toContain('img-src https: http: data: blob:;')
  expect(policy).toContain(`frame-ancestors ${h.plainUrl};`)
  const own = await h.get(`/view/${joined.pid}`, { cookie: joined.cookie })
  expect(own.body).not.toContain('sidelong-private')
  // Browsers must be able to go there at all.
  expect(own.headers['strict-transport-security']).toBe('max-age=0')
})

test('SA-13: the plain cookie, too, ends after its life and with each bit changed', async () => {
  const h = await start()
  await visit(h, HTTP_PAGE, 'page-0001', 1)
  const { pid, plain } = await join(h)
  const status = async (cookie: string) => (await h.get(`/view/${pid}`, { cookie }, h.plainUrl)).status
  for (let at = plain.indexOf('=') + 1; at < plain.length; at += 7) {
    const changed = plain.slice(0, at) + (plain[at] === 'A' ? 'B' : 'A') + plain.slice(at + 1)
    expect([at, await status(changed)]).toEqual([at, 401])
  }
  expect(await status(plain)).toBe(200)
  h.clock.advance(LIMITS.agentCookieLifeMs)
  expect(await status(plain)).toBe(401)
})
