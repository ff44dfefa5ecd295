import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { toBase64Url } from '../../src/base/bytes.ts'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import { randomBytes } from '../../src/node/platform.ts'
import type { Person, SecurityOverview } from '../../src/protocol/accounts.ts'
import { startResponse } from '../../src/protocol/rest.ts'
import { findByPassword } from '../../src/web-server/accounts/check-password.ts'
import { verifyAudit } from '../../src/web-server/audit/audit.ts'
import { type Db, openDatabase } from '../../src/web-server/db/open.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { startWebServer } from '../../src/web-server/server.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import {
  eventually,
  PASSWORD,
  SITE,
  startTestServer,
  type TestServer,
  testConfig,
  testSealer,
} from './web-server-support.ts'

/* Accounts (SECURITY section 6): lock-out, log-ins and their end, passwords. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'
const SOON_MS = 1_000

let server: TestServer
let db: Db
let own: Record<string, string>
let ada: string
beforeAll(async () => {
  server = await startTestServer()
  db = server.web.db
  own = { origin: server.web.url }
  ada = await server.addAgent('ada@example.com', 1, 'agent')
  await server.addAgent('max@example.com', 1, 'admin', 'Max Admin')
  await server.addAgent('mia@example.com', 2, 'admin', 'Mia Admin')
})
afterAll(() => server.stop())
beforeEach(async () => {
  await db.deleteFrom('logins').execute()
  await db.deleteFrom('rates').execute()
})

const security = async (cookie: string) =>
  (await (await server.get('/api/auth/security', { cookie })).json()) as SecurityOverview
const isIn = async (cookie: string) => (await server.get('/v1/me', { cookie })).status === 200
const post = (cookie: string, path: string, body: object) => server.post(path, body, { ...own, cookie })
const operations = async () =>
  (await db.selectFrom('audit').select(['operation', 'outcome', 'actor']).orderBy('seq').execute()).map(
    ({ operation, outcome, actor }) => `${actor} ${operation} ${outcome}`,
  )

/** How long after `act` the session server is told to close the agent's views, in milliseconds. */
async function revokedAfter(agentId: string, act: () => Promise<unknown>): Promise<number> {
  const { received } = server.servers[0]!
  const count = () => received.filter((one) => one.type === 'revoke' && one.agentId === agentId).length
  const before = count()
  const begin = performance.now()
  await act()
  await eventually(() => count() > before, 5_000)
  return performance.now() - begin
}

