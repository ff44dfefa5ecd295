import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { GroupId, Site } from '../../protocol/ids.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { ServerPool } from './pool.ts'

/** Origin of what the operator's commands revoke. */
export const OPERATOR = 'operator'

/** Notes for all web servers that the agent's views are to be closed now (JN-10). */
export async function noteRevocation(
  db: Pick<Db, 'insertInto'>,
  agentId: string,
  origin: string,
): Promise<void> {
  await db.insertInto('revocations').values({ agent_id: agentId, origin }).execute()
}

/** Notes for all web servers that privileges have changed, and who is inside is to be checked now (RO-1). */
export async function noteRecheck(db: Pick<Db, 'insertInto'>, origin: string): Promise<void> {
  await db.insertInto('revocations').values({ agent_id: null, origin }).execute()
}

/** Notes for all web servers that the masks of running sessions may have become stricter (MK-28). */
export async function noteMasks(db: Pick<Db, 'insertInto'>, group: GroupId, site: Site): Promise<void> {
  await db.insertInto('revocations').values({ group_id: group, site, origin: OPERATOR }).execute()
}

export interface Revocations extends Stoppable {
  /** Closes every view of the agent, wherever it is. */
  revoke(agentId: string): Promise<void>
}

type Parts = {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly pool: ServerPool
  readonly recheck: { run(): Promise<void> }
  readonly webServerId: string
}

/**
 * Revocations go to the session servers at once from where they are made; those of operators, and of web servers that
 * cannot reach a session server, are found in the database.
 */
export function startRevocations({ db, clock, log, pool, recheck, webServerId }: Parts): Revocations {
  // Ids are given before rows can be seen: "greater than the last" would miss a row that was slower than the next.
  const seen = new Set<number>()
  let isFirst = true
  let isAsking = false

  async function ask(): Promise<void> {
    const rows = await db
      .selectFrom('revocations')
      .select(['id', 'agent_id', 'group_id', 'site', 'origin'])
      .where('at', '>', sql<Date>`now() - make_interval(secs => ${WEB_LIMITS.revocationKeepMs / 1_000})`)
      .orderBy('id', 'desc')
      .limit(WEB_LIMITS.maxRevocationsAtOnce)
      .execute()
    const fresh = rows.filter((row) => !seen.has(row.id))
    seen.clear()
    for (const row of rows) seen.add(row.id)
    const isStart = isFirst
    isFirst = false
    // What other web servers said before this one was there, they have said.
    const wanted = fresh.filter(({ origin }) => origin === OPERATOR || (!isStart && origin !== webServerId))
    let isRecheckWanted = false
    for (const { id: round, agent_id: agentId, group_id: groupId, site } of wanted) {
      if (agentId !== null) pool.broadcast({ type: 'revoke', agentId })
      else if (groupId !== null && site !== null) pool.broadcast({ type: 'settings', groupId, site, round })
      else isRecheckWanted = true
    }
    // Twice: one that was running already may have read what was before.
    if (isRecheckWanted) void recheck.run().then(() => recheck.run())
  }

  async function beat(): Promise<void> {
    if (isAsking) return
    isAsking = true
    try {
      await ask()
    } catch (error) {
      log.error('revocations cannot be read', { error: String(error) })
    } finally {
      isAsking = false
    }
  }

  async function clean(): Promise<void> {
    await db
      .deleteFrom('revocations')
      .where(
        'at',
        '<',
        sql<Date>`now() - make_interval(secs => ${(2 * WEB_LIMITS.revocationKeepMs) / 1_000})`,
      )
      .execute()
      .catch(() => undefined)
  }

  const timers = [
    clock.every(WEB_LIMITS.revocationPollMs, () => void beat()),
    clock.every(WEB_LIMITS.revocationKeepMs, () => void clean()),
  ]
  return {
    async revoke(agentId) {
      pool.broadcast({ type: 'revoke', agentId })
      await noteRevocation(db, agentId, webServerId)
    },
    stop() {
      for (const timer of timers) timer.stop()
    },
  }
}
