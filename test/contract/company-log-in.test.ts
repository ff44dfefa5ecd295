import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import type { SecurityOverview } from '../../src/protocol/accounts.ts'
import type { Db } from '../../src/web-server/db/open.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  startOpenIdProvider,
  type TestProvider,
} from '../support/openid-provider.ts'
import { PASSWORD, startTestServer, type TestServer, testSealer } from './web-server-support.ts'

/* Log-in by company account (JN-8), against a real OpenID provider. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const GROUP = 1 as never
const EMAIL = 'ada@example.com'
let server: TestServer
let db: Db
let idp: TestProvider
let ada: string
let piped = ''
const run = (...args: string[]) =>
  runOperatorCommand(db, args, { readPassword: async () => piped, sealer: testSealer })

beforeAll(async () => {
  server = await startTestServer()
  db = server.web.db
  idp = await startOpenIdProvider(() => `${server.web.url}/agent/sso/callback`)
  piped = CLIENT_SECRET
  await run('sso', 'secret', '1')
  await run('sso', 'secret', '2')
})
afterAll(async () => {
  await server.stop()
  await idp.stop()
})
beforeEach(async () => {
  for (const table of [
    'logins',
    'rates',
    'totps',
    'passkeys',
    'identities',
    'login_steps',
    'memberships',
    'users',
  ] as const)
    await db.deleteFrom(table).execute()
  for (const group of [1, 2] as never[]) {
    await configure(group)
    await setSetting(db, group, null, 'login.methods', ['password', 'passkey', 'oidc'])
    await setSetting(db, group, null, 'login.mfa', 'optional')
    await setSetting(db, group, null, 'login.jit', false)
  }
  await run('sso', 'domains', '1')
  ada = await server.addAgent(EMAIL, 1, 'agent')
  idp.answer = 'agree'
  idp.current = { sub: 'ada-at-company', email: EMAIL, email_verified: true, name: 'Ada at Company' }
})

const configure = (group: never, state = 'live', issuer = idp.issuer) =>
  setSetting(db, group, null, 'sso.oidc', { issuer, clientId: CLIENT_ID, name: 'Company', state })

/** A browser without a page: cookies by origin, and redirects followed one by one. */
function createBrowser() {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: string) => {
    const { origin } = new URL(url)
    const jar = jars.get(origin) ?? new Map<string, string>()
    jars.set(origin, jar)
    return jar
  }
  const header = (url: string) => [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join('; ')
  const self = {
    header: () => header(server.web.url),
    cookies: () => jarOf(server.web.url),
    async get(url: string, headers: Record<string, string> = {}): Promise<Response> {
      const answer = await fetch(url, { redirect: 'manual', headers: { cookie: header(url), ...headers } })
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) jarOf(url).delete(name)
        else jarOf(url).set(name, value)
      }
      return answer
    },
    /** Follows redirects until there are none, or one to an address that `until` names; returns the last address. */
    async follow(from: string, until: (url: string) => boolean = () => false): Promise<string> {
      let url = from
      for (let i = 0; i < 12; i++) {
        if (until(url)) return url
        const answer = await self.get(url, { 'sec-fetch-site': url === from ? 'none' : 'cross-site' })
        const location = answer.headers.get('location')
        if (location === null) return url
        url = new URL(location, url).href
      }
      throw new Error('too many redirects')
    },
  }
  return self
}
type TestBrowser = ReturnType<typeof createBrowser>

const start = (group = 1, query = '') => `${server.web.url}/agent/sso/${group}${query}`
const isCallback = (url: string) => url.includes('/agent/sso/callback?')
const pathOf = (url: string) => url.replace(server.web.url, '')
const meOf = async (browser: TestBrowser) => {
  const answer = await server.get('/v1/me', { cookie: browser.header() })
  return answer.status === 200 ? ((await answer.json()) as { id: string }).id : answer.status
}
async function whole(group = 1): Promise<[string, TestBrowser]> {
  const browser = createBrowser()
  return [pathOf(await browser.follow(start(group))), browser]
}
const post = (cookie: string, path: string, body: object) =>
  server.post(`/api/auth/${path}`, body, { origin: server.web.url, cookie })
