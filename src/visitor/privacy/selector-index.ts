import type { Natives } from '../capture/natives.ts'

/** A name that stands first in the last part of a selector and that an element has to have: `#id`, `.class` or a tag. */
const KEY = /^(?:([a-z][a-z\d-]*)|([#.])([\w-]+))(?=[#.]|$)/
const MAX_REMEMBERED = 2_000
const SIMPLE = /^[\w\-#.\s>*]+$/

/**
 * Answers whether one of many selectors matches by asking for those alone that could: each is filed under a name that what it
 * means must have. A selector that is not plainly of this kind is asked for every time. Names in lower case on both sides,
 * as pages in quirks mode take them for equal; whether a selector matches is always the browser's word.
 */
export function indexSelectors(
  selectors: readonly string[],
  { matches, getAttribute, localName }: Pick<Natives, 'matches' | 'getAttribute' | 'localName'>,
): (element: Element) => boolean {
  const byName = new Map<string, string>()
  const others: string[] = []
  for (const selector of selectors) {
    const key = keyOf(selector)
    if (key === null) others.push(selector)
    else byName.set(key, byName.has(key) ? `${byName.get(key)},${selector}` : selector)
  }
  const rest = others.join(',')
  const has = (element: Element, key: string): boolean => {
    const filed = byName.get(key)
    return filed !== undefined && matches(element, filed)
  }
  /** All that is filed under the classes of an element, by its attribute: many have the same. */
  const byClasses = new Map<string, string>()
  function filedUnder(classes: string): string {
    const known = byClasses.get(classes)
    if (known !== undefined) return known
    const names = classes.toLowerCase().split(/[\t\n\f\r ]+/)
    const filed = names.flatMap((name) => byName.get(`.${name}`) ?? []).join()
    if (byClasses.size >= MAX_REMEMBERED) byClasses.clear()
    byClasses.set(classes, filed)
    return filed
  }

  return (element) => {
    if (rest && matches(element, rest)) return true
    if (has(element, localName(element).toLowerCase())) return true
    const id = getAttribute(element, 'id')
    if (id && has(element, `#${id.toLowerCase()}`)) return true
    const classes = getAttribute(element, 'class')
    const filed = classes && filedUnder(classes)
    return !!filed && matches(element, filed)
  }
}

function keyOf(selector: string): string | null {
  // A comma inside brackets or quotes: those are asked for every time, too.
  const bare = selector.trim().replace(/\[[^\]["']*(?:"[^"\\]*"|'[^'\\]*')?[^\]["']*\]/g, '')
  if (!SIMPLE.test(bare)) return null
  const [, tag, kind, name] = KEY.exec(/[^\s>]*$/.exec(bare)?.[0] ?? '') ?? []
  return tag ?? (kind && name ? kind + name.toLowerCase() : null)
}
