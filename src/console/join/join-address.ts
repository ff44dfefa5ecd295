import type { GroupId, SessionKey } from '../../protocol/ids.ts'
import { parseUrl } from '../url.ts'

/**
 * The address to go to for a join, or `null` unless it is on `origin`: whatever an answer says, an agent is never sent
 * to another site, or into a `javascript:` address, from here. `more`: what its query gets besides.
 */
export function checkedJoinAddress(
  joinUrl: string,
  origin: string,
  more: Readonly<Record<string, string | undefined>> = {},
): string | null {
  const url = parseUrl(joinUrl, `${origin}/`)
  if (!url || url.origin !== origin || url.username || url.password) return null
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null // blob: addresses have our origin, too
  for (const [name, value] of Object.entries(more)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

/** JN-1: the address that joins this session, good for opening in another tab, too. */
export function joinAddress(key: SessionKey, groupId: GroupId): string {
  return `/agent/join?${new URLSearchParams({ key, group: String(groupId) })}`
}
