import { LIMITS } from '../src/protocol/limits.ts'

/**
 * A build plugin that writes the numbers of `LIMITS` where they are used: browser bundles carry the few limits they
 * use, not the table with all names.
 */
export function inlineLimits(): {
  name: string
  enforce: 'pre'
  transform(code: string, id: string): string | null
} {
  return {
    name: 'inline-limits',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('.ts') || !code.includes('/limits.ts') || !code.includes('LIMITS.')) return null
      return code.replace(/\bLIMITS\.(\w+)/g, (whole, name: string) =>
        Object.hasOwn(LIMITS, name) ? String(LIMITS[name as keyof typeof LIMITS]) : whole,
      )
    },
  }
}
