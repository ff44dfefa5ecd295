import { createHmac, timingSafeEqual } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { err, ok, type Result } from '../base/result.ts'
import { decodeJoinClaims, encodeJoinClaims, type JoinClaims } from '../protocol/join-credential.ts'
import { LIMITS } from '../protocol/limits.ts'

export type JoinRefusal = 'malformed' | 'unknown-key' | 'signature' | 'expired' | 'audience'

function mac(bytes: Uint8Array, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update('sidelong-join|').update(bytes).digest()
}

/** Signs claims with a 256-bit server key: `base64url(claims).base64url(mac)`. */
export function signJoin(claims: JoinClaims, key: Uint8Array): string {
  const bytes = encodeJoinClaims(claims)
  return `${toBase64Url(bytes)}.${toBase64Url(mac(bytes, key))}`
}

/** Checks signature, audience and life of a join credential. One-time use is the caller's to check, by `jti`. */
export function verifyJoin(
  token: string,
  expected: { audience: string; nowMs: number; findKey: (kid: string) => Uint8Array | null },
): Result<JoinClaims, JoinRefusal> {
  if (token.length > LIMITS.maxJoinTokenLength) return err('malformed')
  const [body, signature, more] = token.split('.')
  const bytes = fromBase64Url(body ?? '')
  const given = fromBase64Url(signature ?? '')
  if (!bytes || !given || more !== undefined) return err('malformed')
  let claims: JoinClaims
  try {
    claims = decodeJoinClaims(bytes)
  } catch {
    return err('malformed')
  }
  const key = expected.findKey(claims.kid)
  if (!key) return err('unknown-key')
  const right = mac(bytes, key)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return err('signature')
  if (claims.aud !== expected.audience) return err('audience')
  const nowMs = expected.nowMs
  const lifeMs = (claims.exp - claims.iat) * 1000
  const isEarly = claims.iat * 1000 > nowMs + LIMITS.maxClockSkewMs
  if (isEarly || lifeMs > LIMITS.joinCredentialLifeMs || claims.exp * 1000 <= nowMs) return err('expired')
  return ok(claims)
}
