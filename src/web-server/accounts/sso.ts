import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { boolean, nullable, object, oneOf, text } from '../../base/parse.ts'
import { type GroupId, groupId } from '../../protocol/ids.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { SETTINGS } from '../settings/registry.ts'
import { readSettings } from '../settings/store.ts'

/** OpenID Connect (JN-8): authorization code with PKCE, state and nonce; the protocol itself is openid-client's. */

export type Provider = NonNullable<ReturnType<(typeof SETTINGS)['sso.oidc']['parse']>>

/** Who has come back from the provider. */
export type CompanyAccount = {
  readonly issuer: string
  readonly subject: string
  readonly name: string | null
  /** Only if the provider says that it has verified it. */
  readonly verifiedEmail: string | null
  /** The provider has asked for a second factor (RFC 8176). */
  readonly isStrong: boolean
  /** When they last logged in there; 0 if the provider does not say. */
  readonly provenAtMs: number
}

/** What the way to the provider and back has to remember; only the database sees it. */
export const ssoTrip = object({
  groupId,
  purpose: oneOf('log-in', 'link'),
  issuer: text(255),
  clientId: text(255),
  state: text(128),
  nonce: text(128),
  verifier: text(128),
  /** Asked to prove oneself anew. */
  isAgain: boolean,
  /** Of the log-in that links. */
  loginId: nullable(text(64)),
})
export type SsoTrip = ReturnType<typeof ssoTrip>

export const SSO_CALLBACK = '/agent/sso/callback'
const MAX_CONFIGURATIONS = 1_000
const CONFIGURATION_LIFE_MS = 10 * 60_000
/** A log-in at the provider that was asked for anew is not older. */
const ANEW_SECONDS = 300

export interface Sso {
  providerOf(group: GroupId): Promise<Provider | null>
  begin(
    trip: Pick<SsoTrip, 'groupId' | 'purpose' | 'isAgain' | 'loginId'>,
  ): Promise<{ trip: SsoTrip; url: URL } | null>
  /** Throws what openid-client throws unless everything fits. */
  finish(trip: SsoTrip, requestUrl: string): Promise<CompanyAccount>
}

export function createSso(context: Context): Sso {
  const known = new Map<string, { configuration: Promise<Configuration>; atMs: number }>()

  async function providerOf(group: GroupId): Promise<Provider | null> {
    return (await readSettings(context.db, group, 'production')).settings['sso.oidc']
  }

  async function secretOf(group: GroupId): Promise<string | null> {
    const row = await context.db
      .selectFrom('sso')
      .select('secret')
      .where('group_id', '=', group)
      .executeTakeFirst()
    return row?.secret ? context.sealer.open(row.secret, secretPurpose(group)) : null
  }

  /** The provider's own description, asked for anew every ten minutes. */
  async function configurationOf(group: GroupId, { issuer, clientId }: { issuer: string; clientId: string }) {
    const secret = await secretOf(group)
    const key = JSON.stringify([group, issuer, clientId, secret])
    const found = known.get(key)
    const nowMs = context.clock.now()
    if (found && nowMs - found.atMs < CONFIGURATION_LIFE_MS) return found.configuration
    if (known.size >= MAX_CONFIGURATIONS) known.clear()
    const configuration = discovery(
      new URL(issuer),
      clientId,
      {},
      secret === null ? None() : ClientSecretPost(secret),
      {
        timeout: WEB_LIMITS.ssoTimeoutMs / 1_000,
        // Only loopback addresses may be plain (settings/parsers.ts).
        execute: issuer.startsWith('http:') ? [allowInsecureRequests] : [],
      },
    )
    known.set(key, { configuration, atMs: nowMs })
    configuration.catch(() => known.delete(key))
    return configuration
  }

  const callback = () => context.address.origin() + SSO_CALLBACK
  return {
    providerOf,
    async begin(wanted) {
      const provider = await providerOf(wanted.groupId)
      if (!provider) return null
      const configuration = await configurationOf(wanted.groupId, provider)
      const verifier = randomPKCECodeVerifier()
      const { issuer, clientId } = provider
      const trip = { ...wanted, issuer, clientId, state: randomState(), nonce: randomNonce(), verifier }
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: callback(),
        scope: 'openid profile email',
        state: trip.state,
        nonce: trip.nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(trip.isAgain && { prompt: 'login', max_age: String(ANEW_SECONDS) }),
      })
      return { trip, url }
    },
    async finish(trip, requestUrl) {
      const configuration = await configurationOf(trip.groupId, trip)
      const tokens = await authorizationCodeGrant(
        configuration,
        new URL(requestUrl, context.address.origin()),
        {
          expectedState: trip.state,
          expectedNonce: trip.nonce,
          pkceCodeVerifier: trip.verifier,
          idTokenExpected: true,
          ...(trip.isAgain && { maxAge: ANEW_SECONDS }),
        },
      )
      const claims = tokens.claims()
      if (!claims) throw new Error('no id token')
      const hasEmail = typeof claims['email'] === 'string'
      const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined
      const more =
        hasEmail || !hasUserInfo ? {} : await fetchUserInfo(configuration, tokens.access_token, claims.sub)
      const { email, email_verified: isVerified, name } = { ...claims, ...more } as Record<string, unknown>
      const { amr } = claims
      return {
        issuer: claims.iss,
        subject: claims.sub,
        name: typeof name === 'string' ? name : null,
        verifiedEmail: typeof email === 'string' && isVerified === true ? email : null,
        isStrong: Array.isArray(amr) && amr.includes('mfa'),
        provenAtMs: (claims.auth_time ?? 0) * 1_000,
      }
    },
  }
}

export function secretPurpose(group: GroupId): string {
  return `sso|${group}`
}
