import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { GroupId, SessionId, Site } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
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
  for (const row of live) {
    if (row.lost_at === null || isHeld(row)) continue
    const { settings } = await readSettings(db, row.group_id, row.site)
    if (nowMs - row.lost_at.getTime() < settings['session.visitorGrace'] * 1_000) continue
    if (await endSession(db, nowMs, row.id, 'server-lost'))
      log.warn('session lost with its server', { session: row.id })
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
