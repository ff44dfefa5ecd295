/** Under which addresses this web server answers (SECURITY section 6: fixed Host list). */
export interface PublicAddress {
  /** The canonical origin. Before the server listens on a port of the system's choice, a placeholder. */
  origin(): string
  isHttps(): boolean
  /** Whether a `Host` header names us. */
  isOwnHost(host: string): boolean
  /** Whether an `Origin` header is our own. */
  isOwnOrigin(origin: string): boolean
  /** Called once the port is known. */
  setPort(port: number): void
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.[0-9]{1,3}){3}$/.test(host)
}

export function createPublicAddress(options: {
  readonly publicUrl: string | null
  readonly listenHost: string
  readonly isTls: boolean
}): PublicAddress {
  const scheme = options.isTls ? 'https' : 'http'
  const isLocal = isLoopback(options.listenHost)
  let hosts = new Set<string>()
  let origin = options.publicUrl ?? `${scheme}://localhost`
  return {
    origin: () => origin,
    isHttps: () => origin.startsWith('https:'),
    isOwnHost: (host) => hosts.has(host.toLowerCase()),
    isOwnOrigin(given) {
      if (given === origin) return true
      const match = /^(https?):\/\/([^/]+)$/.exec(given)
      // Loopback names are ours only with the scheme that we speak there.
      return (
        match !== null &&
        match[1] === scheme &&
        isLocal &&
        hosts.has(match[2] ?? '') &&
        isLoopbackHost(match[2] ?? '')
      )
    },
    setPort(port) {
      if (options.publicUrl === null) origin = `${scheme}://localhost:${port}`
      hosts = new Set([new URL(origin).host])
      if (isLocal) for (const name of LOOPBACK_NAMES) hosts.add(`${name}:${port}`)
    },
  }
}

function isLoopbackHost(host: string): boolean {
  return LOOPBACK_NAMES.some((name) => host.startsWith(`${name}:`))
}
