import type { TagConfig } from '../api/public.ts'

export type { TagConfig } from '../api/public.ts'

type Words = { readonly [K in keyof TagConfig as null extends TagConfig[K] ? K : never]: string | null }
const WORDS =
  'button locale ui presence compat visitorId termsUrl cookieDomain maskingHook startPaused metrics'

/** What is read of an element. */
export type Source = { src?: string; nonce?: string | undefined; getAttribute(name: string): string | null }

/** Reads a tag; `null` for one that is unusable (EM-2). Unknown attributes are ignored. `loader` is the running script. */
export function readTag(tag: Source, loader: Source | null): TagConfig | null {
  // An empty one says nothing.
  const get = (name: string) => tag.getAttribute(`data-${name.toLowerCase()}`) || null
  // What does not fit has no parts to be taken, which throws.
  const must = (pattern: RegExp, text: string | null) => (pattern.exec(text as string) as RegExpExecArray)[1]
  try {
    const server = new URL(get('server') || get('ws') || tag.src || loader?.src || '').origin
    const scripts = get('scriptUrl')
    const more = get('additionalGroupIds') || get('additionalGroupId')
    const [groupId, ...others] = [get('groupId'), ...(more?.split(',') ?? [])].map(
      (id) => +(must(/^\s*([1-9]\d{0,8})\s*$/, id) as string),
    )
    return Object.freeze({
      ...(Object.fromEntries(WORDS.split(' ').map((name) => [name, get(name)])) as Words),
      groupId: groupId as number,
      additionalGroupIds: Object.freeze(others),
      // A misspelled one would silently apply the masks of the other.
      site: must(/^(staging|production)$/, get('site') ?? 'production') as TagConfig['site'],
      // `null` reads as the text of that name.
      inputEvents: Object.freeze(JSON.parse(get('inputEvents') as string)),
      server,
      scriptUrl: new URL(scripts ? `${scripts}/` : '.', tag.src || `${server}/visitor/`).href,
    })
  } catch {
    return null
  }
}