describe('own log-ins', () => {
  it('AU-1: are listed with browser, address, way and times, the own one marked, and nothing secret', async () => {
    const first = await server.logIn('ada@example.com', PASSWORD, { 'user-agent': FIREFOX })
    const second = await server.logIn('ada@example.com')
    const answer = await server.get('/api/auth/security', { cookie: second })
    const text = await answer.text()
    const { logins } = JSON.parse(text) as SecurityOverview
    expect(logins).toHaveLength(2)
    expect(logins.filter((one) => one.isOwn)).toHaveLength(1)
    expect(logins.find((one) => !one.isOwn)).toMatchObject({
      browser: 'Firefox 150 on Linux',
      address: '127.0.0.1',
      method: 'password',
    })
    for (const cookie of [first, second])
      expect(text).not.toContain(decodeURIComponent(cookie).split('=')[1]!.split('.')[0])
  })

  it('SA-20, JN-10: ending one closes that log-in, keeps the others, and closes views in under a second', async () => {
    const lost = await server.logIn('ada@example.com', PASSWORD, { 'user-agent': FIREFOX })
    const kept = await server.logIn('ada@example.com')
    const { logins } = await security(kept)
    const { id } = logins.find((one) => !one.isOwn)!
    const ms = await revokedAfter(ada, async () => {
      expect((await post(kept, '/api/auth/logins/end', { id })).status).toBe(200)
    })
    expect(ms).toBeLessThan(SOON_MS)
    expect([await isIn(lost), await isIn(kept)]).toEqual([false, true])
    expect((await post(kept, '/api/auth/logins/end', { id })).status).toBe(404)
    expect(await operations()).toContain(`user:${ada} login.end 1 ended`)
  })

  it('SA-20: what one web server revokes, those tell who reach session servers that it does not', async () => {
    const cookie = await server.logIn('ada@example.com')
    const apart = await startWebServer(testConfig({ id: 'apart' }), { db })
    try {
      const ms = await revokedAfter(ada, async () => {
        const answer = await fetch(`${apart.url}/api/auth/sign-out`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: apart.url, cookie },
          body: '{}',
        })
        expect(answer.status).toBe(200)
      })
      expect(ms).toBeLessThan(SOON_MS)
      expect(await isIn(cookie)).toBe(false)
    } finally {
      await apart.stop()
    }
  })

  it('JN-10: all others end at once; somebody else’s never', async () => {
    const max = await server.logIn('max@example.com')
    const others = [await server.logIn('ada@example.com'), await server.logIn('ada@example.com')]
    const kept = await server.logIn('ada@example.com')
    const foreign = (await security(max)).logins[0]!.id
    expect((await post(kept, '/api/auth/logins/end', { id: foreign })).status).toBe(404)
    expect(await (await post(kept, '/api/auth/logins/end', { others: true })).json()).toEqual({ ended: 2 })
    expect(await Promise.all([...others, kept, max].map(isIn))).toEqual([false, false, true, true])
    for (const body of [{}, { id: 'x', others: true }])
      expect((await post(kept, '/api/auth/logins/end', body)).status).toBe(400)
  })

  it('SECURITY 6: they end when idle, and after their time, as the strictest group says', async () => {
    await setSetting(db, 1 as never, null, 'login.idle', 5)
    await setSetting(db, 1 as never, null, 'login.maxSession', 1)
    const cookie = await server.logIn('ada@example.com')
    const row = () => db.selectFrom('logins').selectAll().executeTakeFirstOrThrow()
    const { expiresAt, idleMinutes } = await row()
    expect(idleMinutes).toBe(5)
    expect(Math.abs(expiresAt.getTime() - Date.now() - 3_600_000)).toBeLessThan(60_000)
    await db
      .updateTable('logins')
      .set({ updatedAt: new Date(Date.now() - 5 * 60_000 - 1_000) })
      .execute()
    expect(await isIn(cookie)).toBe(false)
    expect(await db.selectFrom('logins').select('id').execute()).toEqual([])
    const again = await server.logIn('ada@example.com')
    await db
      .updateTable('logins')
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .execute()
    expect(await isIn(again)).toBe(false)
    await setSetting(db, 1 as never, null, 'login.idle', 30)
    await setSetting(db, 1 as never, null, 'login.maxSession', 12)
  })

  it('SA-34: a log-in never goes on with the id of an earlier one', async () => {
    const before = await server.logIn('ada@example.com')
    const after = await server.logIn('ada@example.com', PASSWORD, { cookie: before })
    expect(after).not.toBe(before)
    expect([await isIn(before), await isIn(after)]).toEqual([false, true])
  })
})

describe('passwords', () => {
  it('are changed by who knows the old one; all other log-ins end, and views close in under a second', async () => {
    const other = await server.logIn('ada@example.com')
    const cookie = await server.logIn('ada@example.com')
    const next = 'another fine password'
    const change = (current: string, wanted = next) =>
      post(cookie, '/api/auth/password', { current, next: wanted })
    expect((await change('wrong password')).status).toBe(401)
    expect((await change(PASSWORD, 'short')).status).toBe(400)
    expect([await isIn(other), await isIn(cookie)]).toEqual([true, true])
    expect(
      await revokedAfter(ada, async () => expect((await change(PASSWORD)).status).toBe(200)),
    ).toBeLessThan(SOON_MS)
    expect([await isIn(other), await isIn(cookie)]).toEqual([false, true])
    await expect(server.logIn('ada@example.com')).rejects.toThrow('401')
    await server.logIn('ada@example.com', next)
    expect((await change(next, PASSWORD)).status).toBe(200)
    expect(await operations()).toContain(`user:${ada} account.password done`)
    const audit = JSON.stringify(await db.selectFrom('audit').selectAll().execute())
    for (const secret of [next, PASSWORD, 'wrong password']) expect(audit).not.toContain(secret)
  })

  it('T12: guessing the old one in a stolen session is counted like a log-in', async () => {
    const cookie = await server.logIn('ada@example.com')
    const body = { current: 'wrong password', next: 'whatever it is' }
    const statuses: number[] = []
    for (let i = 0; i <= WEB_LIMITS.loginFailuresPerAccount; i++)
      statuses.push((await post(cookie, '/api/auth/password', body)).status)
    expect(statuses.slice(-2)).toEqual([401, 429])
    await expect(server.logIn('ada@example.com')).rejects.toThrow('429')
  })

  it('SA-35: account endpoints refuse other sites, and whoever is not logged in', async () => {
    const cookie = await server.logIn('ada@example.com')
    for (const path of ['password', 'logins/end', 'confirm']) {
      const foreign = { cookie, origin: 'https://evil.example' }
      expect((await server.post(`/api/auth/${path}`, {}, foreign)).status).toBe(403)
      expect((await server.post(`/api/auth/${path}`, {}, own)).status).toBe(401)
    }
    expect((await server.get('/api/auth/security')).status).toBe(401)
  })
})

