import type { FastifyInstance, FastifyReply } from 'fastify'
import { boolean, object, optional, text } from '../../base/parse.ts'
import { addressKey } from '../../node/client-address.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { audit, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { pendingReturn } from '../join/return-place.ts'
import { WEB_LIMITS } from '../limits.ts'
import { ADDRESS_HEADER } from './auth.ts'
import { findUser } from './current-user.ts'
import { email } from './users.ts'

const signIn = object({
  email,
  password: text(WEB_LIMITS.maxPasswordLength, { min: 1 }),
  rememberMe: optional(boolean),
})

/** The three endpoints of better-auth in use; all others do not exist. */
export async function accountRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { auth, rates } = context
  const docs = (summary: string) => ({ schema: { tags: ['accounts'], summary } })

  app.post('/api/auth/sign-in/email', docs('Log in with e-mail and password.'), async (request, reply) => {
    const body = signIn(request.body)
    const account = body.email.toLowerCase()
    const address = addressKey(request.ip)
    // Counted before the check, so that simultaneous guesses count too, and by the address that was typed, whether a user
    // has it or not: lock-out tells nothing either (T12).
    await rates.loginsOverall.take('all')
    await rates.loginsPerAddress.take(address)
    await rates.loginsPerAccount.take(account)
    const before = await findUser(context, request)
    const headers = new Headers({
      [ADDRESS_HEADER]: request.ip,
      'user-agent': (request.headers['user-agent'] ?? '').slice(0, WEB_LIMITS.maxUserAgentLength),
    })
    const answer = await auth.api.signInEmail({
      body: { email: account, password: body.password, rememberMe: body.rememberMe ?? false },
      headers,
      asResponse: true,
    })
    if (!answer.ok) return refuse(context, account, address, answer.status)
    await Promise.all([
      rates.loginsPerAccount.reset(account),
      rates.loginsPerAddress.giveBack(address),
      rates.loginsOverall.giveBack('all'),
    ])
    // The earlier log-in of this browser ends: a new one never continues an old one's id.
    if (before) await context.db.deleteFrom('logins').where('token', '=', before.token).execute()
    const { user } = (await answer.json()) as { user: { id: string; name: string; email: string } }
    await audit(context.db, context.clock.now(), {
      groupId: NO_GROUP,
      actor: `user:${user.id}`,
      operation: 'login',
      object: `address:${address}`,
      outcome: 'done',
    })
    passCookies(answer, reply)
    return reply.send({
      user: { id: user.id, name: user.name, email: user.email },
      /** Where the agent wanted to go before logging in (JN-1): a path on this server. */
      next: pendingReturn(context, request),
    })
  })

  app.post('/api/auth/sign-out', docs('Log out; closes the agent’s sockets.'), async (request, reply) => {
    const user = await findUser(context, request)
    const headers = new Headers({ cookie: request.headers.cookie ?? '' })
    passCookies(await auth.api.signOut({ headers, asResponse: true }), reply)
    // JN-10: sockets opened by this log-in go too.
    if (user) context.pool.broadcast({ type: 'revoke', agentId: user.id })
    return reply.send({ success: true })
  })

  app.get('/api/auth/get-session', docs('Who is logged in; null if nobody.'), async (request, reply) => {
    const user = await findUser(context, request)
    reply.type('application/json; charset=utf-8')
    return reply.send(
      JSON.stringify(user ? { user: { id: user.id, name: user.name, email: user.email } } : null),
    )
  })
}

/** One answer for an unknown user, a wrong password and a disabled user. */
async function refuse(context: Context, account: string, address: string, status: number): Promise<never> {
  if (status >= 500) throw new SidelongError('internal')
  const user = await context.db
    .selectFrom('users')
    .select('id')
    .where('email', '=', account)
    .executeTakeFirst()
  await audit(context.db, context.clock.now(), {
    groupId: NO_GROUP,
    actor: user ? `user:${user.id}` : 'unknown',
    operation: 'login',
    object: `address:${address}`,
    outcome: 'refused',
  })
  throw new SidelongError('login-refused')
}

function passCookies(answer: Response, reply: FastifyReply): void {
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
}
