import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import { LOGIN_COOKIE } from '../../src/web-server/accounts/auth.ts'
import { loginKeyMac, signLoginKey } from '../../src/web-server/accounts/login-keys.ts'
import type { Db } from '../../src/web-server/db/open.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { startTestServer, type TestServer, testSealer } from './web-server-support.ts'

/* JN-7: login keys, by which a CRM logs its people in. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const EMAIL = 'ada@example.com'
let server: TestServer
let db: Db
let secret: string
let nonces = 0
const run = (...args: string[]) =>
  runOperatorCommand(db, args, { readPassword: async () => '', sealer: testSealer })
const rotate = async (group: number) =>
  String(((await run('login-secret', 'rotate', String(group))).data as { secret: string }).secret)

beforeAll(async () => {
  server = await startTestServer()
  db = server.web.db
})
afterAll(() => server.stop())
beforeEach(async () => {
  for (const table of [
    'logins',
    'api_tokens',
    'rates',
    'used_login_keys',
    'login_secrets',
    'memberships',
    'users',
  ] as const)
    await db.deleteFrom(table).execute()
  for (const group of [1, 2] as never[]) {
    await setSetting(db, group, null, 'login.methods', ['password', 'loginkey'])
    await setSetting(db, group, null, 'login.keySingleUse', true)
    await setSetting(db, group, null, 'login.keyMaxLife', 24)
  }
  await server.addAgent(EMAIL, 1, 'admin')
  await run('member', 'external', '1', EMAIL, 'crm-7')
  secret = await rotate(1)
})

const now = () => Math.floor(Date.now() / 1_000)
const nonce = () => `nonce-${String(++nonces).padStart(16, '0')}`
type Key = { groupId: number; externalId: string; expiry: number; nonce: string }
const key = (over: Partial<Key> = {}): Key => ({
  groupId: 1,
  externalId: 'crm-7',
  expiry: now() + 60,
  nonce: nonce(),
  ...over,
})
const link = (signed: Key, loginkey = signLoginKey(secret, signed), query = '&key=123456') =>
  `/agent/join?${new URLSearchParams({ groupid: String(signed.groupId), externalid: signed.externalId, loginkey })}${query}`
const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .find((one) => one?.startsWith(LOGIN_COOKIE)) ?? ''
const open = async (path: string, cookie = '') => {
  const answer = await server.get(path, { cookie })
  return { status: answer.status, location: answer.headers.get('location'), cookie: cookieOf(answer) }
}
const me = async (cookie: string) => (await server.get('/v1/me', { cookie })).json()
const audited = async (group: number) =>
  (
    await db
      .selectFrom('audit')
      .select(['operation', 'outcome'])
      .where('group_id', '=', group as never)
      .execute()
  )
    .filter((one) => one.operation === 'login.key')
    .map((one) => one.outcome)

describe('JN-7: a login key', () => {
  it('logs in once, and is gone from the address at once (303)', async () => {
    const path = link(key())
    const { status, location, cookie } = await open(path)
    expect([status, location]).toEqual([303, '/agent/join?key=123456&group=1'])
    expect(await me(cookie)).toMatchObject({ email: EMAIL })
    expect(await open(path)).toEqual({ status: 401, location: null, cookie: '' })
    expect(await audited(1)).toEqual(['refused: used before'])
    await setSetting(db, 1 as never, null, 'login.keySingleUse', false)
    const again = link(key())
    for (let i = 0; i < 2; i++) expect((await open(again)).status).toBe(303)
  })

  it('is the HMAC of its fields as netstrings, under the secret as it was printed', () => {
    const signed = {
      groupId: 4711,
      externalId: 'jürgen',
      expiry: 1_790_000_000,
      nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
    }
    // printf '%s' '1:1,4:4711,7:jürgen,10:1790000000,22:AAAAAAAAAAAAAAAAAAAAAA,' | openssl dgst -sha256 -hmac secret
    expect(Buffer.from(loginKeyMac('secret', signed), 'base64url').toString('hex')).toBe(
      '05d8aa24e33fe7cb5afbc2bd36f5777d004a5c1720afd669ac3537850095743f',
    )
    // Fields cannot be shifted into each other.
    const moved = { ...signed, groupId: 471, externalId: '1jürgen' }
    expect(loginKeyMac('secret', moved)).not.toBe(loginKeyMac('secret', signed))
  })

  it('SA-13: with any part changed, expired, too long-lived, of another group or user, it opens nothing', async () => {
    const good = key()
    const text = signLoginKey(secret, good)
    const wrong = [
      link({ ...good, externalId: 'crm-8' }, text),
      link({ ...good, groupId: 2 }, text),
      ...[2, 12, 14, text.length - 1].map((at) =>
        link(good, text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1)),
      ),
      link(good, text.slice(0, -1)),
      link(good, `${text}x`),
      link(good, text.replace('1.', '2.')),
      link(good, signLoginKey('another secret', good)),
      link(key({ expiry: now() - 1 })),
      link(key({ expiry: now() + 24 * 3_600 + 120 })),
      link(key({ externalId: 'nobody' })),
      link(key({ groupId: 999 })),
      link(good, ''),
    ]
    for (const path of wrong)
      expect([path, await open(path)]).toEqual([path, { status: 401, location: null, cookie: '' }])
    expect((await open(link(good))).status).toBe(303)
    expect((await audited(1)).slice(-3)).toEqual([
      'refused: expired',
      'refused: lives too long',
      'refused: nobody has this external id',
    ])
  })

  it('of two that come at once one gets in', async () => {
    const path = link(key())
    const answers = await Promise.all(Array.from({ length: 6 }, () => open(path)))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
  })

  it('opens its own group only, grants what the role grants, and manages nothing', async () => {
    await server.addAgent(EMAIL, 2, 'admin')
    const { cookie } = await open(link(key()))
    const { groups } = (await me(cookie)) as { groups: { id: number; permissions: string[] }[] }
    expect(groups).toMatchObject([{ id: 1 }])
    expect(groups[0]?.permissions).toContain('sessions.end')
    expect(groups[0]?.permissions.filter((name) => /manage|settings/.test(name))).toEqual([])
    expect((await server.get('/v1/groups/1/people', { cookie })).status).toBe(404)
    // Nor is it a proof for changing how somebody logs in.
    const post = await server.post('/api/auth/totp/begin', {}, { cookie, origin: server.web.url })
    expect(post.status).toBe(403)
  })

  it('does not take the place of somebody else’s log-in; the own one stays', async () => {
    const ada = await open(link(key()))
    const same = await open(link(key()), ada.cookie)
    expect(same).toMatchObject({ status: 303, cookie: '' })
    await server.addAgent('bo@example.com', 1, 'agent', 'Bo')
    await run('member', 'external', '1', 'bo@example.com', 'crm-8')
    const other = await open(link(key({ externalId: 'crm-8' })), ada.cookie)
    expect(other).toEqual({ status: 409, location: null, cookie: '' })
    expect(await me(ada.cookie)).toMatchObject({ email: EMAIL })
  })

  it('needs the group’s leave, a user who is not disabled, and a group that is not suspended', async () => {
    await setSetting(db, 1 as never, null, 'login.methods', ['password'])
    expect((await open(link(key()))).status).toBe(401)
    await setSetting(db, 1 as never, null, 'login.methods', ['loginkey'])
    await run('group', 'suspend', '1')
    expect((await open(link(key()))).status).toBe(401)
    await run('group', 'resume', '1')
    await run('user', 'disable', EMAIL)
    expect((await open(link(key()))).status).toBe(401)
  })

  it('section 18: a CRM’s server gets a token by it that speaks for the person, and manages nothing', async () => {
    const ask = (signed: Key, scopes: string[], more: { loginkey?: string; externalId?: string } = {}) =>
      server.post(
        '/v1/tokens',
        { groupId: signed.groupId, externalId: more.externalId ?? signed.externalId, scopes, minutes: 5 },
        { authorization: `Bearer ${more.loginkey ?? signLoginKey(secret, signed)}` },
      )
    // As an administrator they manage the group; a key never does.
    expect((await ask(key(), ['settings.edit'])).status).toBe(400)
    expect((await ask(key(), ['audit.read'])).status).toBe(201)
    await server.addAgent(EMAIL, 1, 'agent')
    const good = key()
    const answer = await ask(good, ['join'])
    expect(answer.status).toBe(201)
    const { token } = (await answer.json()) as { token: string }
    const find = (authorization: string) =>
      server.post('/v1/groups/1/sessions/lookup', { key: '123456' }, { authorization })
    expect((await find(`Bearer ${token}`)).status).toBe(200)
    const row = await db
      .selectFrom('api_tokens')
      .select(['user_id', 'created_by'])
      .where('scopes', '@>', '["join"]')
      .executeTakeFirstOrThrow()
    expect(row.created_by).toBe(`user:${row.user_id}`)
    // Once, and only as signed.
    expect((await ask(good, ['join'])).status).toBe(401)
    expect((await ask(key(), ['join'], { externalId: 'crm-8' })).status).toBe(401)
    expect((await ask(key({ groupId: 2 }), ['join'])).status).toBe(401)
    expect((await ask(key(), ['join'], { loginkey: 'x' })).status).toBe(401)
    // A key is no token for anything else.
    expect((await find(`Bearer ${signLoginKey(secret, key())}`)).status).toBe(401)
    await setSetting(db, 1 as never, null, 'login.methods', ['password'])
    expect((await ask(key(), ['join'])).status).toBe(401)
  })

  it('guessing is limited by address', async () => {
    const wrong = key()
    for (let i = 0; i < WEB_LIMITS.loginFailuresPerAddress; i++)
      expect((await open(link(wrong, signLoginKey('guess', wrong)))).status).toBe(401)
    expect((await open(link(key()))).status).toBe(429)
  })
})

describe('the secret', () => {
  it('two count during a rotation; the third makes the first void; dropping ends it', async () => {
    const [first, second] = [secret, await rotate(1)]
    const works = async (one: string) => {
      const signed = key()
      return (await open(link(signed, signLoginKey(one, signed)))).status === 303
    }
    expect([await works(first), await works(second)]).toEqual([true, true])
    const third = await rotate(1)
    expect([await works(first), await works(second), await works(third)]).toEqual([false, true, true])
    await run('login-secret', 'drop', '1')
    expect([await works(second), await works(third)]).toEqual([false, true])
    await run('login-secret', 'drop', '1', 'all')
    expect(await works(third)).toBe(false)
  })

  it('lies sealed in the database, for its group only', async () => {
    const rows = await db.selectFrom('login_secrets').select('secret').execute()
    expect(JSON.stringify(rows)).not.toContain(secret)
    await db
      .updateTable('login_secrets')
      .set({ group_id: 2 as never })
      .execute()
    const signed = key({ groupId: 2 })
    expect((await open(link(signed))).status).toBe(401)
  })
})

it('two members of a group cannot have one external id; in two groups they can', async () => {
  await server.addAgent('bo@example.com', 1, 'agent', 'Bo')
  await expect(run('member', 'external', '1', 'bo@example.com', 'crm-7')).rejects.toThrow('another member')
  await server.addAgent('bo@example.com', 2, 'agent', 'Bo')
  await run('member', 'external', '2', 'bo@example.com', 'crm-7')
  await expect(run('member', 'external', '2', EMAIL, 'crm-9')).rejects.toThrow('not in this group')
})
