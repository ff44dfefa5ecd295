import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import type { Infer } from '../../base/parse.ts'
import type { assertion, newPasskey } from '../../protocol/accounts.ts'
import type { Context } from '../context.ts'

/** EdDSA, ES256, RS256: what all authenticators have. */
const ALGORITHMS = [-8, -7, -257]

/** Passkeys belong to the host under which people know this server. */
function relyingParty(context: Context): { rpID: string; origin: string } {
  const origin = context.address.origin()
  return { rpID: new URL(origin).hostname, origin }
}

/** What a browser needs to make a passkey: one that is found without a name, and asks its owner for finger or PIN. */
export async function registrationOptions(
  context: Context,
  user: { id: string; name: string; email: string },
) {
  const { rpID } = relyingParty(context)
  const own = await passkeysOf(context, user.id)
  return generateRegistrationOptions({
    rpName: 'Sidelong',
    rpID,
    userID: new TextEncoder().encode(user.id),
    userName: user.email,
    userDisplayName: user.name,
    attestationType: 'none',
    supportedAlgorithmIDs: [...ALGORITHMS],
    excludeCredentials: own.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** What a browser needs to use a passkey; without `userId`: whichever its owner chooses. */
export async function authenticationOptions(context: Context, userId: string | null) {
  const { rpID } = relyingParty(context)
  const own = userId === null ? [] : await passkeysOf(context, userId)
  return generateAuthenticationOptions({
    rpID,
    userVerification: 'required',
    allowCredentials: own.map(({ id }) => ({ id })),
  })
}

export async function passkeysOf({ db }: Context, userId: string): Promise<{ id: string }[]> {
  return db.selectFrom('passkeys').select('id').where('user_id', '=', userId).execute()
}

/** Keeps a new passkey; false if the browser's answer does not hold. */
export async function addPasskey(
  context: Context,
  userId: string,
  challenge: string,
  { credential, name }: Pick<Infer<typeof newPasskey>, 'credential' | 'name'>,
): Promise<boolean> {
  const { rpID, origin } = relyingParty(context)
  const response = { ...credential, clientExtensionResults: {} } as RegistrationResponseJSON
  const result = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
    supportedAlgorithmIDs: [...ALGORITHMS],
  }).catch(() => null)
  if (!result?.verified) return false
  const { id, publicKey, counter } = result.registrationInfo.credential
  const added = await context.db
    .insertInto('passkeys')
    .values({
      id,
      user_id: userId,
      public_key: toBase64Url(publicKey),
      sign_count: counter,
      transports: JSON.stringify(credential.response.transports ?? []),
      name,
      created_at: new Date(context.clock.now()),
    })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** Whose passkey has signed this challenge; `null` if nobody's. */
export async function usePasskey(
  context: Context,
  challenge: string,
  credential: Infer<typeof assertion>,
): Promise<string | null> {
  const { db, clock } = context
  const { rpID, origin } = relyingParty(context)
  const row = await db.selectFrom('passkeys').selectAll().where('id', '=', credential.id).executeTakeFirst()
  const publicKey = fromBase64Url(row?.public_key ?? '')
  if (!row || !publicKey) return null
  // The passkey says whose it is, too.
  const { userHandle } = credential.response
  if (userHandle !== undefined && userHandle !== toBase64Url(new TextEncoder().encode(row.user_id)))
    return null
  const result = await verifyAuthenticationResponse({
    response: { ...credential, clientExtensionResults: {} } as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
    credential: {
      id: row.id,
      publicKey,
      counter: Number(row.sign_count),
      transports: row.transports as AuthenticatorTransport[],
    },
  }).catch(() => null)
  if (!result?.verified) return null
  await db
    .updateTable('passkeys')
    .set({ sign_count: result.authenticationInfo.newCounter, last_used_at: new Date(clock.now()) })
    .where('id', '=', row.id)
    .execute()
  return row.user_id
}
