import type { TreeDocument } from '../support/tree/normalize.ts'

/** Stands in masked places only. */
export const CANARY = 'CNRY7f3a'

/** Rules that the browser did not take: the stage keeps their places, and they do nothing. */
export function withoutPlaceholders(tree: TreeDocument): TreeDocument {
  return JSON.parse(JSON.stringify(tree), (_key, value: unknown) =>
    Array.isArray(value) ? value.filter((item) => item !== '@media not all {\n}') : value,
  ) as TreeDocument
}

/** Lone surrogates travel as U+FFFD (docs/protocol.md, section 3). */
export function wellFormed<T>(raw: T): T {
  return JSON.parse(JSON.stringify(raw), (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  ) as T
}
