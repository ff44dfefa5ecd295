import { betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { boolean, integer, nullable, object, oneOf, type Parser, text } from '../../base/parse.ts'
import { groupId } from '../../protocol/ids.ts'
import type { Db } from '../db/open.ts'
import { LOGIN_METHODS } from '../db/schema.ts'
import { WEB_LIMITS } from '../limits.ts'

export const LOGIN_COOKIE = '__Host-sidelong-login'
/** The log-in of a frame in another site's page (join/embed-routes.ts): in a jar of that site, and good for nothing else. */
export const EMBED_COOKIE = '__Host-sidelong-embed'
/** Which of them. */
export type LoginJar = 'login' | 'embed'
/** The header by which our own code tells better-auth the caller's address; never taken from a request. */
export const ADDRESS_HEADER = 'x-sidelong-address'

/** What our own code says of a log-in that begins. */
const newLogin = object({
  userId: text(64, { min: 1 }),
  method: oneOf(...LOGIN_METHODS),
  isLimited: boolean,
  onlyGroup: nullable(groupId),
  provenAtMs: integer(0, Number.MAX_SAFE_INTEGER),
  idleMinutes: integer(1, 1_440),
  maxSeconds: integer(60, 86_400),
})

type Schema<T> = {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => { readonly value: T }
    readonly types?: { readonly input: T; readonly output: T }
  }
}

/** A parser of ours in the form in which better-auth takes schemas (standardschema.dev). */
function asSchema<T>(parse: Parser<T>): Schema<T> {
  return { '~standard': { version: 1, vendor: 'sidelong', validate: (value) => ({ value: parse(value) }) } }
}

/** The one way in: a log-in for a user whom our own code has recognized (accounts/log-in.ts). Never mounted. */
const loginPlugin = {
  id: 'sidelong-log-in',
  endpoints: {
    beginLogin: createAuthEndpoint.serverOnly({ method: 'POST', body: asSchema(newLogin) }, async (ctx) => {
      const { userId, method, isLimited, onlyGroup, provenAtMs, idleMinutes, maxSeconds } = ctx.body
      const adapter = ctx.context.internalAdapter
      const user = await adapter.findUserById(userId)
      if (!user) return ctx.json({ isDone: false })
      const nowMs = Date.now()
      const more = {
        method,
        isLimited,
        onlyGroup,
        idleMinutes,
        confirmedAt: new Date(provenAtMs),
        expiresAt: new Date(nowMs + maxSeconds * 1_000),
      }
      // `null` when the hook below refuses.
      const session = await adapter.createSession(userId, true, more, true)
      if (!session) return ctx.json({ isDone: false })
      await setSessionCookie(ctx, { session, user }, true)
      return ctx.json({ isDone: true })
    }),
  },
}

/**
 * better-auth over our database: log-ins and their cookies. Its router is never mounted: our own routes call the three
 * functions in use (begin-login, sign-out, get-session), after our own checks of origin, rate, form and proof.
 */
export function createAuth(db: Db, secret: string) {
  const cookie = { secure: true, httpOnly: true, sameSite: 'lax', path: '/' } as const
  return betterAuth({
    appName: 'Sidelong',
    baseURL: 'https://sidelong.invalid',
    secret,
    database: { db, type: 'postgres', transaction: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    user: {
      modelName: 'users',
      additionalFields: {
        isDisabled: { type: 'boolean', required: true, defaultValue: false, input: false },
        language: { type: 'string', required: false, input: false },
      },
    },
    // The absolute limit is better-auth's; the idle limit is ours (accounts/current-user.ts).
    session: {
      modelName: 'logins',
      expiresIn: WEB_LIMITS.loginMaxSeconds,
      disableSessionRefresh: true,
      additionalFields: {
        method: { type: 'string', required: true, defaultValue: 'password', input: false },
        isLimited: { type: 'boolean', required: true, defaultValue: false, input: false },
        onlyGroup: { type: 'number', required: false, input: false },
        idleMinutes: { type: 'number', required: true, defaultValue: 30, input: false },
        confirmedAt: { type: 'date', required: false, input: false },
      },
    },
    account: { modelName: 'accounts' },
    verification: { modelName: 'verifications' },
    plugins: [loginPlugin],
    advanced: {
      // The prefix is part of the names below.
      useSecureCookies: false,
      defaultCookieAttributes: cookie,
      cookies: {
        session_token: { name: LOGIN_COOKIE, attributes: cookie },
        session_data: { name: '__Host-sidelong-login-data', attributes: cookie },
        account_data: { name: '__Host-sidelong-account-data', attributes: cookie },
        dont_remember: { name: '__Host-sidelong-login-short', attributes: cookie },
      },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { validateSchema: false },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await db
              .selectFrom('users')
              .select('isDisabled')
              .where('id', '=', session.userId)
              .executeTakeFirst()
            return user && !user.isDisabled ? undefined : false
          },
        },
      },
    },
  })
}
export type Auth = ReturnType<typeof createAuth>
