import { betterAuth } from 'better-auth'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { createPasswordHasher } from './password.ts'

export const LOGIN_COOKIE = '__Host-sidelong-login'
/** The header by which our own code tells better-auth the caller's address; never taken from a request. */
export const ADDRESS_HEADER = 'x-sidelong-address'

/**
 * better-auth over our database. Its router is never mounted: `accounts/routes.ts` calls the three functions in use
 * (sign-in, sign-out, get-session), after our own checks of origin, rate and form.
 */
export function createAuth(db: Db, secret: string) {
  const passwords = createPasswordHasher()
  const cookie = { secure: true, httpOnly: true, sameSite: 'lax', path: '/' } as const
  return betterAuth({
    appName: 'Sidelong',
    baseURL: 'https://sidelong.invalid',
    secret,
    database: { db, type: 'postgres', transaction: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: WEB_LIMITS.minPasswordLength,
      maxPasswordLength: WEB_LIMITS.maxPasswordLength,
      password: { hash: passwords.hash, verify: passwords.verify },
    },
    user: {
      modelName: 'users',
      additionalFields: {
        isDisabled: { type: 'boolean', required: true, defaultValue: false, input: false },
      },
    },
    // The absolute limit is better-auth's; the idle limit is ours (accounts/current-user.ts).
    session: { modelName: 'logins', expiresIn: WEB_LIMITS.loginMaxSeconds, disableSessionRefresh: true },
    account: { modelName: 'accounts' },
    verification: { modelName: 'verifications' },
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
