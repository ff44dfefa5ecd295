import { BlockList, isIP } from 'node:net'

/** Names of ranges that a list of trusted proxies may hold, as Fastify knows them. */
const NAMED_RANGES: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}
/** Beyond this many entries nobody reads a list of forwarders any more. */
const MAX_FORWARDERS = 16

/** The entries of `SIDELONG_TRUSTED_PROXIES`, a comma list. */
export function splitProxies(text: string | null | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

/** Whether an entry is an address, a range such as `10.0.0.0/8`, or a named range. */
export function isProxyEntry(entry: string): boolean {
  if (Object.hasOwn(NAMED_RANGES, entry)) return true
  const [address = '', bits, more] = entry.split('/')
  const version = isIP(address)
  if (version === 0 || more !== undefined) return false
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

export interface ClientAddress {
  /** Whether this peer is one of the proxies. */
  isProxy(address: string): boolean
  /** The nearest address on the way that is not a proxy of ours: what lies beyond it could be made up. */
  of(peer: string | undefined, forwardedFor: string | undefined): string
}

/** Whom a connection comes from, believing `X-Forwarded-For` only from `proxies` (entries of {@link isProxyEntry}). */
export function createClientAddress(proxies: readonly string[]): ClientAddress {
  const trusted = new BlockList()
  for (const entry of proxies.flatMap((one) => NAMED_RANGES[one] ?? [one])) {
    const [address = '', bits] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(bits), family)
  }
  const isProxy = (address: string): boolean => {
    const version = isIP(address)
    return version !== 0 && trusted.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
  return {
    isProxy,
    of(peer = '', forwardedFor = '') {
      if (!isProxy(peer)) return peer
      const nearestFirst = forwardedFor.split(',').slice(-MAX_FORWARDERS).reverse()
      let nearest = peer
      for (const entry of nearestFirst) {
        const address = entry.trim()
        if (isIP(address) === 0) break
        nearest = address
        if (!isProxy(address)) break
      }
      return nearest
    },
  }
}

/** The key under which an address is counted: IPv6 by its /64, of which one customer has all. */
export function addressKey(ip: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(ip)
  if (mapped?.[1]) return mapped[1]
  if (!ip.includes(':')) return ip
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const middle =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = [...left, ...middle, ...right].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
