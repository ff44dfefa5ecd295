import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEventParser } from '../../src/agent/event-parser.ts'
import { randomBytes, systemClock } from '../../src/node/platform.ts'
import type { SessionId } from '../../src/protocol/ids.ts'
import { startResponse } from '../../src/protocol/rest.ts'
import { ensureGroup, ensureMembership } from '../../src/web-server/groups/groups.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { type Api, apiOf } from './api-support.ts'
import { helloOf, openPresence, type PresencePage } from './presence-support.ts'
import { emptyDatabase, eventually, SITE, startTestServer, type TestServer } from './web-server-support.ts'

/* Server-sent events for agents' pages: who is there (PR-8), and the own view in a window of its own (AE-6). */

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const PRESENCE = '/v1/groups/1/presence/events'
const SESSIONS = '/v1/groups/1/sessions'
const CRM = 'https://crm.example.com'
let server: TestServer
let second: TestServer
let ids: Record<'ada' | 'grace', string>
let ada: Api
const open: Stream[] = []

type Stream = {
  readonly events: { type: string; data: Record<string, unknown> }[]
  readonly headers: Headers
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>
  types(): string[]
  close(): void
}

/** Rights are asked for anew sooner than in life. */
const clock = {
  ...systemClock,
  every: (ms: number, fn: () => void) =>
    systemClock.every(ms === WEB_LIMITS.eventStreamCheckMs ? 200 : ms, fn),
}

/** Once, while a join credential is signed. */
let atSigning: (() => void) | null = null
function random(length: number) {
  if (length === 16) {
    atSigning?.()
    atSigning = null
  }
  return randomBytes(length)
}

const errors: string[] = []
const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) }

beforeAll(async () => {
  server = await startTestServer({ parts: { random, log } })
  second = await startTestServer({ servers: 0, config: { id: 'web2' }, parts: { db: server.web.db, clock } })
})
afterAll(async () => {
  await second?.stop()
  await server?.stop()
})
beforeEach(async () => {
  for (const stream of open.splice(0)) stream.close()
  await emptyDatabase(server.web.db)
  for (const id of [1, 2]) {
    await ensureGroup(server.web.db, { id, name: `Group ${id}` })
    await setSetting(server.web.db, id as never, null, 'presence.enabled', true)
  }
  ids = {
    ada: await server.addAgent('ada@example.com', 1, 'agent', 'Ada'),
    grace: await server.addAgent('grace@example.com', 1, 'senior', 'Grace'),
  }
  ada = apiOf(server, { cookie: await server.logIn('ada@example.com') })
})

const tokenOf = async (api: Api, scopes: string[]) => {
  const made = await api('POST', '/v1/tokens', { groupId: 1, scopes, minutes: 5 })
  return { authorization: `Bearer ${made.json.token}` }
}

async function follow(
  path: string,
  headers: Record<string, string>,
  at = server,
): Promise<Stream & { status: number; code: unknown }> {
  const over = new AbortController()
  const answer = await fetch(at.web.url + path, { headers, signal: over.signal })
  const events: Stream['events'] = []
  let code: unknown = null
  if (!answer.ok) code = ((await answer.json()) as { code: unknown }).code
  const parse = createEventParser((type, data) => events.push({ type, data: JSON.parse(data) }))
  const read = async () => {
    if (!answer.ok || !answer.body) return
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) parse(piece)
  }
  const stream = {
    status: answer.status,
    code,
    events,
    headers: answer.headers,
    ended: read().catch(() => undefined),
    types: () => events.map(({ type }) => type),
    close: () => over.abort(),
  }
  open.push(stream)
  return stream
}

const got = (stream: Stream, type: string) =>
  eventually(() => stream.events.findLast((event) => event.type === type)?.data)

