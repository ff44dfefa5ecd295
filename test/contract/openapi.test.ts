import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ERRORS } from '../../src/protocol/errors.ts'
import { type Api, apiOf } from './api-support.ts'
import { startTestServer, type TestServer } from './web-server-support.ts'

/* What /v1/openapi.json says is what happens: every operation in it is called, driven by the file itself. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

type Schema = {
  type?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  additionalProperties?: boolean | Schema
}
type Operation = {
  tags?: string[]
  responses?: Record<string, { content?: Record<string, { schema: Schema }> }>
  requestBody?: { content: Record<string, { schema: Schema }> }
}
let server: TestServer
let admin: Api
/** Who may see who is there; administrators may not. */
let agent: Api
let anybody: Api
let paths: Record<string, Record<string, Operation>>

beforeAll(async () => {
  server = await startTestServer()
  await server.addAgent('max@example.com', 1, 'admin', 'Max Admin')
  admin = apiOf(server, { cookie: await server.logIn('max@example.com') })
  await server.addAgent('ada@example.com', 1, 'agent', 'Ada')
  agent = apiOf(server, { cookie: await server.logIn('ada@example.com') })
  anybody = apiOf(server, {})
  paths = JSON.parse(await server.get('/v1/openapi.json').then((one) => one.text())).paths
})
afterAll(() => server?.stop())

const operations = () =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
const inGroup = () => operations().filter(({ path }) => path.startsWith('/v1/groups/{group}'))
const callerOf = (path: string) => (/\/(presence|transfers)/.test(path) ? agent : admin)
const fill = (path: string, group: string) =>
  path
    .replace('{group}', group)
    .replace('{scope}', 'staging')
    .replace(/\{[a-z]+\}/gi, 'nobody')

/** Where `value` is not what the schema says; the keywords that our parsers write. */
function differences(schema: Schema, value: unknown, at = ''): string[] {
  if (schema.anyOf)
    return schema.anyOf.some((one) => differences(one, value).length === 0) ? [] : [`${at}: none of anyOf`]
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${at}: not in enum`]
  const is = Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value
  if (schema.type && schema.type !== is) return [`${at}: is ${is}, not ${schema.type}`]
  if (schema.items && Array.isArray(value))
    return value.flatMap((one, i) => differences(schema.items as Schema, one, `${at}[${i}]`))
  if (!schema.properties || typeof value !== 'object' || value === null) return []
  const own: Record<string, unknown> = { ...value }
  const missing = (schema.required ?? [])
    .filter((name) => !(name in own))
    .map((name) => `${at}.${name}: missing`)
  const unknown = Object.keys(own)
    .filter((name) => !schema.properties?.[name])
    .map((name) => `${at}.${name}: not declared`)
  return [
    ...missing,
    ...unknown,
    ...Object.entries(schema.properties).flatMap(([name, inner]) =>
      name in own && own[name] !== undefined ? differences(inner, own[name], `${at}.${name}`) : [],
    ),
  ]
}

it('section 18: the file is OpenAPI 3.1, lists the codes of errors, and has every route of a group', async () => {
  const file = JSON.parse(await server.get('/v1/openapi.json').then((one) => one.text()))
  expect(file.openapi).toBe('3.1.0')
  expect(JSON.stringify(file)).toContain('version-conflict')
  expect(inGroup().length).toBeGreaterThan(40)
  for (const code of Object.keys(ERRORS)) expect(JSON.stringify(file.components), code).toContain(`"${code}"`)
})

it('RS-1: every operation of a group refuses who is not logged in, and looks missing from another group', async () => {
  for (const { path, method } of inGroup()) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {}
    const stranger = await anybody(method, fill(path, '1'), body)
    expect([stranger.status, stranger.json.code], `${method} ${path}`).toEqual([401, 'not-logged-in'])
    const other = await admin(method, fill(path, '2'), body, { 'if-match': '"0"' })
    expect([other.status, other.json.code], `${method} ${path}`).toEqual([404, 'not-found'])
    expect(other.headers.get('content-type')).toContain('application/problem+json')
    expect(other.json).toMatchObject({
      title: expect.any(String),
      status: 404,
      requestId: expect.any(String),
    })
  }
})

it('RS-1: every GET that needs nothing else answers as its schema says', async () => {
  let checked = 0
  for (const { path, method, operation } of inGroup()) {
    const schema = operation.responses?.['200']?.content?.['application/json']?.schema
    if (method !== 'GET' || /\{(?!group|scope)/.test(path) || !schema) continue
    const answer = await callerOf(path)('GET', fill(path, '1'))
    expect(answer.status, `${path} ${answer.text}`).toBe(200)
    expect(differences(schema, JSON.parse(answer.text)), path).toEqual([])
    checked++
  }
  expect(checked).toBeGreaterThan(12)
})

it('RS-1: every body with schema refuses another type and, where it says so, unknown keys', async () => {
  for (const { path, method, operation } of inGroup()) {
    const schema = operation.requestBody?.content['application/json']?.schema
    if (!schema) continue
    for (const bad of [[], 'text', ...(schema.additionalProperties === false ? [{ '!': 1 }] : [])]) {
      const answer = await callerOf(path)(method, fill(path, '1'), bad, { 'if-match': '"0"' })
      expect([answer.status, answer.json.code], `${method} ${path} ${JSON.stringify(bad)}`).toEqual([
        400,
        'bad-params',
      ])
    }
  }
})

it('RS-3: calls by token are counted, and say how many are left; a token with `join` looks sessions up', async () => {
  const made = await admin('POST', '/v1/groups/1/tokens', { name: 'CRM', scopes: ['join'], days: 1 })
  const program = apiOf(server, { authorization: `Bearer ${made.json.token}` })
  const answer = await program('POST', '/v1/sessions/lookup', { key: '123456' })
  expect(answer.json).toEqual({ found: false, joinUrl: null })
  expect(answer.headers.get('ratelimit-policy')).toBe('"token";q=600;w=60')
  expect(answer.headers.get('ratelimit')).toBe('"token";r=599;t=60')
  expect((await program('GET', '/v1/groups/1/users')).json.code).toBe('not-permitted')
  const start = await server.post(
    '/v1/visitor/sessions',
    { groupId: 1, site: 'staging', script: '1', key: 'abc' },
    { origin: 'http://localhost:4711' },
  )
  const { sessionId } = (await start.json()) as { sessionId: string }
  server.servers[0]?.reportStatus(sessionId as never, 'W')
  await expect
    .poll(async () => (await program('POST', '/v1/sessions/lookup', { key: 'abc' })).json.found, {
      timeout: 10_000,
    })
    .toBe(true)
  const found = await program('POST', '/v1/sessions/lookup', { key: 'abc' })
  expect(found.json.joinUrl).toBe(`${server.web.url}/agent/join?key=abc&group=1`)
  const users = await admin('POST', '/v1/groups/1/tokens', { name: 'x', scopes: ['users.manage'], days: 1 })
  const other = apiOf(server, { authorization: `Bearer ${users.json.token}` })
  expect((await other('POST', '/v1/sessions/lookup', { key: 'abc' })).json.code).toBe('not-permitted')
  // Beyond the limit: refused, until the minute is over.
  for (let i = 0; i < 12; i++)
    await Promise.all(Array.from({ length: 50 }, () => program('GET', '/v1/sessions')))
  const last = await program('GET', '/v1/sessions')
  expect([last.status, last.json.code]).toEqual([429, 'rate-limited'])
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
})
