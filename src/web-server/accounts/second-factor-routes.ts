import type { FastifyInstance } from 'fastify'
import { nullable, object, oneOf } from '../../base/parse.ts'
import { secondFactorRequest } from '../../protocol/accounts.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { groupId } from '../../protocol/ids.ts'
import type { Context } from '../context.ts'
import { auditAccount } from './audit-account.ts'
import { type CurrentLogin, requireConfirmed } from './current-user.ts'
import { admitWithSecondFactor, auditLogin, describeOutcome, STEP_COOKIE } from './log-in.ts'
import { findStep, takeStep } from './login-steps.ts'
import { endLogins } from './logins.ts'
import { loginPolicy } from './policy.ts'
import { makeRecoveryCodes, useRecoveryCode } from './recovery-codes.ts'
import { factorsOf, hasSecondFactor } from './second-factor.ts'
import { beginTotp, useTotpCode } from './totp.ts'

/** Authenticator app and recovery codes: their use at log-in, and setting them up. */
export async function secondFactorRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, random, rates } = context
  const docs = (summary: string) => ({ schema: { tags: ['accounts'], summary } })

  app.post('/api/auth/second-factor', docs('The second half of a log-in.'), async (request, reply) => {
    const token = request.cookies[STEP_COOKIE]
    const code = plain(secondFactorRequest(request.body).code)
    const step = await findStep(context, 'second-factor', token)
    if (!step?.userId) throw new SidelongError('login-refused')
    const { userId } = step
    // Counted before the check, by account: a thief of the password has ten tries, not ten for each log-in.
    const left = await rates.secondFactors.take(userId)
    const kind = isAppCode(code) ? 'totp' : 'recovery'
    const isRight =
      kind === 'totp'
        ? await useTotpCode(context, userId, code, { isFirst: false })
        : await useRecoveryCode(db, userId, code)
    if (!isRight) {
      await auditLogin(context, request, userId, `refused: second factor${left === 0 ? ', locked' : ''}`)
      throw new SidelongError('code-refused')
    }
    if (!(await takeStep(context, 'second-factor', token))) throw new SidelongError('login-refused')
    await rates.secondFactors.reset(userId)
    const { way, onlyGroup } = firstFactor(step.data)
    const entry = { userId, method: `${way}+${kind}` as const, onlyGroup }
    const outcome = await admitWithSecondFactor(context, request, reply, entry)
    return describeOutcome(context, request, outcome)
  })

  app.get(
    '/api/auth/second-factor',
    docs('What a log-in that has begun elsewhere waits for.'),
    async (request) => {
      const step = await findStep(context, 'second-factor', request.cookies[STEP_COOKIE])
      if (!step?.userId) throw new SidelongError('login-refused')
      const factors = await factorsOf(db, step.userId)
      return describeOutcome(context, request, { kind: 'second-factor', factors })
    },
  )

  app.post('/api/auth/totp/begin', docs('A secret for a new authenticator app.'), async (request) => {
    const login = await requireConfirmed(context, request)
    if (!(await loginPolicy(db, login.id)).isSecondFactorOffered) throw new SidelongError('not-permitted')
    const begun = await beginTotp(context, login)
    if (!begun) throw new SidelongError('not-permitted')
    return begun
  })

  app.post('/api/auth/totp', docs('The first code of the new app.'), async (request) => {
    const login = await requireConfirmed(context, request)
    const code = plain(secondFactorRequest(request.body).code)
    await rates.secondFactors.take(login.id)
    if (!(await useTotpCode(context, login.id, code, { isFirst: true })))
      throw new SidelongError('code-refused')
    await rates.secondFactors.reset(login.id)
    await auditAccount(context, login.id, 'totp.add', 'done')
    await finishSetUp(context, login)
    return { recoveryCodes: await makeRecoveryCodes(db, random, login.id) }
  })

  app.post('/api/auth/totp/remove', docs('Take the authenticator app away.'), async (request) => {
    const login = await requireConfirmed(context, request)
    const { passkeys } = await factorsOf(db, login.id)
    if (passkeys === 0) await requireNotNeeded(context, login)
    await db.deleteFrom('totps').where('user_id', '=', login.id).execute()
    await dropCodesWithoutFactor(context, login)
    await auditAccount(context, login.id, 'totp.remove', 'done')
    return { success: true }
  })

  app.post(
    '/api/auth/recovery-codes',
    docs('New recovery codes; the old ones are void.'),
    async (request) => {
      const login = await requireConfirmed(context, request)
      if (!hasSecondFactor(await factorsOf(db, login.id))) throw new SidelongError('not-permitted')
      const recoveryCodes = await makeRecoveryCodes(db, random, login.id)
      await auditAccount(context, login.id, 'recovery-codes.make', 'done')
      return { recoveryCodes }
    },
  )
}

/** Who counts on one factor's absence is locked out: log-ins from before a second factor end, and this one is whole. */
export async function finishSetUp({ db, revocations }: Context, login: CurrentLogin): Promise<void> {
  await db.updateTable('logins').set({ isLimited: false }).where('id', '=', login.loginId).execute()
  const ended = await endLogins(db, { userId: login.id, exceptId: login.loginId })
  if (ended > 0) await revocations.revoke(login.id)
}

/** The last second factor stays while the group asks for one. */
export async function requireNotNeeded({ db }: Context, login: CurrentLogin): Promise<void> {
  if ((await loginPolicy(db, login.id)).isSecondFactorRequired) throw new SidelongError('not-permitted')
}

/** Recovery codes stand in for a second factor; without one they are nothing but a risk. */
export async function dropCodesWithoutFactor({ db }: Context, login: CurrentLogin): Promise<void> {
  if (hasSecondFactor(await factorsOf(db, login.id))) return
  await db.deleteFrom('recovery_codes').where('user_id', '=', login.id).execute()
}

/** The proof of who is logged in by their app; counted, throws `code-refused`. */
export async function proveCode(context: Context, login: CurrentLogin, code: string): Promise<void> {
  await context.rates.secondFactors.take(login.id)
  if (!(await useTotpCode(context, login.id, plain(code), { isFirst: false }))) {
    await auditAccount(context, login.id, 'account.confirm', 'refused')
    throw new SidelongError('code-refused')
  }
  await context.rates.secondFactors.reset(login.id)
}

const plain = (code: string) => code.replace(/[\s-]/g, '')
const isAppCode = (code: string) => /^[0-9]{6}$/.test(code)

/** What log-in.ts left in the step. */
const firstFactor = object({ way: oneOf('password', 'oidc'), onlyGroup: nullable(groupId) })
