import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { audit, verifyAudit } from '../../src/web-server/audit/audit.ts'
import { ensureGroup } from '../../src/web-server/groups/groups.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { type Answer, type Api, apiOf } from './api-support.ts'
import { emptyDatabase, startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const DAY_MS = 24 * 3_600_000
let server: TestServer
let supervisor: Api
let auditor: Api
let adaId: string

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())
beforeEach(async () => {
  await emptyDatabase(server.web.db)
  await ensureGroup(server.web.db, { id: 1, name: 'One' })
  await ensureGroup(server.web.db, { id: 2, name: 'Two' })
  await server.addAgent('sue@example.com', 1, 'supervisor', 'Sue')
  await server.addAgent('abe@example.com', 1, 'auditor', 'Abe')
  adaId = await server.addAgent('ada@example.com', 1, 'agent', 'Ada')
  supervisor = apiOf(server, { cookie: await server.logIn('sue@example.com') })
  auditor = apiOf(server, { cookie: await server.logIn('abe@example.com') })
})

const itemsOf = (answer: Answer) => answer.json.items as unknown as Record<string, unknown>[]
/** What each agent did by remote control (RC-11). */
const counts = { requests: 3, accepts: 2, actions: 7, refused: 1 }
let made = 0
type Past = {
  key: string
  status?: string
  reason?: string | null
  agoMs?: number
  activeMs?: number
  agent?: boolean
  name?: string
  group?: number
}

/** A session of the past, as the reports of session servers would have left it. */
async function past({
  key,
  status = 'C',
  reason = 'visitor-ended',
  agoMs = DAY_MS,
  activeMs = 60_000,
  agent = true,
  name = 'Vera',
  group = 1,
}: Past) {
  const { db } = server.web
  const start = Date.now() - agoMs
  const id = `${group}:${key}:${String(++made).padStart(21, 'a')}A`
  const at = (ms: number) => new Date(start + ms)
  await db
    .insertInto('sessions')
    .values({
      id: id as never,
      group_id: group as never,
      key: key as never,
      site: 'production',
      status: status as never,
      end_reason: reason as never,
      is_random_key: true,
      credential_hash: 'x',
      server: null,
      origin: 'https://www.example.com',
      browser: '=cmd()',
      script: '0.1.0',
      identity: JSON.stringify({ name, email: 'vera@example.com', data: { plan: 'gold' } }),
      started_at: at(0),
      active_at: agent ? at(10_000) : null,
      ended_at: reason === null ? null : at(10_000 + activeMs),
    })
    .execute()
  await db
    .insertInto('session_statuses')
    .values({ session_id: id as never, status: 'J', reason: null, at: at(0) })
    .execute()
  if (agent)
    await db
      .insertInto('participants')
      .values({
        session_id: id as never,
        id: `p${made}`,
        user_id: adaId,
        kind: 'agent',
        name: 'Ada',
        role: 'Agent',
        privileges: '["view"]',
        joined_at: at(10_000),
        left_at: at(10_000 + activeMs),
        how: 'ended',
        counts: JSON.stringify(counts),
      })
      .execute()
  return id
}

it('RE-2: sessions are filtered by status, key, site, agent and time, and paged in a stable order', async () => {
  const ids = [
    await past({ key: '111', agoMs: 3 * DAY_MS }),
    await past({ key: '222', status: 'X', reason: 'agent-lost', agoMs: 2 * DAY_MS }),
    await past({ key: '333', agent: false, status: 'T', reason: 'wait-expired' }),
  ]
  await past({ key: '111', group: 2 })
  const keys = async (query: string) =>
    itemsOf(await supervisor('GET', `/v1/sessions?${query}`)).map(({ key }) => key)
  expect(await keys('status=all')).toEqual(['333', '222', '111'])
  expect(await keys('status=live')).toEqual([])
  expect(await keys('status=X')).toEqual(['222'])
  expect(await keys('status=all&key=111')).toEqual(['111'])
  expect(await keys('status=all&site=staging')).toEqual([])
  expect(await keys('status=all&agent=ada')).toEqual(['222', '111'])
  expect(await keys(`status=all&agent=${adaId}`)).toEqual(['222', '111'])
  expect(await keys(`status=ended&from=${new Date(Date.now() - 2.5 * DAY_MS).toISOString()}`)).toEqual([
    '333',
    '222',
  ])
  const first = await supervisor('GET', '/v1/sessions?status=all&limit=2')
  expect(await keys(`status=all&limit=2&cursor=${first.json.cursor}`)).toEqual(['111'])
  expect((await supervisor('GET', '/v1/sessions?status=all&from=x')).status).toBe(400)

  // RE-1: all that is kept of one; for who was in it, too; for nobody of another group.
  const detail = await supervisor('GET', `/v1/sessions/${ids[0]}`)
  expect(detail.json).toMatchObject({
    key: '111',
    origin: 'https://www.example.com',
    visitor: { name: 'Vera', email: 'vera@example.com' },
    participants: [{ name: 'Ada', role: 'Agent', how: 'ended', counts }],
    statuses: [{ status: 'J' }],
  })
  expect(detail.text).not.toMatch(/credential/)
  const ada = apiOf(server, { cookie: await server.logIn('ada@example.com') })
  expect((await ada('GET', `/v1/sessions/${ids[0]}`)).status).toBe(200)
  expect((await ada('GET', `/v1/sessions/${ids[2]}`)).json.code).toBe('not-found')
  await server.addAgent('tom@example.com', 2, 'supervisor', 'Tom')
  const tom = apiOf(server, { cookie: await server.logIn('tom@example.com') })
  expect((await tom('GET', `/v1/sessions/${ids[0]}`)).json.code).toBe('not-found')
  expect((await tom('POST', `/v1/sessions/${ids[0]}/end`)).json.code).toBe('not-found')
})

