import { type Infer, integer, list, nullable, object, oneOf, text } from '../base/parse.ts'
import { parentOrigins } from './embedding.ts'
import { groupId, sessionId } from './ids.ts'
import { privileges } from './privileges.ts'

/**
 * What a web server signs when it hands an agent to a session server (SECURITY section 4). As text:
 * `base64url(JSON array of the fields, in this order).base64url(HMAC-SHA-256 under the server key)`.
 * The array form is canonical: one spelling for one meaning, checked by re-encoding.
 */
const FIELDS = [
  'v',
  'kid',
  'iat',
  'exp',
  'jti',
  'aud',
  'session',
  'group',
  'kind',
  'agent',
  'name',
  'role',
  'privileges',
  'parents',
  'purpose',
] as const

const seconds = integer(0, 10_000_000_000)

export const joinClaims = object(
  {
    v: oneOf(1),
    /** Key id: web server id and counter. */
    kid: text(64, { min: 1 }),
    /** Issued at and expiry, seconds since 1970; at most 60 s apart. */
    iat: seconds,
    exp: seconds,
    /** 128 random bits, base64url; burnt at first use. */
    jti: text(22, { min: 22, pattern: /^[A-Za-z0-9_-]+$/ }),
    /** Id of the session server. */
    aud: text(64, { min: 1 }),
    session: sessionId,
    group: groupId,
    kind: oneOf('agent', 'guest'),
    /** Id of the user, or of a guest's admission. */
    agent: text(64, { min: 1 }),
    /** Display name and role, shown to the visitor; guests have no role (GU-3). */
    name: text(127),
    role: nullable(text(63)),
    privileges,
    /** Origins of the pages around an embedded viewer (AE-1); none for one in a tab of its own. */
    parents: parentOrigins,
    purpose: oneOf('join'),
  },
  { exact: true },
)
export type JoinClaims = Infer<typeof joinClaims>

/** The canonical bytes that are signed. */
export function encodeJoinClaims(claims: JoinClaims): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(FIELDS.map((field) => claims[field])))
}

/** Reads signed bytes back; throws ParseError unless they are exactly what {@link encodeJoinClaims} writes. */
export function decodeJoinClaims(bytes: Uint8Array): JoinClaims {
  const json = new TextDecoder().decode(bytes)
  const values = list((value) => value, FIELDS.length)(safeJson(json), 'claims')
  const claims = joinClaims(Object.fromEntries(FIELDS.map((field, i) => [field, values[i]])))
  if (JSON.stringify(FIELDS.map((field) => claims[field])) !== json) throw new SyntaxError('not canonical')
  return claims
}

function safeJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
