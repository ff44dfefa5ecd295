import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createClient, SidelongApiError, type SidelongClient } from '../../npm/api/index.js'
import { rootDir } from '../../scripts/paths.ts'
import { startTestServer, type TestServer } from './web-server-support.ts'

/* @sidelong/api: types from the OpenAPI document, and a client that is driven against the real server. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const DOCUMENT = join(rootDir, 'npm/api/openapi.json')
const GROUP = { group: '1' }
let server: TestServer
let client: SidelongClient

beforeAll(async () => {
  server = await startTestServer()
  await server.addAgent('max@example.com', 1, 'admin', 'Max Admin')
  const answer = await server.post(
    '/v1/tokens',
    { groupId: 1, scopes: ['users.manage', 'sessions.read'], minutes: 10 },
    { origin: server.web.url, cookie: await server.logIn('max@example.com') },
  )
  const { token } = (await answer.json()) as { token: string }
  client = createClient({ baseUrl: server.web.url, token: async () => token })
})
afterAll(() => server?.stop())

it('RS-4: every call that the client has types for is still there', async () => {
  type Document = { paths: Record<string, Record<string, unknown>> }
  const given = JSON.parse(await (await server.get('/v1/openapi.json')).text()) as Document
  if (process.env.UPDATE_API === '1') writeFileSync(DOCUMENT, `${JSON.stringify(given, null, 2)}\n`)
  const known = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Document
  const callsOf = ({ paths }: Document) =>
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
  expect(callsOf(given)).toEqual(expect.arrayContaining(callsOf(known)))
  expect(callsOf(known).length).toBeGreaterThan(50)
})

it('RS-2: lists come item by item over their pages', async () => {
  const made: string[] = []
  for (const name of ['Bea', 'Cid', 'Dov']) {
    const { user } = await client.post('/v1/groups/{group}/users', {
      path: GROUP,
      body: { email: `${name}@example.com`, name, role: 'agent' },
      headers: { 'Idempotency-Key': `user-${name}` },
    })
    made.push(user.id)
  }
  const seen: string[] = []
  for await (const { id } of client.all('/v1/groups/{group}/users', { path: GROUP, query: { limit: 1 } }))
    seen.push(id)
  expect(seen).toEqual(expect.arrayContaining(made))
  expect(new Set(seen).size).toBe(seen.length)
  const found = await client.get('/v1/groups/{group}/users', { path: GROUP, query: { q: 'Cid' } })
  expect(found.items.map(({ name }) => name)).toEqual(['Cid'])
})

it('RS-1: what is refused throws with the server’s code; what the types refuse is a mistake of the compiler’s', async () => {
  const refused = await client
    .get('/v1/groups/{group}/audit', { path: { group: '1' } })
    .catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(SidelongApiError)
  expect(refused).toMatchObject({ code: 'not-permitted', status: 403, problem: { code: 'not-permitted' } })
  const nobody = createClient({ baseUrl: server.web.url, token: 'sl_no-such' })
  await expect(nobody.get('/v1/sessions')).rejects.toMatchObject({ code: 'not-logged-in', status: 401 })
  const away = createClient({ baseUrl: 'http://127.0.0.1:9', token: 'x' })
  await expect(away.get('/v1/sessions')).rejects.toMatchObject({ code: 'network', status: 0 })
  // @ts-expect-error the group is missing
  await expect(client.get('/v1/groups/{group}/users')).rejects.toThrow(TypeError)
  // @ts-expect-error no such call
  await expect(client.get('/v1/nothing')).rejects.toMatchObject({ code: 'not-found' })
})
