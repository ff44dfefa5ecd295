/** Which addresses the stage lets a resource have; what may really load is decided by its CSP (SECURITY 2.2). */
const DATA_TYPE =
  /^data:(?:image\/(?:png|jpe?g|gif|webp|avif|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)|audio\/|video\/|font\/)/i
const MAX_URL_LENGTH = 65_536

/** The address if it may be loaded, `null` if not. Only complete addresses: nothing is relative to the stage. */
export function resourceUrl(value: string): string | null {
  const trimmed = value.trim()
  if (trimmed.length > MAX_URL_LENGTH) return null
  let url: URL
  try {
    url = new URL(trimmed)
  } catch {
    return null
  }
  switch (url.protocol) {
    case 'https:':
    case 'http:':
      return url.username || url.password ? null : trimmed
    case 'data:':
      return DATA_TYPE.test(trimmed) ? trimmed : null
    default:
      return null
  }
}

/** A `srcset` with the candidates that may be loaded, `null` when none is left. */
export function resourceSet(value: string): string | null {
  const kept: string[] = []
  let rest = value.slice(0, MAX_URL_LENGTH)
  for (;;) {
    rest = rest.replace(/^[\s,]+/, '')
    const match = /^\S+/.exec(rest)
    if (!match) break
    const isBare = match[0].endsWith(',')
    const url = match[0].replace(/,+$/, '')
    rest = rest.slice(match[0].length)
    let descriptor = ''
    if (!isBare) {
      descriptor = (/^[^,]*/.exec(rest)?.[0] ?? '').trim()
      rest = rest.replace(/^[^,]*/, '')
    }
    const isDescriptor = descriptor === '' || /^[0-9.eE+-]+[wxh](\s+[0-9]+h)?$/.test(descriptor)
    if (isDescriptor && resourceUrl(url) !== null) kept.push(descriptor ? `${url} ${descriptor}` : url)
  }
  return kept.length > 0 ? kept.join(', ') : null
}

/** Whether a value is a reference into the same document. */
export function isFragment(value: string): boolean {
  return value.startsWith('#')
}

/** Host and path of an address, for people; `null` for what has no host. */
export function hostAndPath(value: string, maxLength: number): string | null {
  try {
    const url = new URL(value)
    if (!url.host) return null
    return `${url.host}${url.pathname}`.slice(0, maxLength)
  } catch {
    return null
  }
}
