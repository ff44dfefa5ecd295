/** `value` resolved against `base`; `null` for what is no URL or may not travel. */
export function absoluteUrl(value: string, base: string): string | null {
  const trimmed = value.trim()
  if (trimmed === '') return null
  try {
    const url = new URL(trimmed, base)
    if (/^(java|vb)script:$/.test(url.protocol)) return null
    url.username = ''
    url.password = ''
    return url.href
  } catch {
    return null
  }
}

/** An address cut as `masking.urlDetail` says (MK-24). Embedded credentials never travel. */
export function cutUrl(value: string, base: string, detail: 'path' | 'full' | 'origin'): string | null {
  const absolute = absoluteUrl(value, base)
  if (absolute === null) return null
  const url = new URL(absolute)
  if (!/^https?:$/.test(url.protocol)) return `${url.protocol}…`
  if (detail === 'origin') return `${url.origin}/`
  if (detail === 'path') {
    url.search = ''
    url.hash = ''
  }
  return url.href
}

/** Each candidate of a `srcset` made absolute (HTML section "srcset attributes"). */
export function absoluteSrcset(value: string, base: string): string {
  const out: string[] = []
  // A URL runs to the next white space; a comma ends it only at its end; descriptors run to the next comma.
  const candidate = /\s*([^\s,]\S*[^\s,]|[^\s,])((?:\s+[^,]+)?)\s*(?:,|$)/g
  for (const match of value.matchAll(candidate)) {
    const url = absoluteUrl(match[1] ?? '', base)
    if (url !== null) out.push(`${url}${match[2] ?? ''}`)
  }
  return out.join(', ')
}

/** Could CSS text hold an address? */
export function hasAddress(css: string): boolean {
  return /url\(/i.test(css)
}

/** Addresses that only the visitor's browser can load, found in CSS and not looked at yet, by their last part. */
export type Blobs = Map<string, string>
const MAX_BLOBS = 64

/** `url(…)` in CSS text made absolute; one of `blobs` is a property that holds its picture once that was sent. */
export function absoluteCss(css: string, base: string, blobs: Blobs): string {
  if (!hasAddress(css)) return css
  return css.replace(
    /url\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^)"'\s]*))\s*\)/gi,
    (whole: string, double?: string, single?: string, bare?: string) => {
      const value = double ?? single ?? bare ?? ''
      if (/^(#|data:|$)/.test(value)) return whole
      const url = absoluteUrl(value, base)
      const name = /^blob:.*\/([\w-]+)/.exec(url ?? '')?.[1]
      if (url && name) {
        if (blobs.size < MAX_BLOBS) blobs.set(name, url)
        return `var(--sidelong-${name},none)`
      }
      return url === null ? 'url("about:blank")' : `url("${url.replaceAll('"', '%22')}")`
    },
  )
}
