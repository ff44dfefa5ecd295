import type { FastifyInstance } from 'fastify'
import { object, text } from '../../base/parse.ts'
import { addressKey } from '../../node/client-address.ts'
import { newPasskey, type PasskeyProof, passkeyProof, removePasskeyRequest } from '../../protocol/accounts.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { Context } from '../context.ts'
import { requireStorable } from '../db/storable.ts'
import { WEB_LIMITS } from '../limits.ts'
import { auditAccount } from './audit-account.ts'
import { type CurrentLogin, requireConfirmed, requireLogin } from './current-user.ts'
import { admit, auditLogin, describeOutcome } from './log-in.ts'
import { beginStep, type StepKind, takeStep } from './login-steps.ts'
import { addPasskey, authenticationOptions, passkeysOf, registrationOptions, usePasskey } from './passkeys.ts'
import { loginPolicy } from './policy.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'
import { factorsOf } from './second-factor.ts'
import { dropCodesWithoutFactor, finishSetUp, requireNotNeeded } from './second-factor-routes.ts'

const challengeOf = object({ challenge: text(256) })

/** Passkeys: log-in without a password, the proof of who is logged in, adding and removing. */
export async function passkeyRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, random, rates } = context
  const docs = (summary: string) => ({ schema: { tags: ['accounts'], summary } })

  app.post('/api/auth/passkey/options', docs('Begin a log-in by passkey.'), async (request) => {
    await rates.ssoStarts.take(addressKey(request.ip))
    const options = await authenticationOptions(context, null)
    return {
      step: await beginStep(context, 'passkey-log-in', { userId: null, data: challengeOf(options) }),
      options,
    }
  })

  app.post('/api/auth/passkey', docs('Log in by passkey.'), async (request, reply) => {
    const proof = passkeyProof(request.body)
    const address = addressKey(request.ip)
    await rates.loginsOverall.take('all')
    await rates.loginsPerAddress.take(address)
    const userId = await prove(context, 'passkey-log-in', null, proof)
    if (userId === null) {
      await auditLogin(context, request, null, 'refused: passkey')
      throw new SidelongError('code-refused')
    }
    const outcome = await admit(context, request, reply, { userId, way: 'passkey', isStrong: true })
    await Promise.all([rates.loginsPerAddress.giveBack(address), rates.loginsOverall.giveBack('all')])
    return describeOutcome(context, request, outcome)
  })

  app.post('/api/auth/confirm/options', docs('Begin a proof by passkey.'), async (request) => {
    const login = await requireLogin(context, request)
    const options = await authenticationOptions(context, login.id)
    const data = challengeOf(options)
    return { step: await beginStep(context, 'passkey-confirm', { userId: login.id, data }), options }
  })

  app.post('/api/auth/passkeys/begin', docs('Begin a new passkey.'), async (request) => {
    const login = await requireConfirmed(context, request)
    const policy = await loginPolicy(db, login.id)
    if (!policy.ways.includes('passkey') && !policy.isSecondFactorOffered)
      throw new SidelongError('not-permitted')
    if ((await passkeysOf(context, login.id)).length >= WEB_LIMITS.maxPasskeys)
      throw new SidelongError('bad-params')
    const options = await registrationOptions(context, login)
    const data = challengeOf(options)
    return { step: await beginStep(context, 'passkey-add', { userId: login.id, data }), options }
  })

  app.post('/api/auth/passkeys', docs('Keep a new passkey.'), async (request) => {
    const login = await requireConfirmed(context, request)
    const wanted = newPasskey(request.body)
    requireStorable(wanted.name, 'name')
    const step = await takeStep(context, 'passkey-add', wanted.step)
    const isAdded =
      step?.userId === login.id &&
      (await addPasskey(context, login.id, challengeOf(step.data).challenge, wanted))
    if (!isAdded) throw new SidelongError('code-refused')
    await auditAccount(context, login.id, 'passkey.add', 'done')
    await finishSetUp(context, login)
    const { recoveryCodes } = await factorsOf(db, login.id)
    return { recoveryCodes: recoveryCodes > 0 ? [] : await makeRecoveryCodes(db, random, login.id) }
  })

  app.post('/api/auth/passkeys/remove', docs('Take a passkey away.'), async (request) => {
    const login = await requireConfirmed(context, request)
    const { id } = removePasskeyRequest(request.body)
    const { hasTotp, passkeys } = await factorsOf(db, login.id)
    if (!hasTotp && passkeys === 1) await requireNotNeeded(context, login)
    const removed = await db
      .deleteFrom('passkeys')
      .where('id', '=', id)
      .where('user_id', '=', login.id)
      .executeTakeFirst()
    if (removed.numDeletedRows === 0n) throw new SidelongError('not-found')
    await dropCodesWithoutFactor(context, login)
    await auditAccount(context, login.id, 'passkey.remove', 'done')
    return { success: true }
  })
}

/** The proof of who is logged in by one of their passkeys; throws `code-refused`. */
export async function provePasskey(
  context: Context,
  login: CurrentLogin,
  proof: PasskeyProof,
): Promise<void> {
  if ((await prove(context, 'passkey-confirm', login.id, proof)) === login.id) return
  await auditAccount(context, login.id, 'account.confirm', 'refused')
  throw new SidelongError('code-refused')
}

async function prove(
  context: Context,
  kind: StepKind,
  userId: string | null,
  { step: token, credential }: PasskeyProof,
): Promise<string | null> {
  const step = await takeStep(context, kind, token)
  if (!step || step.userId !== userId) return null
  return usePasskey(context, challengeOf(step.data).challenge, credential)
}