describe('RO-4, T12: no account is told from none', () => {
  it('RO-4: the same work for a wrong password, an unknown, a disabled and a passwordless user', async () => {
    const costs: string[] = []
    const hasher = {
      hash: async () => '',
      async verify({ hash }: { hash: string }) {
        costs.push(/^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$/.exec(hash)?.[0] ?? 'none')
        // Even a password that were right would let in nobody of these but the first.
        return true
      },
    }
    const off = await server.addAgent('off@example.com', 1, 'agent')
    await db.updateTable('users').set({ isDisabled: true }).where('id', '=', off).execute()
    const bare = await server.addAgent('bare@example.com', 1, 'agent')
    await db.deleteFrom('accounts').where('userId', '=', bare).execute()
    const found = []
    for (const email of ['ada@example.com', 'nobody@example.com', 'off@example.com', 'bare@example.com'])
      found.push(await findByPassword(db, hasher, email, 'x'))
    expect(found).toEqual([ada, null, null, null])
    expect(new Set(costs)).toEqual(new Set(['$argon2id$v=19$m=19456,t=2,p=1$']))
    expect(costs).toHaveLength(4)
    await db.deleteFrom('users').where('id', 'in', [off, bare]).execute()
  })

  it('RO-4: one answer for all of them, and for a way to log in that the group does not allow', async () => {
    const refusal = async (email: string, password: string) => {
      const answer = await server.post('/api/auth/sign-in/email', { email, password }, own)
      const { requestId: _, ...body } = (await answer.json()) as Record<string, unknown>
      return JSON.stringify([answer.status, body, answer.headers.getSetCookie()])
    }
    await setSetting(db, 1 as never, null, 'login.methods', ['passkey'])
    const answers = [
      await refusal('ada@example.com', PASSWORD),
      await refusal('ada@example.com', 'wrong password'),
      await refusal('nobody@example.com', 'wrong password'),
    ]
    expect(new Set(answers).size).toBe(1)
    await setSetting(db, 1 as never, null, 'login.methods', ['password', 'passkey'])
  })
})

describe('people of a group', () => {
  const peopleOf = async (cookie: string, group: number) => {
    const answer = await server.get(`/v1/groups/${group}/people`, { cookie })
    return answer.status === 200 ? ((await answer.json()) as { items: Person[] }).items : answer.status
  }

  it('RO-4: who manages them sees where they are logged in, and ends that; views close in under a second', async () => {
    const agent = await server.logIn('ada@example.com', PASSWORD, { 'user-agent': FIREFOX })
    const admin = await server.logIn('max@example.com')
    const list = (await peopleOf(admin, 1)) as Person[]
    expect(list.map((one) => one.email)).toEqual(['ada@example.com', 'max@example.com'])
    const { logins } = list[0]!
    expect(logins).toMatchObject([{ browser: 'Firefox 150 on Linux', isOwn: false }])
    const ms = await revokedAfter(ada, async () => {
      const path = `/v1/groups/1/people/${ada}/logins/end`
      expect((await post(admin, path, { id: logins[0]!.id })).status).toBe(200)
    })
    expect(ms).toBeLessThan(SOON_MS)
    expect([await isIn(agent), await isIn(admin)]).toEqual([false, true])
    expect((await operations()).some((one) => /^user:\S+ login\.end 1 ended$/.test(one))).toBe(true)
  })

  it('RS-1, T3: nobody else does: another group, no permission and no such person are one answer', async () => {
    const agent = await server.logIn('ada@example.com')
    const stranger = await server.logIn('mia@example.com')
    expect(await peopleOf(agent, 1)).toBe(404)
    expect(await peopleOf(stranger, 1)).toBe(404)
    expect(await peopleOf(stranger, 999)).toBe(404)
    for (const path of [`/v1/groups/1/people/${ada}`, `/v1/groups/2/people/${ada}`, '/v1/groups/2/people/x'])
      expect((await post(stranger, `${path}/logins/end`, {})).status).toBe(404)
    expect(await isIn(agent)).toBe(true)
  })
})

