import { described, list, ParseError, type Parser, record, schemaOf, text } from '../../base/schema.ts'
import { ASSET_HOST, MAX_ASSET_HOSTS, MAX_ASSET_HOSTS_LENGTH } from '../../protocol/assets.ts'
import { MAX_PARENTS } from '../../protocol/embedding.ts'
import { isOriginAllowed } from '../../protocol/origins.ts'
import {
  CONTROL_TEXT_NAMES,
  CROSSING_TEXT_NAMES,
  PREVIEW_TEXT_NAMES,
  TEXT_NAMES,
} from '../../protocol/visitor-texts.ts'
import { ROLES } from '../groups/roles.ts'
import { isLoopback } from '../http/public-address.ts'
import { WEB_LIMITS } from '../limits.ts'

/**
 * An entry of an origin list (GC-8). Accepted exactly when it can match something: the entry, with its wildcards
 * filled in, is tried with the very function that decides later.
 */
export const originEntry: Parser<string> = described(
  (value, path = '') => {
    const entry = text(255, { min: 1 })(value, path)
    const sample = entry.replace('://*.', '://x.').replace(/:\*$/, ':1')
    if (!isOriginAllowed(sample, [entry])) {
      throw new ParseError(path, 'must be an origin such as https://www.example.com or https://*.example.com')
    }
    return entry
  },
  { type: 'string', maxLength: 255, format: 'origin' },
)
export const origins = list(originEntry, WEB_LIMITS.maxOrigins)

/** One exact origin, without wildcards. */
export const exactOrigin: Parser<string> = described(
  (value, path = '') => {
    const origin = originEntry(value, path)
    if (origin.includes('*')) throw new ParseError(path, 'must be one origin, without wildcard')
    return origin
  },
  { type: 'string', maxLength: 255, format: 'origin' },
)

/** An origin whose pages may have a viewer inside: exactly as a browser says it, https, or on this machine. */
const parentOrigin: Parser<string> = described(
  (value, path = '') => {
    const origin = exactOrigin(value, path)
    const url = new URL(origin)
    if (url.origin !== origin || (url.protocol !== 'https:' && !isLoopback(url.hostname)))
      throw new ParseError(path, 'must be an origin such as https://crm.example.com, as browsers write it')
    return origin
  },
  { type: 'string', maxLength: 255, format: 'origin' },
)

/** They stand in cookies and headers. */
export const parentOriginList = fitting(list(parentOrigin, MAX_PARENTS), WEB_LIMITS.maxParentsLength)

/** No more than `maxLength` characters together. */
function fitting(parse: Parser<string[]>, maxLength: number): Parser<string[]> {
  return described((value, path = '') => {
    const entries = parse(value, path)
    if (entries.join(' ').length > maxLength)
      throw new ParseError(path, `must not be longer than ${maxLength} characters together`)
    return entries
  }, schemaOf(parse))
}

export const httpsUrl: Parser<string> = described(
  (value, path = '') => {
    const url = text(2_000, { min: 1 })(value, path)
    if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
      throw new ParseError(path, 'must be an https address')
    return url
  },
  { type: 'string', maxLength: 2_000, format: 'uri', pattern: '^https:' },
)

/** A page of the customer's: https, or on this machine. */
export const pageUrl: Parser<string> = described(
  (value, path = '') => {
    const url = text(2_000, { min: 1 })(value, path)
    const { protocol = '', hostname = '' } = URL.canParse(url) ? new URL(url) : {}
    const isLocal = isLoopback(hostname) || hostname.endsWith('.localhost')
    if (protocol !== 'https:' && !(protocol === 'http:' && isLocal))
      throw new ParseError(path, 'must be an https address, or one of this machine')
    return url
  },
  { type: 'string', maxLength: 2_000, format: 'uri' },
)

/** Where guests begin (GU-5): the link comes in the fragment. */
export const guestPageUrl: Parser<string> = described((value, path = '') => {
  const url = pageUrl(value, path)
  if (url.includes('#')) throw new ParseError(path, 'must have no fragment (#)')
  return url
}, schemaOf(pageUrl))

