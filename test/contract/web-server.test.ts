import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { verifyJoin } from '../../src/node/join-signature.ts'
import type { StartResponse } from '../../src/protocol/rest.ts'
import { startResponse } from '../../src/protocol/rest.ts'
import { verifyAudit } from '../../src/web-server/audit/audit.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { eventually, SITE, startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const start = { groupId: 1, site: 'staging', script: 'test' }

let server: TestServer
let own: Record<string, string>
beforeAll(async () => {
  server = await startTestServer()
  own = { origin: server.web.url }
  await server.addAgent('ada@example.com', 1, 'agent')
  await server.addAgent('bob@example.com', 2, 'agent', 'Bob')
  await server.addAgent('aud@example.com', 1, 'auditor', 'Audrey')
})
afterAll(() => server.stop())

const visit = (path: string, body: unknown, origin: string | null = SITE) =>
  server.post(`/v1/visitor/${path}`, body, origin === null ? {} : { origin })
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

async function startOne(key?: string): Promise<StartResponse> {
  const answer = await visit('sessions', key === undefined ? start : { ...start, key })
  expect(answer.status).toBe(200)
  return startResponse(await answer.json())
}

async function startWaiting(key?: string): Promise<StartResponse> {
  const session = await startOne(key)
  server.servers[0]!.reportStatus(session.sessionId, 'W')
  await eventually(async () => (await statusOf(session.sessionId)) === 'W')
  return session
}

async function statusOf(id: string): Promise<string | undefined> {
  const row = await server.web.db
    .selectFrom('sessions')
    .select('status')
    .where('id', '=', id as never)
    .executeTakeFirst()
  return row?.status
}

