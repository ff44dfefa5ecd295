import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endPersonLoginsRequest, type Person } from '../../protocol/accounts.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, groupIdFromText } from '../../protocol/ids.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { membershipsIn } from '../groups/groups.ts'
import { isRoleName, ROLES } from '../groups/roles.ts'
import { WEB_LIMITS } from '../limits.ts'
import { type CurrentUser, requireUser } from './current-user.ts'
import { endLogins, listLogins } from './logins.ts'
import { isMember } from './policy.ts'
import { factorsOf, hasSecondFactor } from './second-factor.ts'

type PersonParams = { readonly group: string; readonly person: string }

/** The people of a group, for who may manage them: who they are and where they are logged in. */
export async function peopleRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, revocations, clock } = context
  const docs = (summary: string) => ({ schema: { tags: ['people'], summary } })

  app.get('/v1/groups/:group/people', docs('Members of the group, with their log-ins.'), async (request) => {
    const { groupId } = await requireManager(context, request, (request.params as PersonParams).group)
    const rows = await db
      .selectFrom('memberships as m')
      .innerJoin('users as u', 'u.id', 'm.user_id')
      .select(['u.id', 'u.name', 'u.email', 'u.isDisabled', 'm.role'])
      .where('m.group_id', '=', groupId)
      .orderBy('u.name')
      .orderBy('u.id')
      .limit(WEB_LIMITS.maxPeopleListed)
      .execute()
    const items: Person[] = []
    for (const { id, name, email, isDisabled, role } of rows) {
      items.push({
        id,
        name,
        email,
        role: isRoleName(role) ? ROLES[role].title : role,
        isDisabled,
        hasSecondFactor: hasSecondFactor(await factorsOf(db, id)),
        logins: await listLogins(context, id, null),
      })
    }
    return { items }
  })

  app.post(
    '/v1/groups/:group/people/:person/logins/end',
    docs('End log-ins of a member.'),
    async (request) => {
      const params = request.params as PersonParams
      const { groupId, user } = await requireManager(context, request, params.group)
      const { id } = endPersonLoginsRequest(request.body)
      // RS-1: nobody there, and somebody of another group, are one answer.
      if (!(await isMember(db, params.person, groupId))) throw new SidelongError('not-found')
      const count = await endLogins(db, { userId: params.person, id })
      if (count === 0 && id !== undefined) throw new SidelongError('not-found')
      await revocations.revoke(params.person)
      await audit(db, clock.now(), {
        groupId,
        actor: `user:${user.id}`,
        operation: 'login.end',
        object: `user:${params.person}`,
        outcome: `${count} ended`,
      })
      return { ended: count }
    },
  )
}

/** A group that does not exist, one of others, and one without `users.manage` look the same. */
async function requireManager(
  context: Context,
  request: FastifyRequest,
  group: string,
): Promise<{ groupId: GroupId; user: CurrentUser }> {
  const user = await requireUser(context, request)
  const groupId = groupIdFromText(group)
  const member = (await membershipsIn(context.db, user)).find((one) => one.groupId === groupId)
  if (!member?.permissions.includes('users.manage')) throw new SidelongError('not-found')
  return { groupId: member.groupId, user }
}