/** An OpenID provider's address: https, or on this machine. */
export const issuerUrl: Parser<string> = described(
  (value, path = '') => {
    const issuer = text(255, { min: 1 })(value, path)
    const url = URL.canParse(issuer) ? new URL(issuer) : null
    const isFine = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
    if (!isFine || url?.username || url?.password || url?.search || url?.hash)
      throw new ParseError(path, 'must be an https address without query')
    return issuer
  },
  { type: 'string', maxLength: 255, format: 'uri' },
)

/** Hosts of assets, as many as a header holds: they stand in the policy of the stage. */
export const assetHosts = fitting(
  list(text(255, { min: 1, pattern: ASSET_HOST }), MAX_ASSET_HOSTS),
  MAX_ASSET_HOSTS_LENGTH,
)

/**
 * A CSS selector as far as it can be judged without a browser: not empty, brackets and quotes balanced, no braces (which
 * would end the rule it is put into). The visitor script judges the rest, and hides everything when in doubt.
 */
export const selector: Parser<string> = described(
  (value, path = '') => {
    const css = text(WEB_LIMITS.maxSelectorLength, { min: 1 })(value, path)
    if (css.trim() === '' || !isBalanced(css)) throw new ParseError(path, 'must be a CSS selector')
    return css
  },
  { type: 'string', minLength: 1, maxLength: WEB_LIMITS.maxSelectorLength, format: 'css-selector' },
)
export const selectors = list(selector, WEB_LIMITS.maxSelectors)

const anyRoleSelectors = record(/^.{1,63}$/, selectors, 100)

/**
 * Selectors by the role of an agent, who is known to the visitor script by the role's title; a built-in role's name means
 * the same. Whether there is such a role, the group knows (versions.ts): a mask that is never applied is a leak.
 */
export const roleSelectors: Parser<Record<string, string[]>> = described(
  (value, path = '') => {
    const entries = Object.entries(anyRoleSelectors(value, path)).map(([given, list]) => {
      const role = Object.entries(ROLES).find(([name, { title }]) =>
        [name, title.toLowerCase()].includes(given.toLowerCase()),
      )
      return [role?.[1].title ?? given, list] as const
    })
    const titles = entries.map(([title]) => title)
    if (new Set(titles).size < titles.length) throw new ParseError(path, 'names a role twice')
    return Object.fromEntries(entries)
  },
  { type: 'object', additionalProperties: schemaOf(selectors) },
)

const BCP47 = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i
const TEXTS: readonly string[] = [
  ...TEXT_NAMES,
  ...PREVIEW_TEXT_NAMES,
  ...CONTROL_TEXT_NAMES,
  ...CROSSING_TEXT_NAMES,
]
const TEXT_NAME = new RegExp(`^(${TEXTS.join('|')})$`)

/** Texts of the visitor's interface that differ from the built-in ones: locale → name → text. */
export const visitorTexts = record(
  BCP47,
  record(TEXT_NAME, text(500, { min: 1 }), TEXTS.length),
  WEB_LIMITS.maxTextLocales,
)

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']' }

function isBalanced(css: string): boolean {
  const open: string[] = []
  let quote = ''
  for (let i = 0; i < css.length; i++) {
    const char = css.charAt(i)
    if (char === '\\') {
      if (++i >= css.length) return false
    } else if (quote) {
      if (char === '\n') return false
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (CLOSERS[char]) open.push(CLOSERS[char])
    else if (char === ')' || char === ']') {
      if (open.pop() !== char) return false
    } else if (char === '{' || char === '}' || char === ';' || char === '@') return false
    else if (char === ',' && open.length === 0 && isEdge(css, i)) return false
  }
  return quote === '' && open.length === 0
}

function isEdge(css: string, commaAt: number): boolean {
  const before = css.slice(0, commaAt).trimEnd()
  return before === '' || before.endsWith(',') || css.slice(commaAt + 1).trim() === ''
}

/** Minutes or seconds, as the setting's documentation says. */
export function among<T extends string>(allowed: readonly T[]): Parser<T[]> {
  const parse: Parser<T[]> = (value, path = '') => {
    const names = list(text(64), allowed.length)(value, path)
    const known = names.map((name, i) => {
      const found = allowed.find((item) => item === name)
      if (found === undefined) throw new ParseError(`${path}[${i}]`, `must be one of ${allowed.join(', ')}`)
      return found
    })
    return [...new Set(known)]
  }
  return described(parse, { type: 'array', items: { enum: [...allowed] }, uniqueItems: true })
}
