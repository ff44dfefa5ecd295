import { Resolver } from 'node:dns/promises'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { ServerPool } from './pool.ts'

/** Where session servers are found, besides or instead of a fixed list. */
export type Discovery = {
  /** A name with SRV records if it begins with `_`, else one whose addresses are the servers. */
  readonly dnsName: string
  /** Origin for browsers; `{name}` stands for the first label of an SRV target, or an address with dashes. */
  readonly originPattern: string
}

export interface Names {
  resolveSrv(name: string): Promise<readonly { readonly name: string; readonly port: number }[]>
  resolve4(name: string): Promise<readonly string[]>
  resolve6(name: string): Promise<readonly string[]>
}

/** A resolver of its own, which does not hold the process's few threads while DNS is slow. */
export function createNames(): Names {
  return new Resolver({ timeout: WEB_LIMITS.dnsTimeoutMs, tries: 2 })
}

/** Origins of all servers that DNS names now. */
export async function discover({ dnsName, originPattern }: Discovery, names: Names): Promise<string[]> {
  const labels = dnsName.startsWith('_')
    ? (await names.resolveSrv(dnsName)).map(({ name }) => name.split('.')[0] ?? '')
    : (await addressesOf(dnsName, names)).map((address) => address.replace(/[.:]/g, '-'))
  const fit = labels.filter((label) => /^[A-Za-z0-9-]{1,63}$/.test(label))
  return [...new Set(fit)].sort().map((label) => originPattern.replace('{name}', label.toLowerCase()))
}

async function addressesOf(dnsName: string, names: Names): Promise<string[]> {
  const [v4, v6] = await Promise.allSettled([names.resolve4(dnsName), names.resolve6(dnsName)])
  // One family is enough; without any, the reason counts.
  if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason
  return [v4, v6].flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
}

type Parts = {
  readonly discovery: Discovery
  /** Servers that are always there. */
  readonly fixed: readonly string[]
  readonly pool: ServerPool
  readonly clock: Clock
  readonly log: Log
  readonly names: Names
}

/**
 * Keeps the pool to what DNS says. An answer that fails changes nothing, and a server that is missing from one is kept as
 * long as it is connected: records come and go faster than sessions.
 */
export function startDiscovery(parts: Parts): Stoppable & { run(): Promise<void> } {
  const { pool, clock, log } = parts
  let isBusy = false

  async function run(): Promise<void> {
    if (isBusy) return
    isBusy = true
    try {
      const found = await discover(parts.discovery, parts.names)
      const connected = pool.links().filter((link) => link.load() !== null)
      const wanted = new Set([...parts.fixed, ...found, ...connected.map((link) => link.origin)])
      pool.setServers([...wanted].slice(0, WEB_LIMITS.maxSessionServers))
    } catch (error) {
      log.warn('session servers cannot be looked up; those that are known stay', { error: String(error) })
    } finally {
      isBusy = false
    }
  }

  void run()
  const timer = clock.every(WEB_LIMITS.dnsPollMs, () => void run())
  return { run, stop: () => timer.stop() }
}
