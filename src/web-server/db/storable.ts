import { ParseError } from '../../base/parse.ts'

/**
 * Refuses what PostgreSQL cannot keep: NUL and lone surrogates (SA-31). The database would refuse it, too, but as an
 * error of ours.
 */
export function requireStorable(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw new ParseError(path, 'has a character that is not allowed')
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, entry] of Object.entries(value)) {
      requireStorable(name, path)
      requireStorable(entry, path)
    }
  }
}

/** The text as PostgreSQL can keep it: without NUL, with replacements for lone surrogates. */
export function toStorable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
