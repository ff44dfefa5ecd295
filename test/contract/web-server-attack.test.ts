import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { toBase64Url } from '../../src/base/bytes.ts'
import { createTurnstile } from '../../src/web-server/accounts/turnstile.ts'
import { isReturnPlace } from '../../src/web-server/join/return-place.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { eventually, PASSWORD, SITE, startTestServer, type TestServer } from './web-server-support.ts'

/* What an attacker tries at the web server (SECURITY section 6). */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: TestServer
let own: Record<string, string>
let cookie: string
let userId: string
beforeAll(async () => {
  server = await startTestServer()
  own = { origin: server.web.url }
  userId = await server.addAgent('ada@example.com', 1, 'supervisor')
  cookie = await server.logIn('ada@example.com')
})
afterAll(() => server.stop())

/** Sends bytes as they are; resolves with what came back, and after how long the server closed the connection. */
function raw(bytes: string, quietMs = 1_000): Promise<{ text: string; ms: number }> {
  const beganMs = performance.now()
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(server.web.port, '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(quietMs, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve({ text, ms: performance.now() - beganMs }))
  })
}
const request = (line: string, headers: readonly string[] = []) =>
  `${line} HTTP/1.1\r\n${[`Host: localhost:${server.web.port}`, 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`
const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)

describe('SA-31: texts that a database cannot keep, and names that objects inherit', () => {
  const odd = ['\0', 'a\0b', '\ud800', 'x\udfff', '__proto__', 'constructor', '\u202e', '\r\nX: y', '']

  it('SA-31: look-ups and join links find nothing, and nothing fails', async () => {
    for (const key of odd) {
      const answer = await server.post('/v1/sessions/lookup', { key }, { ...own, cookie })
      expect([key, answer.status]).toEqual([key, 200])
      const link = await server.get(`/agent/join?key=${encodeURIComponent(key.toWellFormed())}`, { cookie })
      expect(link.headers.get('location')).toMatch(/^\/agent\/\?error=no-session&key=[\w%+-]*$/)
      expect(link.headers.get('x')).toBeNull()
    }
  })

  it('SA-31: log-ins are refused as any other', async () => {
    for (const text of odd) {
      const body = { email: `a${text}@example.com`, password: `${text}x` }
      const answer = await server.post('/api/auth/sign-in/email', body, own)
      expect([text, answer.status]).toEqual([text, expect.toBeOneOf([400, 401])])
    }
  })

  it('SA-31: starts are refused or keep the text as it is', async () => {
    const start = { groupId: 1, site: 'staging', script: 't' }
    const visit = (body: object) => server.post('/v1/visitor/sessions', body, { origin: SITE })
    for (const text of odd) {
      const bodies = [
        { ...start, browser: text },
        { ...start, script: `t${text}` },
        { ...start, key: `k${text}` },
        { ...start, identity: { name: text } },
        { ...start, identity: { data: { [`k${text}`]: 'v', k: text } } },
      ]
      for (const body of bodies) expect((await visit(body)).status).toBeLessThan(500)
    }
    const poisoned = '{"groupId":1,"site":"staging","script":"t","__proto__":{"key":"polluted"}}'
    expect((await server.post('/v1/visitor/sessions', poisoned, { origin: SITE })).status).toBe(400)
    const asText = { origin: SITE, 'content-type': 'text/plain' }
    const started = (await (await server.post('/v1/visitor/sessions', poisoned, asText)).json()) as {
      key: string
    }
    expect(started.key).not.toBe('polluted')
    const deep = '['.repeat(WEB_LIMITS.maxBodyBytes)
    for (const headers of [asText, { origin: SITE }])
      expect((await server.post('/v1/visitor/sessions', deep, headers)).status).toBe(400)
    expect((await server.post('/v1/visitor/sessions', `${deep} `, asText)).status).toBe(413)
  })

  it('SA-31: cursors and limits of lists are refused, never an error of ours', async () => {
    const id = `1:k:${'A'.repeat(22)}`
    const cursor = (time: string, name = id) =>
      toBase64Url(new TextEncoder().encode(JSON.stringify(['sessions', time, name])))
    const queries = [
      `cursor=${cursor('-271821-04-20T00:00:00.000Z')}`,
      `cursor=${cursor('+275760-09-13T00:00:00.000Z')}`,
      `cursor=${cursor('2026-01-05T10:00:00.000Z', 'x\0')}`,
      'cursor=%00',
      'cursor=a&cursor=b',
      'limit=0',
      'limit=1e3',
      'limit=99999',
      'status=__proto__',
    ]
    for (const query of queries)
      expect([query, (await server.get(`/v1/sessions?${query}`, { cookie })).status]).toEqual([query, 400])
    const good = await server.get(`/v1/sessions?cursor=${cursor('2026-01-05T10:00:00.000Z')}`, { cookie })
    expect(good.status).toBe(200)
  })
})

