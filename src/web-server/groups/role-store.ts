import { ParseError } from '../../base/parse.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { PRIVILEGES, type Privilege } from '../../protocol/privileges.ts'
import type { Db } from '../db/open.ts'
import {
  type Bound,
  isRoleName,
  MANAGEMENT,
  PERMISSIONS,
  type Permission,
  ROLE_NAMES,
  ROLES,
  type Role,
} from './roles.ts'

export type NamedRole = Role & { readonly name: string; readonly isBuiltIn: boolean }

/** The built-in roles and the group's own (section 17). */
export async function rolesOf(db: Pick<Db, 'selectFrom'>, group: GroupId): Promise<NamedRole[]> {
  const rows = await db
    .selectFrom('roles')
    .selectAll()
    .where('group_id', '=', group)
    .orderBy('title')
    .execute()
  const builtIn = ROLE_NAMES.map((name): NamedRole => ({ ...ROLES[name], name, isBuiltIn: true }))
  return [...builtIn, ...rows.map((row) => ({ name: row.name, isBuiltIn: false, ...roleOfRow(row) }))]
}

/** The role that a membership names, built in or the row joined to it; `null`: there is none (any more). */
export function roleNamed(
  name: string,
  row: { title: string | null; privileges: unknown; permissions: unknown },
): Role | null {
  if (isRoleName(name)) return ROLES[name]
  return row.title === null ? null : roleOfRow({ ...row, title: row.title })
}

function roleOfRow(row: { title: string; privileges: unknown; permissions: unknown }): Role {
  const has = (list: unknown, name: string) => Array.isArray(list) && list.includes(name)
  return {
    title: row.title,
    privileges: PRIVILEGES.filter((name) => has(row.privileges, name)),
    permissions: PERMISSIONS.filter((name) => has(row.permissions, name)),
  }
}

/** RO-1, RO-2: what of a role counts in the group. What is switched off there comes back as it was. */
export function cutBy(
  role: Role | null,
  bound: Bound,
): { privileges: Privilege[]; permissions: Permission[] } {
  const { privileges = [], permissions = [] } = role ?? {}
  return {
    privileges: PRIVILEGES.filter((name) => privileges.includes(name) && bound.includes(name)),
    permissions: PERMISSIONS.filter((name) => permissions.includes(name) && bound.includes(name)),
  }
}

/**
 * The rights of a role that somebody makes or changes. RO-2: what the group does not permit cannot be switched on, and
 * stays as it was. RO-3: nobody gives out management that they do not have. Throws ParseError.
 */
export function checkRights(
  given: { readonly privileges: readonly string[]; readonly permissions: readonly string[] },
  before: Role | null,
  bound: Bound,
  author: readonly Permission[],
): Pick<Role, 'privileges' | 'permissions'> {
  const wanted = [...given.privileges, ...given.permissions]
  const known: readonly string[] = [...PRIVILEGES, ...PERMISSIONS]
  const had: readonly string[] = [...(before?.privileges ?? []), ...(before?.permissions ?? [])]
  for (const name of wanted) {
    if (!known.includes(name)) throw new ParseError('role', `has an unknown right "${name.slice(0, 32)}"`)
    if (!bound.some((one) => one === name) && !had.includes(name))
      throw new ParseError('role', `has "${name}", which the group does not permit`)
  }
  const permissions = PERMISSIONS.filter(
    (name) => wanted.includes(name) || (had.includes(name) && !bound.includes(name)),
  )
  requireManageable({ permissions }, author)
  const privileges = PRIVILEGES.filter(
    (name) => wanted.includes(name) || (had.includes(name) && !bound.includes(name)),
  )
  return { privileges, permissions }
}

/** RO-3: what may be given away only by who has it: to manage the group, and to read its audit log. */
const GUARDED: readonly Permission[] = [...MANAGEMENT, 'audit.read']

export function requireManageable(role: Pick<Role, 'permissions'>, author: readonly Permission[]): void {
  const missing = role.permissions.find((name) => GUARDED.includes(name) && !author.includes(name))
  if (missing !== undefined) throw new ParseError('role', `has "${missing}", which you do not have yourself`)
}
