import type { FastifyRequest } from 'fastify'
import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { type Language, languageOf } from '../../protocol/languages.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import { EMBED_COOKIE, LOGIN_COOKIE, type LoginJar } from './auth.ts'

export type CurrentUser = {
  readonly id: string
  readonly name: string
  readonly email: string
  /** As set for the account; `null`: as the browser says. */
  readonly language: Language | null
  readonly token: string
  readonly method: string
  /** The one group that this log-in opens, as its provider or login key vouched for it; `null`: all of the user's. */
  readonly onlyGroup: GroupId | null
}

/** A log-in, whole or not. */
export type CurrentLogin = CurrentUser & {
  readonly loginId: string
  /** Good for setting up a second factor and for nothing else (`login.mfa` = `required`). */
  readonly isLimited: boolean
  /** When they last proved who they are. */
  readonly confirmedAtMs: number
}

/** Who is logged in, by cookie, even if only to set up a second factor; `null` when nobody, idle too long, or disabled. */
export async function findLogin(
  context: Context,
  request: FastifyRequest,
  jar: LoginJar = 'login',
): Promise<CurrentLogin | null> {
  const cookie = jar === 'login' ? request.headers.cookie : embedCookie(request)
  // Who calls by token is not also a person.
  if (request.headers.authorization !== undefined) return null
  if (!cookie?.includes(LOGIN_COOKIE)) return null
  const found = await context.auth.api.getSession({ headers: new Headers({ cookie }) })
  if (!found || found.user.isDisabled) return null
  const { session, user } = found
  const idleMs = context.clock.now() - session.updatedAt.getTime()
  if (idleMs > session.idleMinutes * 60_000) {
    await context.db.deleteFrom('logins').where('token', '=', session.token).execute()
    return null
  }
  if (idleMs > WEB_LIMITS.loginTouchMs) {
    const updatedAt = new Date(context.clock.now())
    await context.db.updateTable('logins').set({ updatedAt }).where('token', '=', session.token).execute()
  }
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    language: languageOf(user.language),
    token: session.token,
    loginId: session.id,
    method: session.method,
    onlyGroup: (session.onlyGroup ?? null) as GroupId | null,
    isLimited: session.isLimited,
    confirmedAtMs: session.confirmedAt?.getTime() ?? 0,
  }
}

/** The frame's cookie under the name that better-auth knows. */
function embedCookie(request: FastifyRequest): string | undefined {
  const given = (request.headers.cookie ?? '')
    .split(/; */)
    .filter((one) => one.startsWith(`${EMBED_COOKIE}=`))
  return given.length === 1 ? given[0]?.replace(EMBED_COOKIE, LOGIN_COOKIE) : undefined
}

/** Who is logged in, `null` when nobody, or not completely. */
export async function findUser(context: Context, request: FastifyRequest): Promise<CurrentUser | null> {
  const login = await findLogin(context, request)
  return login && !login.isLimited ? login : null
}

/** The same, or `not-logged-in`, or `second-factor-first`. */
export async function requireUser(context: Context, request: FastifyRequest): Promise<CurrentUser> {
  const login = await requireLogin(context, request)
  if (login.isLimited) throw new SidelongError('second-factor-first')
  return login
}

/** For the account pages: any log-in, or `not-logged-in`. */
export async function requireLogin(context: Context, request: FastifyRequest): Promise<CurrentLogin> {
  const login = await findLogin(context, request)
  if (!login) throw new SidelongError('not-logged-in')
  return login
}

/** For changes of how somebody logs in: proven a moment ago (step-up), or `confirm-first`. */
export async function requireConfirmed(context: Context, request: FastifyRequest): Promise<CurrentLogin> {
  const login = await requireLogin(context, request)
  if (!isConfirmed(context, login)) throw new SidelongError('confirm-first')
  return login
}

export function isConfirmed(context: Context, login: CurrentLogin): boolean {
  return context.clock.now() - login.confirmedAtMs < WEB_LIMITS.confirmLifeMs
}