it('RE-3, RC-11: counts by day, status, role and agent, with duration, wait, share of X and remote control', async () => {
  await past({ key: '1', activeMs: 60_000 })
  await past({ key: '2', activeMs: 120_000, status: 'X', reason: 'agent-lost' })
  await past({ key: '3', agent: false, status: 'T', reason: 'wait-expired', agoMs: 3 * DAY_MS })
  await past({ key: '4', agoMs: 40 * DAY_MS })
  await past({ key: '5', group: 2 })
  const countsBy = async (by: string) =>
    (await supervisor('GET', `/v1/groups/1/reports/counts?by=${by}`)).json
  const byDay = await countsBy('day')
  expect(byDay.total).toEqual({
    name: 'all',
    sessions: 3,
    joined: 2,
    disconnected: 1,
    averageSeconds: 90,
    averageWaitSeconds: 10,
    controlRequests: 6,
    controlAccepts: 4,
    controlActions: 14,
  })
  expect(byDay.rows).toMatchObject([
    { sessions: 1, joined: 0, averageSeconds: null },
    { sessions: 2, joined: 2 },
  ])
  expect(await countsBy('status')).toMatchObject({
    rows: [
      { name: 'C', sessions: 1 },
      { name: 'T', sessions: 1 },
      { name: 'X', sessions: 1 },
    ],
  })
  expect(await countsBy('agent')).toMatchObject({
    rows: [{ name: 'Ada', sessions: 2, averageSeconds: 90, controlActions: 14 }],
  })
  expect(await countsBy('role')).toMatchObject({ rows: [{ name: 'Agent', sessions: 2 }] })
  const from = new Date(Date.now() - 32 * DAY_MS).toISOString()
  expect((await supervisor('GET', `/v1/groups/1/reports/counts?from=${from}`)).json.code).toBe('bad-params')
})

