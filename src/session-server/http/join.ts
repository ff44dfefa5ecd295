import { toBase64Url } from '../../base/bytes.ts'
import type { RandomBytes } from '../../base/clock.ts'
import { ParseError } from '../../base/parse.ts'
import { type JoinRefusal, verifyJoin } from '../../node/join-signature.ts'
import { type ParticipantId, participantId, type SessionId } from '../../protocol/ids.ts'
import type { JoinClaims } from '../../protocol/join-credential.ts'
import type { BurntIds } from '../control/burnt-ids.ts'
import type { RevokedAgents } from '../control/revoked-agents.ts'
import type { ServerKeys } from '../control/server-keys.ts'
import type { SessionDirectory } from '../session/directory.ts'
import { onlyCookie } from './cookies.ts'

export const JOIN_COOKIE = '__Secure-sidelong-join'

export type JoinDeps = {
  readonly serverId: string
  readonly wallNow: () => number
  readonly randomBytes: RandomBytes
  readonly keys: ServerKeys
  readonly burnt: BurntIds
  readonly revoked: RevokedAgents
  readonly directory: SessionDirectory
}

export type JoinOutcome =
  | { readonly ok: true; readonly participantId: ParticipantId; readonly claims: JoinClaims }
  | {
      readonly ok: false
      readonly why: JoinRefusal | 'replayed' | 'unknown-session' | 'full'
      readonly agentId: string | null
      readonly sessionId: SessionId | null
      /** Known of credentials that we have signed. */
      readonly isGuest: boolean
    }

/** The join credential that a `Cookie` header holds; `null` if none, or several. */
export function joinCookie(cookieHeader: string | undefined): string | null {
  return onlyCookie(cookieHeader, JOIN_COOKIE)
}

/** Exchanges a join credential for a participant (SECURITY section 4). `pathId` is the id in the address. */
export function redeemJoin(deps: JoinDeps, pathId: string, token: string | null): JoinOutcome {
  if (token === null) return refused('malformed')
  const nowMs = deps.wallNow()
  const verified = verifyJoin(token, {
    audience: deps.serverId,
    nowMs,
    findKey: (kid) => deps.keys.find(kid),
  })
  if (!verified.ok) return refused(verified.error)
  const claims = verified.value
  if (claims.jti !== pathId) return refused('malformed', claims)
  if (!deps.burnt.burn(claims.jti, claims.exp * 1000, nowMs)) return refused('replayed', claims)
  if (deps.revoked.covers(claims.agent, claims.session, claims.iat)) return refused('expired', claims)
  const session = deps.directory.find(claims.session)
  if (!session) return refused('unknown-session', claims)
  if (!claims.privileges.includes('view')) return refused('malformed', claims)
  const refusal = session.refusalOf(claims)
  if (refusal) return refused(refusal, claims)
  const id = participantId(toBase64Url(deps.randomBytes(16)))
  session.admit(claims, id)
  return { ok: true, participantId: id, claims }
}

function refused(
  why: Extract<JoinOutcome, { ok: false }>['why'],
  claims: JoinClaims | null = null,
): JoinOutcome {
  return {
    ok: false,
    why,
    agentId: claims?.agent ?? null,
    sessionId: claims?.session ?? null,
    isGuest: claims?.kind === 'guest',
  }
}

/**
 * `Set-Cookie` values that delete the join cookie: as the host's own, and as one of the parent domain that it shares
 * with the web server.
 */
export function clearJoinCookie(pathId: string, hostname: string): string[] {
  const base = `${JOIN_COOKIE}=; Path=/join/${pathId}; Max-Age=0; Secure; HttpOnly; SameSite=Lax`
  const parent = hostname.split('.').slice(1).join('.')
  const isNumeric = /^[0-9.]+$/.test(hostname) || hostname.startsWith('[')
  return parent.includes('.') && !isNumeric ? [base, `${base}; Domain=${parent}`] : [base]
}

/** Reads a participant id of an address; `null` if it is none. */
export function readParticipantId(text: string): ParticipantId | null {
  try {
    return participantId(text)
  } catch (error) {
    if (error instanceof ParseError) return null
    throw error
  }
}
