/** `4:05` or `1:04:05`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** Control characters, and those that turn the direction of text around, which could make an address read as another. */
const TRICKY =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

/** Text from the mirrored page as one harmless line. */
export function plainLine(value: string, maxLength: number): string {
  const line = value.replace(TRICKY, ' ').replace(/\s+/g, ' ').trim()
  const shown = [...line.slice(0, maxLength * 2 + 2)]
  return shown.length > maxLength ? `${shown.slice(0, maxLength - 1).join('')}…` : shown.join('')
}

export type OriginParts = { readonly isSecure: boolean; readonly host: string }

/** An origin taken apart for display; `null` for none. */
export function originParts(origin: string | null): OriginParts | null {
  if (origin === null) return null
  try {
    const url = new URL(origin)
    return url.host ? { isSecure: url.protocol === 'https:', host: url.host } : null
  } catch {
    return null
  }
}

/** Address without the origin, if it has this one; else the whole, as stated. */
export function addressRest(address: string, origin: string | null): string {
  return origin !== null && (address === origin || address.startsWith(`${origin}/`))
    ? address.slice(origin.length)
    : address
}

/** First letters of a name, for a badge. */
export function initials(name: string): string {
  const words = plainLine(name, 127).split(' ').filter(Boolean)
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0] ?? '?']
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
