import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toBase64Url } from '../../base/bytes.ts'
import { type Infer, object, text } from '../../base/parse.ts'
import { addressKey } from '../../node/client-address.ts'
import { isSameText } from '../../node/control-auth.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, groupIdFromText } from '../../protocol/ids.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { requireStorable } from '../db/storable.ts'
import { readSettings } from '../settings/store.ts'
import type { LoginJar } from './auth.ts'
import { findLogin } from './current-user.ts'
import { admit, auditLogin } from './log-in.ts'
import { loginSecretsOf } from './login-secrets.ts'
import { loginPolicy } from './policy.ts'

/*
 * JN-7: a CRM, whose people have logged in there, says with the group's login secret who somebody is:
 * `loginkey=1.<expiry>.<nonce>.<mac>` beside `groupid` and `externalid`.
 */
const FORM = /^1\.([0-9]{10})\.([A-Za-z0-9_-]{22,64})\.([A-Za-z0-9_-]{43})$/
const SKEW_SECONDS = 60

export const loginKeyFields = object({
  groupid: text(9),
  externalid: text(127, { min: 1 }),
  loginkey: text(255),
})
export type LoginKeyFields = Infer<typeof loginKeyFields>

type Signed = {
  readonly groupId: GroupId | number
  readonly externalId: string
  /** Seconds since 1970. */
  readonly expiry: number | string
  readonly nonce: string
}

/** The signature of a login key: HMAC-SHA-256 under the secret's text, over the fields as netstrings (`4:4711,`). */
export function loginKeyMac(secret: string, { groupId, externalId, expiry, nonce }: Signed): string {
  const fields = ['1', String(groupId), externalId, String(expiry), nonce]
  const hmac = createHmac('sha256', secret)
  for (const field of fields) hmac.update(`${Buffer.byteLength(field)}:${field},`)
  return toBase64Url(hmac.digest())
}

/** As a CRM makes it. */
export function signLoginKey(secret: string, signed: Signed): string {
  return `1.${signed.expiry}.${signed.nonce}.${loginKeyMac(secret, signed)}`
}

export type LoginKeyProblem = 'refused' | 'other-user'

/**
 * Logs in whom the key names, unless they are logged in already. A key never takes the place of another person's log-in:
 * a link on another site could otherwise put somebody into an account that is not theirs unseen.
 */
export async function logInByKey(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  fields: LoginKeyFields,
  jar: LoginJar = 'login',
): Promise<LoginKeyProblem | null> {
  const { rates } = context
  const address = addressKey(request.ip)
  await rates.loginsPerAddress.take(address)
  const groupId = groupIdFromText(fields.groupid)
  const userId = groupId === null ? null : await whoseKey(context, groupId, fields)
  if (groupId === null || userId === null) return 'refused'
  await rates.loginsPerAddress.giveBack(address)
  const current = await findLogin(context, request, jar)
  if (current && jar === 'login') return current.id === userId ? null : 'other-user'
  try {
    await admit(context, request, reply, {
      userId,
      way: 'loginkey',
      isStrong: true,
      onlyGroup: groupId,
      jar,
    })
    return null
  } catch (error) {
    if (error instanceof SidelongError && error.code === 'login-refused') return 'refused'
    throw error
  }
}

/**
 * The user whom a key in place of a token names, for a CRM's server (section 18). Throws `not-logged-in` for one that does
 * not count, also since the group does not let people log in so.
 */
export async function userOfLoginKey(
  context: Context,
  request: FastifyRequest,
  groupId: GroupId,
  key: Pick<LoginKeyFields, 'externalid' | 'loginkey'>,
): Promise<string> {
  const { rates, db } = context
  const address = addressKey(request.ip)
  await rates.loginsPerAddress.take(address)
  const userId = await whoseKey(context, groupId, { ...key, groupid: String(groupId) })
  if (userId === null) throw new SidelongError('not-logged-in')
  await rates.loginsPerAddress.giveBack(address)
  const { ways } = await loginPolicy(db, userId, groupId)
  if (ways.includes('loginkey')) return userId
  await auditLogin(context, request, userId, 'refused: loginkey is not allowed')
  throw new SidelongError('not-logged-in')
}

/** The user whom a key that is right names; uses it up. Refusals of keys that are signed well are audited. */
async function whoseKey(context: Context, groupId: GroupId, fields: LoginKeyFields): Promise<string | null> {
  const { db, sealer, clock } = context
  const [, expiryText = '', nonce = '', mac = ''] = FORM.exec(fields.loginkey) ?? []
  const externalId = fields.externalid
  if (mac === '') return null
  requireStorable(externalId, 'externalid')
  const secrets = await loginSecretsOf(db, sealer, groupId)
  const signed = { groupId, externalId, expiry: expiryText, nonce }
  // Each is compared, so that the time taken does not tell which one it was.
  const fits = secrets.map((secret) => isSameText(mac, loginKeyMac(secret, signed)))
  if (!fits.includes(true)) return null

  const refuse = async (why: string) => {
    await audit(db, clock.now(), {
      groupId,
      actor: 'unknown',
      operation: 'login.key',
      object: `external:${externalId}`,
      outcome: `refused: ${why}`,
    })
    return null
  }
  const { settings } = await readSettings(db, groupId, 'production')
  const nowSeconds = Math.floor(clock.now() / 1_000)
  const expiry = Number(expiryText)
  if (expiry <= nowSeconds) return refuse('expired')
  if (expiry > nowSeconds + settings['login.keyMaxLife'] * 3_600 + SKEW_SECONDS)
    return refuse('lives too long')
  const member = await db
    .selectFrom('memberships as m')
    .innerJoin('groups as g', 'g.id', 'm.group_id')
    .select('m.user_id')
    .where('m.group_id', '=', groupId)
    .where('m.external_id', '=', externalId)
    .where('g.is_suspended', '=', false)
    .executeTakeFirst()
  if (!member) return refuse('nobody has this external id')
  if (settings['login.keySingleUse'] && !(await useUp(context, groupId, nonce, expiry)))
    return refuse('used before')
  return member.user_id
}

/** False for a key that was used before: of two that come at once, one gets in. */
async function useUp(
  { db, clock }: Context,
  groupId: GroupId,
  nonce: string,
  expiry: number,
): Promise<boolean> {
  await db.deleteFrom('used_login_keys').where('expires_at', '<', new Date(clock.now())).execute()
  const row = await db
    .insertInto('used_login_keys')
    .values({ group_id: groupId, nonce, expires_at: new Date(expiry * 1_000) })
    .onConflict((c) => c.columns(['group_id', 'nonce']).doNothing())
    .returning('nonce')
    .executeTakeFirst()
  return row !== undefined
}