const bind = (subject = 'ada-at-company') => run('sso', 'link', EMAIL, idp.issuer, subject)
const users = async () =>
  (await db.selectFrom('users').select('email').orderBy('email').execute()).map((u) => u.email)

describe('JN-8: who gets in', () => {
  it('JN-8: a bound account does, with PKCE, state and nonce; and returns to where it wanted to go', async () => {
    await bind()
    const browser = createBrowser()
    await browser.get(`${server.web.url}/agent/history`)
    const away = await browser.get(start(), { 'sec-fetch-site': 'same-origin' })
    const asked = new URL(away.headers.get('location')!)
    expect(asked.origin).toBe(idp.issuer)
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: `${server.web.url}/agent/sso/callback`,
    })
    expect(asked.href).not.toContain(CLIENT_SECRET)
    expect(pathOf(await browser.follow(asked.href))).toBe('/agent/history')
    expect(await meOf(browser)).toBe(ada)
    const audit = await db.selectFrom('audit').select(['operation', 'outcome', 'group_id']).execute()
    expect(audit).toContainEqual({ operation: 'sso.log-in', outcome: 'done', group_id: 1 })
    expect(audit).toContainEqual({ operation: 'login', outcome: 'done: oidc', group_id: 0 })
  })

  it('JN-8: the e-mail address binds nothing, verified or not', async () => {
    for (const verified of [true, false]) {
      idp.current = { sub: `other-${verified}`, email: EMAIL, email_verified: verified }
      await setSetting(db, GROUP, null, 'login.jit', true)
      await setSetting(db, GROUP, null, 'login.jitRole', 'admin')
      await run('sso', 'domains', '1', 'example.com')
      const [path, browser] = await whole()
      expect(path).toBe('/agent/login?problem=sso-unknown')
      expect(await meOf(browser)).toBe(401)
    }
    expect(await db.selectFrom('identities').selectAll().execute()).toEqual([])
    expect(await users()).toEqual([EMAIL])
  })

  it('T3: a provider of another group opens no account that is not in that group; nor does a foreign issuer', async () => {
    await bind()
    const [path] = await whole(2)
    expect(path).toBe('/agent/login?problem=sso-unknown')
    await db.updateTable('identities').set({ issuer: 'https://other.example' }).execute()
    expect((await whole())[0]).toBe('/agent/login?problem=sso-unknown')
  })

  it('T3: one group’s provider opens that group alone, and cannot change how the person logs in elsewhere', async () => {
    await bind()
    await server.addAgent(EMAIL, 2, 'supervisor')
    const [, browser] = await whole()
    const groups = async () => {
      const answer = await server.get('/v1/me', { cookie: browser.header() })
      return ((await answer.json()) as { groups: { id: number }[] }).groups.map(({ id }) => id)
    }
    expect(await groups()).toEqual([1])
    expect((await post(browser.header(), 'totp/begin', {})).status).toBe(403)
    // With the person's own proof it can.
    expect((await post(browser.header(), 'confirm', { password: PASSWORD })).status).toBe(200)
    expect((await post(browser.header(), 'totp/begin', {})).status).toBe(200)
    // By their own password, all groups are open; and a group that does not allow company accounts stays out of it.
    const all = (await (await server.get('/v1/me', { cookie: await server.logIn(EMAIL) })).json()) as {
      groups: { id: number }[]
    }
    expect(all.groups.map(({ id }) => id)).toEqual([1, 2])
    await setSetting(db, 2 as never, null, 'login.methods', ['password'])
    expect(pathOf((await whole())[0])).toBe('/agent/')
  })

  it('a group that does not allow it, tests it, or has none lets nobody in', async () => {
    await bind()
    await setSetting(db, GROUP, null, 'login.methods', ['password'])
    expect((await whole())[0]).toBe('/agent/login?problem=sso-unknown')
    await configure(GROUP, 'testing')
    expect((await whole())[0]).toBe('/agent/login?problem=sso-testing')
    await setSetting(db, GROUP, null, 'sso.oidc', null)
    for (const group of [1, 999]) expect((await whole(group))[0]).toBe('/agent/login?problem=sso-unavailable')
    await configure(GROUP, 'live', 'http://127.0.0.1:9')
    expect((await whole())[0]).toBe('/agent/login?problem=sso-unavailable')
    const tests = await db
      .selectFrom('audit')
      .select('outcome')
      .where('operation', '=', 'sso.log-in')
      .execute()
    expect(tests.map((one) => one.outcome)).toContain('refused: sso-testing')
  })

  it('a disabled user does not', async () => {
    await bind()
    await run('user', 'disable', EMAIL)
    const [path, browser] = await whole()
    expect(path).toBe('/agent/login?problem=sso-unknown')
    expect(await meOf(browser)).toBe(401)
  })

  it('login.mfa: what the provider asked for counts if it says so (amr), else the own second factor is asked for', async () => {
    await bind()
    await setSetting(db, GROUP, null, 'login.mfa', 'required')
    const [, limited] = await whole()
    expect(await meOf(limited)).toBe(403)
    await db
      .insertInto('totps')
      .values({ user_id: ada, secret: 'x', confirmed_at: new Date(), created_at: new Date() })
      .execute()
    const [path, half] = await whole()
    expect(path).toBe('/agent/login?step=code')
    expect(await meOf(half)).toBe(401)
    const pending = await server.get('/api/auth/second-factor', { cookie: half.header() })
    expect(await pending.json()).toEqual({ secondFactor: { totp: true, passkey: false, recovery: false } })
    idp.current = { ...idp.current, amr: ['pwd', 'mfa'] }
    const [, strong] = await whole()
    expect(await meOf(strong)).toBe(ada)
  })
})

