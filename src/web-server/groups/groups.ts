import { text } from '../../base/parse.ts'
import { type GroupId, groupId as groupIdParser } from '../../protocol/ids.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import { audit } from '../audit/audit.ts'
import { noteRecheck, OPERATOR } from '../control/revocations.ts'
import type { Db } from '../db/open.ts'
import { parseSetting, SETTINGS, type SettingKey } from '../settings/registry.ts'
import { cutBy, roleNamed } from './role-store.ts'
import {
  type Bound,
  DEFAULT_BOUND,
  isRoleName,
  MANAGEMENT,
  PERMISSIONS,
  type Permission,
  type RoleName,
} from './roles.ts'

/** Creates a group, or renames the one that is there. Repeating it changes nothing. */
export async function ensureGroup(
  db: Db,
  group: { id: number; name: string },
  nowMs = Date.now(),
): Promise<GroupId> {
  const id = groupIdParser(group.id, 'group id')
  const name = text(127, { min: 1 })(group.name, 'group name')
  const before = await db.selectFrom('groups').select('name').where('id', '=', id).executeTakeFirst()
  if (before?.name === name) return id
  await db
    .insertInto('groups')
    .values({ id, name, created_at: new Date(nowMs) })
    .onConflict((c) => c.column('id').doUpdateSet({ name }))
    .execute()
  await audit(db, nowMs, {
    groupId: id,
    actor: 'operator',
    operation: before ? 'group.rename' : 'group.create',
    object: `group:${id}`,
    outcome: 'done',
  })
  return id
}

/** Creates a group; throws if its id is taken. */
export async function createGroup(db: Db, group: { id: number; name: string }): Promise<GroupId> {
  const taken = await db
    .selectFrom('groups')
    .select('id')
    .where('id', '=', groupIdParser(group.id))
    .executeTakeFirst()
  if (taken) throw new Error(`group ${group.id} exists already`)
  return ensureGroup(db, group)
}

/** Makes the user a member with this role, or changes the role. */
export async function ensureMembership(
  db: Db,
  member: { userId: string; groupId: GroupId; role: RoleName },
  nowMs = Date.now(),
): Promise<void> {
  if (!isRoleName(member.role)) throw new Error(`there is no role "${String(member.role)}"`)
  const before = await db
    .selectFrom('memberships')
    .select('role')
    .where('user_id', '=', member.userId)
    .where('group_id', '=', member.groupId)
    .executeTakeFirst()
  if (before?.role === member.role) return
  await db
    .insertInto('memberships')
    .values({
      user_id: member.userId,
      group_id: member.groupId,
      role: member.role,
      created_at: new Date(nowMs),
    })
    .onConflict((c) => c.columns(['user_id', 'group_id']).doUpdateSet({ role: member.role }))
    .execute()
  await noteRecheck(db, OPERATOR)
  await audit(db, nowMs, {
    groupId: member.groupId,
    actor: 'operator',
    operation: 'membership.set',
    object: `user:${member.userId}`,
    outcome: member.role,
  })
}

/** Takes the user out of the group; false if they are not in it. Open views close within a second (JN-10). */
export async function removeMembership(
  db: Db,
  member: { userId: string; groupId: GroupId },
  nowMs = Date.now(),
): Promise<boolean> {
  const removed = await db
    .deleteFrom('memberships')
    .where('user_id', '=', member.userId)
    .where('group_id', '=', member.groupId)
    .executeTakeFirst()
  if (removed.numDeletedRows === 0n) return false
  await noteRecheck(db, OPERATOR)
  await audit(db, nowMs, {
    groupId: member.groupId,
    actor: 'operator',
    operation: 'membership.remove',
    object: `user:${member.userId}`,
    outcome: 'done',
  })
  return true
}

/** How CRM and SSO name a member; throws if it is another member's, or there is no such member. */
export async function setExternalId(
  db: Db,
  member: { userId: string; groupId: GroupId; externalId: string | null },
  nowMs = Date.now(),
): Promise<void> {
  const { userId, groupId, externalId } = member
  const taken =
    externalId !== null &&
    (await db
      .selectFrom('memberships')
      .select('user_id')
      .where('group_id', '=', groupId)
      .where('external_id', '=', externalId)
      .where('user_id', '!=', userId)
      .executeTakeFirst())
  if (taken) throw new Error('another member of the group has this external id')
  const changed = await db
    .updateTable('memberships')
    .set({ external_id: externalId })
    .where('user_id', '=', userId)
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) throw new Error('the user is not in this group')
  await audit(db, nowMs, {
    groupId,
    actor: 'operator',
    operation: 'membership.external-id',
    object: `user:${userId}`,
    outcome: 'done',
  })
}

