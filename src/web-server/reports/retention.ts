import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import { pruneAudit } from '../audit/prune.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { readSettings } from '../settings/store.ts'

type Parts = { readonly db: Db; readonly clock: Clock; readonly log: Log }
const DAY_MS = 24 * 3_600_000

/** Deletes what is older than the group wants it kept (`retention.*`); hourly, by every web server, which does no harm. */
export function startRetention(parts: Parts): Stoppable & { run(): Promise<void> } {
  let running: Promise<void> | null = null
  const run = () => {
    running ??= clean(parts)
      .catch((error: unknown) => parts.log.error('retention failed', { error: String(error) }))
      .finally(() => {
        running = null
      })
    return running
  }
  const timer = parts.clock.every(WEB_LIMITS.retentionIntervalMs, () => void run())
  return { run, stop: () => timer.stop() }
}

async function clean({ db, clock, log }: Parts): Promise<void> {
  const nowMs = clock.now()
  const before = (days: number) => new Date(nowMs - days * DAY_MS)
  const groups = await db.selectFrom('groups').select('id').execute()
  for (const { id } of groups) {
    const { settings } = await readSettings(db, id, 'production')
    const contact = await db
      .updateTable('sessions')
      .set({ identity: null })
      .where('group_id', '=', id)
      .where('status', 'not in', LIVE_STATUSES)
      .where('ended_at', '<', before(settings['retention.contact']))
      .where('identity', 'is not', null)
      .executeTakeFirst()
    const sessions = await db
      .deleteFrom('sessions')
      .where('group_id', '=', id)
      .where('status', 'not in', LIVE_STATUSES)
      .where('ended_at', '<', before(settings['retention.sessions']))
      .executeTakeFirst()
    const entries = await pruneAudit(db, nowMs, id, before(settings['retention.audit']))
    const count = Number(contact.numUpdatedRows) + Number(sessions.numDeletedRows) + entries
    if (count > 0) log.info('records deleted by age', { group: id, count })
  }
  await db
    .deleteFrom('idempotency')
    .where('created_at', '<', sql<Date>`${new Date(nowMs - WEB_LIMITS.idempotencyLifeMs)}`)
    .execute()
}
