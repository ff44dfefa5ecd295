import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import { list, oneOf, text } from '../../base/parse.ts'
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
/** Allowed in a cookie's value and in none of the fields. */
const SEPARATOR = '!'

const mode = oneOf('listed', 'inputs', 'all')
const urlDetail = oneOf('path', 'full', 'origin')
const title = oneOf('show', 'hide')
const selectors = list(text(1_000), 1_000)
const server = text(255, { pattern: /^https?:\/\/[^/!;, ]+$/ })

/** The cookie's value. */
export function encodeState({ sessionId: id, credential, sessionServer, paused, floor }: CarriedState): string {
  const rules = 'digest' in floor ? `*${floor.digest}` : encodeFloor(floor)
  return [VERSION, id, credential, sessionServer, paused ? 1 : 0, rules].join(SEPARATOR)
}

/** Reads a cookie's value; `null` for anything else. */
export function decodeState(value: string): CarriedState | null {
  const [version, id, credential, sessionServer, paused, rules = '', ...more] = value.split(SEPARATOR)
  if (version !== VERSION || more.length) return null
  try {
    return {
      sessionId: sessionId(id),
      credential: visitorCredential(credential),
      sessionServer: server(sessionServer),
      paused: paused === '1',
      floor: rules.startsWith('*') ? { digest: rules.slice(1) } : decodeFloor(rules),
    }
  } catch {
    return null
  }
}

function encodeFloor(floor: MaskFloor): string {
  const encoded = encodeWhole(floor)
  return encoded.length > MAX_RULES_LENGTH ? `*${digestOf(floor)}` : encoded
}

/** Without a limit, for where there is room. */
export function encodeWhole(floor: MaskFloor): string {
  return toBase64Url(new TextEncoder().encode(canonical(floor)))
}

/** Throws for anything that {@link encodeWhole} has not written. */
export function decodeFloor(encoded: string): MaskFloor {
  const bytes = fromBase64Url(encoded) ?? new Uint8Array()
  const fields = list((value) => value, 5)(JSON.parse(new TextDecoder().decode(bytes)))
  const [a, b, c, d, e] = fields
  return {
    mode: mode(a),
    urlDetail: urlDetail(b),
    title: title(c),
    selectors: selectors(d),
    unmaskSelectors: selectors(e),
  }
}

/** Tells two sets of rules apart (cyrb53); whoever can forge it could as well forge the rules. */
export function digestOf(floor: MaskFloor): string {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (const character of canonical(floor)) {
    const code = character.codePointAt(0) ?? 0
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36)
}

