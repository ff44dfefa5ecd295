import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { ParseError } from '../../base/parse.ts'
import { object, oneOf, optional, text } from '../../base/schema.ts'
import { addressKey } from '../../node/client-address.ts'
import { SidelongError } from '../../protocol/errors.ts'
import {
  acceptInvitation,
  groupUser,
  groupUsers,
  type Invitation,
  importRequest,
  importResponse,
  invitation,
  newRole,
  newUser,
  role,
  rolePatch,
  roles,
  USER_STATES,
  userPatch,
} from '../../protocol/people-api.ts'
import { beginStep, takeStep } from '../accounts/login-steps.ts'
import { endAllLogins, storePassword, unlockUser } from '../accounts/users.ts'
import { csvOf, sendCsv } from '../api/csv.ts'
import { pageOf, pageParams } from '../api/pages.ts'
import { type Input, routesOf } from '../api/route.ts'
import { audit, auditIn, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { noteRecheck, OPERATOR } from '../control/revocations.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { importUsers } from './import-users.ts'
import {
  addUser,
  boundOfGroup,
  changeUser,
  findMember,
  listUsers,
  type Manager,
  removeUser,
  requireManagerLeft,
  requireOwn,
  roleToGive,
} from './people.ts'
import { checkRights, cutBy, type NamedRole, rolesOf } from './role-store.ts'
import type { Bound } from './roles.ts'

const userQuery = object(
  {
    ...pageParams,
    q: optional(text(127)),
    role: optional(text(63)),
    externalId: optional(text(127)),
    state: optional(oneOf(...USER_STATES)),
  },
  { exact: true },
)
const USERS = '/v1/groups/:group/users'
const ROLES_PATH = '/v1/groups/:group/roles'

/** People and roles of a group (section 17). */
export async function peopleAndRoleRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, clock } = context
  const add = routesOf(app, context)
  const managerOf = ({ caller, member }: Pick<Input<unknown, unknown>, 'caller' | 'member'>): Manager => ({
    group: member.groupId,
    actor: caller.actor,
    permissions: member.permissions,
    nowMs: clock.now(),
  })

  /** An address that lets somebody choose a password, once. In the fragment, so that it is in no log. */
  async function invite(userId: string, group: number): Promise<{ inviteUrl: string; expiresAt: string }> {
    const lifeMs = WEB_LIMITS.invitationLifeMs
    const token = await beginStep(context, 'invitation', { userId, data: { group } }, lifeMs)
    return {
      inviteUrl: `${context.address.origin()}/agent/invitation#${token}`,
      expiresAt: new Date(clock.now() + lifeMs).toISOString(),
    }
  }

  add({
    method: 'GET',
    path: USERS,
    tag: 'people',
    summary: 'Members of the group, by name.',
    needs: 'users.manage',
    query: userQuery,
    answer: groupUsers,
    async handle({ member, query }) {
      const { limit, after } = pageOf(query, 'users')
      const rows = await listUsers(db, member.groupId, { ...query, limit, after })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return {
        items,
        cursor: rows.length > limit && last ? pageOf.cursor('users', [last.name, last.id]) : null,
      }
    },
  })

  add({
    method: 'POST',
    path: USERS,
    tag: 'people',
    summary: 'A new member, who is invited to choose a password.',
    needs: 'users.manage',
    body: newUser,
    answer: invitation,
    makes: true,
    async handle(input): Promise<Invitation> {
      const manager = managerOf(input)
      const id = await db.transaction().execute((tx) => addUser(tx, manager, input.body))
      const user = await findMember(db, manager.group, id)
      return { user, ...(await invite(id, manager.group)) }
    },
  })

  add({
    method: 'GET',
    path: `${USERS}/:user`,
    tag: 'people',
    summary: 'One member.',
    needs: 'users.manage',
    answer: groupUser,
    handle: ({ member, params }) => findMember(db, member.groupId, params.user ?? ''),
  })

  add({
    method: 'PATCH',
    path: `${USERS}/:user`,
    tag: 'people',
    summary: 'Changes a member; disabling ends every log-in and view.',
    needs: 'users.manage',
    body: userPatch,
    answer: groupUser,
    async handle(input) {
      const manager = managerOf(input)
      const id = input.params.user ?? ''
      await db.transaction().execute((tx) => changeUser(tx, manager, id, input.body))
      if (input.body.isDisabled) await context.revocations.revoke(id)
      return findMember(db, manager.group, id)
    },
  })

  add({
    method: 'DELETE',
    path: `${USERS}/:user`,
    tag: 'people',
    summary: 'Takes somebody out of the group.',
    needs: 'users.manage',
    async handle(input) {
      const manager = managerOf(input)
      await db.transaction().execute((tx) => removeUser(tx, manager, input.params.user ?? ''))
    },
  })

  add({
    method: 'POST',
    path: `${USERS}/:user/reset`,
    tag: 'people',
    summary: 'Ends all log-ins and lets the person choose a new password, by an address to be given to them.',
    needs: 'users.manage',
    answer: invitation,
    async handle(input): Promise<Invitation> {
      const manager = managerOf(input)
      const user = await findMember(db, manager.group, input.params.user ?? '')
      requireOwn(user)
      await roleToGive(db, manager, user.role)
      await endAllLogins(db, user.id)
      await note(manager, 'user.reset', `user:${user.id}`, 'done')
      return { user, ...(await invite(user.id, manager.group)) }
    },
  })

  add({
    method: 'POST',
    path: `${USERS}/:user/unlock`,
    tag: 'people',
    summary: 'Forgets wrong passwords and codes.',
    needs: 'users.manage',
    answer: groupUser,
    async handle(input) {
      const manager = managerOf(input)
      const user = await findMember(db, manager.group, input.params.user ?? '')
      requireOwn(user)
      await unlockUser(db, user.id, user.email)
      await note(manager, 'user.unlock', `user:${user.id}`, 'done')
      return findMember(db, manager.group, user.id)
    },
  })

  add({
    method: 'POST',
    path: `${USERS}/import`,
    tag: 'people',
    summary: 'People from CSV: all rows or none; a dry run tells what would be.',
    needs: 'users.manage',
    body: importRequest,
    answer: importResponse,
    maxBodyBytes: WEB_LIMITS.maxSettingsBytes,
    async handle(input) {
      const manager = managerOf(input)
      const { csv, dryRun } = input.body
      const { errors, created, updated } = await importUsers(db, manager, csv, dryRun)
      const isDone = errors.length === 0 && !dryRun
      if (isDone)
        await note(manager, 'users.import', 'users', `${created.length} created, ${updated.length} changed`)
      const invited: { email: string; inviteUrl: string | null }[] = []
      for (const { email, userId } of created)
        invited.push({ email, inviteUrl: isDone ? (await invite(userId, manager.group)).inviteUrl : null })
      return { isDone, errors: [...errors], created: invited, updated: [...updated] }
    },
  })

  add({
    method: 'GET',
    path: '/v1/groups/:group/users.csv',
    tag: 'people',
    summary: 'All members as CSV, in the form that the import takes.',
    needs: 'users.manage',
    answerType: 'text/csv',
    async handle(input) {
      const manager = managerOf(input)
      const users = await listUsers(db, manager.group, { limit: 100_000, after: null })
      await note(manager, 'users.export', 'users', `${users.length} users`)
      const header = ['email', 'name', 'role', 'username', 'externalid', 'state']
      const rows = users.map((one) => [
        one.email,
        one.name,
        one.role,
        one.username,
        one.externalId,
        one.state,
      ])
      return sendCsv(input.reply, 'users.csv', csvOf(header, rows))
    },
  })

  app.post(
    '/api/auth/invitation',
    { schema: { tags: ['accounts'], summary: 'Who was invited chooses a password.' } },
    async (request) => {
      const { token, password } = acceptInvitation(request.body)
      await context.rates.loginsPerAddress.take(addressKey(request.ip))
      const step = await takeStep(context, 'invitation', token)
      const user =
        step?.userId &&
        (await db
          .selectFrom('users')
          .select(['id', 'email', 'isDisabled'])
          .where('id', '=', step.userId)
          .executeTakeFirst())
      if (!user || user.isDisabled) throw new SidelongError('code-refused')
      await storePassword(db, context.passwords, user.id, password, clock.now())
      // Another invitation that is still about counts no more, and nobody is in by an older password.
      await db
        .deleteFrom('login_steps')
        .where('kind', '=', 'invitation')
        .where('user_id', '=', user.id)
        .execute()
      await endAllLogins(db, user.id)
      await unlockUser(db, user.id, user.email)
      await audit(db, clock.now(), {
        groupId: NO_GROUP,
        actor: `user:${user.id}`,
        operation: 'user.invitation',
        object: `user:${user.id}`,
        outcome: 'password set',
      })
      return { email: user.email }
    },
  )

  add({
    method: 'GET',
    path: ROLES_PATH,
    tag: 'people',
    summary: 'The built-in roles and the group’s own.',
    needs: null,
    answer: roles,
    async handle({ member }) {
      if (!member.permissions.some((name) => name === 'users.manage' || name === 'roles.manage'))
        throw new SidelongError('not-permitted')
      const bound = await boundOfGroup(db, member.groupId)
      const counts = await db
        .selectFrom('memberships')
        .select((eb) => ['role', eb.cast<number>(eb.fn.countAll(), 'integer').as('count')])
        .where('group_id', '=', member.groupId)
        .groupBy('role')
        .execute()
      const count = new Map(counts.map((row) => [row.role, row.count]))
      const items = (await rolesOf(db, member.groupId)).map((one) =>
        toRole(one, bound, count.get(one.name) ?? 0),
      )
      return { items, bound: [...bound] }
    },
  })

  add({
    method: 'POST',
    path: ROLES_PATH,
    tag: 'people',
    summary: 'A role of the group’s own.',
    needs: 'roles.manage',
    body: newRole,
    answer: role,
    makes: true,
    async handle(input) {
      const manager = managerOf(input)
      const { title } = input.body
      const bound = await boundOfGroup(db, manager.group)
      const rights = checkRights(input.body, null, bound, manager.permissions)
      const name = `own-${randomUUID().slice(0, 13)}`
      await db.transaction().execute(async (tx) => {
        await tx.selectFrom('groups').select('id').where('id', '=', manager.group).forUpdate().execute()
        const all = await rolesOf(tx, manager.group)
        if (all.length >= WEB_LIMITS.maxRolesPerGroup) throw new ParseError('roles', 'are too many')
        if (all.some((one) => one.title.toLowerCase() === title.toLowerCase()))
          throw new ParseError('title', 'is taken')
        await tx
          .insertInto('roles')
          .values({
            group_id: manager.group,
            name,
            title,
            privileges: JSON.stringify(rights.privileges),
            permissions: JSON.stringify(rights.permissions),
            created_at: new Date(manager.nowMs),
          })
          .execute()
        await auditIn(tx, manager.nowMs, roleEntry(manager, 'role.create', title, rights))
      })
      return toRole({ name, title, isBuiltIn: false, ...rights }, bound, 0)
    },
  })

  add({
    method: 'PATCH',
    path: `${ROLES_PATH}/:role`,
    tag: 'people',
    summary: 'Changes the rights of a role of the group’s own.',
    needs: 'roles.manage',
    body: rolePatch,
    answer: role,
    async handle(input) {
      const manager = managerOf(input)
      const before = await ownRole(manager, input.params.role)
      const bound = await boundOfGroup(db, manager.group)
      const rights = checkRights(input.body, before, bound, manager.permissions)
      await db.transaction().execute(async (tx) => {
        await tx
          .updateTable('roles')
          .set({
            privileges: JSON.stringify(rights.privileges),
            permissions: JSON.stringify(rights.permissions),
          })
          .where('group_id', '=', manager.group)
          .where('name', '=', before.name)
          .execute()
        await requireManagerLeft(tx, manager.group)
        await auditIn(tx, manager.nowMs, roleEntry(manager, 'role.change', before.title, rights))
        await noteRecheck(tx, OPERATOR)
      })
      return toRole({ ...before, ...rights }, bound, await membersOf(db, manager, before.name))
    },
  })

  add({
    method: 'DELETE',
    path: `${ROLES_PATH}/:role`,
    tag: 'people',
    summary: 'Deletes a role that nobody has.',
    needs: 'roles.manage',
    async handle(input) {
      const manager = managerOf(input)
      const before = await ownRole(manager, input.params.role)
      await db.transaction().execute(async (tx) => {
        await tx.selectFrom('groups').select('id').where('id', '=', manager.group).forUpdate().execute()
        if ((await membersOf(tx, manager, before.name)) > 0) throw new ParseError('role', 'is somebody’s')
        await tx
          .deleteFrom('roles')
          .where('group_id', '=', manager.group)
          .where('name', '=', before.name)
          .execute()
        await auditIn(tx, manager.nowMs, roleEntry(manager, 'role.delete', before.title, before))
      })
    },
  })

  async function ownRole(manager: Manager, name: string | undefined): Promise<NamedRole> {
    const found = (await rolesOf(db, manager.group)).find((one) => one.name === name)
    if (!found) throw new SidelongError('not-found')
    if (found.isBuiltIn)
      throw new SidelongError('not-permitted', { detail: { role: 'is built in; make a copy instead' } })
    return found
  }

  async function membersOf(from: Pick<Db, 'selectFrom'>, manager: Manager, name: string): Promise<number> {
    const rows = await from
      .selectFrom('memberships')
      .select('user_id')
      .where('group_id', '=', manager.group)
      .where('role', '=', name)
      .execute()
    return rows.length
  }

  async function note(manager: Manager, operation: string, object: string, outcome: string): Promise<void> {
    const { group: groupId, actor, nowMs } = manager
    await audit(db, nowMs, { groupId, actor, operation, object, outcome })
  }
}

function roleEntry(
  { group: groupId, actor }: Manager,
  operation: string,
  title: string,
  rights: Pick<NamedRole, 'privileges' | 'permissions'>,
) {
  const outcome = [...rights.privileges, ...rights.permissions].join(', ') || 'no rights'
  return { groupId, actor, operation, object: `role:${title}`, outcome }
}

function toRole(one: NamedRole, bound: Bound, members: number) {
  const { privileges, permissions } = cutBy(one, bound)
  return {
    name: one.name,
    title: one.title,
    isBuiltIn: one.isBuiltIn,
    privileges: [...one.privileges],
    permissions: [...one.permissions],
    inForce: [...privileges, ...permissions],
    members,
  }
}
