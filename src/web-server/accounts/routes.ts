import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addressKey } from '../../node/client-address.ts'
import { signInRequest } from '../../protocol/accounts.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { audit, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { requireStorable } from '../db/storable.ts'
import { findByPassword } from './check-password.ts'
import { confirmRoutes } from './confirm-routes.ts'
import { findLogin, findUser } from './current-user.ts'
import { admit, auditLogin, describeOutcome, passCookies } from './log-in.ts'
import { ownAccountRoutes } from './own-account-routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { secondFactorRoutes } from './second-factor-routes.ts'
import { ssoRoutes } from './sso-routes.ts'

/** Logging in and out, and everything about one's own account. */
export async function accountRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { auth, rates } = context
  const docs = (summary: string) => ({ schema: { tags: ['accounts'], summary } })

  app.post('/api/auth/sign-in/email', docs('Log in with e-mail and password.'), async (request, reply) => {
    const { email, password } = signInRequest(request.body)
    const account = email.toLowerCase()
    const address = addressKey(request.ip)
    // Counted before the check, so that simultaneous guesses count too, and by the address that was typed, whether a user
    // has it or not: lock-out tells nothing either (T12).
    await rates.loginsOverall.take('all')
    await rates.loginsPerAddress.take(address)
    const guessesLeft = await rates.loginsPerAccount.take(account)
    const userId = await findByPassword(context.db, context.passwords, account, password)
    if (userId === null) return refuse(context, request, account, guessesLeft)
    const outcome = await admit(context, request, reply, { userId, way: 'password', isStrong: false })
    await Promise.all([
      rates.loginsPerAccount.reset(account),
      rates.loginsPerAddress.giveBack(address),
      rates.loginsOverall.giveBack('all'),
    ])
    return describeOutcome(context, request, outcome)
  })

  app.post('/api/auth/sign-out', docs('Log out; closes the agent’s sockets.'), async (request, reply) => {
    const login = await findLogin(context, request)
    const headers = new Headers({ cookie: request.headers.cookie ?? '' })
    passCookies(await auth.api.signOut({ headers, asResponse: true }), reply)
    if (login) {
      // JN-10: sockets opened by this log-in go too.
      await context.revocations.revoke(login.id)
      await audit(context.db, context.clock.now(), {
        groupId: NO_GROUP,
        actor: `user:${login.id}`,
        operation: 'logout',
        object: `address:${addressKey(request.ip)}`,
        outcome: 'done',
      })
    }
    return reply.send({ success: true })
  })

  app.get('/api/auth/get-session', docs('Who is logged in; null if nobody.'), async (request, reply) => {
    const user = await findUser(context, request)
    reply.type('application/json; charset=utf-8')
    return reply.send(
      JSON.stringify(user ? { user: { id: user.id, name: user.name, email: user.email } } : null),
    )
  })

  await secondFactorRoutes(app, context)
  await passkeyRoutes(app, context)
  await ssoRoutes(app, context)
  await confirmRoutes(app, context)
  await ownAccountRoutes(app, context)
  await peopleRoutes(app, context)
}

/** One answer for an unknown user, a wrong password and a disabled user. */
async function refuse(
  context: Context,
  request: FastifyRequest,
  account: string,
  guessesLeft: number,
): Promise<never> {
  requireStorable(account, 'email')
  const user = await context.db
    .selectFrom('users')
    .select('id')
    .where('email', '=', account)
    .executeTakeFirst()
  // The last one before the lock says so: an attack is seen, and cannot fill the log.
  await auditLogin(context, request, user?.id ?? null, guessesLeft === 0 ? 'refused, locked' : 'refused')
  throw new SidelongError('login-refused')
}
