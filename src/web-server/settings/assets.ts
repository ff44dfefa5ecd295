import { ASSET_HOST, MAX_ASSET_HOSTS, MAX_ASSET_HOSTS_LENGTH } from '../../protocol/assets.ts'
import type { Settings } from './registry.ts'

/**
 * Hosts whose images, sheets and fonts agents' browsers may load (`assets.policy`): `null` for any by https. Without a
 * list these are the hosts of the site's own origins. What does not fit into a header is left out: less is loaded.
 */
export function assetsOf(
  settings: Pick<Settings, 'assets.policy' | 'assets.hosts' | 'site.origins'>,
): string[] | null {
  if (settings['assets.policy'] !== 'listed') return null
  const given = settings['assets.hosts']
  const all =
    given.length > 0 ? given : settings['site.origins'].map((origin) => origin.replace(/^https?:\/\//, ''))
  const hosts: string[] = []
  let length = 0
  for (const host of new Set(all)) {
    if (!ASSET_HOST.test(host)) continue
    length += host.length + 1
    if (hosts.length >= MAX_ASSET_HOSTS || length > MAX_ASSET_HOSTS_LENGTH) break
    hosts.push(host)
  }
  return hosts
}