describe('visitor endpoints', () => {
  it('SE-1, LC-1: a start gives id, credential, server and settings, and opens the session there', async () => {
    const session = await startOne()
    expect(session.sessionServer).toBe(server.servers[0]!.origin)
    expect(session.isRandomKey).toBe(true)
    expect(session.settings.ui.groupName).toBe('One')
    const opened = server.servers[0]!.received.find(
      (m) => m.type === 'session-open' && m.sessionId === session.sessionId,
    )
    expect(opened).toMatchObject({ groupId: 1, site: 'staging', status: 'J' })
    expect(JSON.stringify(opened)).not.toContain(session.credential)
  })

  it('SE-5: random keys have the length set and never begin with 0', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, async () => (await startOne()).key))
    for (const key of keys) expect(key).toMatch(/^[1-9][0-9]{5}$/)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('SE-6: two simultaneous starts with one key give one session and one key-in-use', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => visit('sessions', { ...start, key: 'twice' })))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409])
  })

  it('SE-7, LC-13: the same visitor replaces the session, another one is told key-in-use and nothing else', async () => {
    const first = await startOne('mine')
    const foreign = await visit('sessions', { ...start, key: 'mine', credential: 'A'.repeat(22) })
    expect(foreign.status).toBe(409)
    expect(Object.keys((await foreign.json()) as object).sort()).toEqual([
      'code',
      'requestId',
      'status',
      'title',
    ])
    const again = await visit('sessions', { ...start, key: 'mine', credential: first.credential })
    expect(again.status).toBe(200)
    expect(await statusOf(first.sessionId)).toBe('Q')
    expect(server.servers[0]!.received).toContainEqual({
      type: 'session-end',
      sessionId: first.sessionId,
      reason: 'replaced',
    })
  })

  it('SE-4: a key outside the alphabet is bad-key', async () => {
    for (const key of ['', 'a b', 'ä', 'x'.repeat(64), '../x', '<b>']) {
      expect(await codeOf(await visit('sessions', { ...start, key }))).toBe('bad-key')
    }
  })

  it('ER-1, SE-4, SE-13: key-not-allowed, key-in-use and quota-exceeded are told as such', async () => {
    await startOne('taken')
    expect(await codeOf(await visit('sessions', { ...start, key: 'taken' }))).toBe('key-in-use')
    await setSetting(server.web.db, 1 as never, 'staging', 'keys.callerGiven', 'deny')
    expect(await codeOf(await visit('sessions', { ...start, key: 'given' }))).toBe('key-not-allowed')
    await setSetting(server.web.db, 1 as never, 'staging', 'keys.callerGiven', 'allow')
    await setSetting(server.web.db, 1 as never, null, 'session.maxConcurrent', 1)
    const full = await visit('sessions', start)
    expect(await full.json()).toMatchObject({ code: 'quota-exceeded', retryAfterSeconds: 60 })
    await setSetting(server.web.db, 1 as never, null, 'session.maxConcurrent', 1_000)
    expect((await visit('sessions', start)).status).toBe(200)
  })

  it('EM-12, GC-8: staging permits every port of this machine by default, production nothing', async () => {
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:8080', 'http://localhost'])
      expect((await visit('sessions', start, origin)).status).toBe(200)
    for (const origin of ['http://localhost.evil.example', 'http://192.168.0.1:8080'])
      expect(await codeOf(await visit('sessions', start, origin))).toBe('origin-not-allowed')
    expect(await codeOf(await visit('sessions', { ...start, site: 'production' }))).toBe('origin-not-allowed')
  })

  it('SE-2: identity too long is bad-params, never cut', async () => {
    for (const identity of [
      { name: 'é'.repeat(64) },
      { phone: '1'.repeat(32) },
      { data: { a: 'x'.repeat(1_000), b: 'x'.repeat(1_000), c: 'y'.repeat(60) } },
    ]) {
      expect(await codeOf(await visit('sessions', { ...start, identity }))).toBe('bad-params')
    }
    expect((await visit('sessions', { ...start, identity: { name: '😀'.repeat(63) } })).status).toBe(200)
  })

  it('GC-8, GC-9: foreign, missing and null origins and unknown groups get one answer', async () => {
    const answers = await Promise.all([
      visit('sessions', start, 'https://evil.example'),
      visit('sessions', start, null),
      visit('sessions', start, 'null'),
      visit('sessions', { ...start, groupId: 999 }),
      visit('sessions', { ...start, site: 'production' }),
      visit('settings', { groupId: 999, site: 'staging' }),
    ])
    const bodies = await Promise.all(
      answers.map(async (answer) => {
        const { requestId: _, ...rest } = (await answer.json()) as Record<string, unknown>
        return JSON.stringify(rest)
      }),
    )
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([403]))
    expect(new Set(bodies).size).toBe(1)
    expect(bodies[0]).toContain('origin-not-allowed')
  })

  it('GC-8: answers carry the exact origin and never credentials', async () => {
    const answer = await visit('settings', { groupId: 1, site: 'staging' })
    expect(answer.headers.get('access-control-allow-origin')).toBe(SITE)
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    const missing = await visit('settings', { groupId: 1, site: 'staging' }, null)
    expect(missing.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await fetch(`${server.web.url}/v1/visitor/sessions`, {
      method: 'OPTIONS',
      headers: { origin: SITE, 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type')
  })

  it('oversized and malformed bodies are refused with a code', async () => {
    expect(await codeOf(await visit('sessions', { ...start, browser: 'x'.repeat(40_000) }))).toBe('too-large')
    expect(await codeOf(await visit('sessions', '{'))).toBe('bad-params')
    expect(await codeOf(await visit('sessions', '[]'))).toBe('bad-params')
    expect(await codeOf(await visit('sessions', '{"__proto__":{"x":1},"groupId":1}'))).toBe('bad-params')
  })

  it('LC-17: continue needs the credential, and moves to another server only when the old one is gone', async () => {
    const session = await startOne()
    const again = { ...start, sessionId: session.sessionId, credential: session.credential }
    expect((await visit('sessions/continue', again)).status).toBe(200)
    expect(await codeOf(await visit('sessions/continue', { ...again, credential: 'A'.repeat(22) }))).toBe(
      'resume-refused',
    )
    const unknown = session.sessionId.replace(/.{5}$/, 'AAAAA') as never
    expect(await codeOf(await visit('sessions/continue', { ...again, sessionId: unknown }))).toBe(
      'session-expired',
    )
    expect(await codeOf(await visit('sessions/continue', again, 'https://evil.example'))).toBe(
      'origin-not-allowed',
    )
  })

  it('LC-3: end by the visitor, repeatable; afterwards the session is expired', async () => {
    const session = await startOne()
    const body = { sessionId: session.sessionId, credential: session.credential }
    expect((await visit('sessions/end', { ...body, credential: 'A'.repeat(22) })).status).toBe(403)
    expect((await visit('sessions/end', body)).status).toBe(204)
    expect((await visit('sessions/end', body)).status).toBe(204)
    expect(await statusOf(session.sessionId)).toBe('Q')
    expect(await codeOf(await visit('sessions/continue', { ...start, ...body }))).toBe('session-expired')
  })

  it('LC-15, LC-16: statuses only go forward, and each change is kept', async () => {
    const session = await startWaiting()
    const [cs] = server.servers
    cs!.reportStatus(session.sessionId, 'A')
    cs!.reportStatus(session.sessionId, 'W')
    cs!.reportStatus(session.sessionId, 'C', 'agent-ended')
    cs!.reportStatus(session.sessionId, 'X', 'agent-lost')
    await eventually(async () => (await statusOf(session.sessionId)) === 'C')
    const history = await server.web.db
      .selectFrom('session_statuses')
      .select('status')
      .where('session_id', '=', session.sessionId)
      .orderBy('id')
      .execute()
    expect(history.map((row) => row.status)).toEqual(['J', 'W', 'A', 'C'])
    expect((await verifyAudit(server.web.db, 1)).brokenAt).toBeNull()
  })
})

describe('log-in', () => {
  it('RO-4: unknown user and wrong password get the same answer', async () => {
    const bodies = await Promise.all(
      [
        { email: 'ada@example.com', password: 'wrong password' },
        { email: 'nobody@example.com', password: 'wrong password' },
      ].map(async (body) => {
        const answer = await server.post('/api/auth/sign-in/email', body, own)
        const { requestId: _, ...rest } = (await answer.json()) as Record<string, unknown>
        return JSON.stringify([answer.status, rest, answer.headers.getSetCookie()])
      }),
    )
    expect(bodies[0]).toBe(bodies[1])
    expect(bodies[0]).toContain('login-refused')
  })

  it('SECURITY 6: the cookie is __Host-, Secure, HttpOnly and SameSite=Lax, and me needs it', async () => {
    const answer = await server.post(
      '/api/auth/sign-in/email',
      { email: 'ADA@example.com', password: 'correct horse battery staple' },
      own,
    )
    expect(answer.status).toBe(200)
    for (const cookie of answer.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-/)
      for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part)
      expect(cookie).not.toMatch(/domain/i)
    }
    expect(await answer.text()).not.toMatch(/token/i)
    expect((await server.get('/v1/me')).status).toBe(401)
    const cookie = await server.logIn('ada@example.com')
    const me = await (await server.get('/v1/me', { cookie })).json()
    expect(me).toMatchObject({
      email: 'ada@example.com',
      groups: [
        {
          id: 1,
          role: 'Agent',
          privileges: ['view', 'point', 'draw', 'end'],
          permissions: ['presence', 'transfer'],
        },
      ],
    })
  })

  it('JN-10: log-out ends the log-in and revokes the agent on every session server', async () => {
    const cookie = await server.logIn('bob@example.com')
    const { id } = (await (await server.get('/v1/me', { cookie })).json()) as { id: string }
    expect((await server.post('/api/auth/sign-out', {}, { ...own, cookie })).status).toBe(200)
    expect((await server.get('/v1/me', { cookie })).status).toBe(401)
    await eventually(() => server.servers[0]!.received.some((m) => m.type === 'revoke' && m.agentId === id))
  })

  it('SA-35: writes from another site, or from nowhere, are refused', async () => {
    const body = { email: 'ada@example.com', password: 'correct horse battery staple' }
    const headers: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
      { origin: server.servers[0]!.origin },
      {},
    ]
    for (const header of headers) {
      const answer = await server.post('/api/auth/sign-in/email', body, header)
      expect([answer.status, await codeOf(answer)]).toEqual([403, 'cross-site'])
    }
  })

  it('SECURITY 6: no other endpoint of better-auth exists', async () => {
    for (const path of [
      'sign-up/email',
      'change-password',
      'update-user',
      'forget-password',
      'list-sessions',
      'ok',
      'error',
    ]) {
      expect((await server.post(`/api/auth/${path}`, {}, own)).status).toBe(404)
      expect((await server.get(`/api/auth/${path}`)).status).toBe(404)
    }
  })
})

