import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createLog } from '../../src/node/log.ts'
import type { GroupId, SessionId, SessionKey } from '../../src/protocol/ids.ts'
import type { ServerPool } from '../../src/web-server/control/pool.ts'
import { startRecheck } from '../../src/web-server/control/recheck.ts'
import { startSweep } from '../../src/web-server/control/sweep.ts'
import { type Db, openDatabase } from '../../src/web-server/db/open.ts'
import { ensureGroup } from '../../src/web-server/groups/groups.ts'
import { createFakeClock } from '../../src/web-server/testing/fake-clock.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const GROUP = 1 as GroupId
const SERVER = 'https://cs1.example'
const clock = createFakeClock()
const log = createLog('test', 'silent')
const held = new Set<SessionId>()
const sent: string[] = []
const ended: unknown[] = []
const link = {
  origin: SERVER,
  held: () => [...held],
  holds: (id: SessionId) => held.has(id),
  send: (message: { type: string; sessionId?: SessionId; reason?: string }) => {
    sent.push(message.type)
    if (message.type === 'session-end') ended.push([message.sessionId, message.reason])
    return true
  },
}
const pool = {
  links: () => [link],
  byOrigin: (origin: string | null) => (origin === SERVER ? link : null),
} as unknown as ServerPool

let db: Db
beforeAll(async () => {
  db = await openDatabase({ kind: 'pglite', folder: 'memory' })
  await ensureGroup(db, { id: 1, name: 'One' })
})
afterAll(() => db.destroy())

async function insert(key: string, status: 'W' | 'A'): Promise<SessionId> {
  const id = `1:${key}:AAAAAAAAAAAAAAAAAAAAAA` as SessionId
  const times = { started_at: new Date(clock.now()) }
  const texts = { credential_hash: 'h', origin: 'https://a.example', script: 't', identity: null }
  const row = {
    id,
    group_id: GROUP,
    key: key as SessionKey,
    site: 'staging' as const,
    status,
    is_random_key: true,
  }
  await db
    .insertInto('sessions')
    .values({ ...row, ...texts, ...times, server: SERVER })
    .execute()
  return id
}
const find = (id: SessionId) =>
  db
    .selectFrom('sessions')
    .select(['status', 'end_reason', 'lost_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

it('LC-12: a session that no server holds ends after the visitor’s grace; one that comes back does not', async () => {
  const sweep = startSweep({ db, clock, log, pool })
  const [kept, lost, active] = [
    await insert('kept', 'W'),
    await insert('lost', 'W'),
    await insert('active', 'A'),
  ]
  for (const id of [kept, lost, active]) held.add(id)
  clock.advance(60_000)
  await sweep.run()
  for (const id of [kept, lost, active]) expect((await find(id)).lost_at).toBeNull()

  held.clear()
  await sweep.run()
  expect((await find(kept)).lost_at).not.toBeNull()
  clock.advance(119_000)
  held.add(kept)
  await sweep.run()
  expect(await find(kept)).toEqual({ status: 'W', end_reason: null, lost_at: null })
  expect((await find(lost)).status).toBe('W')
  clock.advance(2_000)
  await sweep.run()
  expect(await find(lost)).toEqual({ status: 'T', end_reason: 'server-lost', lost_at: null })
  expect(await find(active)).toMatchObject({ status: 'X', end_reason: 'server-lost' })
  expect((await find(kept)).status).toBe('W')
  sweep.stop()
})

it('T13: what is over in the database, moved or unknown ends where it is still held; what has just begun does not', async () => {
  held.clear()
  const over = await insert('over', 'A')
  const moved = await insert('moved', 'A')
  const running = await insert('running', 'A')
  const unknown = '1:unknown:AAAAAAAAAAAAAAAAAAAAAA' as SessionId
  await db.updateTable('sessions').set({ server: 'https://cs2.example' }).where('id', '=', moved).execute()
  const end = { status: 'C', end_reason: 'admin-ended' } as const
  await db.updateTable('sessions').set(end).where('id', '=', over).execute()
  for (const id of [over, moved, running, unknown]) held.add(id)
  ended.length = 0
  const sweep = startSweep({ db, clock, log, pool })
  await sweep.run()
  sweep.stop()
  expect(ended).toEqual([
    [over, 'admin-ended'],
    [moved, 'server-lost'],
    [unknown, 'server-lost'],
  ])
  held.clear()
  await db.deleteFrom('sessions').where('id', 'in', [over, moved, running]).execute()
})

it('LC-14, RO-5: suspending a group ends its live sessions', async () => {
  const id = await insert('suspended', 'A')
  held.add(id)
  await db.updateTable('groups').set({ is_suspended: true }).where('id', '=', GROUP).execute()
  const recheck = startRecheck({ db, clock, log, pool })
  await recheck.run()
  recheck.stop()
  expect(await find(id)).toMatchObject({ status: 'C', end_reason: 'group-suspended' })
  expect(sent).toContain('session-end')
})