it('RE-5: figures are in the record, in the report and in the CSV, those of the script only where it told', async () => {
  const { db } = server.web
  const figures = [
    {
      kilobytes: 100,
      first_view_ms: 400,
      runs: 30,
      long_runs: 0,
      total_ms: 60,
      longest_ms: 6,
      slow_frames: 0,
    },
    { kilobytes: 300, first_view_ms: 900, runs: 50, long_runs: 2, total_ms: 90, longest_ms: 11 },
    { kilobytes: 200, first_view_ms: null, reconnects: 1 },
  ]
  const ids: string[] = []
  for (const [i, row] of figures.entries()) {
    const id = await past({ key: String(i) })
    ids.push(id)
    const values = { session_id: id as never, pages: 1, reconnects: 0, ...row }
    await db
      .insertInto('session_figures')
      .values(values as never)
      .execute()
  }
  const without = await past({ key: '9' })
  const old = await past({ key: '10', agoMs: 40 * DAY_MS })
  await db
    .insertInto('session_figures')
    .values({ session_id: old, kilobytes: 9_999 } as never)
    .execute()

  const figuresIn = async (id = '') => (await supervisor('GET', `/v1/sessions/${id}`)).json.figures
  expect(await figuresIn(ids[1])).toEqual({
    ...{ pages: 1, reconnects: 0, kilobytes: 300, firstViewMs: 900 },
    script: { runs: 50, longRuns: 2, totalMs: 90, longestMs: 11, slowFrames: null },
  })
  expect(await figuresIn(ids[2])).toMatchObject({ firstViewMs: null, script: null })
  expect(await figuresIn(without)).toBeNull()

  const report = await supervisor('GET', '/v1/groups/1/reports/figures')
  expect(report.json).toMatchObject({
    ...{ sessions: 3, reconnected: 1, measured: 2, withLongRuns: 1, tellsFrames: 1, withSlowFrames: 0 },
    kilobytes: { median: 200, p95: 300 },
    firstViewMs: { median: 400, p95: 900 },
    longestMs: { median: 6, p95: 11 },
  })
  const empty = await supervisor('GET', '/v1/groups/1/reports/figures?to=2001-01-01T00:00:00Z')
  expect(empty.json).toMatchObject({ sessions: 0, kilobytes: null })
  const agent = apiOf(server, { cookie: await server.logIn('ada@example.com') })
  expect((await auditor('GET', '/v1/groups/1/reports/figures')).status).toBe(200)
  expect((await agent('GET', '/v1/groups/1/reports/figures')).status).toBe(403)

  const lines = (await supervisor('GET', '/v1/groups/1/reports/sessions.csv')).text.split('\r\n')
  expect(lines[0]).toMatch(/"pages","reconnects","kilobytes","first view ms","script runs",.*"slow frames"$/)
  expect(lines.find((line) => line.startsWith('"1",'))).toMatch(/"1","0","300","900","50","2","90","11",""$/)
  expect(lines.find((line) => line.startsWith('"9",'))).toMatch(/("",){8}""$/)
})

