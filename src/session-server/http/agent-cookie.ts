import { createHmac, timingSafeEqual } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import { type Infer, integer, object, parseJson, text } from '../../base/parse.ts'
import { parentOrigins } from '../../protocol/embedding.ts'
import { type ParticipantId, participantId, sessionId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { privileges } from '../../protocol/privileges.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { cookieNames, onlyCookie } from './cookies.ts'

const MAX_LENGTH = 2_048
const PARTICIPANT = /^[A-Za-z0-9_-]{21}[AQgw]$/
const seconds = integer(0, 10_000_000_000)

const claims = object(
  {
    pid: participantId,
    session: sessionId,
    agent: text(64, { min: 1 }),
    privileges,
    parents: parentOrigins,
    iat: seconds,
    exp: seconds,
  },
  { exact: true },
)
export type AgentClaims = Infer<typeof claims>

const PREFIX = '__Host-sidelong-'
const ATTRIBUTES = 'Path=/; Secure; HttpOnly;'
const OWN_TAB = `${ATTRIBUTES} SameSite=Strict`
/** AE-1: below another site's page, and there only: each top page's site has a jar of its own. */
const EMBEDDED = `${ATTRIBUTES} SameSite=None; Partitioned`

export function agentCookieName(id: ParticipantId): string {
  return `${PREFIX}${id}`
}

/**
 * The cookie of the viewer over plain HTTP (HF-2): without `Secure`, so that it is sent there, and signed under a label of
 * its own, so that it opens nothing over HTTPS. The other one is never sent over HTTP.
 */
const PLAIN_PREFIX = 'sidelong-http-'
const PLAIN_ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax'
const LABELS = { secure: 'sidelong-agent', plain: 'sidelong-agent-http' } as const
type Kind = keyof typeof LABELS

/** The participants whose cookies a header holds, oldest first, as browsers send them. */
function participantsIn(cookieHeader: string | undefined): ParticipantId[] {
  return cookieNames(cookieHeader).flatMap((name) => {
    const id = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : ''
    return PARTICIPANT.test(id) ? [participantId(id)] : []
  })
}

/** Signs and checks agent session cookies with a secret that is made at the start and lives nowhere else. */
export class AgentCookies {
  readonly #secret: Uint8Array

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  /** A `Set-Cookie` value. */
  issue(given: Omit<AgentClaims, 'iat' | 'exp'>, nowMs: number): string {
    const value = this.#sign(given, nowMs, 'secure')
    const maxAge = LIMITS.agentCookieLifeMs / 1000
    const attributes = given.parents.length > 0 ? EMBEDDED : OWN_TAB
    return `${agentCookieName(given.pid)}=${value}; ${attributes}; Max-Age=${maxAge}`
  }

  /** The same for the viewer over plain HTTP (HF-2). */
  issuePlain(given: Omit<AgentClaims, 'iat' | 'exp'>, nowMs: number): string {
    const value = this.#sign(given, nowMs, 'plain')
    return `${PLAIN_PREFIX}${given.pid}=${value}; ${PLAIN_ATTRIBUTES}; Max-Age=${LIMITS.agentCookieLifeMs / 1000}`
  }

  /** As {@link read}, of a request over plain HTTP. */
  readPlain(cookieHeader: string | undefined, id: ParticipantId, nowMs: number): AgentClaims | null {
    const value = onlyCookie(cookieHeader, `${PLAIN_PREFIX}${id}`)
    const found = value === null ? null : this.#open(value, id, 'plain')
    return found && found.exp * 1000 > nowMs ? found : null
  }

  /** Whether a request has the cookie for plain HTTP. */
  hasPlain(cookieHeader: string | undefined, id: ParticipantId): boolean {
    return onlyCookie(cookieHeader, `${PLAIN_PREFIX}${id}`) !== null
  }

  #sign(given: Omit<AgentClaims, 'iat' | 'exp'>, nowMs: number, kind: Kind): string {
    const iat = Math.floor(nowMs / 1000)
    const exp = iat + LIMITS.agentCookieLifeMs / 1000
    const body = toBase64Url(new TextEncoder().encode(canonical({ ...given, iat, exp })))
    return `${body}.${toBase64Url(this.#mac(body, kind))}`
  }

  /**
   * `Set-Cookie` values that delete what is of no use any more: cookies of ours that have expired or whose participant
   * is gone, and all but the newest few that we did not sign.
   */
  clearOld(
    cookieHeader: string | undefined,
    nowMs: number,
    isPresent: (claims: AgentClaims) => boolean,
    isEmbedded = false,
  ): string[] {
    const attributes = isEmbedded ? EMBEDDED : OWN_TAB
    const foreign: ParticipantId[] = []
    const old: ParticipantId[] = []
    for (const id of participantsIn(cookieHeader)) {
      const found = this.#verify(cookieHeader, id)
      if (!found) foreign.push(id)
      else if (found.exp * 1000 <= nowMs || !isPresent(found)) old.push(id)
    }
    old.push(...foreign.slice(0, -SERVER_LIMITS.maxForeignAgentCookies))
    return [...new Set(old)].map((id) => `${agentCookieName(id)}=; ${attributes}; Max-Age=0`)
  }

  /** The claims of the cookie for this participant; `null` if it is missing, forged, expired or another's. */
  read(cookieHeader: string | undefined, id: ParticipantId, nowMs: number): AgentClaims | null {
    const found = this.#verify(cookieHeader, id)
    return found && found.exp * 1000 > nowMs ? found : null
  }

  #verify(cookieHeader: string | undefined, id: ParticipantId): AgentClaims | null {
    const value = onlyCookie(cookieHeader, agentCookieName(id))
    return value === null ? null : this.#open(value, id, 'secure')
  }

  #open(value: string, id: ParticipantId, kind: Kind): AgentClaims | null {
    if (value.length > MAX_LENGTH) return null
    const [body, signature, more] = value.split('.')
    const given = fromBase64Url(signature ?? '')
    if (!body || !given || more !== undefined) return null
    const right = this.#mac(body, kind)
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null
    const bytes = fromBase64Url(body)
    if (!bytes) return null
    const found = parseJson(new TextDecoder().decode(bytes), MAX_LENGTH, claims)
    return found.pid === id ? found : null
  }

  #mac(body: string, kind: Kind): Buffer {
    return createHmac('sha256', this.#secret).update(`${LABELS[kind]}|${body}`).digest()
  }
}

function canonical({ pid, session, agent, privileges, parents, iat, exp }: AgentClaims): string {
  return JSON.stringify({ pid, session, agent, privileges, parents, iat, exp })
}
