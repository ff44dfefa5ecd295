import { readTag, type TagConfig } from './tag-config.ts'

const SELECTOR = '#sidelong,#glance-cobrowse'

export type FoundTag = { config: TagConfig | null; nonce: string }

/** Looks the tag up, once, while the loader runs (EM-1). `config` is null if it is missing or unusable. */
export function findTag(document: Document): FoundTag {
  const script = document.currentScript
  const all = [...document.querySelectorAll<HTMLElement>(SELECTOR)]
  if (all.length > 1) console.warn('Sidelong: only the first tag counts')
  const tag = script?.matches(SELECTOR) ? (script as HTMLElement) : all[0]
  if (!tag) return { config: null, nonce: '' }
  const src = (tag as Partial<HTMLScriptElement>).src || (script as HTMLScriptElement | null)?.src
  const config = readTag({
    attribute: (name) => tag.getAttribute(name),
    id: tag.id,
    src: src || null,
    host: document.location.hostname,
  })
  return { config, nonce: tag.nonce || (script as HTMLElement | null)?.nonce || '' }
}
