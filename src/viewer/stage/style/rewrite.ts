import { EDITABLE_MARK, OWN_PREFIX } from '../tree/allowed-attributes.ts'
import { endOfComment, endOfString } from './rule-text.ts'

/**
 * Rules say `:hover` and `prefers-color-scheme` of the visitor, and the stage has a pointer, focus and preferences of
 * the agent's. So selectors ask for our marks instead (of the same specificity), and media queries that would have
 * another answer here get the visitor's.
 */
export type PseudoClass = (typeof MARKED)[number]

/** `visited` is set on nothing: which links the visitor followed is not known, and where the agent was is nobody's business. */
export const MARKED = [
  'hover',
  'active',
  'focus',
  'focus-visible',
  'focus-within',
  'target',
  'visited',
] as const

export function markOf(name: PseudoClass): string {
  return OWN_PREFIX + name
}

const PSEUDO = new RegExp(`(?<![:\\\\]):(${MARKED.join('|')})(?![\\w-])`, 'gi')
const FEATURE =
  /\(\s*(prefers-color-scheme|prefers-reduced-motion|prefers-contrast|forced-colors|(?:any-)?(?:hover|pointer))\s*(?::\s*([\w-]+)\s*)?\)/gi
const ANY =
  /:(?:hover|active|focus|target|visited|read-)|contenteditable|prefers-|forced-colors|[(-]\s*(?:hover|pointer)\b|color-scheme/i
export const EDITABLE = `[${EDITABLE_MARK}]:not([${EDITABLE_MARK}=false i])`
const IN_EDITABLE = `:where(${EDITABLE},${EDITABLE} *)`
/** Nothing can be edited here: what says so at the visitor has a mark. Of the same specificity, too. */
const WRITABLE: Readonly<Record<string, string>> = {
  ':read-write': `:is(:read-write,${IN_EDITABLE})`,
  ':read-only': `:not(:read-write,${IN_EDITABLE})`,
}
const WRITES = /(?<![:\\]):read-(?:write|only)(?![\w-])/gi
const TRUE = '(min-width:0px)'
const FALSE = '(max-width:-1px)'

/** Media features whose value differs between visitor and stage, with the visitor's. */
export type MediaValues = ReadonlyMap<string, string>

export function rewriteMedia(query: string, values: MediaValues): string {
  if (values.size === 0) return query
  return query.replace(FEATURE, (whole, feature: string, wanted?: string) => {
    const value = values.get(feature.toLowerCase().replace('any-', ''))
    if (value === undefined) return whole
    const isTrue = wanted === undefined ? !/^no(ne|-preference)$/.test(value) : wanted.toLowerCase() === value
    return isTrue ? TRUE : FALSE
  })
}

/** A declaration `color-scheme: light dark` decided as at the visitor. */
export function rewriteDeclaration(text: string, values: MediaValues): string {
  const scheme = values.get('prefers-color-scheme')
  if (!scheme || !/^\s*color-scheme\s*:/i.test(text)) return text
  return /light/i.test(text) && /dark/i.test(text) ? text.replace(/:.*/s, `:${scheme}`) : text
}

function rewritePrelude(text: string, values: MediaValues): string {
  const at = /^\s*@([\w-]+)/.exec(text)?.[1]?.toLowerCase()
  if (at === 'media') return rewriteMedia(text, values)
  if (at && at !== 'scope') return text
  return text
    .replace(PSEUDO, (_, name: string) => `[${markOf(name.toLowerCase() as PseudoClass)}]`)
    .replace(WRITES, (name) => WRITABLE[name.toLowerCase()] ?? name)
    .replace(/\[\s*contenteditable(?=\s*[\]~|^$*=])/gi, `[${EDITABLE_MARK}`)
}

/** Rewrites rules: what stands before a `{` is a prelude, what ends with `;` or `}` a declaration. */
export function rewriteRules(text: string, values: MediaValues): string {
  if (!ANY.test(text)) return text
  let out = ''
  let start = 0
  let depth = 0
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at)
    if (char === '\\') at += 2
    else if (char === '"' || char === "'") at = endOfString(text, at)
    else if (text.startsWith('/*', at)) at = endOfComment(text, at)
    else {
      at++
      if (char === '(' || char === '[') depth++
      else if (char === ')' || char === ']') depth--
      else if (depth <= 0 && (char === '{' || char === ';' || char === '}')) {
        const part = text.slice(start, at - 1)
        out += (char === '{' ? rewritePrelude(part, values) : rewriteDeclaration(part, values)) + char
        start = at
      }
    }
  }
  return out + text.slice(start)
}
