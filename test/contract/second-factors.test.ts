import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import { systemClock } from '../../src/node/platform.ts'
import type { SecurityOverview } from '../../src/protocol/accounts.ts'
import type { Db } from '../../src/web-server/db/open.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { PASSWORD, startTestServer, type TestServer, testSealer } from './web-server-support.ts'

/* Authenticator apps and recovery codes (RFC 6238, SECURITY section 6). */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const EMAIL = 'ada@example.com'
const GROUP = 1 as never
const STEP_MS = 30_000
let aheadMs = 0
/** The real one, put forward. */
const clock: Clock = { ...systemClock, now: () => Date.now() + aheadMs }
let server: TestServer
let db: Db
let own: Record<string, string>
let ada: string

beforeAll(async () => {
  server = await startTestServer({ parts: { clock } })
  db = server.web.db
  own = { origin: server.web.url }
})
afterAll(() => server.stop())
beforeEach(async () => {
  aheadMs = 0
  for (const table of ['logins', 'rates', 'totps', 'recovery_codes', 'login_steps'] as const)
    await db.deleteFrom(table).execute()
  await setSetting(db, GROUP, null, 'login.mfa', 'optional')
  ada = await server.addAgent(EMAIL, 1, 'agent')
})

const post = (cookie: string, path: string, body: object = {}) =>
  server.post(`/api/auth/${path}`, body, { ...own, cookie })
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ')
const statusOf = async (cookie: string) => (await server.get('/v1/me', { cookie })).status
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code
const outcomes = async () =>
  (await db.selectFrom('audit').select(['operation', 'outcome']).orderBy('seq').execute()).map(
    ({ operation, outcome }) => `${operation} ${outcome}`,
  )

type App = { secret: string; code(): string; recoveryCodes: string[]; cookie: string }

/** An app in the hands of Ada. Its first code is used. */
async function setUp(cookie?: string): Promise<App> {
  const login = cookie ?? (await server.logIn(EMAIL))
  const { secret } = (await (await post(login, 'totp/begin')).json()) as { secret: string }
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = () => totp.generate({ timestamp: clock.now() })
  const answer = await post(login, 'totp', { code: code() })
  expect(answer.status).toBe(200)
  const { recoveryCodes } = (await answer.json()) as { recoveryCodes: string[] }
  aheadMs += 2 * STEP_MS
  return { secret, code, recoveryCodes, cookie: login }
}

/** The first half of a log-in. */
async function begin(): Promise<string> {
  const answer = await server.post('/api/auth/sign-in/email', { email: EMAIL, password: PASSWORD }, own)
  expect(await answer.json()).toMatchObject({ secondFactor: { totp: true, passkey: false } })
  return cookiesOf(answer)
}