describe('presence', () => {
  let site: string
  let port = 4_600
  const pages: PresencePage[] = []
  beforeEach(() => {
    for (const page of pages.splice(0)) page.drop()
    site = `http://localhost:${port++}`
  })
  const visit = async (more: Parameters<typeof helloOf>[1] = {}) => {
    const page = await openPresence(server.web.url, helloOf(site, more), { origin: site })
    pages.push(page)
    await page.got('welcome')
    return page
  }

  it('PR-8 PR-4: what happens on a page is told by another web server, change by change', async () => {
    const auth = await tokenOf(ada, ['presence'])
    const stream = await follow(PRESENCE, auth, second)
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(await got(stream, 'snapshot')).toEqual({ visitors: [] })
    const page = await visit({ data: { plan: 'gold' } })
    expect(await got(stream, 'connected')).toMatchObject({
      visitorId: 'ann',
      visitor: { visitorId: 'ann', title: 'Cart', url: `${site}/cart`, data: { plan: 'gold' } },
    })
    page.say({ type: 'update', url: `${site}/pay`, title: 'Pay' })
    expect(await got(stream, 'page')).toMatchObject({ visitor: { title: 'Pay', url: `${site}/pay` } })
    page.say({ type: 'update', focus: false, terms: 'shown', status: 'W', data: { plan: 'silver' } })
    expect(await got(stream, 'focus')).toMatchObject({ visitor: { hasFocus: false } })
    expect(await got(stream, 'terms')).toMatchObject({ visitor: { terms: 'shown' } })
    expect(await got(stream, 'session')).toMatchObject({ visitor: { status: 'W' } })
    expect(await got(stream, 'data')).toMatchObject({ visitor: { data: { plan: 'silver' } } })
    page.drop()
    expect(await got(stream, 'disconnected')).toEqual({ visitorId: 'ann', visitor: null })
    // Each change once.
    expect(stream.types().toSorted()).toEqual(
      ['snapshot', 'connected', 'page', 'focus', 'terms', 'session', 'data', 'disconnected'].toSorted(),
    )
  })

  it('PR-8 PR-10: only named visitors, only of the own group; who comes later begins with who is there', async () => {
    const auth = await tokenOf(ada, ['presence'])
    const one = await follow(`${PRESENCE}?visitors=bob,cleo`, auth)
    await got(one, 'snapshot')
    await visit({ groupId: 2 as never, pageId: 'page-0002', visitorId: 'bob' as never })
    await visit({ visitorId: 'ann' as never })
    await visit({ pageId: 'page-0003', visitorId: 'cleo' as never })
    expect(await got(one, 'connected')).toMatchObject({ visitorId: 'cleo' })
    const all = await follow(PRESENCE, auth)
    const { visitors } = (await got(all, 'snapshot')) as { visitors: { visitorId: string }[] }
    expect(visitors.map(({ visitorId }) => visitorId).toSorted()).toEqual(['ann', 'cleo'])
    expect(one.types()).toEqual(['snapshot', 'connected'])
    expect((await follow(`${PRESENCE}?visitors=a%20b`, auth)).code).toBe('bad-params')
  })

  it('PR-10 RO-1: who loses the right loses the stream; without it, or from other pages, there is none', async () => {
    await setSetting(server.web.db, 1 as never, null, 'presence.agentOrigins', [CRM])
    const auth = await tokenOf(ada, ['presence'])
    const from = (origin: string, headers: Record<string, string>) =>
      follow(PRESENCE, { ...headers, origin }, second)
    const cookie = await server.logIn('ada@example.com')
    expect((await from(CRM, { cookie })).code).toBe('not-logged-in')
    expect((await from('https://evil.example', auth)).code).toBe('origin-not-allowed')
    expect((await follow(PRESENCE, await tokenOf(ada, ['join']))).code).toBe('not-permitted')
    expect((await follow(PRESENCE.replace('1', '2'), auth)).status).toBe(404)
    const stream = await from(CRM, auth)
    expect(stream.headers.get('access-control-allow-origin')).toBe(CRM)
    await got(stream, 'snapshot')
    await ensureMembership(server.web.db, { userId: ids.ada, groupId: 1 as never, role: 'viewer' })
    await stream.ended
    expect(stream.events.at(-1)).toEqual({ type: 'error', data: { code: 'not-permitted' } })
    await ensureMembership(server.web.db, { userId: ids.ada, groupId: 1 as never, role: 'agent' })
    const again = await from(CRM, auth)
    await got(again, 'snapshot')
    await server.web.db.deleteFrom('api_tokens').execute()
    await again.ended
    expect(again.events.at(-1)).toEqual({ type: 'error', data: { code: 'not-logged-in' } })
  })

  it('RS-3: streams are bounded for each caller, and give their place back', async () => {
    const auth = { cookie: await server.logIn('grace@example.com') }
    const streams = await Promise.all(
      Array.from({ length: WEB_LIMITS.eventStreamsPerCaller }, () => follow(PRESENCE, auth)),
    )
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200))
    expect((await follow(PRESENCE, auth)).code).toBe('rate-limited')
    streams[0]?.close()
    await eventually(async () => (await follow(PRESENCE, auth)).status === 200)
  })

  it('PR-8: a page that leaves in the middle is no failed request', async () => {
    errors.length = 0
    const stream = await follow(PRESENCE, await tokenOf(ada, ['presence']))
    await got(stream, 'snapshot')
    stream.close()
    await stream.ended
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(errors).toEqual([])
  })

  it('a web server that stops ends its streams', async () => {
    const third = await startTestServer({ servers: 0, config: { id: 'web3' }, parts: { db: server.web.db } })
    const stream = await follow(PRESENCE, await tokenOf(ada, ['presence']), third)
    await got(stream, 'snapshot')
    const before = performance.now()
    await third.stop()
    await stream.ended
    expect(performance.now() - before).toBeLessThan(WEB_LIMITS.stopGraceMs)
  })
})

