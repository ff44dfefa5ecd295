/*
 * Which pages may run sessions of a group (FEATURES GC-8). An entry is an origin with scheme, host and port, compared
 * exactly; `https://*.example.com` covers every sub-domain but not the apex; `:*` is any port, on localhost and
 * 127.0.0.1 only. Anything else in a list matches nothing.
 */
type Parts = { readonly scheme: string; readonly host: string; readonly port: string }

const ORIGIN = /^(https?):\/\/((?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::(\*|[0-9]{1,5}))?$/i
const MAX_ORIGIN_LENGTH = 255
const ANY_PORT_HOSTS: readonly string[] = ['localhost', '127.0.0.1']

function split(origin: string): Parts | null {
  if (origin.length > MAX_ORIGIN_LENGTH) return null
  const match = ORIGIN.exec(origin)
  if (!match?.[1] || !match[2]) return null
  const scheme = match[1].toLowerCase()
  return { scheme, host: match[2].toLowerCase(), port: match[3] ?? (scheme === 'https' ? '443' : '80') }
}

function isHostCovered(host: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return host === pattern
  const apex = pattern.slice(2)
  // A wildcard right below a top-level domain would cover strangers.
  return apex.includes('.') && host.endsWith(`.${apex}`)
}

function isPortCovered(parts: Parts, entry: Parts): boolean {
  if (entry.port === '*') return ANY_PORT_HOSTS.includes(entry.host)
  return parts.port === entry.port
}

/** Whether `origin` (the value of an `Origin` header) is covered by a group's list. `null`, empty or odd: never. */
export function isOriginAllowed(origin: string, list: readonly string[]): boolean {
  const parts = split(origin)
  if (!parts || parts.host.startsWith('*') || parts.port === '*') return false
  return list.some((text) => {
    const entry = split(text)
    return (
      entry !== null &&
      entry.scheme === parts.scheme &&
      isHostCovered(parts.host, entry.host) &&
      isPortCovered(parts, entry)
    )
  })
}
