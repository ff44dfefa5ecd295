import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { GroupId, SessionId, Site } from '../../protocol/ids.ts'
import { isLive, LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { endSession } from '../sessions/store.ts'
import { readSettings } from '../settings/store.ts'
import type { ServerPool } from './pool.ts'

type Parts = { readonly db: Db; readonly clock: Clock; readonly log: Log; readonly pool: ServerPool }

/**
 * LC-12: a session that no reachable session server holds is marked, and ended when its visitor's grace has passed
 * without its continuing elsewhere. A web server that does reach the holder takes the mark off again, so one web
 * server's own network trouble ends nothing.
 */
export function startSweep(parts: Parts): Stoppable & { run(): Promise<void> } {
  let running: Promise<void> | null = null
  const run = () => {
    running ??= sweep(parts)
      .catch((error: unknown) => parts.log.error('sweep failed', { error: String(error) }))
      .finally(() => {
        running = null
      })
    return running
  }
  const timer = parts.clock.every(WEB_LIMITS.sweepIntervalMs, () => void run())
  return { run, stop: () => timer.stop() }
}

const STRAYS_AT_ONCE = 1_000

type Live = {
  id: SessionId
  group_id: GroupId
  site: Site
  server: string | null
  lost_at: Date | null
  started_at: Date
}

async function sweep({ db, clock, pool, log }: Parts): Promise<void> {
  const nowMs = clock.now()
  const live = await db
    .selectFrom('sessions')
    .select(['id', 'group_id', 'site', 'server', 'lost_at', 'started_at'])
    .where('status', 'in', LIVE_STATUSES)
    .execute()
  const isHeld = (row: Live) => pool.byOrigin(row.server)?.holds(row.id) ?? false
  const lost = live.filter(
    (row) =>
      !isHeld(row) && row.lost_at === null && nowMs - row.started_at.getTime() > WEB_LIMITS.sweepIntervalMs,
  )
  const found = live.filter((row) => isHeld(row) && row.lost_at !== null)
  await setLostAt(db, lost, new Date(nowMs))
  await setLostAt(db, found, null)
  await endStrays({ db, clock, log, pool }, live)
  for (const row of live) {
    if (row.lost_at === null || isHeld(row)) continue
    const { settings } = await readSettings(db, row.group_id, row.site)
    if (nowMs - row.lost_at.getTime() < settings['session.visitorGrace'] * 1_000) continue
    if (await endSession(db, nowMs, row.id, 'server-lost'))
      log.warn('session lost with its server', { session: row.id })
  }
}

/**
 * What the database says is over, or on another server, ends where it is still held: the order to end it may have met a
 * broken control channel, and nobody inside can be revoked any more (T13).
 */
async function endStrays({ db, pool, log }: Parts, live: readonly Live[]): Promise<void> {
  const serverOf = new Map(live.map((row) => [row.id, row.server]))
  for (const link of pool.links()) {
    const strays = link.held().filter((id) => serverOf.get(id) !== link.origin)
    for (let at = 0; at < strays.length; at += STRAYS_AT_ONCE) {
      const ids = strays.slice(at, at + STRAYS_AT_ONCE)
      // Asked again: one that has just begun was not there a moment ago.
      const rows = await db
        .selectFrom('sessions')
        .select(['id', 'status', 'server', 'end_reason'])
        .where('id', 'in', ids)
        .execute()
      for (const id of ids) {
        const row = rows.find((one) => one.id === id)
        if (row && isLive(row.status) && row.server === link.origin) continue
        const reason = row?.end_reason ?? 'server-lost'
        if (link.holds(id) && link.send({ type: 'session-end', sessionId: id, reason }))
          log.info('session ended where it was still held', { session: id, server: link.origin })
      }
    }
  }
}

async function setLostAt(db: Db, rows: readonly Live[], at: Date | null): Promise<void> {
  if (rows.length === 0) return
  await db
    .updateTable('sessions')
    .set({ lost_at: at })
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute()
}