describe('join', () => {
  const joinPath = (key: string) => `/agent/join?key=${encodeURIComponent(key)}`

  it('JN-9: hands over by a signed one-time credential in a cookie, never in the address', async () => {
    const session = await startWaiting()
    const cookie = await server.logIn('ada@example.com')
    const answer = await server.get(joinPath(session.key), { cookie })
    expect(answer.status).toBe(303)
    const location = answer.headers.get('location')!
    const [set] = answer.headers.getSetCookie()
    const [, token, path] = /^__Secure-sidelong-join=([^;]+);.*Path=(\/join\/[A-Za-z0-9_-]{22})(?:;|$)/.exec(
      set!,
    )!
    expect(location).toBe(server.servers[0]!.origin + path)
    for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Max-Age=']) expect(set).toContain(part)
    expect(set).not.toMatch(/domain=/i)
    const claims = verifyJoin(decodeURIComponent(token!), {
      audience: 'cs1',
      nowMs: Date.now(),
      findKey: (kid) => server.servers[0]!.keys.get(kid) ?? null,
    })
    expect(claims.ok && claims.value).toMatchObject({
      session: session.sessionId,
      group: 1,
      role: 'Agent',
      name: 'Ada Lovelace',
      privileges: ['view', 'point', 'draw', 'end'],
      purpose: 'join',
    })
    expect(location).not.toContain(session.key)
  })

  it('JN-1: not logged in → log-in → back to exactly this place, never elsewhere', async () => {
    const away = await server.get(`${joinPath('abc')}&next=https://evil.example&group=1`)
    expect([away.status, away.headers.get('location')]).toEqual([302, '/agent/login'])
    const kept = away.headers.getSetCookie()[0]!.split(';')[0]!
    const body = { email: 'ada@example.com', password: 'correct horse battery staple' }
    const answer = await server.post('/api/auth/sign-in/email', body, { ...own, cookie: kept })
    expect(await answer.json()).toMatchObject({ next: '/agent/join?key=abc&group=1' })
    const login = answer.headers
      .getSetCookie()
      .map((c) => c.split(';')[0])
      .join('; ')
    const back = await server.get('/agent/', { cookie: `${login}; ${kept}` })
    expect([back.status, back.headers.get('location')]).toEqual([303, '/agent/join?key=abc&group=1'])
    const explicit = await server.get('/agent/return', { cookie: `${login}; ${kept}` })
    expect([explicit.status, explicit.headers.get('location')]).toEqual([303, '/agent/join?key=abc&group=1'])
    const nothing = await server.get('/agent/return', { cookie: login })
    expect([nothing.status, nothing.headers.get('location')]).toEqual([303, '/agent/'])
    // SA-34: right but for one character of the signature.
    const forged = kept.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))
    const home = await server.get('/agent/', { cookie: `${login}; ${forged}` })
    expect([home.status, home.headers.get('location')]).toEqual([200, null])
  })

  it('AE-5: language and tools of a window go along to log-in, chooser, wait and session server', async () => {
    for (const group of [1, 2]) await server.addAgent('cleo@example.com', group, 'agent', 'Cleo')
    const wish = 'lang=de&tools=find%2Cpen'
    const path = (key: string) => `${joinPath(key)}&tools=pen,root,find&lang=de`
    const away = await server.get(path('several'))
    expect(away.headers.get('location')).toBe('/agent/login?lang=de')
    const kept = away.headers.getSetCookie()[0]!.split(';')[0]!
    const body = { email: 'cleo@example.com', password: 'correct horse battery staple' }
    const answer = await server.post('/api/auth/sign-in/email', body, { ...own, cookie: kept })
    expect(await answer.json()).toMatchObject({ next: `/agent/join?key=several&${wish}` })
    expect(await (await server.get('/agent/login?lang=de')).text()).toContain('<html lang="de">')

    const cookie = await server.logIn('cleo@example.com')
    const to = async (query: string) => (await server.get(query, { cookie })).headers.get('location')
    expect(await to(`${path('several')}&wait=1`)).toBe(`/agent/?key=several&wait=1&${wish}`)
    expect(await to(path('several'))).toBe(`/agent/?error=no-session&key=several&${wish}`)
    for (const groupId of [1, 2]) {
      const start = { groupId, site: 'staging', script: 'test', key: 'several' }
      const started = await server.post('/v1/visitor/sessions', start, { origin: SITE })
      server.servers[0]!.reportStatus(startResponse(await started.json()).sessionId, 'W')
    }
    const chooser = async () => (await server.get(path('several'), { cookie })).text()
    await eventually(async () => (await chooser()).includes('<html lang="de">'))
    const links = [...(await chooser()).matchAll(/<a href="([^"]*)"/g)].map(([, link]) =>
      link!.replaceAll('&#38;', '&'),
    )
    expect(links).toEqual([1, 2].map((id) => `/agent/join?key=several&group=${id}&${wish}`))
    expect(await to(links[0]!)).toMatch(/\/join\/[\w-]{22}\?lang=de&tools=find%2Cpen$/)
    expect(await to(`${joinPath('several')}&group=1&tools=`)).toMatch(/\?tools=$/)
    expect(await to(`${joinPath('several')}&group=1`)).toMatch(/\/join\/[\w-]{22}$/)
  })

  it('JN-3, SA-17: wrong key, other group’s key, session not ready and no privilege get one answer', async () => {
    const session = await startWaiting()
    const settingUp = await startOne()
    const answers = [
      await server.get(joinPath('000000'), { cookie: await server.logIn('ada@example.com') }),
      await server.get(joinPath(session.key), { cookie: await server.logIn('bob@example.com') }),
      await server.get(joinPath(session.key), { cookie: await server.logIn('aud@example.com') }),
      await server.get(joinPath(settingUp.key), { cookie: await server.logIn('ada@example.com') }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toMatch(/^\/agent\/\?error=no-session&key=[0-9]+$/)
      expect(answer.headers.getSetCookie()).toEqual([])
      expect(await answer.text()).toBe('')
    }
  })

  it('JN-2: look-up ignores spaces and hyphens in an all-digit entry', async () => {
    const session = await startWaiting()
    const cookie = await server.logIn('ada@example.com')
    const key = `${session.key.slice(0, 3)} ${session.key.slice(3)}`
    const answer = await server.post('/v1/sessions/lookup', { key }, { ...own, cookie })
    expect(await answer.json()).toEqual({
      found: true,
      joinUrl: `${server.web.url}/agent/join?key=${session.key}&group=1`,
    })
    const miss = await server.post('/v1/sessions/lookup', { key: 'nothing' }, { ...own, cookie })
    expect(await miss.json()).toEqual({ found: false, joinUrl: null })
  })

  it('VW-7: only who may sees every session of the group; agents see their own', async () => {
    const session = await startWaiting()
    const agent = await server.logIn('ada@example.com')
    const auditor = await server.logIn('aud@example.com')
    const idsFor = async (cookie: string) => {
      const body = (await (await server.get('/v1/sessions?limit=1000', { cookie })).json()) as {
        items: { id: string }[]
      }
      return body.items.map((item) => item.id)
    }
    expect(await idsFor(auditor)).toContain(session.sessionId)
    expect(await idsFor(await server.logIn('bob@example.com'))).not.toContain(session.sessionId)
    expect(await idsFor(agent)).not.toContain(session.sessionId)
    const { id } = (await (await server.get('/v1/me', { cookie: agent })).json()) as { id: string }
    server.servers[0]!.report({
      type: 'participant-joined',
      sessionId: session.sessionId,
      agentId: id,
      participant: {
        id: `${'B'.repeat(21)}A` as never,
        kind: 'agent',
        name: 'Ada Lovelace',
        role: 'Agent',
        joinedAt: new Date().toISOString(),
        privileges: ['view'],
      },
    })
    await eventually(async () => (await idsFor(agent)).includes(session.sessionId))
  })
})