it('RE-2, RE-4: sessions as CSV without formulas; the list of problems with their causes', async () => {
  await past({ key: '1', name: '=HYPERLINK("x")' })
  await past({ key: '2', status: 'X', reason: 'server-lost' })
  const csv = await supervisor('GET', '/v1/groups/1/reports/sessions.csv')
  expect(csv.text.split('\r\n')).toHaveLength(4)
  expect(csv.text).toContain(`"'=HYPERLINK(""x"")"`)
  expect(csv.text).toContain(`"'=cmd()"`)
  expect(csv.text).not.toMatch(/(^|,)"[=+@-]/m)
  expect(
    (await supervisor('GET', '/v1/groups/1/reports/sessions.csv?status=C')).text.split('\r\n'),
  ).toHaveLength(3)
  const problems = await supervisor('GET', '/v1/groups/1/reports/problems')
  expect(problems.json).toMatchObject({
    items: [{ key: '2', cause: 'server-lost' }],
    causes: { 'server-lost': 1 },
    cursor: null,
  })
  const ada = apiOf(server, { cookie: await server.logIn('ada@example.com') })
  for (const path of [
    'reports/counts',
    'reports/sessions.csv',
    'reports/problems',
    'audit',
    'audit.csv',
    'audit/verify',
  ])
    expect((await ada('GET', `/v1/groups/1/${path}`)).json.code, path).toBe('not-permitted')
})

/** In the session with this key, a guest by the name of Gus. */
async function addGuest(key: string): Promise<void> {
  const { db } = server.web
  const { id } = await db
    .selectFrom('sessions')
    .select('id')
    .where('key', '=', key as never)
    .executeTakeFirstOrThrow()
  const rest = { user_id: null, role: null, privileges: '["view"]', joined_at: new Date() }
  await db
    .insertInto('participants')
    .values({ session_id: id, id: 'guest', kind: 'guest', name: 'Gus', ...rest })
    .execute()
}

it('retention: contact data, then the record, and old entries of the audit log go by age; the log stays whole', async () => {
  const { db } = server.web
  await setSetting(db, 1 as never, null, 'retention.contact', 10)
  await setSetting(db, 1 as never, null, 'retention.sessions', 20)
  await past({ key: 'young', agoMs: 5 * DAY_MS })
  await past({ key: 'middle', agoMs: 15 * DAY_MS })
  await past({ key: 'old', agoMs: 25 * DAY_MS })
  await past({ key: 'live', status: 'A', reason: null, agoMs: 30 * DAY_MS })
  await past({ key: 'other', group: 2, agoMs: 25 * DAY_MS })
  for (const key of ['young', 'middle', 'live']) await addGuest(key)
  await server.web.cleanByAge()
  const guests = await db
    .selectFrom('participants as p')
    .innerJoin('sessions as s', 's.id', 'p.session_id')
    .select(['s.key', 'p.name'])
    .where('p.kind', '=', 'guest')
    .orderBy('s.key')
    .execute()
  expect(guests.map(({ key, name }) => [key, name])).toEqual([
    ['live', 'Gus'],
    ['middle', ''],
    ['young', 'Gus'],
  ])
  const rows = await db.selectFrom('sessions').select(['key', 'identity']).orderBy('started_at').execute()
  expect(rows.map(({ key, identity }) => [key, identity !== null])).toEqual([
    ['live', true],
    ['other', true],
    ['middle', false],
    ['young', true],
  ])

  const note = (days: number) =>
    audit(db, Date.now() - days * DAY_MS, {
      groupId: 2,
      actor: 'server',
      operation: 'x',
      object: 'y',
      outcome: `${days}`,
    })
  for (const days of [800, 799, 3]) await note(days)
  const before = await verifyAudit(db, 2)
  await server.web.cleanByAge()
  const left = await db
    .selectFrom('audit')
    .select(['operation', 'outcome'])
    .where('group_id', '=', 2)
    .orderBy('seq')
    .execute()
  expect(left.map((one) => one.operation).slice(-2)).toEqual(['x', 'audit.prune'])
  expect(left.some((one) => one.outcome === '800')).toBe(false)
  expect(before.brokenAt).toBeNull()
  expect(await verifyAudit(db, 2)).toMatchObject({ brokenAt: null })
  await note(1)
  expect(await verifyAudit(db, 2)).toMatchObject({ brokenAt: null })
  // Deleted by anybody else it is not, and what is cut off at the beginning shows.
  await expect(db.deleteFrom('audit').where('group_id', '=', 2).execute()).rejects.toThrow('append-only')
  await sql`alter table audit disable trigger audit_append_only`.execute(db)
  await sql`delete from audit where group_id = 2 and seq = (select min(seq) from audit where group_id = 2)`.execute(
    db,
  )
  await sql`alter table audit enable trigger audit_append_only`.execute(db)
  expect((await verifyAudit(db, 2)).brokenAt).not.toBeNull()
})

it('AU-1, AU-2: the log is searched by actor, operation and time, exported (which is audited), and verified', async () => {
  const { db } = server.web
  await server.addAgent('max@example.com', 1, 'admin', 'Max')
  const admin = apiOf(server, { cookie: await server.logIn('max@example.com') })
  await admin(
    'PUT',
    '/v1/groups/1/settings/staging',
    { values: { 'keys.randomLength': 7 } },
    { 'if-match': '"0"' },
  )
  await admin('POST', '/v1/groups/1/users', { email: 'new@example.com', name: 'New', role: 'agent' })
  const find = async (query: string) =>
    itemsOf(await auditor('GET', `/v1/groups/1/audit?${query}`)).map(({ operation }) => operation)
  expect(await find('actor=max')).toEqual(['user.create', 'settings.edit'])
  expect(await find('operation=settings')).toEqual(['settings.edit'])
  expect(await find(`to=${new Date(0).toISOString().replace('1970', '2000')}`)).toEqual([])
  const first = await auditor('GET', '/v1/groups/1/audit?limit=1')
  expect(itemsOf(first)[0]).toMatchObject({ operation: 'user.create', actorName: 'Max' })
  expect(await find(`limit=1&cursor=${first.json.cursor}`)).toEqual(['settings.edit'])
  const csv = await auditor('GET', '/v1/groups/1/audit.csv?operation=settings')
  expect(csv.text.split('\r\n')).toHaveLength(3)
  expect(JSON.parse((await auditor('GET', '/v1/groups/1/audit.json')).text).items.length).toBeGreaterThan(4)
  expect(await find('operation=audit.export&actor=abe')).toEqual(['audit.export', 'audit.export'])
  const whole = await auditor('GET', '/v1/groups/1/audit/verify')
  expect(whole.json).toMatchObject({ brokenAt: null, head: { sequence: whole.json.entries } })
  await sql`alter table audit disable trigger audit_append_only`.execute(db)
  await sql`update audit set outcome = 'nothing' where group_id = 1 and operation = 'settings.edit'`.execute(
    db,
  )
  await sql`alter table audit enable trigger audit_append_only`.execute(db)
  const row = await db
    .selectFrom('audit')
    .select('seq')
    .where('operation', '=', 'settings.edit')
    .executeTakeFirstOrThrow()
  expect((await auditor('GET', '/v1/groups/1/audit/verify')).json.brokenAt).toBe(row.seq)
})
