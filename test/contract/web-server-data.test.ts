import { getMigrations } from 'better-auth/db/migration'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { toBase64Url } from '../../src/base/bytes.ts'
import { createLog } from '../../src/node/log.ts'
import { randomBytes, systemClock } from '../../src/node/platform.ts'
import { MAX_FIGURE } from '../../src/protocol/figures.ts'
import { type GroupId, type SessionId, type SessionKey, splitSessionId } from '../../src/protocol/ids.ts'
import { createAuth } from '../../src/web-server/accounts/auth.ts'
import { createUser, ensureUser, setUserDisabled } from '../../src/web-server/accounts/users.ts'
import { audit, verifyAudit } from '../../src/web-server/audit/audit.ts'
import type { Context } from '../../src/web-server/context.ts'
import { startReportWriter } from '../../src/web-server/control/reports.ts'
import { type Db, openDatabase } from '../../src/web-server/db/open.ts'
import { ensureGroup, ensureMembership, membershipsOf } from '../../src/web-server/groups/groups.ts'
import { createRateLimits } from '../../src/web-server/http/rate-limits.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import {
  beatServer,
  dropDead,
  dropRows,
  dropServer,
  listVisitors,
  pageOf,
  putRows,
  type Row,
} from '../../src/web-server/presence/store.ts'
import { assetHostsOf } from '../../src/web-server/reports/asset-hosts.ts'
import { figuresOf } from '../../src/web-server/reports/figures.ts'
import { pickRandomKey } from '../../src/web-server/sessions/keys.ts'
import { endSession, recordStatus } from '../../src/web-server/sessions/store.ts'
import { readSettings, setSetting } from '../../src/web-server/settings/store.ts'
import { offerSession } from '../../src/web-server/transfers/offers.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const GROUP = 1 as GroupId
const postgres: TestPostgres | null = await startPostgres()
afterAll(() => postgres?.stop())

const engines: [string, () => Promise<Db>][] = [
  ['PGlite', () => openDatabase({ kind: 'pglite', folder: 'memory' })],
]
if (postgres) {
  const server = postgres
  engines.push([
    'PostgreSQL',
    async () => openDatabase({ kind: 'postgres', url: await server.createDatabase() }),
  ])
}