describe('login.jit: new users', () => {
  beforeEach(async () => {
    idp.current = { sub: 'grace', email: 'Grace@Company.example', email_verified: true, name: 'Grace' }
    await setSetting(db, GROUP, null, 'login.jit', true)
    await setSetting(db, GROUP, null, 'login.jitRole', 'agent')
    await run('sso', 'domains', '1', 'company.example')
  })

  it('JN-8: come with a verified address of a domain that the operator has given; once, and without password', async () => {
    const [, browser] = await whole()
    const id = await meOf(browser)
    const [, again] = await whole()
    expect(await meOf(again)).toBe(id)
    expect(await users()).toEqual([EMAIL, 'grace@company.example'])
    expect(await db.selectFrom('accounts').select('id').where('userId', '=', String(id)).execute()).toEqual(
      [],
    )
    await expect(server.logIn('grace@company.example')).rejects.toThrow('401')
  })

  it('JN-8: never with an unverified address, one of another domain, none, or where it is off', async () => {
    const refused = async () => expect((await whole())[0]).toBe('/agent/login?problem=sso-unknown')
    const grace = idp.current
    idp.current = { ...grace, email_verified: false }
    await refused()
    for (const email of ['grace@evil.example', 'grace@sub.company.example', 'a@b@company.example']) {
      idp.current = { ...grace, email }
      await refused()
    }
    idp.current = { sub: 'grace' }
    await refused()
    idp.current = grace
    await setSetting(db, GROUP, null, 'login.jitRole', null)
    await refused()
    await setSetting(db, GROUP, null, 'login.jitRole', 'agent')
    await setSetting(db, GROUP, null, 'login.jit', false)
    await refused()
    await run('sso', 'domains', '1')
    await setSetting(db, GROUP, null, 'login.jit', true)
    await refused()
    expect(await users()).toEqual([EMAIL])
  })
})

