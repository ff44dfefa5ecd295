import { createHmac, timingSafeEqual } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import { type Infer, integer, object, parseJson, text } from '../../base/parse.ts'
import { type ParticipantId, participantId, sessionId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { privileges } from '../../protocol/privileges.ts'
import { onlyCookie } from './cookies.ts'

const MAX_LENGTH = 2_048
const seconds = integer(0, 10_000_000_000)

const claims = object(
  {
    pid: participantId,
    session: sessionId,
    agent: text(64, { min: 1 }),
    privileges,
    iat: seconds,
    exp: seconds,
  },
  { exact: true },
)
export type AgentClaims = Infer<typeof claims>

export function agentCookieName(id: ParticipantId): string {
  return `__Host-sidelong-${id}`
}

/** Signs and checks agent session cookies with a secret that is made at the start and lives nowhere else. */
export class AgentCookies {
  readonly #secret: Uint8Array

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  /** A `Set-Cookie` value. */
  issue(given: Omit<AgentClaims, 'iat' | 'exp'>, nowMs: number): string {
    const iat = Math.floor(nowMs / 1000)
    const exp = iat + LIMITS.agentCookieLifeMs / 1000
    const body = toBase64Url(new TextEncoder().encode(canonical({ ...given, iat, exp })))
    // Lax, not Strict: an agent who follows a link in a CRM or mail comes here by a redirect that another site began,
    // and a browser keeps Strict cookies back from the whole chain. The socket is protected by its exact Origin
    // instead, the page by frame-ancestors; there is no GET that changes anything.
    const value = `${body}.${toBase64Url(this.#mac(body))}`
    return `${agentCookieName(given.pid)}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax`
  }

  /** The claims of the cookie for this participant; `null` if it is missing, forged, expired or another's. */
  read(cookieHeader: string | undefined, id: ParticipantId, nowMs: number): AgentClaims | null {
    const value = onlyCookie(cookieHeader, agentCookieName(id))
    if (value === null || value.length > MAX_LENGTH) return null
    const [body, signature, more] = value.split('.')
    const given = fromBase64Url(signature ?? '')
    if (!body || !given || more !== undefined) return null
    const right = this.#mac(body)
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null
    const bytes = fromBase64Url(body)
    if (!bytes) return null
    const found = parseJson(new TextDecoder().decode(bytes), MAX_LENGTH, claims)
    return found.pid === id && found.exp * 1000 > nowMs ? found : null
  }

  #mac(body: string): Buffer {
    return createHmac('sha256', this.#secret).update(`sidelong-agent|${body}`).digest()
  }
}

function canonical({ pid, session, agent, privileges, iat, exp }: AgentClaims): string {
  return JSON.stringify({ pid, session, agent, privileges, iat, exp })
}
