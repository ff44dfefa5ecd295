import { randomUUID } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { ParseError } from '../../base/parse.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId } from '../../protocol/ids.ts'
import type { GroupUser, NewUser, USER_STATES, UserPatch } from '../../protocol/people-api.ts'
import { parseNewEmail } from '../accounts/users.ts'
import { auditIn } from '../audit/audit.ts'
import { noteRecheck, noteRevocation, OPERATOR } from '../control/revocations.ts'
import type { Db } from '../db/open.ts'
import type { Database } from '../db/schema.ts'
import { requireStorable } from '../db/storable.ts'
import { LOGIN_RATE } from '../http/rate-limits.ts'
import { WEB_LIMITS } from '../limits.ts'
import { emitIn } from '../webhooks/outbox.ts'
import { boundOf } from './groups.ts'
import { cutBy, type NamedRole, requireManageable, rolesOf } from './role-store.ts'
import type { Permission } from './roles.ts'

type Reader = Pick<Db, 'selectFrom'>
type Tx = Transaction<Database>

/** Who changes something, in which group. */
export type Manager = {
  readonly group: GroupId
  /** As in the audit log. */
  readonly actor: string
  readonly permissions: readonly Permission[]
  readonly nowMs: number
}

export type UserFilter = {
  readonly q?: string | undefined
  readonly role?: string | undefined
  readonly externalId?: string | undefined
  readonly state?: (typeof USER_STATES)[number] | undefined
  readonly limit: number
  readonly after: readonly string[] | null
}

/** Members by name (RO-4). One more than `limit`, if there are more. */
export async function listUsers(db: Db, group: GroupId, filter: UserFilter): Promise<GroupUser[]> {
  const titles = titlesOf(await rolesOf(db, group))
  let query = usersOf(db, group).orderBy('u.name').orderBy('u.id')
  const { q, role, externalId, state, after } = filter
  if (q !== undefined) {
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) =>
      eb.or([eb('u.name', 'ilike', like), eb('u.email', 'ilike', like), eb('m.username', 'ilike', like)]),
    )
  }
  if (role !== undefined) query = query.where('m.role', '=', role)
  if (externalId !== undefined) query = query.where('m.external_id', '=', externalId)
  if (state !== undefined) query = query.where(stateOf, '=', state)
  if (after) {
    const [name = '', id = ''] = after
    query = query.where((eb) =>
      eb.or([eb('u.name', '>', name), eb.and([eb('u.name', '=', name), eb('u.id', '>', id)])]),
    )
  }
  const rows = await query.limit(filter.limit + 1).execute()
  return rows.map((row) => toUser(row, titles))
}

/** One member; `not-found` for anybody else. */
export async function findMember(db: Reader, group: GroupId, userId: string): Promise<GroupUser> {
  const row = await usersOf(db, group).where('u.id', '=', userId).executeTakeFirst()
  if (!row) throw new SidelongError('not-found')
  return toUser(row, titlesOf(await rolesOf(db, group)))
}

/** A new member without password, who chooses one by an invitation. Throws ParseError. */
export async function addUser(tx: Tx, manager: Manager, given: NewUser): Promise<string> {
  const { group, nowMs } = manager
  requireStorable(given, 'user')
  const email = parseNewEmail(given.email)
  if (email === null) throw new ParseError('email', 'is not an e-mail address')
  const role = await roleToGive(tx, manager, given.role)
  const taken = await tx.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst()
  if (taken) throw new ParseError('email', 'has an account already; the operator can make it a member')
  await requireFree(tx, group, null, given)
  const id = randomUUID()
  const at = new Date(nowMs)
  await tx
    .insertInto('users')
    .values({ id, name: given.name, email, emailVerified: true, createdAt: at, updatedAt: at })
    .execute()
  await tx
    .insertInto('accounts')
    .values({
      id: randomUUID(),
      accountId: id,
      providerId: 'credential',
      userId: id,
      password: null,
      createdAt: at,
      updatedAt: at,
    })
    .execute()
  await tx
    .insertInto('memberships')
    .values({
      user_id: id,
      group_id: group,
      role: role.name,
      created_at: at,
      external_id: given.externalId ?? null,
      username: given.username ?? null,
    })
    .execute()
  await note(tx, manager, 'user.create', id, role.name)
  return id
}