/** RO-5: a suspended group starts nothing and lets nobody join; its live sessions end within a second. */
export async function setGroupSuspended(
  db: Db,
  id: GroupId,
  isSuspended: boolean,
  nowMs = Date.now(),
): Promise<void> {
  await db.updateTable('groups').set({ is_suspended: isSuspended }).where('id', '=', id).execute()
  await noteRecheck(db, OPERATOR)
  await audit(db, nowMs, {
    groupId: id,
    actor: 'operator',
    operation: isSuspended ? 'group.suspend' : 'group.resume',
    object: `group:${id}`,
    outcome: 'done',
  })
}

/** A membership with what it grants right now (RO-1). */
export type Member = {
  readonly groupId: GroupId
  readonly groupName: string
  readonly isSuspended: boolean
  readonly role: string
  /** As people read it. */
  readonly roleTitle: string
  readonly privileges: readonly Privilege[]
  readonly permissions: readonly Permission[]
  /** `join.waitMax` of the group. */
  readonly waitMaxMinutes: number
}

/** The user's groups, by id. A disabled user has none. */
export async function membershipsOf(db: Db, userId: string): Promise<Member[]> {
  const rows = await db
    .selectFrom('memberships as m')
    .innerJoin('groups as g', 'g.id', 'm.group_id')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .leftJoin('roles as r', (join) =>
      join.onRef('r.group_id', '=', 'm.group_id').onRef('r.name', '=', 'm.role'),
    )
    .select(['m.group_id', 'm.role', 'g.name', 'g.is_suspended', 'r.title', 'r.privileges', 'r.permissions'])
    .select((eb) =>
      eb
        .selectFrom('settings as s')
        .select('s.json')
        .whereRef('s.group_id', '=', 'm.group_id')
        .where('s.site', '=', 'group')
        .orderBy('s.version', 'desc')
        .limit(1)
        .as('json'),
    )
    .where('m.user_id', '=', userId)
    .where('u.isDisabled', '=', false)
    .orderBy('m.group_id')
    .execute()
  return rows.map((row) => {
    const role = roleNamed(row.role, row)
    return {
      groupId: row.group_id,
      groupName: row.name,
      isSuspended: row.is_suspended,
      role: row.role,
      roleTitle: role?.title ?? row.role,
      ...cutBy(role, boundOf(row.json)),
      waitMaxMinutes: waitMaxOf(row.json),
    }
  })
}

/** The group as a program with every permission would see it; `undefined` if there is none. */
export async function groupMember(db: Db, groupId: GroupId): Promise<Member | undefined> {
  const row = await db
    .selectFrom('groups as g')
    .select(['g.id', 'g.name', 'g.is_suspended'])
    .select((eb) =>
      eb
        .selectFrom('settings as s')
        .select('s.json')
        .whereRef('s.group_id', '=', 'g.id')
        .where('s.site', '=', 'group')
        .orderBy('s.version', 'desc')
        .limit(1)
        .as('json'),
    )
    .where('g.id', '=', groupId)
    .executeTakeFirst()
  if (!row) return undefined
  const bound = boundOf(row.json)
  return {
    groupId: row.id,
    groupName: row.name,
    isSuspended: row.is_suspended,
    role: '',
    roleTitle: '',
    privileges: [],
    permissions: PERMISSIONS.filter((name) => bound.includes(name)),
    waitMaxMinutes: waitMaxOf(row.json),
  }
}

/** What a log-in opens of them: one group's word counts in this group, and a login key manages nothing (JN-7). */
export async function membershipsIn(
  db: Db,
  login: { readonly id: string; readonly onlyGroup: GroupId | null; readonly method: string },
): Promise<Member[]> {
  const { onlyGroup, method } = login
  const members = (await membershipsOf(db, login.id)).filter(
    ({ groupId }) => onlyGroup === null || groupId === onlyGroup,
  )
  if (method !== 'loginkey') return members
  return members.map((member) => ({
    ...member,
    permissions: member.permissions.filter((name) => !MANAGEMENT.includes(name)),
  }))
}

function storedIn(json: unknown, key: SettingKey): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[key] : undefined
}

function waitMaxOf(json: unknown): number {
  try {
    return parseSetting('join.waitMax', storedIn(json, 'join.waitMax')).value as number
  } catch {
    return SETTINGS['join.waitMax'].initial
  }
}

/** The setting `permissions`, out of the group's newest values; one that cannot be read permits nothing. */
export function boundOf(json: unknown): Bound {
  const stored = storedIn(json, 'permissions')
  if (stored === undefined) return DEFAULT_BOUND
  try {
    return parseSetting('permissions', stored).value as Bound
  } catch {
    return []
  }
}