describe('from a shell, and with several web servers', () => {
  const run = (...args: string[]) =>
    runOperatorCommand(db, args, { readPassword: async () => '', sealer: testSealer })

  it('SA-20: disabling, a new password and a log-out by the operator close views in under a second', async () => {
    for (const command of [
      ['user', 'log-out', 'ada@example.com'],
      ['user', 'disable', 'ada@example.com'],
    ]) {
      const cookie = await server.logIn('ada@example.com')
      expect(await revokedAfter(ada, () => run(...command))).toBeLessThan(SOON_MS)
      expect(await isIn(cookie)).toBe(false)
    }
    await run('user', 'enable', 'ada@example.com')
    expect(await revokedAfter(ada, () => run('user', 'password', 'ada@example.com'))).toBeLessThan(SOON_MS)
    await server.addAgent('ada@example.com', 1, 'agent')
  })

  it('SA-20, JN-10: leaving the group or a smaller role closes the views that they opened, in under a second', async () => {
    for (const change of [
      ['member', 'set', '1', 'ada@example.com', 'auditor'],
      ['member', 'remove', '1', 'ada@example.com'],
    ]) {
      await run('member', 'set', '1', 'ada@example.com', 'agent')
      const answer = await server.post(
        '/v1/visitor/sessions',
        { groupId: 1, site: 'staging', script: 'test' },
        { origin: SITE },
      )
      const { sessionId } = startResponse(await answer.json())
      const participant = {
        id: toBase64Url(randomBytes(16)) as never,
        kind: 'agent' as const,
        name: 'Ada',
        role: 'Agent',
        joinedAt: new Date().toISOString(),
        privileges: ['view' as const],
      }
      server.servers[0]!.reportStatus(sessionId, 'A')
      server.servers[0]!.report({ type: 'participant-joined', sessionId, agentId: ada, participant })
      const isInside = () =>
        db.selectFrom('participants').select('id').where('session_id', '=', sessionId).executeTakeFirst()
      await eventually(isInside)
      expect(await revokedAfter(ada, () => run(...change))).toBeLessThan(SOON_MS)
    }
    await server.addAgent('ada@example.com', 1, 'agent')
  })

  it('RO-4: a locked account is unlocked by the operator', async () => {
    const guess = () =>
      server.post('/api/auth/sign-in/email', { email: 'ada@example.com', password: 'wrong one' }, own)
    for (let i = 0; i <= WEB_LIMITS.loginFailuresPerAccount; i++) await guess()
    await expect(server.logIn('ada@example.com')).rejects.toThrow('429')
    await run('user', 'unlock', 'Ada@example.com')
    await server.logIn('ada@example.com')
    expect((await operations()).filter((one) => one.endsWith('login refused, locked'))).toHaveLength(1)
    expect((await verifyAudit(db, 0)).brokenAt).toBeNull()
  })
})

describe('SA-32: guessing', () => {
  it('SA-32: two web servers on one database let through as many guesses as one', async () => {
    const shared = await openDatabase({ kind: 'pglite', folder: 'memory' })
    const webs = [
      await startWebServer(testConfig({ id: 'web1' }), { db: shared }),
      await startWebServer(testConfig({ id: 'web2' }), { db: shared }),
    ]
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) {
      const { url } = webs[i % 2]!
      const answer = await fetch(`${url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ email: 'eve@example.com', password: 'wrong one' }),
      })
      statuses.push(answer.status)
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
    await Promise.all(webs.map((web) => web.stop()))
    await shared.destroy()
  })

  it('SA-32: behind a proxy, addresses that the client made up do not count', async () => {
    const config = { publicUrl: 'https://help.example.com', trustedProxies: ['127.0.0.1', '::1'] }
    const proxied = await startTestServer({ servers: 0, config })
    const statuses: number[] = []
    for (let i = 0; i <= WEB_LIMITS.loginFailuresPerAddress; i++) {
      const headers = {
        origin: 'https://help.example.com',
        'x-forwarded-host': 'help.example.com',
        'x-forwarded-proto': 'https',
        // The proxy appends whom it saw; what stands before came from the client.
        'x-forwarded-for': `10.1.${i}.1, 203.0.113.9`,
        'x-real-ip': `10.2.${i}.1`,
        forwarded: `for=10.3.${i}.1`,
      }
      const body = { email: `user${i}@example.com`, password: 'wrong one' }
      statuses.push((await proxied.post('/api/auth/sign-in/email', body, headers)).status)
    }
    expect(statuses.slice(0, -1)).toEqual(statuses.slice(0, -1).map(() => 401))
    expect(statuses.at(-1)).toBe(429)
    const entries = await proxied.web.db.selectFrom('audit').select('object').execute()
    expect(new Set(entries.map((one) => one.object))).toContain('address:203.0.113.9')
    await proxied.stop()
  })
})
