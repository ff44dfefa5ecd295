import type { FastifyInstance } from 'fastify'
import {
  endLoginsRequest,
  languageChoice,
  passwordChangeRequest,
  type SecurityOverview,
} from '../../protocol/accounts.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { Context } from '../context.ts'
import { readSettings } from '../settings/store.ts'
import { auditAccount } from './audit-account.ts'
import { provePassword } from './confirm-routes.ts'
import { type CurrentLogin, findLogin, isConfirmed, requireConfirmed, requireLogin } from './current-user.ts'
import { endLogins, listLogins } from './logins.ts'
import { keepLanguage } from './page-language.ts'
import { loginPolicy } from './policy.ts'
import { type Factors, factorsOf, hasSecondFactor } from './second-factor.ts'
import { storePassword } from './users.ts'

/** What people see and change of their own account. */
export async function ownAccountRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, revocations } = context
  const docs = (summary: string) => ({ schema: { tags: ['accounts'], summary } })

  app.get(
    '/api/auth/security',
    docs('How the agent logs in, and where they are logged in.'),
    async (request) => overview(context, await requireLogin(context, request)),
  )

  app.post(
    '/api/auth/password',
    docs('Change the own password; ends all other log-ins.'),
    async (request) => {
      const login = await requireLogin(context, request)
      const { current, next } = passwordChangeRequest(request.body)
      // The old password proves as much as a log-in does: with a second factor that is not enough.
      if (hasSecondFactor(await factorsOf(db, login.id))) await requireConfirmed(context, request)
      await provePassword(context, login, current)
      await storePassword(db, context.passwords, login.id, next, context.clock.now())
      await endLogins(db, { userId: login.id, exceptId: login.loginId })
      await revocations.revoke(login.id)
      await auditAccount(context, login.id, 'account.password', 'done')
      return { success: true }
    },
  )

  app.post(
    '/api/auth/language',
    docs(
      'Choose the language of console and viewer: for this browser, and for the account if there is a log-in.',
    ),
    async (request, reply) => {
      const { language } = languageChoice(request.body)
      const login = await findLogin(context, request)
      if (login) await db.updateTable('users').set({ language }).where('id', '=', login.id).execute()
      keepLanguage(reply, language)
      return { success: true }
    },
  )

  app.post('/api/auth/logins/end', docs('End one of the own log-ins, or all others.'), async (request) => {
    const login = await requireLogin(context, request)
    const { id, others } = endLoginsRequest(request.body)
    if ((id === undefined) === (others === undefined)) throw new SidelongError('bad-params')
    const count = await endLogins(db, {
      userId: login.id,
      id,
      ...(others ? { exceptId: login.loginId } : {}),
    })
    if (count === 0 && id !== undefined) throw new SidelongError('not-found')
    if (count > 0) {
      // JN-10: a view does not outlive the log-in that opened it.
      await revocations.revoke(login.id)
      await auditAccount(context, login.id, 'login.end', `${count} ended`)
    }
    return { ended: count }
  })
}

async function overview(context: Context, login: CurrentLogin): Promise<SecurityOverview> {
  const { db } = context
  const [factors, policy, logins, companies, password, passkeys, identities] = await Promise.all([
    factorsOf(db, login.id),
    loginPolicy(db, login.id),
    listLogins(context, login.id, login.loginId),
    companiesOf(context, login.id),
    db
      .selectFrom('accounts')
      .select('id')
      .where('userId', '=', login.id)
      .where('providerId', '=', 'credential')
      .executeTakeFirst(),
    db.selectFrom('passkeys').selectAll().where('user_id', '=', login.id).orderBy('created_at').execute(),
    db.selectFrom('identities').selectAll().where('user_id', '=', login.id).orderBy('created_at').execute(),
  ])
  return {
    name: login.name,
    email: login.email,
    language: login.language,
    hasPassword: password !== undefined,
    hasTotp: factors.hasTotp,
    recoveryCodes: factors.recoveryCodes,
    passkeys: passkeys.map((row) => ({
      id: row.id,
      name: row.name,
      createdAt: row.created_at.toISOString(),
      usedAt: row.last_used_at?.toISOString() ?? null,
    })),
    identities: identities.map(({ issuer, subject, label }) => ({ issuer, subject, label })),
    companies,
    logins,
    policy: {
      ways: [...policy.ways],
      isSecondFactorRequired: policy.isSecondFactorRequired,
      isSecondFactorOffered: policy.isSecondFactorOffered,
    },
    isConfirmed: isConfirmed(context, login),
    confirmBy: waysToConfirm(factors, password !== undefined),
    isLimited: login.isLimited,
  }
}

/** Groups of the person with a company log-in. */
async function companiesOf({ db }: Context, userId: string): Promise<SecurityOverview['companies']> {
  const groups = await db.selectFrom('memberships').select('group_id').where('user_id', '=', userId).execute()
  const found: SecurityOverview['companies'] = []
  for (const { group_id: groupId } of groups) {
    const provider = (await readSettings(db, groupId, 'production')).settings['sso.oidc']
    if (provider) found.push({ groupId, name: provider.name })
  }
  return found
}

function waysToConfirm(factors: Factors, hasPassword: boolean): SecurityOverview['confirmBy'] {
  if (hasSecondFactor(factors))
    return [
      ...(factors.passkeys > 0 ? ['passkey' as const] : []),
      ...(factors.hasTotp ? ['code' as const] : []),
    ]
  return hasPassword ? ['password'] : []
}
