import { toBase64Url } from '../../base/bytes.ts'
import { signJoin } from '../../node/join-signature.ts'
import type { JoinClaims } from '../../protocol/join-credential.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { choiceEntries, type ViewChoice } from '../../protocol/view-choice.ts'
import type { CurrentUser } from '../accounts/current-user.ts'
import type { Context } from '../context.ts'
import { readSettings } from '../settings/store.ts'
import type { Hit } from './lookup.ts'

export const JOIN_COOKIE = '__Secure-sidelong-join'

export type HandOver = {
  readonly location: string
  readonly token: string
  readonly jti: string
  readonly maxAgeSeconds: number
}

/** Whether a join would succeed now: the session's server can be reached and says that it holds the session. */
export function isJoinable(context: Context, hit: Pick<Hit, 'id' | 'server'>): boolean {
  const link = context.pool.byOrigin(hit.server)
  return link !== null && link.signingKey() !== null && link.holds(hit.id)
}

/** Who joins, as the session server is told. */
export type Joiner = Pick<JoinClaims, 'kind' | 'agent' | 'name' | 'role' | 'privileges' | 'group' | 'parents'>

/** Signs a join credential for an agent (JN-9); `null` when the session server or its key is away. */
export async function signHandOver(
  context: Context,
  user: CurrentUser,
  hit: Hit,
  /** Without a language the viewer asks the browser. */
  choice: ViewChoice,
  /** Origins around an embedded viewer (AE-1). */
  parents: readonly string[] = [],
): Promise<HandOver | null> {
  const { groupId: group, roleTitle: role, privileges } = hit.member
  const { settings } = await readSettings(context.db, group, hit.site)
  const name = shownName(settings['ui.agentNames'], user.name, role)
  const rights = { group, privileges: [...privileges], parents: [...parents] }
  return signJoiner(context, hit, { kind: 'agent', agent: user.id, name, role, ...rights }, choice)
}

/** The same for whoever it is. */
export function signJoiner(
  context: Context,
  session: Pick<Hit, 'id' | 'server'>,
  joiner: Joiner,
  choice: ViewChoice,
): HandOver | null {
  const link = context.pool.byOrigin(session.server)
  const serverId = link?.serverId() ?? null
  const key = link?.signingKey() ?? null
  if (!link || serverId === null || key === null) {
    context.log.error('join refused: no usable key for the session server', {
      server: session.server ?? 'none',
      session: session.id,
    })
    return null
  }
  const iat = Math.floor(context.clock.now() / 1_000)
  const exp = Math.min(iat + LIMITS.joinCredentialLifeMs / 1_000, Math.floor(key.acceptedUntilMs / 1_000))
  const jti = toBase64Url(context.random(16))
  const token = signJoin(
    {
      v: 1,
      kid: key.keyId,
      iat,
      exp,
      jti,
      aud: serverId,
      session: session.id,
      purpose: 'join',
      ...joiner,
    },
    key.key,
  )
  const query = new URLSearchParams(choiceEntries(choice))
  const suffix = query.size === 0 ? '' : `?${query}`
  return { location: `${link.origin}/join/${jti}${suffix}`, token, jti, maxAgeSeconds: exp - iat }
}

/** UI-5: what is not to be shown to the visitor does not leave the web server. */
function shownName(mode: 'full' | 'first' | 'role', name: string, role: string): string {
  if (mode === 'role') return role
  return mode === 'first' ? (name.trim().split(/\s+/)[0] ?? name) : name
}
