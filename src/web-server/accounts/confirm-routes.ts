import type { FastifyInstance } from 'fastify'
import { confirmRequest } from '../../protocol/accounts.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { audit, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { isPasswordOf } from './check-password.ts'
import { type CurrentLogin, requireLogin } from './current-user.ts'
import { factorsOf, hasSecondFactor } from './second-factor.ts'

/**
 * Step-up: ways of logging in are changed only by who has proven a moment ago who they are, so that a browser left open
 * does not lose the account. Who has a second factor proves it by that one.
 */
export async function confirmRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const docs = (summary: string) => ({ schema: { tags: ['accounts'], summary } })

  app.post('/api/auth/confirm', docs('Prove again who is logged in.'), async (request) => {
    const login = await requireLogin(context, request)
    const { password } = confirmRequest(request.body)
    const factors = await factorsOf(context.db, login.id)
    if (password === undefined || hasSecondFactor(factors)) throw new SidelongError('code-refused')
    await provePassword(context, login, password)
    await markConfirmed(context, login)
    return { success: true }
  })
}

/** The password of who is logged in, counted like a log-in; throws `login-refused`. */
export async function provePassword(context: Context, login: CurrentLogin, password: string): Promise<void> {
  const { db, passwords, rates } = context
  await rates.loginsPerAccount.take(login.email)
  if (!(await isPasswordOf(db, passwords, login.id, password))) {
    await auditAccount(context, login.id, 'account.confirm', 'refused')
    throw new SidelongError('login-refused')
  }
  await rates.loginsPerAccount.reset(login.email)
}

export async function markConfirmed(context: Context, login: CurrentLogin): Promise<void> {
  const confirmedAt = new Date(context.clock.now())
  await context.db.updateTable('logins').set({ confirmedAt }).where('id', '=', login.loginId).execute()
  await auditAccount(context, login.id, 'account.confirm', 'done')
}

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
