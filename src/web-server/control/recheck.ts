import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { GroupId, SessionId } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import type { Db } from '../db/open.ts'
import { type Member, membershipsOf } from '../groups/groups.ts'
import { WEB_LIMITS } from '../limits.ts'
import { endSession } from '../sessions/store.ts'
import type { ServerPool } from './pool.ts'

type Parts = { readonly db: Db; readonly clock: Clock; readonly log: Log; readonly pool: ServerPool }

/**
 * RO-1, T13: every 30 s, whoever is in a session must still have the privileges that the join credential carried;
 * whoever has lost one is revoked (the shell joins again, with what is left). Sessions of suspended groups end (RO-5).
 */
export function startRecheck(parts: Parts): Stoppable & { run(): Promise<void> } {
  let running: Promise<void> | null = null
  const run = () => {
    running ??= recheck(parts)
      .catch((error: unknown) => parts.log.error('re-check failed', { error: String(error) }))
      .finally(() => {
        running = null
      })
    return running
  }
  const timer = parts.clock.every(WEB_LIMITS.recheckIntervalMs, () => void run())
  return { run, stop: () => timer.stop() }
}

async function recheck({ db, clock, pool, log }: Parts): Promise<void> {
  const present = await db
    .selectFrom('participants as p')
    .innerJoin('sessions as s', 's.id', 'p.session_id')
    .select(['p.user_id', 'p.session_id', 'p.privileges', 's.group_id', 's.server'])
    .where('p.left_at', 'is', null)
    .where('p.kind', '=', 'agent')
    .where('s.status', 'in', LIVE_STATUSES)
    .execute()
  const members = new Map<string, readonly Member[]>()
  for (const { user_id: userId, session_id: sessionId, group_id: groupId, server, privileges } of present) {
    if (userId === null) continue
    const own = members.get(userId) ?? (await membershipsOf(db, userId))
    members.set(userId, own)
    if (isStillRight(own, groupId, privileges)) continue
    pool.byOrigin(server)?.send({ type: 'revoke', agentId: userId, sessionId })
    log.info('agent revoked', { agent: userId, session: sessionId })
  }
  await endSuspended({ db, clock, pool, log })
}

function isStillRight(members: readonly Member[], groupId: GroupId, granted: unknown): boolean {
  const member = members.find((one) => one.groupId === groupId)
  if (!member || member.isSuspended || !Array.isArray(granted)) return false
  const names: readonly string[] = member.privileges
  return granted.every((name) => names.includes(String(name)))
}

async function endSuspended({ db, clock, pool }: Parts): Promise<void> {
  const rows = await db
    .selectFrom('sessions as s')
    .innerJoin('groups as g', 'g.id', 's.group_id')
    .select(['s.id', 's.server'])
    .where('g.is_suspended', '=', true)
    .where('s.status', 'in', LIVE_STATUSES)
    .execute()
  for (const row of rows) await endEverywhere(db, clock, pool, row.id, row.server)
}

async function endEverywhere(
  db: Db,
  clock: Clock,
  pool: ServerPool,
  id: SessionId,
  server: string | null,
): Promise<void> {
  await endSession(db, clock.now(), id, 'group-suspended')
  pool.byOrigin(server)?.send({ type: 'session-end', sessionId: id, reason: 'group-suspended' })
}
