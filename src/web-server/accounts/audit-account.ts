import { audit, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'

/** An entry about somebody's own account, by themselves. */
export async function auditAccount(
  context: Context,
  userId: string,
  operation: string,
  outcome: string,
  object = `user:${userId}`,
): Promise<void> {
  await audit(context.db, context.clock.now(), {
    groupId: NO_GROUP,
    actor: `user:${userId}`,
    operation,
    object,
    outcome,
  })
}
