import type { FastifyRequest } from 'fastify'
import { SidelongError } from '../../protocol/errors.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import { LOGIN_COOKIE } from './auth.ts'

export type CurrentUser = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly token: string
}

/** Who is logged in, by cookie; `null` when nobody, or when the log-in was idle too long or the user is disabled. */
export async function findUser(context: Context, request: FastifyRequest): Promise<CurrentUser | null> {
  const cookie = request.headers.cookie
  if (!cookie?.includes(LOGIN_COOKIE)) return null
  const found = await context.auth.api.getSession({ headers: new Headers({ cookie }) })
  if (!found || found.user.isDisabled) return null
  const { session, user } = found
  const idleMs = context.clock.now() - session.updatedAt.getTime()
  if (idleMs > WEB_LIMITS.loginIdleMs) {
    await context.db.deleteFrom('logins').where('token', '=', session.token).execute()
    return null
  }
  if (idleMs > WEB_LIMITS.loginTouchMs) {
    const updatedAt = new Date(context.clock.now())
    await context.db.updateTable('logins').set({ updatedAt }).where('token', '=', session.token).execute()
  }
  return { id: user.id, name: user.name, email: user.email, token: session.token }
}

/** The same, or `not-logged-in`. */
export async function requireUser(context: Context, request: FastifyRequest): Promise<CurrentUser> {
  const user = await findUser(context, request)
  if (!user) throw new SidelongError('not-logged-in')
  return user
}
