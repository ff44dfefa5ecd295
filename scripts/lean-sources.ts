import { LIMITS } from '../src/protocol/limits.ts'

const RULE_TEXT = /new ParseError\(([^,()]*), (?:'[^']*'|`[^`]*`)\)/g

/**
 * A build plugin that keeps browser bundles small: it writes the numbers of `LIMITS` where they are used, so that not
 * the table with all names is shipped, and drops the words of parse errors.
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
      // Which rule of the form was broken is for servers' logs; a browser only needs to know that one was.
      if (id.endsWith('/base/parse.ts')) return code.replace(RULE_TEXT, "new ParseError($1, '')")
      if (!id.endsWith('.ts') || !code.includes('/limits.ts') || !code.includes('LIMITS.')) return null
      return code.replace(/\bLIMITS\.(\w+)/g, (whole, name: string) =>
        Object.hasOwn(LIMITS, name) ? String(LIMITS[name as keyof typeof LIMITS]) : whole,
      )
    },
  }
}