/** Changes a member. Throws ParseError, `not-found` or `not-permitted`. */
export async function changeUser(tx: Tx, manager: Manager, userId: string, patch: UserPatch): Promise<void> {
  const { group, nowMs } = manager
  requireStorable(patch, 'user')
  await lockGroup(tx, group)
  const before = await findMember(tx, group, userId)
  const { email, name, isDisabled } = patch
  const concernsAccount =
    (email !== undefined && email.toLowerCase() !== before.email) ||
    (name !== undefined && name !== before.name) ||
    isDisabled !== undefined
  if (concernsAccount) requireOwn(before)
  // The account of who manages more than oneself is not taken over by its address.
  await roleToGive(tx, manager, before.role)
  if (patch.role !== undefined && patch.role !== before.role) {
    const role = await roleToGive(tx, manager, patch.role)
    await tx
      .updateTable('memberships')
      .set({ role: role.name })
      .where('user_id', '=', userId)
      .where('group_id', '=', group)
      .execute()
    await note(tx, manager, 'membership.set', userId, role.name)
  }
  await requireFree(tx, group, userId, patch)
  const names = {
    ...(patch.externalId !== undefined && { external_id: patch.externalId }),
    ...(patch.username !== undefined && { username: patch.username }),
  }
  if (Object.keys(names).length > 0)
    await tx
      .updateTable('memberships')
      .set(names)
      .where('user_id', '=', userId)
      .where('group_id', '=', group)
      .execute()
  if (concernsAccount) await changeAccount(tx, nowMs, userId, patch)
  if (isDisabled === true) {
    await tx.deleteFrom('logins').where('userId', '=', userId).execute()
    await noteRevocation(tx, userId, OPERATOR)
  }
  await requireManagerLeft(tx, group)
  if (patch.role !== undefined) await noteRecheck(tx, OPERATOR)
  const changed = Object.keys(patch).join(', ')
  await note(
    tx,
    manager,
    isDisabled === undefined ? 'user.change' : isDisabled ? 'user.disable' : 'user.enable',
    userId,
    changed,
  )
}

/** Takes the member out of the group; the account stays, for other groups and for the records. */
export async function removeUser(tx: Tx, manager: Manager, userId: string): Promise<void> {
  const { group } = manager
  await lockGroup(tx, group)
  const before = await findMember(tx, group, userId)
  await roleToGive(tx, manager, before.role)
  await tx.deleteFrom('memberships').where('user_id', '=', userId).where('group_id', '=', group).execute()
  await requireManagerLeft(tx, group)
  await noteRecheck(tx, OPERATOR)
  await note(tx, manager, 'membership.remove', userId, 'done')
}

/** `not-permitted` for somebody who belongs to other groups, too: their account is not this group's alone. */
export function requireOwn(user: GroupUser): void {
  if (user.isShared)
    throw new SidelongError('not-permitted', {
      detail: { user: 'belongs to other groups, too; ask the operator' },
    })
}

/** The role, if the manager may give it (RO-3). Throws ParseError. */
export async function roleToGive(db: Reader, manager: Manager, name: string): Promise<NamedRole> {
  const role = (await rolesOf(db, manager.group)).find((one) => one.name === name)
  if (!role) throw new ParseError('role', 'is not one of this group')
  requireManageable(role, manager.permissions)
  return role
}

async function changeAccount(tx: Tx, nowMs: number, userId: string, patch: UserPatch): Promise<void> {
  const email = patch.email === undefined ? undefined : parseNewEmail(patch.email)
  if (email === null) throw new ParseError('email', 'is not an e-mail address')
  if (email !== undefined) {
    const taken = await tx
      .selectFrom('users')
      .select('id')
      .where('email', '=', email)
      .where('id', '!=', userId)
      .executeTakeFirst()
    if (taken) throw new ParseError('email', 'is taken')
  }
  await tx
    .updateTable('users')
    .set({
      updatedAt: new Date(nowMs),
      ...(patch.name !== undefined && { name: patch.name }),
      ...(email !== undefined && { email }),
      ...(patch.isDisabled !== undefined && { isDisabled: patch.isDisabled }),
    })
    .where('id', '=', userId)
    .execute()
}

