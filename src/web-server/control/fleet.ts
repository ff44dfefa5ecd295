import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { ServerLink, ServerPool } from './pool.ts'

type Parts = {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly pool: ServerPool
  readonly databaseUp: (isUp: boolean) => void
}

/**
 * What the operator wants of the session servers, and what all web servers know of them, are in one table: an order to
 * drain given once is passed on by whichever web server reads it, also to a server that comes back later.
 */
export function startFleet({
  db,
  clock,
  log,
  pool,
  databaseUp,
}: Parts): Stoppable & { run(): Promise<void> } {
  let isBusy = false
  let notedAtMs = Number.NEGATIVE_INFINITY

  async function run(): Promise<void> {
    if (isBusy) return
    isBusy = true
    try {
      const rows = await db.selectFrom('servers').select(['origin', 'is_drain_wanted']).execute()
      databaseUp(true)
      const wanted = new Map(rows.map((row) => [row.origin, row.is_drain_wanted]))
      for (const link of pool.links()) {
        const draining = wanted.get(link.origin) ?? false
        if (link.load() !== null && link.isDraining() !== draining) link.send({ type: 'drain', draining })
      }
      if (clock.now() - notedAtMs < WEB_LIMITS.fleetNoteMs) return
      notedAtMs = clock.now()
      for (const link of pool.links()) await note(db, link)
    } catch (error) {
      databaseUp(false)
      log.error('orders for session servers cannot be read', { error: String(error) })
    } finally {
      isBusy = false
    }
  }

  const timer = clock.every(WEB_LIMITS.fleetPollMs, () => void run())
  return { run, stop: () => timer.stop() }
}

/** One that nobody reaches keeps its last time. */
async function note(db: Db, link: ServerLink): Promise<void> {
  const load = link.load()
  const row = load && {
    sessions: load.sessions,
    agents: load.agents,
    capacity: load.capacity,
    seen_at: sql<Date>`now()`,
  }
  const insert = db.insertInto('servers').values({ origin: link.origin, ...row })
  await insert
    .onConflict((c) => (row ? c.column('origin').doUpdateSet(row) : c.column('origin').doNothing()))
    .execute()
}
