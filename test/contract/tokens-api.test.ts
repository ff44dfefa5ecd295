import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { ensureGroup } from '../../src/web-server/groups/groups.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { type Api, apiOf } from './api-support.ts'
import { emptyDatabase, startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const TOKENS = '/v1/groups/1/tokens'
let server: TestServer
let admin: Api

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())
beforeEach(async () => {
  await emptyDatabase(server.web.db)
  await ensureGroup(server.web.db, { id: 1, name: 'One' })
  await ensureGroup(server.web.db, { id: 2, name: 'Two' })
  await server.addAgent('max@example.com', 1, 'admin', 'Max Admin')
  admin = apiOf(server, { cookie: await server.logIn('max@example.com') })
})

const make = async (scopes: string[], more: object = {}) => {
  const answer = await admin('POST', TOKENS, { name: 'CRM', scopes, days: 30, ...more })
  return {
    answer,
    token: String(answer.json.token),
    as: apiOf(server, { authorization: `Bearer ${answer.json.token}` }),
  }
}

it('section 18: a token is shown once, kept as a hash, does what its scopes say and nothing else', async () => {
  const { answer, token, as } = await make(['users.manage'])
  expect(answer.status).toBe(201)
  expect(token).toMatch(/^sl_[A-Za-z0-9_-]{16}_[A-Za-z0-9_-]{43}$/)
  expect((await as('GET', '/v1/groups/1/users')).status).toBe(200)
  expect((await as('GET', '/v1/groups/1/settings/staging')).json.code).toBe('not-permitted')
  expect((await as('GET', '/v1/groups/2/users')).json.code).toBe('not-found')
  expect((await as('GET', '/v1/me')).json.code).toBe('not-logged-in')
  const rows = JSON.stringify(await server.web.db.selectFrom('api_tokens').selectAll().execute())
  expect(rows).not.toContain(token.slice(20))
  const listed = await admin('GET', TOKENS)
  expect(listed.text).not.toContain(token.slice(20))
  expect(listed.json.items).toMatchObject([{ name: 'CRM', scopes: ['users.manage'], createdBy: 'Max Admin' }])
  // What the group no longer permits, the token may no longer do (RO-1).
  await setSetting(server.web.db, 1 as never, null, 'permissions', ['view'])
  expect((await as('GET', '/v1/groups/1/users')).json.code).toBe('not-permitted')
})

it('section 18: no token goes beyond its maker, and none that is expired, withdrawn or altered counts', async () => {
  for (const scopes of [['supervise'], ['root'], []]) expect((await make(scopes)).answer.status).toBe(400)
  const { token, as } = await make(['users.manage', 'join'])
  const id = token.slice(3, 19)
  for (const other of [`${token}A`, token.slice(0, -1), token.replace(/.$/, 'x'), 'x', ''])
    expect(
      (await apiOf(server, { authorization: `Bearer ${other}` })('GET', '/v1/groups/1/users')).status,
    ).toBe(401)
  // A cookie beside a bad token is not a second chance.
  const both = apiOf(server, { authorization: 'Bearer x', cookie: await server.logIn('max@example.com') })
  expect((await both('GET', '/v1/groups/1/users')).status).toBe(401)
  await server.web.db.updateTable('api_tokens').set({ expires_at: new Date() }).where('id', '=', id).execute()
  expect((await as('GET', '/v1/groups/1/users')).status).toBe(401)
  const second = await make(['users.manage'])
  expect((await admin('DELETE', `${TOKENS}/${second.token.slice(3, 19)}`)).status).toBe(204)
  expect((await second.as('GET', '/v1/groups/1/users')).status).toBe(401)
  expect((await admin('DELETE', `${TOKENS}/nonsense`)).status).toBe(404)
})

