import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { ensureGroup, ensureMembership } from '../../src/web-server/groups/groups.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { type Answer, type Api, apiOf } from './api-support.ts'
import { emptyDatabase, PASSWORD, startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const USERS = '/v1/groups/1/users'
const ROLES = '/v1/groups/1/roles'
let server: TestServer
let admin: Api
let adminId: string

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())
beforeEach(async () => {
  await emptyDatabase(server.web.db)
  await ensureGroup(server.web.db, { id: 1, name: 'One' })
  await ensureGroup(server.web.db, { id: 2, name: 'Two' })
  adminId = await server.addAgent('max@example.com', 1, 'admin', 'Max Admin')
  admin = apiOf(server, { cookie: await server.logIn('max@example.com') })
})

const ada = { email: 'Ada@example.com', name: 'Ada Lovelace', role: 'agent', externalId: 'crm-1' }
const create = async (more: object = {}) => {
  const answer = await admin('POST', USERS, { ...ada, ...more })
  return { answer, id: (answer.json.user as { id?: string } | undefined)?.id ?? '' }
}
const itemsOf = (answer: Answer) => answer.json.items as unknown as Record<string, unknown>[]
const tokenOf = (inviteUrl: unknown) => String(inviteUrl).split('#')[1] ?? ''
const accept = (token: string, password: string) =>
  server.post('/api/auth/invitation', { token, password }, { origin: server.web.url })

