import type { FastifyInstance } from 'fastify'
import { confirmRequest } from '../../protocol/accounts.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { Context } from '../context.ts'
import { auditAccount } from './audit-account.ts'
import { isPasswordOf } from './check-password.ts'
import { type CurrentLogin, requireLogin } from './current-user.ts'
import { provePasskey } from './passkey-routes.ts'
import { factorsOf, hasSecondFactor } from './second-factor.ts'
import { proveCode } from './second-factor-routes.ts'

/**
 * Step-up: ways of logging in are changed only by who has proven a moment ago who they are, so that a browser left open
 * does not lose the account. Who has a second factor proves it by that one.
 */
export async function confirmRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const docs = (summary: string) => ({ schema: { tags: ['accounts'], summary } })

  app.post('/api/auth/confirm', docs('Prove again who is logged in.'), async (request) => {
    const login = await requireLogin(context, request)
    const { password, code, passkey } = confirmRequest(request.body)
    if (passkey !== undefined) await provePasskey(context, login, passkey)
    else if (code !== undefined) await proveCode(context, login, code)
    // Who has a second factor proves more than the first one.
    else if (password === undefined || hasSecondFactor(await factorsOf(context.db, login.id)))
      throw new SidelongError('code-refused')
    else await provePassword(context, login, password)
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
