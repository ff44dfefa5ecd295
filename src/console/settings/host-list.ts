/** Whether a list of `assets.hosts` covers a host, as browsers read it: `*.` for sub-domains, `:*` for any port. */
export function isListed(list: readonly string[], host: string): boolean {
  const [name, port] = split(host)
  return list.some((one) => {
    const [pattern, ports] = split(one)
    const isNamed = pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern
    return isNamed && (ports === '*' || ports === port)
  })
}

/** The hosts of a site's own origins, which count while no list is given. */
export function hostsOfOrigins(origins: unknown): string[] {
  return Array.isArray(origins) ? origins.map((origin) => String(origin).replace(/^https?:\/\//, '')) : []
}

function split(host: string): [name: string, port: string] {
  const [name = '', port = ''] = host.toLowerCase().split(':')
  return [name, port]
}