describe('authenticator app', () => {
  it('RFC 6238: the password alone gives nothing but a question; with the code, a log-in', async () => {
    const { code } = await setUp()
    const half = await begin()
    expect(half).toMatch(/^__Host-sidelong-step=[\w-]{43}$/)
    expect(await statusOf(half)).toBe(401)
    const answer = await post(half, 'second-factor', { code: code().replace(/...$/, ' $&') })
    expect(answer.status).toBe(200)
    const cookie = cookiesOf(answer)
    expect(await statusOf(cookie)).toBe(200)
    const { logins } = (await (await server.get('/api/auth/security', { cookie })).json()) as SecurityOverview
    expect(logins.find((one) => one.isOwn)?.method).toBe('password+totp')
    expect(await outcomes()).toContain('login done: password+totp')
  })

  it('RFC 6238, 5.2: a code is good once, whoever comes second; and half a log-in as well', async () => {
    const { code } = await setUp()
    const halves = [await begin(), await begin()]
    const same = code()
    const answers = await Promise.all(halves.map((half) => post(half, 'second-factor', { code: same })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    const lucky = halves[answers.findIndex(({ status }) => status === 200)]!
    aheadMs += STEP_MS
    expect((await post(lucky, 'second-factor', { code: code() })).status).toBe(401)
  })

  it('codes of the minute before and after are right, others are not', async () => {
    const { code } = await setUp()
    const at = (ms: number) => {
      aheadMs += ms
      const then = code()
      aheadMs -= ms
      return then
    }
    for (const [ms, status] of [
      [-3 * STEP_MS, 403],
      [3 * STEP_MS, 403],
      [STEP_MS, 200],
    ] as const)
      expect((await post(await begin(), 'second-factor', { code: at(ms) })).status).toBe(status)
  })

  it('T12: ten wrong codes lock the second half, also over several log-ins; the operator unlocks', async () => {
    const { code } = await setUp()
    const statuses: number[] = []
    for (let i = 0; i <= WEB_LIMITS.secondFactorFailuresPerAccount; i++) {
      const wrong = code() === '000000' ? '111111' : '000000'
      statuses.push((await post(await begin(), 'second-factor', { code: wrong })).status)
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429])
    expect((await post(await begin(), 'second-factor', { code: code() })).status).toBe(429)
    expect(await outcomes()).toContain('login refused: second factor, locked')
    await runOperatorCommand(db, ['user', 'unlock', EMAIL], {
      readPassword: async () => '',
      sealer: testSealer,
    })
    expect((await post(await begin(), 'second-factor', { code: code() })).status).toBe(200)
  })

  it('half a log-in is over after five minutes', async () => {
    const { code } = await setUp()
    const half = await begin()
    aheadMs += WEB_LIMITS.loginStepLifeMs
    expect((await post(half, 'second-factor', { code: code() })).status).toBe(401)
    for (const cookie of ['', '__Host-sidelong-step=', `__Host-sidelong-step=${'A'.repeat(43)}`])
      expect((await post(cookie, 'second-factor', { code: code() })).status).toBe(401)
  })

  it('T16: the database holds neither the secret nor a recovery code nor a step as they are', async () => {
    const { secret, recoveryCodes } = await setUp()
    const half = await begin()
    const dump = JSON.stringify(
      await Promise.all(
        (['totps', 'recovery_codes', 'login_steps', 'audit', 'rates'] as const).map((table) =>
          db.selectFrom(table).selectAll().execute(),
        ),
      ),
    )
    for (const text of [secret, ...recoveryCodes, recoveryCodes[0]!.replaceAll('-', ''), half.split('=')[1]!])
      expect(dump).not.toContain(text)
  })

  it('an app does not count before its first code was right; a second app needs the first one’s removal', async () => {
    const cookie = await server.logIn(EMAIL)
    await post(cookie, 'totp/begin')
    await server.logIn(EMAIL)
    const again = await setUp(cookie)
    expect((await post(again.cookie, 'totp/begin')).status).toBe(403)
    expect((await post(again.cookie, 'totp/remove')).status).toBe(200)
    await server.logIn(EMAIL)
    expect(await db.selectFrom('recovery_codes').selectAll().execute()).toEqual([])
  })

  it('ends the log-ins from before it', async () => {
    const other = await server.logIn(EMAIL)
    const { cookie } = await setUp()
    expect([await statusOf(other), await statusOf(cookie)]).toEqual([401, 200])
  })
})

describe('recovery codes', () => {
  it('each lets in once, hyphens and case apart; new ones make the old ones void', async () => {
    const { recoveryCodes, cookie } = await setUp()
    expect(recoveryCodes).toHaveLength(WEB_LIMITS.recoveryCodes)
    expect(new Set(recoveryCodes).size).toBe(WEB_LIMITS.recoveryCodes)
    const use = async (code: string) => (await post(await begin(), 'second-factor', { code })).status
    expect(await use(recoveryCodes[0]!)).toBe(200)
    expect(await use(recoveryCodes[0]!)).toBe(403)
    expect(await use(recoveryCodes[1]!.replaceAll('-', ' ').toUpperCase())).toBe(200)
    const fresh = (await (await post(cookie, 'recovery-codes')).json()) as { recoveryCodes: string[] }
    expect(await use(recoveryCodes[2]!)).toBe(403)
    expect(await use(fresh.recoveryCodes[2]!)).toBe(200)
    expect(await outcomes()).toContain('login done: password+recovery')
  })

  it('who has lost everything is helped by the operator', async () => {
    const { cookie } = await setUp()
    await runOperatorCommand(db, ['user', 'reset-factors', EMAIL], {
      readPassword: async () => '',
      sealer: testSealer,
    })
    expect(await statusOf(cookie)).toBe(401)
    await server.logIn(EMAIL)
  })
})

describe('step-up', () => {
  it('SG-2: ten minutes after the log-in, changes need a proof; with an app the password is none', async () => {
    const cookie = await server.logIn(EMAIL)
    aheadMs += WEB_LIMITS.confirmLifeMs
    expect(await codeOf(await post(cookie, 'totp/begin'))).toBe('confirm-first')
    expect((await post(cookie, 'confirm', { password: 'wrong password' })).status).toBe(401)
    expect((await post(cookie, 'confirm', { password: PASSWORD })).status).toBe(200)
    const { code } = await setUp(cookie)
    aheadMs += WEB_LIMITS.confirmLifeMs
    const change = { current: PASSWORD, next: 'another fine password' }
    for (const path of ['totp/remove', 'recovery-codes', 'totp', 'passkeys/begin'])
      expect(await codeOf(await post(cookie, path, { code: '123456' }))).toBe('confirm-first')
    expect(await codeOf(await post(cookie, 'password', change))).toBe('confirm-first')
    expect((await post(cookie, 'confirm', { password: PASSWORD })).status).toBe(403)
    expect((await post(cookie, 'confirm', {})).status).toBe(403)
    expect((await post(cookie, 'confirm', { code: code() })).status).toBe(200)
    expect((await post(cookie, 'totp/remove')).status).toBe(200)
    expect(await outcomes()).toEqual(
      expect.arrayContaining(['account.confirm refused', 'account.confirm done', 'totp.remove done']),
    )
  })

  it('a proof is good for the log-in that gave it, and for no other', async () => {
    const [one, other] = [await server.logIn(EMAIL), await server.logIn(EMAIL)]
    aheadMs += WEB_LIMITS.confirmLifeMs
    await post(one, 'confirm', { password: PASSWORD })
    expect((await post(one, 'totp/begin')).status).toBe(200)
    expect(await codeOf(await post(other, 'totp/begin'))).toBe('confirm-first')
  })
})

describe('login.mfa', () => {
  it('required: a log-in without second factor can set one up and do nothing else', async () => {
    await setSetting(db, GROUP, null, 'login.mfa', 'required')
    const cookie = await server.logIn(EMAIL)
    for (const path of ['/v1/me', '/v1/sessions?status=live'])
      expect(await codeOf(await server.get(path, { cookie }))).toBe('second-factor-first')
    expect((await server.post('/v1/sessions/lookup', { key: 'x' }, { ...own, cookie })).status).toBe(403)
    const join = await server.get('/agent/join?key=482917', { cookie })
    expect(join.headers.get('location')).toBe('/agent/login')
    expect((await server.get('/agent/login', { cookie })).headers.get('location')).toBe('/agent/')
    await setUp(cookie)
    expect(await statusOf(cookie)).toBe(200)
    expect((await post(cookie, 'totp/remove')).status).toBe(403)
  })

  it('off: none can be set up', async () => {
    await setSetting(db, GROUP, null, 'login.mfa', 'off')
    const cookie = await server.logIn(EMAIL)
    expect((await post(cookie, 'totp/begin')).status).toBe(403)
    await setSetting(db, GROUP, null, 'login.methods', ['passkey'])
    await expect(server.logIn(EMAIL)).rejects.toThrow('401')
    await setSetting(db, GROUP, null, 'login.methods', ['password', 'passkey'])
    expect(ada).not.toBe('')
  })
})
