import { expect, test } from 'vitest'
import { sessionKey } from '../../protocol/ids.ts'
import { createApi } from './client.ts'
import { ApiError } from './errors.ts'

type Call = { url: string; init: RequestInit }

function fakeServer(answer: () => Response | Promise<Response>) {
  const calls: Call[] = []
  const api = createApi(async (url, init) => {
    calls.push({ url, init })
    return answer()
  })
  return { api, calls }
}

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status })
const failure = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

test('JN-2 a look-up sends the key only and returns the address', async () => {
  const { api, calls } = fakeServer(() => json({ found: true, joinUrl: '/agent/join?key=482917', extra: 1 }))
  expect(await api.lookup(sessionKey('482917'))).toBe('/agent/join?key=482917')
  expect(calls[0]).toMatchObject({
    url: '/v1/sessions/lookup',
    init: { method: 'POST', body: '{"key":"482917"}', credentials: 'same-origin', redirect: 'error' },
  })
})

test('JN-3 no hit is no address', async () => {
  const { api } = fakeServer(() => json({ found: false, joinUrl: null }))
  expect(await api.lookup(sessionKey('482917'))).toBeNull()
})

test.each([
  ['no JSON', '<html>'],
  ['another shape', '{"found":"yes"}'],
  ['nothing', ''],
])('an answer with %s is an internal error', async (_what, body) => {
  const { api } = fakeServer(() => new Response(body))
  expect((await failure(api.lookup(sessionKey('1')))).code).toBe('internal')
})

test('lists keep declared keys only, and the cursor goes back encoded', async () => {
  const item = {
    id: '17:482917:AAAAAAAAAAAAAAAAAAAAAA',
    key: '482917',
    groupId: 17,
    groupName: 'Demo',
    site: 'staging',
    status: 'W',
    endReason: null,
    startedAt: '2026-01-05T10:00:00Z',
    activeAt: null,
    endedAt: null,
    agents: [],
    visitorName: null,
  }
  const { api, calls } = fakeServer(() => json({ items: [{ ...item, secret: 1 }], cursor: 'a&b' }))
  const page = await api.allSessions(null)
  expect(page).toEqual({ items: [item], cursor: 'a&b' })
  await api.allSessions(page.cursor)
  expect(calls.map(({ url }) => url)).toEqual([
    '/v1/sessions?status=all',
    '/v1/sessions?status=all&cursor=a%26b',
  ])
})

test('a lost connection is a network error', async () => {
  const { api } = fakeServer(() => Promise.reject(new TypeError('fetch failed')))
  expect((await failure(api.me())).code).toBe('network')
})

test('an abort by the caller stays an abort', async () => {
  const controller = new AbortController()
  controller.abort()
  const { api } = fakeServer(() => Promise.reject(new TypeError('fetch failed')))
  await expect(api.me(controller.signal)).rejects.toMatchObject({ name: 'AbortError' })
})

test('RO-4 sign-in: in, second factor, and a wait from the header', async () => {
  const done = fakeServer(() => json({ next: '/agent/join?key=1', token: 't' }))
  expect(await done.api.account.signIn('a@example.com', 'p')).toEqual({ next: '/agent/join?key=1' })
  expect(done.calls[0]?.init.body).toBe('{"email":"a@example.com","password":"p"}')
  const factors = { totp: true, passkey: false, recovery: true }
  const second = fakeServer(() => json({ secondFactor: factors }))
  expect(await second.api.account.signIn('a@example.com', 'p')).toEqual({ secondFactor: factors })
  const limited = fakeServer(() => new Response('{}', { status: 429, headers: { 'x-retry-after': '9' } }))
  expect(await failure(limited.api.account.signIn('a@example.com', 'p'))).toMatchObject({
    code: 'rate-limited',
    retryAfterSeconds: 9,
  })
})

test('log-out accepts an empty answer', async () => {
  const { api, calls } = fakeServer(() => new Response(null, { status: 204 }))
  await api.signOut()
  expect(calls[0]).toMatchObject({ url: '/api/auth/sign-out', init: { method: 'POST', body: '{}' } })
})
