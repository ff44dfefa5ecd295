import type { FastifyInstance } from 'fastify'
import type { Me } from '../../protocol/rest.ts'
import { requireUser } from '../accounts/current-user.ts'
import type { Context } from '../context.ts'
import { membershipsIn } from '../groups/groups.ts'

export async function meRoutes(app: FastifyInstance, context: Context): Promise<void> {
  app.get(
    '/v1/me',
    { schema: { tags: ['accounts'], summary: 'The agent and what they may do.' } },
    async (request): Promise<Me> => {
      const user = await requireUser(context, request)
      const members = await membershipsIn(context.db, user)
      return {
        id: user.id,
        name: user.name,
        email: user.email,
        groups: members.map((member) => ({
          id: member.groupId,
          name: member.groupName,
          role: member.roleTitle,
          privileges: [...member.privileges],
          permissions: [...member.permissions],
        })),
      }
    },
  )
}
