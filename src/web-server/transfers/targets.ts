import type { GroupId } from '../../protocol/ids.ts'
import type { TransferTargets } from '../../protocol/transfers-api.ts'
import type { Db } from '../db/open.ts'
import { boundOf } from '../groups/groups.ts'
import { rolesOf } from '../groups/role-store.ts'
import { WEB_LIMITS } from '../limits.ts'

/** Members who may view sessions of the group, the first `limit` by name, and all their roles; without the one who asks. */
export async function readTargets(
  db: Db,
  groupId: GroupId,
  without: string,
  limit: number = WEB_LIMITS.maxPeopleListed,
): Promise<TransferTargets> {
  const bound = await db
    .selectFrom('settings')
    .select('json')
    .where('group_id', '=', groupId)
    .where('site', '=', 'group')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!boundOf(bound?.json).includes('view')) return { people: [], roles: [] }
  const viewers = (await rolesOf(db, groupId)).filter(({ privileges }) => privileges.includes('view'))
  const titles = new Map(viewers.map(({ name, title }) => [name, title]))
  const members = db
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .where('m.group_id', '=', groupId)
    .where('m.role', 'in', ['', ...titles.keys()])
    .where('u.isDisabled', '=', false)
    .where('u.id', '!=', without)
  const people = await members.select(['u.id', 'u.name', 'm.role']).orderBy('u.name').limit(limit).execute()
  const held = await members.select('m.role').distinct().execute()
  return {
    people: people.map(({ id, name, role }) => ({ id, name, role: titles.get(role) ?? role })),
    roles: viewers
      .filter(({ name }) => held.some(({ role }) => role === name))
      .map(({ name, title }) => ({ name, title })),
  }
}