describe('SA-27: addresses', () => {
  it('SA-27: no Host, a foreign one or two of them', async () => {
    const foreign = [
      'GET /v1/me HTTP/1.0\r\n\r\n',
      'GET /v1/me HTTP/1.1\r\nConnection: close\r\n\r\n',
      'GET /v1/me HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n',
      request('GET /v1/me', ['Host: evil.test']),
      request('GET /v1/me', ['X-Forwarded-Host: evil.test']).replace('localhost', 'evil.test'),
      request(`GET http://evil.test:80/v1/me`),
    ]
    for (const bytes of foreign)
      expect([bytes, statusOf((await raw(bytes)).text)]).toEqual([bytes, expect.toBeOneOf([400, 404])])
    const forwarded = await server.get('/agent/join?key=a', {
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'https',
    })
    expect(forwarded.headers.get('location')).toBe('/agent/login')
  })

  it('JN-1, SA-34: no address leads to another site, neither at once nor after the log-in', async () => {
    const paths = [
      '//evil.test/agent/',
      '/agent//evil.test',
      '/agent/%2f%2fevil.test',
      '/agent/\\\\evil.test',
      '/agent/https://evil.test',
      '/agent/..//evil.test',
      '/agent/%0d%0aLocation:%20https://evil.test',
      '/agent?x=//evil.test',
      '/agent/return?next=https://evil.test',
      '/agent/join?key=a&next=https://evil.test&group=//evil.test',
    ]
    for (const path of paths) {
      const { text } = await raw(request(`GET ${path}`))
      const location = /^location: (.*)\r$/im.exec(text)?.[1] ?? 'none'
      expect([path, location]).toEqual([path, expect.toBeOneOf(['none', '/agent/login', '/agent/'])])
      const kept = /__Host-sidelong-return=([^.;]+)/.exec(text)?.[1]
      const place = kept ? String(JSON.parse(Buffer.from(kept, 'base64url').toString())[1]) : '/agent/'
      expect(new URL(place, server.web.url).origin).toBe(server.web.url)
      expect(new URL(place, server.web.url).pathname).toMatch(/^\/agent\//)
    }
  })

  it('JN-1: a place is a page of ours, judged in no time', () => {
    for (const place of [
      '/agent/history',
      '/agent/history?a=b',
      '/agent/?wait=1&key=a%20b',
      '/agent/join?key=1',
      '/agent/a/b',
    ])
      expect([place, isReturnPlace(place)]).toEqual([place, true])
    const wrong = [
      '/agent/login',
      '/agent/login?x',
      '/agent/return',
      '/agent/../v1/me',
      '/agent//x',
      '/agent/%2e%2e/',
      '//a/agent/',
    ]
    for (const place of [
      ...wrong,
      '/agent/x.svg',
      `/agent/?${'x'.repeat(2_000)}`,
      '/agent/?a b',
      '/agent/?a\n',
    ])
      expect([place, isReturnPlace(place)]).toEqual([place, false])
    const beganMs = performance.now()
    isReturnPlace(`/agent/${'a'.repeat(1_900)}!`)
    isReturnPlace(`/agent/${'a/'.repeat(900)}!`)
    expect(performance.now() - beganMs).toBeLessThan(50)
  })
})

describe('the console’s pages', () => {
  it('JN-1: whoever is not logged in is sent to the log-in by the server, and back to that page', async () => {
    const away = await server.get('/agent/history?x=1')
    expect([away.status, away.headers.get('location')]).toEqual([303, '/agent/login'])
    const kept = away.headers.getSetCookie()[0]!.split(';')[0]!
    const login = await server.get('/agent/login', { cookie: kept })
    expect(login.headers.get('location')).toBeNull()
    const back = await server.get('/agent/return', { cookie: `${cookie}; ${kept}` })
    expect(back.headers.get('location')).toBe('/agent/history?x=1')
    expect(back.headers.getSetCookie()[0]).toMatch(/^__Host-sidelong-return=;.*Expires=Thu, 01 Jan 1970/)
  })

  it('JN-1: the start page is no place of its own, and makes an older one forgotten', async () => {
    const plain = await server.get('/agent/')
    expect([plain.status, plain.headers.get('location'), plain.headers.getSetCookie()]).toEqual([
      303,
      '/agent/login',
      [],
    ])
    const kept = (await server.get('/agent/join?key=a')).headers.getSetCookie()[0]!.split(';')[0]!
    expect((await server.get('/agent/', { cookie: kept })).headers.getSetCookie()[0]).toMatch(
      /^__Host-sidelong-return=;/,
    )
  })

  it('JN-1: a log-in that is over counts as none; what is no page is not kept', async () => {
    const stale = cookie.replace(/=[^;]{10}/, '=AAAAAAAAAA')
    expect((await server.get('/agent/', { cookie: stale })).headers.get('location')).toBe('/agent/login')
    expect((await server.get('/agent/favicon.ico')).headers.getSetCookie()).toEqual([])
    expect((await server.get('/agent/', { cookie })).headers.get('location')).toBeNull()
  })
})

it('T16: what is personal is not kept by any cache', async () => {
  const paths = [
    '/v1/me',
    '/v1/sessions',
    '/api/auth/get-session',
    '/agent/',
    '/agent/join?key=a',
    '/agent/return',
    '/agent/login',
  ]
  for (const path of [...paths, '/nothing', '/agent/assets/nothing.js', '/visitor/nothing-here/x.js']) {
    for (const headers of [{ cookie }, {}] as Record<string, string>[])
      expect([path, (await server.get(path, headers)).headers.get('cache-control')]).toEqual([
        path,
        'no-store',
      ])
  }
})

it('SA-35: other origins read visitor endpoints only, and never with cookies', async () => {
  const evil = { origin: 'https://evil.test' }
  for (const path of ['/v1/me', '/v1/sessions', '/api/auth/get-session', '/agent/', '/v1/openapi.json']) {
    const answer = await server.get(path, { ...evil, cookie })
    expect([path, answer.headers.get('access-control-allow-origin')]).toEqual([path, null])
  }
  for (const path of ['/v1/sessions/lookup', '/api/auth/sign-in/email', '/v1/visitor/settings']) {
    const answer = await fetch(server.web.url + path, {
      method: 'OPTIONS',
      headers: { ...evil, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-y' },
    })
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    if (!path.startsWith('/v1/visitor/')) expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('access-control-allow-headers') ?? '').not.toContain('x-y')
  }
})

it('JN-9: HEAD on a join link signs nothing', async () => {
  const answer = await fetch(`${server.web.url}/agent/join?key=a`, {
    method: 'HEAD',
    headers: { cookie },
    redirect: 'manual',
  })
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(answer.headers.get('location') ?? '').not.toContain('/join/')
})

describe('SA-20: orders that met a broken control channel', () => {
  it('SA-20: a revocation is sent when the session server is back', async () => {
    const [cs] = server.servers
    const again = await server.logIn('ada@example.com')
    await cs!.down()
    await eventually(() => server.web.connectedServers() === 0)
    expect((await server.post('/api/auth/sign-out', {}, { ...own, cookie: again })).status).toBe(200)
    expect(cs!.received.some((message) => message.type === 'revoke')).toBe(false)
    await cs!.up()
    await eventually(() =>
      cs!.received.some((message) => message.type === 'revoke' && message.agentId === userId),
    )
  })

  it('SA-20: a session ended meanwhile ends there, too', async () => {
    const [cs] = server.servers
    const body = { groupId: 1, site: 'staging', script: 't' }
    const session = (await (await server.post('/v1/visitor/sessions', body, { origin: SITE })).json()) as {
      sessionId: string
      credential: string
    }
    await cs!.down()
    await eventually(() => server.web.connectedServers() === 0)
    const { sessionId, credential } = session
    expect(
      (await server.post('/v1/visitor/sessions/end', { sessionId, credential }, { origin: SITE })).status,
    ).toBe(204)
    await cs!.up()
    await eventually(() => cs!.received.some((m) => m.type === 'session-end' && m.sessionId === sessionId))
  })
})

it('SA-30: silent connections, half a request and half a body are closed in time; honest ones pass', async () => {
  const quietMs = 30_000
  const slow = [
    raw('', quietMs),
    raw('GET /healthz HTTP/1.1\r\nHost: loc', quietMs),
    raw(request('GET /healthz').replace('Connection: close', 'Connection: keep-alive'), quietMs),
  ]
  const body = raw(
    `${request('POST /api/auth/sign-in/email', ['Content-Length: 9', 'Content-Type: application/json'])}{`,
    quietMs,
  )
  for (let i = 0; i < 10; i++) expect((await server.get('/healthz')).status).toBe(200)
  for (const { ms } of await Promise.all(slow)) expect(ms).toBeLessThan(WEB_LIMITS.keepAliveTimeoutMs + 2_500)
  expect((await body).ms).toBeLessThan(WEB_LIMITS.requestTimeoutMs + 2_500)
})

it('SA-28: a header or a cookie that is too long is refused', async () => {
  for (const bytes of [
    request('GET /', [`Cookie: a=${'x'.repeat(17_000)}`]),
    request(`GET /?${'x'.repeat(17_000)}`),
  ])
    expect(statusOf((await raw(bytes)).text)).toBe(431)
  expect((await server.get('/healthz')).status).toBe(200)
})

it('RO-4: an unknown user costs as much time as a wrong password', async () => {
  await server.addAgent('eve@example.com', 1, 'agent')
  const emails = ['eve@example.com', 'nobody-here@example.com']
  const shortestMs = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  // In turn, and the shortest of each: what else this machine does falls on both.
  for (let i = 0; i < 16; i++) {
    const beganMs = performance.now()
    await server.post('/api/auth/sign-in/email', { email: emails[i % 2], password: 'wrong password' }, own)
    shortestMs[i % 2] = Math.min(shortestMs[i % 2]!, performance.now() - beganMs)
  }
  // Argon2id takes some 30 ms: leaving it out would show in the ratio.
  expect(Math.max(...shortestMs) / Math.min(...shortestMs)).toBeLessThan(2)
  expect(PASSWORD).not.toBe('wrong password')
})

it('T12: no more hashes at once than allowed, also when a place changes hands', async () => {
  const inTurn = createTurnstile(2, 100)
  let running = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++running)
    for (let i = 0; i < 7; i++) await Promise.resolve()
    running--
  }
  const all: Promise<void>[] = []
  for (let i = 0; i < 20; i++) {
    all.push(inTurn(work))
    await Promise.resolve()
  }
  await Promise.all(all)
  expect([most, running]).toEqual([2, 0])
})