describe('views', () => {
  const PARTICIPANT = `${'p'.repeat(21)}A`

  async function begin(): Promise<SessionId> {
    const start = { groupId: 1, site: 'staging', script: 'test', key: 'case-7' }
    const answer = await server.post('/v1/visitor/sessions', start, { origin: SITE })
    const { sessionId: id } = startResponse(await answer.json())
    server.servers[0]?.reportStatus(id, 'W')
    return id
  }
  const join = (sessionId: SessionId, agentId: string, id = PARTICIPANT) =>
    server.servers[0]?.report({
      type: 'participant-joined',
      sessionId,
      agentId,
      participant: {
        id: id as never,
        kind: 'agent',
        name: 'Ada',
        role: 'Agent',
        privileges: ['view', 'point'],
        joinedAt: new Date().toISOString(),
        number: 0,
      },
    })
  const leave = (sessionId: SessionId, id = PARTICIPANT) =>
    server.servers[0]?.report({
      type: 'participant-left',
      sessionId,
      participantId: id as never,
      how: 'left',
      at: new Date().toISOString(),
    })
  const stateOf = (stream: Stream) => stream.events.at(-1)?.data.state

  it('AE-6: the own view is told from waiting to its end, over any web server', async () => {
    const stream = await follow(`${SESSIONS}/events?key=case-7`, await tokenOf(ada, ['join']), second)
    await expect.poll(() => stateOf(stream)).toBe('waiting')
    const id = await begin()
    join(id, ids.grace, `${'q'.repeat(21)}A`)
    server.servers[0]?.reportStatus(id, 'A')
    join(id, ids.ada)
    await expect.poll(() => stateOf(stream)).toBe('live')
    expect(stream.events.at(-1)).toEqual({
      type: 'view',
      data: {
        state: 'live',
        key: 'case-7',
        startedAt: expect.stringMatching(/Z$/),
        participants: expect.arrayContaining([
          { id: PARTICIPANT, kind: 'agent', name: 'Ada', role: 'Agent' },
        ]),
        privileges: ['view', 'point'],
        endReason: null,
      },
    })
    leave(id)
    await expect.poll(() => stateOf(stream)).toBe('left')
    // Nobody else's: it was never told before Ada was in it.
    expect(stream.events.map(({ data }) => data.state)).toEqual(['waiting', 'live', 'left'])
    // A stream that begins now knows nothing of what is over.
    const later = await follow(`${SESSIONS}/events?key=case-7`, await tokenOf(ada, ['join']))
    await expect.poll(() => stateOf(later)).toBe('waiting')
    join(id, ids.ada, `${'r'.repeat(21)}A`)
    await expect.poll(() => stateOf(later)).toBe('live')
    server.servers[0]?.reportStatus(id, 'C', 'visitor-ended')
    await expect
      .poll(() => later.events.at(-1)?.data)
      .toMatchObject({ state: 'ended', endReason: 'visitor-ended' })
    await expect.poll(() => stateOf(stream)).toBe('ended')
  })

  it('AE-6: leaving closes the own views of that session and no others; only people who may view', async () => {
    const auth = await tokenOf(ada, ['join'])
    const token = apiOf(server, auth)
    const post = (api: Api, key = 'case-7') => api('POST', `${SESSIONS}/leave`, { key })
    expect((await post(token)).status).toBe(204)
    const id = await begin()
    join(id, ids.grace)
    await eventually(() => server.web.db.selectFrom('participants').select('id').executeTakeFirst())
    const revoked = () => server.servers[0]?.received.filter((m) => m.type === 'revoke' && m.sessionId === id)
    expect((await post(token)).status).toBe(204)
    join(id, ids.ada, `${'q'.repeat(21)}A`)
    await eventually(async () => {
      expect((await post(token)).status).toBe(204)
      return revoked()?.some((m) => m.type === 'revoke' && m.agentId === ids.ada && m.isLeave)
    })
    expect(revoked()?.some((m) => m.type === 'revoke' && m.agentId === ids.grace)).toBe(false)
    const entry = await server.web.db
      .selectFrom('audit')
      .select(['object', 'outcome'])
      .where('operation', '=', 'session.leave')
      .where('outcome', '=', 'by their page')
      .executeTakeFirst()
    expect(entry).toBeDefined()
    // A program is nobody in a session.
    await server.addAgent('max@example.com', 1, 'admin', 'Max')
    const max = apiOf(server, { cookie: await server.logIn('max@example.com') })
    const made = await max('POST', '/v1/groups/1/tokens', { name: 'CRM', scopes: ['join'], days: 1 })
    const program = { authorization: `Bearer ${made.json.token}` }
    expect((await post(apiOf(server, program))).json.code).toBe('not-permitted')
    expect((await follow(`${SESSIONS}/events?key=case-7`, program)).code).toBe('not-permitted')
    expect((await post(max)).json.code).toBe('not-permitted')
    expect((await follow(`${SESSIONS}/events?key=case-7`, await tokenOf(ada, ['presence']))).code).toBe(
      'not-permitted',
    )
  })

  it('AE-6: a window that is closed at its log-in, or while it waits, joins no more; only that one', async () => {
    const token = apiOf(server, await tokenOf(ada, ['join']))
    const cookie = await server.logIn('ada@example.com')
    const [own, other] = [`${'w'.repeat(21)}A`, `${'v'.repeat(21)}A`]
    const waiting = (window: string, at = server) =>
      apiOf(at, { cookie })('POST', '/v1/sessions/lookup', { key: 'case-7', wait: 20, window })
    const to = async (window: string, at = server) =>
      (await at.get(`/agent/join?key=case-7&wait=1&window=${window}`, { cookie })).headers.get('location')
    const [closed, goesOn] = [waiting(own, second), waiting(other)]
    expect(await to(own)).toBe(`/agent/?key=case-7&wait=1&window=${own}`)
    expect((await token('POST', `${SESSIONS}/leave`, { key: 'case-7', window: own })).status).toBe(204)
    expect((await closed).json.code).toBe('window-closed')
    for (const at of [server, second])
      expect(await to(own, at)).toBe('/agent/?error=window-closed&key=case-7')
    await begin()
    expect((await goesOn).json.found).toBe(true)
    expect(await to(own)).toBe('/agent/?error=window-closed&key=case-7')
    expect(await to(other)).toMatch(/\/join\//)
    const late = `${'u'.repeat(21)}A`
    const row = { id: late, expires_at: new Date(Date.now() + 60_000) }
    atSigning = () => void server.web.db.insertInto('closed_windows').values(row).execute()
    expect(await to(late)).toBe('/agent/?error=window-closed&key=case-7')
    expect((await token('POST', `${SESSIONS}/leave`, { key: 'case-7', window: 'x' })).json.code).toBe(
      'bad-params',
    )
    // Of a join that is under way the session server hears, too.
    expect((await token('POST', `${SESSIONS}/leave`, { key: 'case-7', window: other })).status).toBe(204)
    await eventually(async () =>
      server.servers[0]?.received.some((m) => m.type === 'revoke' && m.agentId === ids.ada && m.isLeave),
    )
  })

  it('AE-6: what one person closes in a minute is bounded', async () => {
    const token = apiOf(server, await tokenOf(ada, ['join']))
    const close = async (i: number) => {
      const window = `${String(i).padStart(21, '0')}A`
      return (await token('POST', `${SESSIONS}/leave`, { key: 'case-7', window })).status
    }
    for (let i = 0; i < WEB_LIMITS.leavesPerMinutePerUser; i++) expect(await close(i)).toBe(204)
    expect(await close(WEB_LIMITS.leavesPerMinutePerUser)).toBe(429)
    const rows = await server.web.db.selectFrom('closed_windows').select('id').execute()
    expect(rows).toHaveLength(WEB_LIMITS.leavesPerMinutePerUser)
  })

  it('AE-5: a session is looked up from a listed page, in the named group alone', async () => {
    const auth = await tokenOf(ada, ['join'])
    const find = (origin: string, api: Api, path = SESSIONS) =>
      api('POST', `${path}/lookup`, { key: 'case-7' }, { origin })
    expect((await find(CRM, apiOf(server, auth))).json.code).toBe('origin-not-allowed')
    await setSetting(server.web.db, 1 as never, null, 'embed.parentOrigins', [CRM])
    expect((await find(CRM, apiOf(server, auth))).json).toMatchObject({ found: false, joinUrl: null })
    await begin()
    await eventually(async () => (await find(CRM, apiOf(server, auth))).json.found)
    const found = await find(CRM, apiOf(server, auth))
    expect(found.json.joinUrl).toBe(`${server.web.url}/agent/join?key=case-7&group=1`)
    expect(found.headers.get('access-control-allow-origin')).toBe(CRM)
    const cookie = await server.logIn('ada@example.com')
    expect((await find(CRM, apiOf(server, { cookie }))).json.code).toBe('cross-site')
    expect((await find(CRM, apiOf(server, auth), '/v1/groups/2/sessions')).status).toBe(403)
    expect(
      (await apiOf(server, auth)('POST', '/v1/groups/2/sessions/lookup', { key: 'case-7' })).status,
    ).toBe(404)
  })
})