describe('settings and pages', () => {
  it('UI-13: the texts of the controls come in a language that the visitor reads', async () => {
    const textsFor = async (locales: string[]) => {
      const answer = await visit('settings', { groupId: 1, site: 'staging', locales })
      const { settings } = (await answer.json()) as { settings: { ui: { locale: string; texts: object } } }
      return settings.ui
    }
    expect(await textsFor(['ja', 'fr-CA', 'en'])).toMatchObject({
      locale: 'fr',
      texts: { end: 'Arrêter' },
    })
    expect(await textsFor([])).toMatchObject({ locale: 'en', texts: { end: 'End' } })
  })

  it('SG-4: unknown keys and values out of range are refused', async () => {
    await expect(setSetting(server.web.db, 1 as never, 'staging', 'no.such', 1)).rejects.toThrow(
      'no setting "no.such"',
    )
    await expect(setSetting(server.web.db, 1 as never, 'staging', 'keys.randomLength', 3)).rejects.toThrow(
      'from 4 to 9',
    )
  })

  it('GC-10: a setting changed takes effect on the next start', async () => {
    await setSetting(server.web.db, 2 as never, 'staging', 'masking.selectors', ['#iban'])
    const answer = await visit('settings', { groupId: 2, site: 'staging' })
    expect(await answer.json()).toMatchObject({ settings: { version: 1, masking: { selectors: ['#iban'] } } })
  })

  it('RS-1: errors are problem details with a request id, for everything', async () => {
    for (const path of [
      '/nothing',
      '/v1/nothing',
      '/visitor/%2e%2e/package.json',
      '/agent/assets/../../package.json',
    ]) {
      const answer = await server.get(path)
      if (answer.status === 503) continue
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(await answer.json()).toMatchObject({
        code: 'not-found',
        status: 404,
        requestId: expect.any(String),
      })
    }
    expect((await server.get('/v1/me', { host: 'evil.example' })).status).toBeGreaterThanOrEqual(400)
  })

  it('T14: pages cannot be framed, and the console allows no inline script', async () => {
    const answer = await server.get('/agent/login')
    const policy = answer.headers.get('content-security-policy')!
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('serves health, the OpenAPI file and the way to the console', async () => {
    expect((await server.get('/healthz')).status).toBe(200)
    const api = (await (await server.get('/v1/openapi.json')).json()) as { openapi: string; paths: object }
    expect(api.openapi).toBe('3.1.0')
    expect(Object.keys(api.paths)).toContain('/v1/visitor/sessions')
    expect((await server.get('/')).headers.get('location')).toBe('/agent/')
  })
})
