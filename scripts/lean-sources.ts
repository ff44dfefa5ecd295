import {
  ELEMENT,
  ENVIRONMENT,
  EPHEMERAL,
  MARK,
  MODE,
  OP,
  SHADOW,
  SPOT,
  STATE,
  UNSENT,
} from '../src/protocol/codec/ops.ts'
import { ENVELOPE, FLAG } from '../src/protocol/envelope.ts'
import { LIMITS } from '../src/protocol/limits.ts'
import { VIEWER_LIMITS } from '../src/viewer/limits.ts'
import { shortenNames } from './short-names.ts'

const DECODE_TEXT = /new DecodeError\('[^']*'\)/g
const PARSE_ERROR = /new ParseError\([^,()]*, (?:'[^']*'|`[^`]*`)\)/g
const UNREACHABLE = /AssertionError\(`unreachable:.*`\)/
/** What parsers say and hand on of the place where they are. */
const PLACES = [
  / {2}override readonly name = 'ParseError'\n {2}readonly path: string\n {2}constructor[\s\S]*?\n {2}\}\n/,
  /, path(\?: string| = '')?(?=\))/g,
  /, `\$\{path\}[^`]*`(?=\))/g,
  /const at = path \?.*\n/,
  /, at(?=\))/,
]

/** Tables of numbers, by their names in the sources. */
const TABLES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  LIMITS,
  VIEWER_LIMITS,
  ENVELOPE,
  FLAG,
  OP,
  ELEMENT,
  SHADOW,
  MODE,
  STATE,
  UNSENT,
  EPHEMERAL,
  ENVIRONMENT,
  MARK,
  SPOT,
}
const ENTRY = new RegExp(`\\b(${Object.keys(TABLES).join('|')})\\.(\\w+)\\b`, 'g')

/**
 * A build plugin that keeps browser bundles small: it writes the numbers of the protocol's tables where they are used,
 * so that no names are shipped, drops what parse errors say, and shortens names of our own (short-names.ts).
 */
export function leanSources(): {
  name: string
  enforce: 'pre'
  transform(code: string, id: string): string | null
} {
  return {
    name: 'lean-sources',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('.ts')) return null
      const lean = code
        .replace(PARSE_ERROR, 'new ParseError()')
        .replace(DECODE_TEXT, "new DecodeError('')")
        .replace(UNREACHABLE, 'Error()')
      return shortenNames(inlineTables(withoutPlaces(lean, id)))
    },
  }
}

/** Which rule of the form was broken, and where, is for servers' logs; a browser only needs to know that one was. */
function withoutPlaces(code: string, id: string): string {
  if (!id.endsWith('/base/parse.ts')) return code
  const lean = PLACES.reduce((text, place) => text.replace(place, ''), code)
  if (/\b(path|at)\b/.test(lean.replace(/\/\*[\s\S]*?\*\/|\?: string\) => T/g, '')))
    throw new Error('lean-sources does not know all places of base/parse.ts')
  return lean
}

/** Only tables that the file imports from the protocol: another thing of the same name stays what it is. */
function inlineTables(code: string): string {
  return code.replace(ENTRY, (whole, table: string, name: string) => {
    const isImported = new RegExp(
      `import \\{[^}]*\\b${table}\\b[^}]*\\} from '[./]*(protocol/)?(codec/)?\\w+\\.ts'`,
    ).test(code)
    const value = TABLES[table]?.[name]
    return isImported && value !== undefined ? String(value) : whole
  })
}