describe('SA-34: forged ways back', () => {
  const refusal = `/agent/login?problem=sso-failed`
  /** To the provider and back, but not in. */
  async function toCallback(change: (asked: URL) => void = () => undefined): Promise<[string, TestBrowser]> {
    await bind()
    const browser = createBrowser()
    const asked = new URL(await browser.follow(start(), (url) => url.startsWith(idp.issuer)))
    change(asked)
    return [await browser.follow(asked.href, isCallback), browser]
  }
  const end = async (browser: TestBrowser, url: string) => pathOf(await browser.follow(url))

  it('SA-34: another browser than the one that began does not get in (log-in CSRF), with its own cookie neither', async () => {
    const [callback] = await toCallback()
    const victim = createBrowser()
    expect(await end(victim, callback)).toBe(refusal)
    await victim.follow(start(), (url) => url.startsWith(idp.issuer))
    expect(await end(victim, callback)).toBe(refusal)
    expect(await meOf(victim)).toBe(401)
  })

  it('SA-34: a changed state, issuer or code is refused, and a way back is good once', async () => {
    const changes: ((url: URL) => void)[] = [
      (url) => url.searchParams.set('state', 'A'.repeat(43)),
      (url) => url.searchParams.delete('state'),
      (url) => url.searchParams.set('iss', 'https://evil.example'),
      (url) => url.searchParams.delete('iss'),
      (url) => url.searchParams.set('code', 'A'.repeat(43)),
      (url) => url.searchParams.append('code', 'x'),
    ]
    for (const change of changes) {
      await db.deleteFrom('identities').execute()
      const [callback, browser] = await toCallback()
      const url = new URL(callback)
      change(url)
      expect([url.search, await end(browser, url.href)]).toEqual([url.search, refusal])
      // The true one comes too late.
      expect(await end(browser, callback)).toBe(refusal)
      expect(await meOf(browser)).toBe(401)
    }
  })

  it('SA-34: an id token made for another nonce is refused', async () => {
    const [callback, browser] = await toCallback((asked) => asked.searchParams.set('nonce', 'another'))
    expect(await end(browser, callback)).toBe(refusal)
  })

  it('SA-34: a code asked for with another challenge is refused (PKCE)', async () => {
    const [callback, browser] = await toCallback((asked) =>
      asked.searchParams.set('code_challenge', 'A'.repeat(43)),
    )
    expect(await end(browser, callback)).toBe(refusal)
  })

  it('SA-34: whoever turns away there is not let in here; neither is who takes longer than ten minutes', async () => {
    idp.answer = 'deny'
    expect((await whole())[0]).toBe(refusal)
    idp.answer = 'agree'
    const [callback, browser] = await toCallback()
    await db
      .updateTable('login_steps')
      .set({ expires_at: new Date(0) })
      .execute()
    expect(await end(browser, callback)).toBe(refusal)
  })

  it('SA-34: another site cannot begin a log-in: its visitor presses the button', async () => {
    const browser = createBrowser()
    for (const site of ['cross-site', 'same-site'])
      expect((await browser.get(start(), { 'sec-fetch-site': site })).headers.get('location')).toBe(
        '/agent/login?company=1',
      )
    expect(browser.cookies().size).toBe(0)
  })

  it('T12: beginning is limited by address', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 31; i++)
      statuses.push((await createBrowser().get(start(), { 'sec-fetch-site': 'none' })).status)
    expect(statuses.slice(-2)).toEqual([303, 429])
  })

  it('T16: nothing secret in any address of ours, cookie attributes as they should be', async () => {
    await bind()
    const answer = await createBrowser().get(start(), { 'sec-fetch-site': 'none' })
    const [cookie] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-sidelong-sso=[\w-]{43};/)
    for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part)
    const { secret } = await db.selectFrom('sso').select('secret').executeTakeFirstOrThrow()
    expect(secret).not.toContain(CLIENT_SECRET)
    const steps = JSON.stringify(await db.selectFrom('login_steps').selectAll().execute())
    expect(steps).not.toContain(cookie!.split(/[=;]/)[1])
  })
})