/** RO-3: somebody who can log in still manages the group's people. */
export async function requireManagerLeft(tx: Tx, group: GroupId): Promise<void> {
  const bound = await boundOfGroup(tx, group)
  const managing = (await rolesOf(tx, group))
    .filter((role) => cutBy(role, bound).permissions.includes('users.manage'))
    .map(({ name }) => name)
  const left = await tx
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select('u.id')
    .where('m.group_id', '=', group)
    .where('u.isDisabled', '=', false)
    .where('m.role', 'in', [...managing, ''])
    .limit(1)
    .executeTakeFirst()
  if (!left)
    throw new SidelongError('not-permitted', {
      detail: { user: 'is the last who manages the people of this group' },
    })
}

export async function boundOfGroup(db: Reader, group: GroupId): Promise<ReturnType<typeof boundOf>> {
  const row = await db
    .selectFrom('settings')
    .select('json')
    .where('group_id', '=', group)
    .where('site', '=', 'group')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return boundOf(row?.json)
}

async function requireFree(
  tx: Tx,
  group: GroupId,
  userId: string | null,
  { externalId, username }: Pick<UserPatch, 'externalId' | 'username'>,
): Promise<void> {
  for (const [path, column, value] of [
    ['externalId', 'external_id', externalId],
    ['username', 'username', username],
  ] as const) {
    if (value === undefined || value === null) continue
    let query = tx
      .selectFrom('memberships')
      .select('user_id')
      .where('group_id', '=', group)
      .where(column, '=', value)
    if (userId !== null) query = query.where('user_id', '!=', userId)
    if (await query.executeTakeFirst()) throw new ParseError(path, 'is taken in this group')
  }
}

async function lockGroup(tx: Tx, group: GroupId): Promise<void> {
  await tx.selectFrom('groups').select('id').where('id', '=', group).forUpdate().execute()
}

async function note(tx: Tx, manager: Manager, operation: string, userId: string, outcome: string) {
  await auditIn(tx, manager.nowMs, {
    groupId: manager.group,
    actor: manager.actor,
    operation,
    object: `user:${userId}`,
    outcome,
  })
  await emitIn(tx, manager.nowMs, {
    groupId: manager.group,
    type: 'user.changed',
    session: null,
    data: { userId, operation, by: manager.actor },
  })
}

const isLocked = sql<boolean>`exists (
  select 1 from rates where key = ${`${LOGIN_RATE}:`} || u.email
  and points > ${WEB_LIMITS.loginFailuresPerAccount}
  and (expire is null or expire > extract(epoch from now()) * 1000))`
const hasPassword = sql<boolean>`exists (
  select 1 from accounts a where a."userId" = u.id and a.password is not null)`
const hasOtherWay = sql<boolean>`(exists (select 1 from identities i where i.user_id = u.id)
  or exists (select 1 from passkeys p where p.user_id = u.id))`
const stateOf = sql<(typeof USER_STATES)[number]>`case
  when u."isDisabled" then 'disabled'
  when ${isLocked} then 'locked'
  when ${hasPassword} or ${hasOtherWay} then 'active'
  else 'invited' end`

function usersOf(db: Reader, group: GroupId) {
  return db
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .where('m.group_id', '=', group)
    .select(['u.id', 'u.name', 'u.email', 'u.createdAt', 'm.role', 'm.external_id', 'm.username'])
    .select([
      stateOf.as('state'),
      sql<boolean>`(exists (select 1 from totps t where t.user_id = u.id and t.confirmed_at is not null)
        or exists (select 1 from passkeys p where p.user_id = u.id))`.as('has_factor'),
      sql<boolean>`exists (select 1 from memberships o
        where o.user_id = u.id and o.group_id <> m.group_id)`.as('is_shared'),
    ])
}

type UserRow = Awaited<ReturnType<ReturnType<typeof usersOf>['execute']>>[number]

function toUser(row: UserRow, titles: ReadonlyMap<string, string>): GroupUser {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    username: row.username,
    externalId: row.external_id,
    role: row.role,
    roleTitle: titles.get(row.role) ?? row.role,
    state: row.state,
    hasSecondFactor: row.has_factor,
    isShared: row.is_shared,
    createdAt: row.createdAt.toISOString(),
  }
}

function titlesOf(roles: readonly NamedRole[]): Map<string, string> {
  return new Map(roles.map(({ name, title }) => [name, title]))
}
