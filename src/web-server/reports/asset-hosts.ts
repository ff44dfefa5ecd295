import { sql } from 'kysely'
import type { ControlUp } from '../../protocol/control.ts'
import type { GroupId } from '../../protocol/ids.ts'
import type { AssetHosts } from '../../protocol/settings-api.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'

type Told = Pick<Extract<ControlUp, { type: 'asset-hosts' }>, 'asked' | 'blocked'>

/**
 * Counts the hosts that a session's agents named for the first time. Agents' browsers say so, of pages that visitors
 * made: of a group only the newest so many are kept.
 */
export async function countAssetHosts(db: Db, nowMs: number, groupId: GroupId, told: Told): Promise<void> {
  const named = new Map<string, { asked: number; blocked: number }>()
  for (const kind of ['asked', 'blocked'] as const)
    for (const host of told[kind]) {
      const name = host.toLowerCase()
      named.set(name, { asked: 0, blocked: 0, ...named.get(name), [kind]: 1 })
    }
  if (named.size === 0) return
  const seen_at = new Date(nowMs)
  // In one order everywhere: two web servers must not wait for each other.
  const rows = [...named].sort(([a], [b]) => (a < b ? -1 : 1))
  await db
    .insertInto('asset_hosts')
    .values(rows.map(([host, counts]) => ({ group_id: groupId, host, ...counts, seen_at })))
    .onConflict((c) =>
      c.columns(['group_id', 'host']).doUpdateSet({
        asked: sql`asset_hosts.asked + excluded.asked`,
        blocked: sql`asset_hosts.blocked + excluded.blocked`,
        seen_at,
      }),
    )
    .execute()
  const oldest = db
    .selectFrom('asset_hosts')
    .select('host')
    .where('group_id', '=', groupId)
    .orderBy('seen_at', 'desc')
    .orderBy('host')
    .offset(WEB_LIMITS.maxAssetHostsKept)
  await db.deleteFrom('asset_hosts').where('group_id', '=', groupId).where('host', 'in', oldest).execute()
}

/** The hosts seen in a group's sessions, those of most sessions first. */
export async function assetHostsOf(db: Db, groupId: GroupId): Promise<AssetHosts> {
  const rows = await db
    .selectFrom('asset_hosts')
    .selectAll()
    .where('group_id', '=', groupId)
    .orderBy(sql`greatest(asked, blocked)`, 'desc')
    .orderBy('host')
    .execute()
  return {
    items: rows.map(({ host, asked, blocked, seen_at }) => ({
      host,
      asked,
      blocked,
      seenAt: seen_at.toISOString(),
    })),
  }
}