describe('linking by oneself', () => {
  async function link(browser: TestBrowser): Promise<string> {
    const answer = await post(browser.header(), 'sso/link', { groupId: 1 })
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';')[0]!.split('=')
      browser.cookies().set(name, value)
    }
    const { location } = (await answer.json()) as { location?: string }
    return location === undefined ? String(answer.status) : pathOf(await browser.follow(location))
  }
  async function loggedIn(email = EMAIL): Promise<TestBrowser> {
    const browser = createBrowser()
    for (const one of (await server.logIn(email)).split('; ')) {
      const at = one.indexOf('=')
      browser.cookies().set(one.slice(0, at), one.slice(at + 1))
    }
    return browser
  }

  it('JN-8: who is logged in binds a company account, and logs in by it; bound once, it stays with its owner', async () => {
    const browser = await loggedIn()
    expect(await link(browser)).toBe('/agent/account')
    const [, byCompany] = await whole()
    expect(await meOf(byCompany)).toBe(ada)
    await server.addAgent('bob@example.com', 1, 'agent', 'Bob')
    expect(await link(await loggedIn('bob@example.com'))).toBe('/agent/account?problem=sso-taken')
    expect(await meOf((await whole())[1])).toBe(ada)
    const overview = (await (
      await server.get('/api/auth/security', { cookie: browser.header() })
    ).json()) as SecurityOverview
    expect(overview.identities).toEqual([{ issuer: idp.issuer, subject: 'ada-at-company', label: EMAIL }])
    expect((await post(browser.header(), 'sso/unlink', { issuer: idp.issuer, subject: 'x' })).status).toBe(
      404,
    )
    const { issuer, subject } = overview.identities[0]!
    expect((await post(browser.header(), 'sso/unlink', { issuer, subject })).status).toBe(200)
    expect((await whole())[0]).toBe('/agent/login?problem=sso-unknown')
  })

  it('SG-2: binding needs a proof; a way begun in one log-in does not bind in another', async () => {
    const browser = await loggedIn()
    await db
      .updateTable('logins')
      .set({ confirmedAt: new Date(0) })
      .execute()
    expect(await link(browser)).toBe('403')
    await post(browser.header(), 'confirm', { password: PASSWORD })
    const answer = await post(browser.header(), 'sso/link', { groupId: 1 })
    const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!
    const { location } = (await answer.json()) as { location: string }
    await server.addAgent('eve@example.com', 1, 'agent', 'Eve')
    const eve = await loggedIn('eve@example.com')
    eve.cookies().set(cookie.split('=')[0]!, cookie.split('=')[1]!)
    expect(pathOf(await eve.follow(location))).toBe('/agent/account?problem=sso-failed')
    expect((await post(browser.header(), 'sso/link', { groupId: 2 })).status).toBe(404)
  })

  it('SG-2: who has nothing but the company account proves who they are by logging in there anew', async () => {
    await bind()
    await db.deleteFrom('accounts').execute()
    const [, browser] = await whole()
    await db
      .updateTable('logins')
      .set({ confirmedAt: new Date(0) })
      .execute()
    const begin = () => post(browser.header(), 'totp/begin', {})
    expect((await begin()).status).toBe(403)
    const asked = await browser.get(start(1, '?again=1'), { 'sec-fetch-site': 'same-origin' })
    const url = new URL(asked.headers.get('location')!)
    expect(url.searchParams.get('prompt')).toBe('login')
    await browser.follow(url.href)
    expect(await meOf(browser)).toBe(ada)
    expect((await begin()).status).toBe(200)
  })
})