describe.each(engines)('data layer on %s', (_name, open) => {
  let db: Db
  beforeAll(async () => {
    db = await open()
    await ensureGroup(db, { id: GROUP, name: 'One' })
  })
  afterAll(() => db.destroy())

  function insert(
    key: string,
    values: Partial<{ status: 'J' | 'W' | 'C'; ended_at: Date; server: string }> = {},
  ) {
    const id = `1:${key}:${toBase64Url(randomBytes(16))}` as SessionId
    return db
      .insertInto('sessions')
      .values({
        id,
        group_id: GROUP,
        key: key as SessionKey,
        site: 'staging',
        status: 'J',
        is_random_key: false,
        credential_hash: 'h',
        origin: 'https://a.example',
        script: 't',
        identity: JSON.stringify({ name: 'Zoë' }),
        started_at: new Date(),
        ...values,
      })
      .execute()
      .then(() => id)
  }

  it('has every table and column that better-auth asks for', async () => {
    const auth = createAuth(db, `${'x'.repeat(20)}abcdefghijklmnopqrstuvwxyz0123456789`)
    const { toBeCreated, toBeAdded } = await getMigrations({
      ...auth.options,
      database: { db, type: 'postgres' },
    })
    expect(toBeCreated).toEqual([])
    expect(toBeAdded).toEqual([])
  })

  it('T12: guesses are counted for all web servers together; a locked account stays locked for the whole window', async () => {
    const [one, other] = [createRateLimits(db, 1), createRateLimits(db, 1)]
    for (let i = 9; i >= 0; i--) {
      const rates = i % 2 ? one : other
      expect(await rates.loginsPerAccount.take('a')).toBe(i)
    }
    const locked = { code: 'rate-limited', retryAfterSeconds: 900 }
    await expect(one.loginsPerAccount.take('a')).rejects.toMatchObject(locked)
    await expect(other.loginsPerAccount.take('a')).rejects.toMatchObject({ code: 'rate-limited' })
    await one.loginsPerAccount.take('b')
    await one.secondFactors.take('a')
    await other.loginsPerAccount.reset('a')
    expect(await one.loginsPerAccount.take('a')).toBe(9)
  })

  it('T12: a count given back is not held against an office behind one address', async () => {
    const rates = createRateLimits(db, 1)
    for (let i = 0; i < 40; i++) {
      await rates.loginsPerAddress.take('office')
      await rates.loginsPerAddress.giveBack('office')
    }
    expect(await rates.loginsPerAddress.take('office')).toBe(29)
  })

  it('T12: of fifty guesses at once ten are let through', async () => {
    const rates = createRateLimits(db, 1)
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => rates.loginsPerAccount.take('c')))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  })

  it('SE-6: the database refuses a second live session with a key, and allows it after the end', async () => {
    const first = await insert('dup')
    await expect(insert('dup')).rejects.toMatchObject({ code: '23505' })
    await endSession(db, Date.now(), first, 'visitor-ended')
    await insert('dup')
    expect(
      await db.selectFrom('sessions').select('identity').where('id', '=', first).executeTakeFirst(),
    ).toEqual({
      identity: { name: 'Zoë' },
    })
  })

  it('SE-5: cooldown and live keys are avoided; when all are taken, one digit is added', async () => {
    const fixed = new Uint8Array(4)
    const always1000 = () => fixed
    await insert('1000', { status: 'C', ended_at: new Date() })
    const key = await pickRandomKey(db, always1000, {
      group: GROUP,
      digits: 4,
      endedAfter: new Date(Date.now() - 60_000),
    })
    expect(key).toBe('10000')
    const cooled = await pickRandomKey(db, always1000, {
      group: GROUP,
      digits: 4,
      endedAfter: new Date(Date.now() + 1_000),
    })
    expect(cooled).toBe('1000')
  })

  it('SE-5: beyond 9 digits a start fails with key-exhausted', async () => {
    const zero = () => new Uint8Array(4)
    for (let digits = 6; digits <= 9; digits++) await insert(String(10 ** (digits - 1)))
    const wanted = { group: GROUP, digits: 6, endedAfter: new Date() }
    await expect(pickRandomKey(db, zero, wanted)).rejects.toMatchObject({ code: 'key-exhausted' })
  })

  it('LC-15: reports are idempotent, only go forward, and only from the server that holds the session', async () => {
    const id = await insert('forward', { server: 'https://cs1' })
    const at = new Date()
    expect(await recordStatus(db, 0, { id, status: 'W', reason: null, at, server: 'https://cs2' })).toBe(
      false,
    )
    expect(await recordStatus(db, 0, { id, status: 'W', reason: null, at, server: 'https://cs1' })).toBe(true)
    expect(await recordStatus(db, 0, { id, status: 'W', reason: null, at, server: 'https://cs1' })).toBe(
      false,
    )
    expect(await endSession(db, 0, id, 'visitor-lost')).toBe('Q')
    expect(await endSession(db, 0, id, 'visitor-lost')).toBeNull()
    expect(await recordStatus(db, 0, { id, status: 'A', reason: null, at })).toBe(false)
  })

  it('LC-16: a participant reported twice is one row and one audit entry; leaving closes it', async () => {
    const id = await insert('people', { server: 'https://cs1' })
    const writer = startReportWriter({ db, clock: systemClock, log: createLog('t', 'silent') })
    const participant = {
      id: `${'p'.repeat(21)}A` as never,
      kind: 'agent' as const,
      name: 'Ada',
      role: 'Agent',
      joinedAt: new Date().toISOString(),
      privileges: ['view' as const],
    }
    const joined = { type: 'participant-joined' as const, sessionId: id, agentId: 'nobody', participant }
    writer.add('https://cs1', joined)
    writer.add('https://cs1', joined)
    writer.add('https://cs9', {
      ...joined,
      participant: { ...participant, id: `${'q'.repeat(21)}A` as never },
    })
    writer.add('https://cs1', {
      type: 'participant-left',
      sessionId: id,
      participantId: participant.id,
      how: 'left',
      at: 'nonsense',
    })
    await writer.idle()
    const rows = await db.selectFrom('participants').selectAll().where('session_id', '=', id).execute()
    expect(rows).toMatchObject([{ name: 'Ada', user_id: null, how: 'left', privileges: ['view'] }])
    writer.stop()
  })

  it('hosts of assets are counted by group, the newest so many are kept', async () => {
    const id = await insert('hosts', { server: 'https://cs1' })
    const { groupId } = splitSessionId(id)
    const writer = startReportWriter({ db, clock: systemClock, log: createLog('t', 'silent') })
    const tell = (asked: string[], blocked: string[] = []) =>
      writer.add('https://cs1', { type: 'asset-hosts', sessionId: id, asked, blocked })
    tell(['cdn.example.com', 'CDN.example.com'], ['ads.example.com'])
    tell(['cdn.example.com'], ['cdn.example.com'])
    await writer.idle()
    const counts = async () =>
      (await assetHostsOf(db, groupId)).items.map(({ host, asked, blocked }) => [host, asked, blocked])
    expect(await counts()).toEqual([
      ['cdn.example.com', 2, 1],
      ['ads.example.com', 0, 1],
    ])
    const many = Array.from({ length: WEB_LIMITS.maxAssetHostsKept }, (_, i) => `h${i}.example.com`)
    tell(many.slice(0, 100))
    tell(many.slice(100))
    await writer.idle()
    const kept = (await counts()).map(([host]) => host)
    expect(kept).toHaveLength(WEB_LIMITS.maxAssetHostsKept)
    expect(kept).not.toContain('ads.example.com')
    writer.stop()
  })

  it('RE-5: figures are added up, from the server that holds the session alone', async () => {
    const id = await insert('figures', { server: 'https://cs1' })
    const writer = startReportWriter({ db, clock: systemClock, log: createLog('t', 'silent') })
    const script = { runs: 5, longRuns: 1, totalMs: 40, longestMs: 12, slowFrames: null }
    const figures = { pages: 1, reconnects: 0, kilobytes: 30, firstViewMs: null, script: null }
    const told = { type: 'session-figures', sessionId: id, figures } as const
    expect(await figuresOf(db, id)).toBeNull()
    writer.add('https://cs1', told)
    writer.add('https://cs9', told)
    writer.add('https://cs1', { ...told, figures: { ...figures, reconnects: 2, firstViewMs: 800, script } })
    await writer.idle()
    const sum = { pages: 2, reconnects: 2, kilobytes: 60, firstViewMs: 800 }
    expect(await figuresOf(db, id)).toEqual({ ...sum, script })
    const most = { ...script, runs: MAX_FIGURE, longestMs: 7, slowFrames: 3 }
    for (let i = 0; i < 2; i++)
      writer.add('https://cs1', { ...told, figures: { ...figures, firstViewMs: 90, script: most } })
    await writer.idle()
    expect(await figuresOf(db, id)).toEqual({
      ...{ ...sum, pages: 4, kilobytes: 120 },
      script: { runs: MAX_FIGURE, longRuns: 3, totalMs: 120, longestMs: 12, slowFrames: 6 },
    })
    writer.stop()
  })

  it('AU-1, RC-11, RE-1: what an agent did is counted in the record; requests, answers and refused actions are audited', async () => {
    const id = await insert('hands', { server: 'https://cs1' })
    const writer = startReportWriter({ db, clock: systemClock, log: createLog('t', 'silent') })
    const participantId = `${'h'.repeat(21)}A` as never
    const at = new Date().toISOString()
    const participant = {
      id: participantId,
      kind: 'agent' as const,
      name: 'Ada',
      role: 'Agent',
      joinedAt: at,
      privileges: ['view' as const, 'click' as const],
    }
    const event = { type: 'control-event' as const, sessionId: id, participantId, agentId: 'ada', at }
    writer.add('https://cs1', { type: 'participant-joined', sessionId: id, agentId: 'ada', participant })
    writer.add('https://cs1', { ...event, event: 'requested', privileges: ['click'], count: 1 })
    writer.add('https://cs1', { ...event, event: 'accepted', privileges: [], count: 1 })
    writer.add('https://cs1', { ...event, event: 'refused', privileges: ['navigate'], count: 40 })
    const counts = { requests: 1, accepts: 1, actions: 12, refused: 40 }
    writer.add('https://cs1', {
      type: 'participant-left',
      sessionId: id,
      participantId,
      how: 'left',
      at,
      counts,
    })
    await writer.idle()
    const rows = await db.selectFrom('participants').selectAll().where('session_id', '=', id).execute()
    expect(rows).toMatchObject([{ counts }])
    const entries = await db
      .selectFrom('audit')
      .select(['actor', 'operation', 'outcome', 'group_id'])
      .where('operation', '=', 'session.control')
      .orderBy('seq')
      .execute()
    expect(entries.map(({ actor, outcome }) => [actor, outcome])).toEqual([
      ['user:ada', 'requested click'],
      ['user:ada', 'accepted'],
      ['user:ada', 'refused navigate 40 times'],
    ])
    writer.stop()
  })

  it('T17: the audit chain finds a changed, a removed and a cut-off entry; rows cannot be changed the ordinary way', async () => {
    const entry = { groupId: 77, actor: 'operator', operation: 'x', object: 'y', outcome: 'z' }
    await Promise.all([1, 2, 3, 4, 5].map((n) => audit(db, n, { ...entry, object: String(n) })))
    expect(await verifyAudit(db, 77)).toEqual({ entries: 5, brokenAt: null })
    await expect(
      db.updateTable('audit').set({ outcome: 'other' }).where('group_id', '=', 77).execute(),
    ).rejects.toThrow('append-only')
    await expect(db.deleteFrom('audit').where('group_id', '=', 77).execute()).rejects.toThrow('append-only')
    const { sql } = await import('kysely')
    await sql`alter table audit disable trigger audit_append_only`.execute(db)
    await db
      .updateTable('audit')
      .set({ outcome: 'other' })
      .where('group_id', '=', 77)
      .where('seq', '=', 3)
      .execute()
    expect((await verifyAudit(db, 77)).brokenAt).toBe(3)
    await db
      .updateTable('audit')
      .set({ outcome: 'z' })
      .where('group_id', '=', 77)
      .where('seq', '=', 3)
      .execute()
    await db.deleteFrom('audit').where('group_id', '=', 77).where('seq', '=', 5).execute()
    expect((await verifyAudit(db, 77)).brokenAt).toBe(5)
    await sql`alter table audit enable trigger audit_append_only`.execute(db)
  })

  it('SG-1: settings are kept in versions, per site or per group; both sites at once if no site is named', async () => {
    await setSetting(db, GROUP, 'staging', 'keys.randomLength', 8)
    await setSetting(db, GROUP, null, 'masking.selectors', ['#a'])
    await setSetting(db, GROUP, 'staging', 'session.maxAgents', 2)
    const staging = await readSettings(db, GROUP, 'staging')
    const production = await readSettings(db, GROUP, 'production')
    expect(staging.settings['keys.randomLength']).toBe(8)
    expect(production.settings['keys.randomLength']).toBe(6)
    expect(staging.settings['masking.selectors']).toEqual(['#a'])
    expect(production.settings['masking.selectors']).toEqual(['#a'])
    expect(production.settings['session.maxAgents']).toBe(2)
    expect([staging.version, production.version]).toEqual([3, 2])
    expect(production.settings['site.origins']).toEqual([])
    expect(staging.settings['site.origins']).toContain('http://localhost:*')
  })

  it('VW-6: of offers made at once one is open; that its giver cannot be told fails none', async () => {
    const sessionId = await insert('offered', { status: 'W' })
    const person = (name: string) =>
      createUser(db, { email: `${name}@a.example`, name, password: 'a long password' })
    const [userId, toUser] = [await person('giver'), await person('taker')]
    for (const one of [userId, toUser])
      await ensureMembership(db, { userId: one, groupId: GROUP, role: 'viewer' })
    const [member] = await membershipsOf(db, userId)
    if (!member) throw new Error('unreachable')
    await db
      .insertInto('participants')
      .values({
        ...{ session_id: sessionId, id: 'p', user_id: userId, kind: 'agent', name: 'giver', role: null },
        ...{ privileges: '[]', joined_at: new Date(), left_at: null, how: null },
      })
      .execute()
    const pool = {
      byOrigin() {
        throw new Error('away')
      },
    }
    const context = { db, clock: systemClock, log: createLog('t', 'silent'), pool } as unknown as Context
    const made = await Promise.all(
      Array.from({ length: 5 }, () =>
        offerSession(context, { userId, actor: `user:${userId}`, member }, { sessionId, toUser }),
      ),
    )
    expect(new Set(made.map(({ id }) => id)).size).toBe(5)
    const rows = await db
      .selectFrom('transfers')
      .select('state')
      .where('session_id', '=', sessionId)
      .execute()
    expect(rows.map(({ state }) => state).toSorted()).toEqual(['open', ...Array(4).fill('withdrawn')])
  })

  it('MK-7: a stored masking rule that cannot be read is never replaced by the default', async () => {
    await ensureGroup(db, { id: 9, name: 'Nine' })
    const json = JSON.stringify({ 'masking.selectors': [7], 'keys.randomLength': 99 })
    const row = {
      group_id: 9 as GroupId,
      site: 'staging' as const,
      version: 1,
      json,
      author: 'x',
      created_at: new Date(),
    }
    await db.insertInto('settings').values(row).execute()
    await expect(readSettings(db, 9 as GroupId, 'staging')).rejects.toThrow('masking.selectors')
  })

  it('RO-1, RO-2: what a role grants is cut by the group’s permissions; a disabled user has nothing', async () => {
    const user = { email: 'senior@example.com', name: 'Sam', password: 'a long password' }
    const id = await createUser(db, user)
    await expect(createUser(db, user)).rejects.toThrow('taken')
    await expect(createUser(db, { ...user, email: 'a@localhost' })).rejects.toThrow('email')
    expect(await ensureUser(db, { ...user, name: 'Sam Two' })).toBe(id)
    await ensureMembership(db, { userId: id, groupId: GROUP, role: 'senior' })
    expect((await membershipsOf(db, id))[0]?.privileges).toEqual(['view', 'point', 'draw', 'end'])
    await setSetting(db, GROUP, null, 'permissions', ['view', 'click'])
    expect((await membershipsOf(db, id))[0]).toMatchObject({ privileges: ['view', 'click'], permissions: [] })
    await setUserDisabled(db, id, true)
    expect(await membershipsOf(db, id)).toEqual([])
  })

  it('PR-4: the directory of presence: rows move with their page, go with their web server, and are found in order', async () => {
    const rowOf = (page: number, server: string, more: Partial<Row> = {}): Row => ({
      ...{ group_id: GROUP, page_id: `page-${page}`, visitor_id: `v${page % 600}`, server, site: 'staging' },
      ...{ url: 'https://a.example/', title: '', browser: '', platform: '', language: 'en', has_focus: true },
      ...{ is_visible: true, status: null, terms: null, invitation: null, data: `{"n":"N${page}"}` },
      connected_at: new Date(page),
      active_at: new Date(page),
      ...more,
    })
    const count = async () => (await listVisitors(db, GROUP, { limit: 1, after: null })).count
    await beatServer(db, 'a')
    await beatServer(db, 'b')
    await putRows(
      db,
      Array.from({ length: 700 }, (_, i) => rowOf(i, 'a')),
    )
    const first = await listVisitors(db, GROUP, { limit: 2, after: null })
    expect(first).toMatchObject({
      count: 600,
      hasMore: true,
      items: [{ visitorId: 'v99', pages: 2 }, { visitorId: 'v98' }],
    })
    expect(await pageOf(db, GROUP, 'v99')).toEqual({ pageId: 'page-699', server: 'a' })
    const found = await listVisitors(db, GROUP, { text: 'n55', limit: 100, after: null })
    expect(found.items.map(({ visitorId }) => visitorId)).toEqual(
      [559, 558, 557, 556, 555, 554, 553, 552, 551, 550].map((n) => `v${n}`),
    )
    // The page came back to another web server; what the first one takes away then is not that.
    await putRows(db, [rowOf(699, 'b', { active_at: new Date(1_000) })])
    await dropRows(db, 'a', [{ groupId: GROUP, pageId: 'page-699' }])
    expect(await pageOf(db, GROUP, 'v99')).toEqual({ pageId: 'page-699', server: 'b' })
    await sql`update presence_servers set seen_at = now() - interval '31 seconds' where id = 'a'`.execute(db)
    await dropDead(db)
    expect(await count()).toBe(1)
    await dropServer(db, 'b')
    expect(await count()).toBe(0)
  })

  it('two transactions at once neither mix nor lock each other up', async () => {
    const work = (name: string, shouldFail: boolean) =>
      db.transaction().execute(async (tx) => {
        await tx
          .insertInto('groups')
          .values({ id: Number(name) as GroupId, name, created_at: new Date() })
          .execute()
        await new Promise((resolve) => setTimeout(resolve, 20))
        if (shouldFail) throw new Error('rolled back')
      })
    await Promise.allSettled([work('501', false), work('502', true), work('503', false)])
    const rows = await db
      .selectFrom('groups')
      .select('name')
      .where('id', '>=', 501 as GroupId)
      .orderBy('id')
      .execute()
    expect(rows.map((row) => row.name)).toEqual(['501', '503'])
  })
})
