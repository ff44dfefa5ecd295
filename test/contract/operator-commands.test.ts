import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import { type Db, openDatabase } from '../../src/web-server/db/open.ts'
import { startWebServer, type WebServer } from '../../src/web-server/server.ts'
import { testConfig, testSealer } from './web-server-support.ts'

let db: Db
let web: WebServer
let piped = ''
const run = async (...args: string[]) =>
  runOperatorCommand(db, args, { readPassword: async () => piped, sealer: testSealer })

beforeAll(async () => {
  db = await openDatabase({ kind: 'pglite', folder: 'memory' })
  web = await startWebServer(testConfig(), { db })
}, 60_000)
afterAll(async () => {
  await web.stop()
  await db.destroy()
})
beforeEach(() => {
  piped = ''
})

const logIn = (email: string, password: string): Promise<number> =>
  fetch(`${web.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: web.url, 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ email, password }),
  }).then(({ status }) => status)

describe('an installation is set up from a shell', () => {
  it('a group, its settings, and a person who can then log in with the password that was piped in', async () => {
    await run('group', 'create', '4711', 'Lindenhof')
    await run('setting', 'set', '4711', 'site.origins=["https://www.example.com"]', 'production')
    piped = 'correct horse battery'
    const created = await run('user', 'create', 'Ada@Example.com', 'Ada Agent')
    expect(JSON.stringify(created)).not.toContain(piped)
    await run('member', 'set', '4711', 'ada@example.com', 'agent')
    expect(await logIn('ada@example.com', piped)).toBe(200)
    expect((await run('user', 'list', '4711')).lines).toEqual(['ada@example.com  Ada Agent  4711 agent'])
    expect((await run('setting', 'list', '4711', 'production')).lines).toContain(
      'site.origins=["https://www.example.com"]',
    )
    expect((await run('setting', 'list', '4711', 'staging')).lines).not.toContain(
      'site.origins=["https://www.example.com"]',
    )
  })

  it('a forgotten password is replaced by one that is made and printed; the old one and old log-ins are void', async () => {
    piped = 'the first password'
    await run('user', 'create', 'bo@example.com', 'Bo')
    expect(await logIn('bo@example.com', piped)).toBe(200)
    const old = piped
    piped = ''
    const { lines } = await run('user', 'password', 'bo@example.com')
    const made = /^Password: (\S{20})$/.exec(lines[1] ?? '')?.[1] ?? ''
    const { count } = await db
      .selectFrom('logins as l')
      .innerJoin('users as u', 'u.id', 'l.userId')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('u.email', '=', 'bo@example.com')
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(0)
    expect(await logIn('bo@example.com', old)).toBe(401)
    expect(await logIn('bo@example.com', made)).toBe(200)
  })

  it('a disabled user cannot log in until enabled again', async () => {
    piped = 'another password'
    await run('user', 'create', 'cy@example.com', 'Cy')
    await run('user', 'disable', 'cy@example.com')
    expect(await logIn('cy@example.com', piped)).not.toBe(200)
    await run('user', 'enable', 'cy@example.com')
    expect(await logIn('cy@example.com', piped)).toBe(200)
  })

  it('RO-5: a suspended group starts nothing until it is resumed', async () => {
    await run('group', 'create', '12', 'Twelve')
    await run('setting', 'set', '12', 'site.origins=["https://twelve.example"]')
    const ask = () =>
      fetch(`${web.url}/v1/visitor/settings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://twelve.example' },
        body: JSON.stringify({ groupId: 12, site: 'production' }),
      }).then(({ status }) => status)
    expect(await ask()).toBe(200)
    await run('group', 'suspend', '12')
    expect(await ask()).toBe(403)
    await run('group', 'resume', '12')
    expect(await ask()).toBe(200)
  })

  it('a member who is removed is in no group', async () => {
    await run('group', 'create', '13', 'Thirteen')
    await run('user', 'create', 'di@example.com', 'Di')
    await run('member', 'set', '13', 'di@example.com', 'supervisor')
    await run('member', 'remove', '13', 'di@example.com')
    expect((await run('user', 'list', '13')).lines).toEqual([])
    await expect(run('member', 'remove', '13', 'di@example.com')).rejects.toThrow('is not in group 13')
  })

  it('SA-39: every change is in the audit log, whose alteration is found', async () => {
    const whole = await run('audit', 'verify')
    expect(whole.isBad).toBe(false)
    expect(whole.lines.length).toBeGreaterThan(1)
    await sql`alter table audit disable trigger audit_append_only`.execute(db)
    await sql`update audit set outcome = 'nothing' where group_id = 0 and seq = 2`.execute(db)
    const broken = await run('audit', 'verify')
    expect(broken.isBad).toBe(true)
    expect(broken.lines).toContainEqual(expect.stringMatching(/^installation: BROKEN at entry 2 of/))
  })
})

it.each([
  [['nonsense'], 'there is no command "nonsense"'],
  [['group', 'create', '4711'], 'wrong number of arguments'],
  [['group', 'create', '0', 'Zero'], 'not a group id'],
  [['group', 'create', '4711', 'Again'], 'exists already'],
  [['group', 'suspend', '99'], 'there is no group 99'],
  [['user', 'create', 'no address', 'X'], 'email'],
  [['user', 'password', 'nobody@example.com'], 'there is no user nobody@example.com'],
  [['member', 'set', '4711', 'ada@example.com', 'king'], 'there is no role "king"'],
  [['setting', 'set', '4711', 'nonsense=1'], 'There is no setting "nonsense"'],
  [['setting', 'set', '4711', 'masking.mode=none'], 'The setting is refused'],
  [['setting', 'set', '4711', 'masking.mode'], 'must be KEY=VALUE'],
  [['setting', 'list', '4711', 'testing'], 'production or staging'],
  [['toString'], 'there is no command'],
])('%j is refused: %s', async (args, message) => {
  await expect(run(...args)).rejects.toThrow(message)
})

it('a password that is too short is refused and nobody is created', async () => {
  piped = 'short'
  await expect(run('user', 'create', 'eve@example.com', 'Eve')).rejects.toThrow('password')
  expect(JSON.stringify(await run('user', 'list'))).not.toContain('eve@example.com')
})
