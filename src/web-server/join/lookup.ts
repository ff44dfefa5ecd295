import type { GroupId, SessionId, SessionKey, Site } from '../../protocol/ids.ts'
import { audit, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { type Member, membershipsOf } from '../groups/groups.ts'
import { WEB_LIMITS } from '../limits.ts'

export type Hit = {
  readonly id: SessionId
  readonly key: SessionKey
  readonly site: Site
  readonly server: string | null
  readonly member: Member
}

/** Look-ups without a hit in a row, per agent; in memory, since only their being many matters. */
export type MissCounter = Map<string, number>

/**
 * JN-3: joinable sessions with this key in the groups in which the agent has `view`. A wrong key, another group's and one
 * without privilege take the same two queries and give the same empty answer.
 */
export async function lookUp(
  context: Context,
  misses: MissCounter,
  userId: string,
  wanted: { readonly key: string; readonly group: GroupId | null },
): Promise<Hit[]> {
  await context.rates.lookupsPerAgent.take(userId)
  const members = await membershipsOf(context.db, userId)
  const usable = members.filter((member) => !member.isSuspended && member.privileges.includes('view'))
  const searched = wanted.group === null ? usable : usable.filter((member) => member.groupId === wanted.group)
  for (const member of searched) await context.rates.lookupsPerGroup.take(String(member.groupId))

  const keys = spellingsOf(wanted.key)
  const groups = searched.map((member) => member.groupId)
  const rows = await context.db
    .selectFrom('sessions')
    .select(['id', 'key', 'site', 'server', 'group_id'])
    // Group 0 never exists: an empty list would not be SQL, and skipping the query would show in the time taken.
    .where('group_id', 'in', [...groups, 0 as GroupId])
    .where('key', 'in', keys as SessionKey[])
    .where('status', 'in', ['W', 'A'])
    .execute()
  const found = keys.map((key) => rows.filter((row) => row.key === key)).find((hits) => hits.length > 0) ?? []
  const hits = found.flatMap((row) => {
    const member = searched.find((one) => one.groupId === row.group_id)
    return member ? [{ id: row.id, key: row.key, site: row.site, server: row.server, member }] : []
  })
  await countMisses(context, misses, userId, hits.length > 0)
  return hits
}

/** As typed, and, for all-digit entries, without spaces and hyphens (JN-2). */
function spellingsOf(key: string): string[] {
  const digits = key.replace(/[\s-]/g, '')
  return /^[0-9]+$/.test(digits) && digits !== key ? [key, digits] : [key]
}

/** JN-6: many misses in a row look like guessing. */
async function countMisses(
  context: Context,
  misses: MissCounter,
  userId: string,
  isHit: boolean,
): Promise<void> {
  if (isHit) {
    misses.delete(userId)
    return
  }
  const count = (misses.get(userId) ?? 0) + 1
  misses.set(userId, count)
  if (count % WEB_LIMITS.missesBeforeAlert !== 0) return
  context.log.warn('many look-ups without a hit', { agent: userId, count })
  await audit(context.db, context.clock.now(), {
    groupId: NO_GROUP,
    actor: `user:${userId}`,
    operation: 'session.lookup',
    object: 'keys',
    outcome: `${count} misses in a row`,
  })
}