it('RO-4: somebody is invited, chooses a password once, and logs in', async () => {
  const { answer, id } = await create()
  expect(answer.status).toBe(201)
  expect(answer.json.user).toMatchObject({ email: 'ada@example.com', state: 'invited', externalId: 'crm-1' })
  expect(answer.json.inviteUrl).toMatch(/\/agent\/invitation#[A-Za-z0-9_-]{43}$/)
  // No password yet is no empty password.
  for (const guess of ['', 'null', PASSWORD])
    expect(
      (
        await server.post(
          '/api/auth/sign-in/email',
          { email: ada.email, password: guess || 'x' },
          { origin: server.web.url },
        )
      ).status,
    ).toBe(401)
  const token = tokenOf(answer.json.inviteUrl)
  expect((await accept(token, 'short')).status).toBe(400)
  expect((await accept(`${token.slice(1)}A`, PASSWORD)).status).toBe(403)
  expect((await accept(token, PASSWORD)).status).toBe(200)
  expect((await accept(token, 'another password')).status).toBe(403)
  await server.logIn('ada@example.com')
  expect((await admin('GET', `${USERS}/${id}`)).json).toMatchObject({ state: 'active' })
  // What is in the database opens nothing.
  expect(JSON.stringify(await server.web.db.selectFrom('login_steps').selectAll().execute())).not.toContain(
    token,
  )
})

it('RO-4: lists are filtered by name, role, external id and state, and paged in a stable order', async () => {
  for (const [i, name] of ['Bea', 'Abe', 'Cem'].entries())
    await create({
      email: `u${i}@example.com`,
      name,
      externalId: `x${i}`,
      role: i === 0 ? 'senior' : 'agent',
    })
  const names = async (query: string) =>
    itemsOf(await admin('GET', `${USERS}?${query}`)).map((one) => one.name)
  expect(await names('')).toEqual(['Abe', 'Bea', 'Cem', 'Max Admin'])
  expect(await names('role=senior')).toEqual(['Bea'])
  expect(await names('externalId=x2')).toEqual(['Cem'])
  expect(await names('q=U1@')).toEqual(['Abe'])
  expect(await names('q=%25')).toEqual([])
  expect(await names('state=active')).toEqual(['Max Admin'])
  const first = await admin('GET', `${USERS}?limit=3`)
  const rest = await admin('GET', `${USERS}?limit=3&cursor=${first.json.cursor}`)
  expect([...itemsOf(first), ...itemsOf(rest)].map((one) => one.name)).toEqual([
    'Abe',
    'Bea',
    'Cem',
    'Max Admin',
  ])
  expect(rest.json.cursor).toBeNull()
  for (const bad of ['cursor=x', 'limit=0', 'limit=1001', 'nonsense=1', `cursor=${btoa('["versions","1"]')}`])
    expect((await admin('GET', `${USERS}?${bad}`)).status, bad).toBe(400)
})

it('RO-4: a member is changed; external id and address stay unique', async () => {
  const { id } = await create()
  const other = await create({ email: 'bea@example.com', name: 'Bea', externalId: 'crm-2' })
  expect(
    (await admin('PATCH', `${USERS}/${id}`, { name: 'Ada K.', role: 'senior', username: 'ada' })).json,
  ).toMatchObject({
    name: 'Ada K.',
    role: 'senior',
    roleTitle: 'Senior agent',
    username: 'ada',
    externalId: 'crm-1',
  })
  for (const patch of [
    { externalId: 'crm-1' },
    { username: 'ada' },
    { email: 'ada@example.com' },
    { role: 'king' },
    { email: 'no' },
    { isAdmin: true },
  ])
    expect((await admin('PATCH', `${USERS}/${other.id}`, patch)).status, JSON.stringify(patch)).toBe(400)
  expect((await create({ email: 'max@example.com', externalId: null })).answer.json).toMatchObject({
    code: 'bad-params',
  })
})

it('RO-4, JN-10: disabling ends log-ins at once; reset lets nobody in by the old password; unlock forgets wrong ones', async () => {
  const id = await server.addAgent('bea@example.com', 1, 'agent', 'Bea')
  const bea = apiOf(server, { cookie: await server.logIn('bea@example.com') })
  expect((await bea('GET', '/v1/me')).status).toBe(200)
  const reset = await admin('POST', `${USERS}/${id}/reset`)
  expect((await bea('GET', '/v1/me')).json.code).toBe('not-logged-in')
  expect((await accept(tokenOf(reset.json.inviteUrl), 'a new password of hers')).status).toBe(200)
  await expect(server.logIn('bea@example.com')).rejects.toThrow('401')
  const again = apiOf(server, { cookie: await server.logIn('bea@example.com', 'a new password of hers') })
  expect((await admin('PATCH', `${USERS}/${id}`, { isDisabled: true })).json).toMatchObject({
    state: 'disabled',
  })
  expect((await again('GET', '/v1/me')).json.code).toBe('not-logged-in')
  expect(server.servers[0]?.received).toContainEqual({ type: 'revoke', agentId: id })
  await admin('PATCH', `${USERS}/${id}`, { isDisabled: false })
  for (let i = 0; i < 11; i++) await server.logIn('bea@example.com', 'wrong').catch(() => undefined)
  expect(itemsOf(await admin('GET', `${USERS}?state=locked`)).map((one) => one.id)).toEqual([id])
  expect((await admin('POST', `${USERS}/${id}/unlock`)).json).toMatchObject({ state: 'active' })
  await server.logIn('bea@example.com', 'a new password of hers')
})

it('RO-3: the last who manages people is neither removed, disabled nor demoted', async () => {
  for (const [method, body] of [
    ['DELETE', undefined],
    ['PATCH', { isDisabled: true }],
    ['PATCH', { role: 'agent' }],
  ] as const) {
    const answer = await admin(method, `${USERS}/${adminId}`, body)
    expect([answer.status, answer.json.code]).toEqual([403, 'not-permitted'])
  }
  expect((await admin('GET', `${USERS}/${adminId}`)).json).toMatchObject({ role: 'admin', state: 'active' })
  await server.addAgent('eve@example.com', 1, 'admin', 'Eve')
  expect((await admin('DELETE', `${USERS}/${adminId}`)).status).toBe(204)
  expect((await admin('GET', USERS)).status).toBe(404)
})

it('RO-3: nobody gives a role, or takes over an account, that manages more than they do', async () => {
  const made = await admin('POST', ROLES, { title: 'Hiring', privileges: [], permissions: ['users.manage'] })
  const eve = await server.addAgent('eve@example.com', 1, 'agent', 'Eve')
  await ensureMembership(server.web.db, { userId: eve, groupId: 1 as never, role: 'agent' })
  expect((await admin('PATCH', `${USERS}/${eve}`, { role: made.json.name })).status).toBe(200)
  const hiring = apiOf(server, { cookie: await server.logIn('eve@example.com') })
  const bea = await server.addAgent('bea@example.com', 1, 'agent', 'Bea')
  expect((await hiring('PATCH', `${USERS}/${bea}`, { role: 'senior' })).status).toBe(200)
  for (const [path, body] of [
    [`PATCH ${USERS}/${bea}`, { role: 'admin' }],
    [`PATCH ${USERS}/${eve}`, { role: 'admin' }],
    [`PATCH ${USERS}/${adminId}`, { email: 'eve+max@example.com' }],
    [`POST ${USERS}/${adminId}/reset`, {}],
    [`DELETE ${USERS}/${adminId}`, undefined],
    [`POST ${USERS}`, { email: 'new@example.com', name: 'New', role: 'admin' }],
  ] as const) {
    const [method = '', url = ''] = path.split(' ')
    expect((await hiring(method, url, body)).json, path).toMatchObject({ code: 'bad-params' })
  }
  expect((await hiring('POST', ROLES, { title: 'X', privileges: [], permissions: [] })).json.code).toBe(
    'not-permitted',
  )
})

it('RS-1: an account of several groups is not changed by one of them; strangers are not found', async () => {
  const shared = await server.addAgent('ada@example.com', 1, 'agent')
  await server.addAgent('ada@example.com', 2, 'agent')
  const stranger = await server.addAgent('sam@example.com', 2, 'agent', 'Sam')
  for (const [method, path, body] of [
    ['PATCH', shared, { isDisabled: true }],
    ['PATCH', shared, { email: 'mine@example.com' }],
    ['POST', `${shared}/reset`, {}],
    ['POST', `${shared}/unlock`, {}],
  ] as const)
    expect((await admin(method, `${USERS}/${path}`, body)).json.code, path).toBe('not-permitted')
  expect((await admin('PATCH', `${USERS}/${shared}`, { role: 'viewer' })).status).toBe(200)
  for (const [method, path] of [
    ['GET', stranger],
    ['DELETE', stranger],
    ['POST', `${stranger}/reset`],
    ['GET', 'nobody'],
  ] as const)
    expect((await admin(method, `${USERS}/${path}`)).json.code).toBe('not-found')
  expect((await admin('GET', '/v1/groups/2/users')).json.code).toBe('not-found')
})

it('RO-2: roles of the group’s own: made, cut by the group, changed at once, deleted when nobody has them', async () => {
  const role = await admin('POST', ROLES, {
    title: 'Trainee',
    privileges: ['view'],
    permissions: ['presence'],
  })
  expect(role.status).toBe(201)
  expect(role.json).toMatchObject({ title: 'Trainee', isBuiltIn: false, inForce: ['view', 'presence'] })
  const name = String(role.json.name)
  for (const [body, why] of [
    [{ title: 'trainee', privileges: [], permissions: [] }, 'is taken'],
    [{ title: 'Agent', privileges: [], permissions: [] }, 'is taken'],
    [{ title: 'Typist', privileges: ['type'], permissions: [] }, 'does not permit'],
    [{ title: 'Root', privileges: ['root'], permissions: [] }, 'unknown'],
  ] as const)
    expect((await admin('POST', ROLES, body)).json.detail, why).toContain(why)
  const id = await server.addAgent('bea@example.com', 1, 'agent', 'Bea')
  await admin('PATCH', `${USERS}/${id}`, { role: name })
  const bea = apiOf(server, { cookie: await server.logIn('bea@example.com') })
  const rights = async () =>
    (await bea('GET', '/v1/me')).json.groups as unknown as [{ role: string; privileges: string[] }]
  expect((await rights())[0]).toMatchObject({
    role: 'Trainee',
    privileges: ['view'],
    permissions: ['presence'],
  })
  await admin('PATCH', `${ROLES}/${name}`, { privileges: ['view', 'draw'], permissions: [] })
  expect((await rights())[0].privileges).toEqual(['view', 'draw'])
  await setSetting(server.web.db, 1 as never, null, 'permissions', [
    'view',
    'users.manage',
    'roles.manage',
    'settings.edit',
  ])
  expect((await rights())[0].privileges).toEqual(['view'])
  expect((await admin('DELETE', `${ROLES}/${name}`)).json.detail).toContain('is somebody’s')
  // MK-7: masks for the role are by its title; one that does not exist is refused.
  const put = (roleSelectors: object) =>
    admin(
      'PUT',
      '/v1/groups/1/settings/staging',
      { values: { 'masking.roleSelectors': roleSelectors } },
      { 'if-match': '"0"' },
    )
  expect((await put({ Nobody: ['#a'] })).status).toBe(400)
  expect((await put({ Trainee: ['#a'], senior: ['#b'] })).status).toBe(200)
  await admin('PATCH', `${USERS}/${id}`, { role: 'viewer' })
  expect((await admin('DELETE', `${ROLES}/${name}`)).status).toBe(204)
  expect((await admin('PATCH', `${ROLES}/agent`, { privileges: [], permissions: [] })).json.code).toBe(
    'not-permitted',
  )
})

it('RO-4: CSV: a dry run changes nothing, errors are told by row, all rows or none, and what goes out comes in', async () => {
  await create()
  const csv = [
    'Email,Name,Role,External ID,State',
    'ada@example.com,"Lovelace, Ada",senior,crm-1,',
    'bea@example.com,Bea,agent,crm-2,disabled',
  ]
  const load = (lines: string[], dryRun: boolean) =>
    admin('POST', `${USERS}/import`, { csv: `\uFEFF${lines.join('\r\n')}`, dryRun })
  expect((await load(csv, true)).json).toEqual({
    isDone: false,
    errors: [],
    created: [{ email: 'bea@example.com', inviteUrl: null }],
    updated: ['ada@example.com'],
  })
  expect(itemsOf(await admin('GET', USERS))).toHaveLength(2)
  const bad = [
    ...csv,
    'nobody,Nobody,agent,,',
    'cem@example.com,Cem,king,,',
    'dan@example.com,Dan,agent,crm-1,',
    'eve@example.com,,agent,,',
  ]
  const refused = await load(bad, false)
  expect(refused.json.isDone).toBe(false)
  expect(
    (refused.json.errors as unknown as { row: number; column: string }[]).map(({ row, column }) => [
      row,
      column,
    ]),
  ).toEqual([
    [4, 'email'],
    [5, 'role'],
    [6, 'externalId'],
    [7, 'name'],
  ])
  expect(itemsOf(await admin('GET', USERS))).toHaveLength(2)
  const done = await load(csv, false)
  expect(done.json.isDone).toBe(true)
  expect(tokenOf((done.json.created as unknown as [{ inviteUrl: string }])[0].inviteUrl)).toHaveLength(43)
  const out = await admin('GET', '/v1/groups/1/users.csv')
  expect(out.text).toContain('"ada@example.com","Lovelace, Ada","senior","","crm-1","invited"')
  expect(out.text).toContain('"bea@example.com","Bea","agent","","crm-2","disabled"')
  expect((await load(out.text.trimEnd().split('\r\n'), true)).json).toMatchObject({ errors: [], created: [] })
  for (const lines of [['a,b'], ['email,name'], ['email,name,role,shoe size']])
    expect((await load(lines, true)).status).toBe(400)
  const operations = await server.web.db.selectFrom('audit').select('operation').execute()
  expect(operations.map((one) => one.operation)).toEqual(
    expect.arrayContaining(['users.import', 'users.export', 'user.create']),
  )
})