it('SG-2: a token cannot loosen, nor make tokens or secrets: that asks for a person', async () => {
  const { as } = await make(['settings.edit', 'settings.publish', 'keys.manage'])
  const base = '/v1/groups/1/settings'
  await as('PUT', `${base}/staging`, { values: { 'masking.selectors': ['#a'] } }, { 'if-match': '"0"' })
  expect((await as('POST', `${base}/production/publish`, {}, { 'if-match': '"0"' })).status).toBe(200)
  await as('PUT', `${base}/staging`, { values: {} }, { 'if-match': '"1"' })
  expect((await as('POST', `${base}/production/publish`, {}, { 'if-match': '"1"' })).json.code).toBe(
    'confirm-first',
  )
  expect((await as('POST', TOKENS, { name: 'x', scopes: ['join'], days: 1 })).json.code).toBe('confirm-first')
  expect((await as('POST', '/v1/groups/1/login-secret/rotate')).json.code).toBe('confirm-first')
})

it('section 18: short tokens of a person or a program, never for more than they may do', async () => {
  const short = (as: Api, scopes: string[], minutes = 5, groupId = 1) =>
    as('POST', '/v1/tokens', { groupId, scopes, minutes })
  await server.addAgent('sue@example.com', 1, 'supervisor', 'Sue')
  const sue = apiOf(server, { cookie: await server.logIn('sue@example.com') })
  const answer = await short(sue, ['sessions.read', 'join'])
  expect(answer.status).toBe(201)
  const as = apiOf(server, { authorization: `Bearer ${answer.json.token}` })
  expect((await as('GET', '/v1/groups/1/users')).json.code).toBe('not-permitted')
  expect((await short(as, ['sessions.read'])).status).toBe(201)
  for (const scopes of [['users.manage'], ['presence']]) expect((await short(as, scopes)).status).toBe(400)
  expect((await short(sue, ['users.manage'])).status).toBe(400)
  expect((await short(sue, ['sessions.read'], 121)).status).toBe(400)
  expect((await short(sue, ['sessions.read'], 5, 2)).status).toBe(404)
  // It is the person's: without the person it is nothing.
  await server.web.db
    .updateTable('users')
    .set({ isDisabled: true })
    .where('email', '=', 'sue@example.com')
    .execute()
  expect((await short(as, ['sessions.read'])).status).toBe(401)
})

it('RS-3: one Idempotency-Key is one deed, also at the same time; its answer is kept sealed', async () => {
  const body = { name: 'CRM', scopes: ['join'], days: 30 }
  const key = { 'idempotency-key': 'order-1' }
  const answers = await Promise.all([1, 2, 3].map(() => admin('POST', TOKENS, body, key)))
  const first = answers.find((one) => one.status === 201)
  expect(first).toBeDefined()
  for (const one of answers) expect([201, 409]).toContain(one.status)
  const again = await admin('POST', TOKENS, body, key)
  expect([again.status, again.json]).toEqual([201, first?.json])
  expect(await server.web.db.selectFrom('api_tokens').selectAll().execute()).toHaveLength(1)
  expect((await admin('POST', TOKENS, { ...body, name: 'other' }, key)).json.code).toBe('bad-params')
  // Somebody else's key is another one.
  await server.addAgent('eve@example.com', 1, 'admin', 'Eve')
  const eve = apiOf(server, { cookie: await server.logIn('eve@example.com') })
  expect((await eve('POST', TOKENS, body, key)).json.token).not.toBe(first?.json.token)
  const kept = JSON.stringify(await server.web.db.selectFrom('idempotency').selectAll().execute())
  expect(kept).not.toContain(String(first?.json.token))
  // One that failed may be tried again.
  expect((await admin('POST', TOKENS, { ...body, scopes: [] }, { 'idempotency-key': 'x' })).status).toBe(400)
  expect((await admin('POST', TOKENS, { ...body, scopes: [] }, { 'idempotency-key': 'x' })).status).toBe(400)
})

it('JN-7: a login secret is shown once; the newest two count', async () => {
  const rotate = () => admin('POST', '/v1/groups/1/login-secret/rotate')
  const secrets = [await rotate(), await rotate(), await rotate()].map((one) => one.json.secret)
  expect(new Set(secrets).size).toBe(3)
  const listed = await admin('GET', '/v1/groups/1/login-secret')
  expect(listed.json.items).toHaveLength(2)
  for (const secret of secrets) expect(listed.text).not.toContain(secret)
  expect((await admin('POST', '/v1/groups/1/login-secret/drop')).status).toBe(204)
  expect((await admin('GET', '/v1/groups/1/login-secret')).json.items).toHaveLength(1)
})
