import { list, oneOf, ParseError, text } from '../../base/parse.ts'
import { type SessionId, sessionId, type VisitorCredential, visitorCredential } from '../../protocol/ids.ts'
import { canonical, type MaskFloor } from './mask-floor.ts'

/** What one page of a session leaves for the next (SE-10). It is treated as readable, and writable, by others. */
export type CarriedState = {
  readonly sessionId: SessionId
  readonly credential: VisitorCredential
  readonly sessionServer: string
  readonly paused: boolean
  /** The masks in force, or their digest where they do not fit. */
  readonly floor: MaskFloor | { readonly digest: string }
}

const VERSION = '1'
const MAX_RULES_LENGTH = 2_048
/** Allowed in a cookie's value, in none of the fields, and one of those that `encodeURIComponent` replaces. */
const SEPARATOR = '|'
const DIGEST = '*'

const mode = oneOf('listed', 'inputs', 'all')
const urlDetail = oneOf('path', 'full', 'origin')
const title = oneOf('show', 'hide')
const selectors = list(text(1_000), 2_000)
const server = text(255, { pattern: /^https?:\/\/[^/|;, ]+$/ })

/** The cookie's value. */
export function encodeState({
  sessionId: id,
  credential,
  sessionServer,
  paused,
  floor,
}: CarriedState): string {
  return [VERSION, id, credential, sessionServer, paused ? 1 : 0, encodeRules(floor)].join(SEPARATOR)
}

/** The rules alone, for a page of another domain. */
export function encodeRules(floor: CarriedState['floor']): string {
  return 'digest' in floor ? DIGEST + floor.digest : encodeFloor(floor)
}

/** Throws for anything that {@link encodeRules} has not written. */
export function decodeRules(rules: string): CarriedState['floor'] {
  return rules.startsWith(DIGEST) ? { digest: rules.slice(1) } : decodeWhole(rules)
}

/** Reads a cookie's value; `null` for anything else. */
export function decodeState(value: string): CarriedState | null {
  const [version, id, credential, sessionServer, paused, ...rules] = value.split(SEPARATOR)
  if (version !== VERSION) return null
  try {
    return {
      sessionId: sessionId(id),
      credential: visitorCredential(credential),
      sessionServer: server(sessionServer),
      paused: paused === '1',
      floor: decodeRules(rules.join(SEPARATOR)),
    }
  } catch {
    return null
  }
}

function encodeFloor(floor: MaskFloor): string {
  const encoded = encodeWhole(floor)
  return encoded.length > MAX_RULES_LENGTH ? DIGEST + digestOf(floor) : encoded
}

/** Without a limit, for where there is room. */
export function encodeWhole(floor: MaskFloor): string {
  const fields = [floor.mode, floor.urlDetail, floor.title, `${floor.selectors.length}`]
  return [...fields, ...floor.selectors, ...floor.unmaskSelectors].map(escapeField).join(SEPARATOR)
}

/** Throws for anything that {@link encodeWhole} has not written. */
export function decodeWhole(encoded: string): MaskFloor {
  return decodeFields(encoded.split(SEPARATOR))
}

function decodeFields(escaped: readonly string[]): MaskFloor {
  const fields = escaped.map(decodeURIComponent)
  const count = Number(fields[3])
  const all = selectors(fields.slice(4))
  if (!(count <= all.length)) throw new ParseError('rules', 'must be complete')
  return {
    mode: mode(fields[0]),
    urlDetail: urlDetail(fields[1]),
    title: title(fields[2]),
    selectors: all.slice(0, count),
    unmaskSelectors: all.slice(count),
  }
}

/** Leaves what a cookie may hold (RFC 6265 section 4.1.1) and is not ours; half a surrogate pair has no code. */
function escapeField(text: string): string {
  return text.replace(/[^!#$&-+\--:<-[\]-{}~]/gu, (character) =>
    /[\ud800-\udfff]/u.test(character) ? '' : encodeURIComponent(character),
  )
}

/** Tells two sets of rules apart (FNV-1a); whoever can forge it could as well forge the rules. */
export function digestOf(floor: MaskFloor): string {
  let hash = 0x811c9dc5
  for (const character of canonical(floor))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}
