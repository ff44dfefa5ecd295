import type { LoadOptions } from '../api/public.ts'
import type { Source } from './tag.ts'

/** What is no attribute of a tag. */
const CONFIG = ['name', 'email', 'phone', 'getMaskingDescriptor'] as const

/**
 * Options of the npm module, or the page's `meta` element, in the form of a tag that loads its scripts from the pinned
 * release: the module knows the hashes of that release alone (EM-7, EM-8).
 */
export function moduleTag(
  document: Pick<Document, 'baseURI' | 'querySelector'>,
  version: string,
  options?: LoadOptions,
): { tag: Source; config: Record<string, unknown> } {
  const given =
    options && new Map(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]))
  const meta = given ? null : document.querySelector('meta#sidelong,meta#glance-cobrowse')
  const read = (name: string): string | null => {
    const value: unknown = given ? given.get(name.slice('data-'.length)) : meta?.getAttribute(name)
    if (value === undefined || value === null) return null
    // A path is one of the page's own site, and not of the web server's.
    if (name === 'data-scripturl') return new URL(String(value), document.baseURI).href
    return typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value)
  }
  const config: Record<string, unknown> = {}
  for (const name of CONFIG) if (options?.[name] !== undefined) config[name] = options[name]
  return {
    tag: {
      // Throws without a usable server, which makes a tag unusable.
      get src() {
        return new URL(`/visitor/v/${version}/loader.js`, read('data-server') ?? '').href
      },
      nonce: options?.nonce,
      getAttribute: read,
    },
    config,
  }
}
