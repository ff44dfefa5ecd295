import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import { type Infer, object, optional, ParseError, text, wholeInQuery } from '../../base/schema.ts'
import { requireStorable } from '../db/storable.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 1_000

/** RS-2: every list takes these. */
export const pageParams = {
  limit: optional(wholeInQuery(1, MAX_LIMIT)),
  cursor: optional(text(255)),
}
export const pageQuery = object(pageParams, { exact: true })

/** How many are wanted, and after which: the texts that the last page's cursor kept for this list. */
export function pageOf(
  query: Infer<typeof pageQuery>,
  list: string,
): { limit: number; after: readonly string[] | null } {
  return {
    limit: query.limit ?? DEFAULT_LIMIT,
    after: query.cursor === undefined ? null : readCursor(list, query.cursor),
  }
}
pageOf.cursor = (list: string, place: readonly string[]): string =>
  toBase64Url(new TextEncoder().encode(JSON.stringify([list, ...place])))

function readCursor(list: string, cursor: string): readonly string[] {
  try {
    const bytes = fromBase64Url(cursor)
    const parsed: unknown = bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (Array.isArray(parsed) && parsed[0] === list && parsed.every((one) => typeof one === 'string')) {
      requireStorable(parsed, 'cursor')
      return parsed.slice(1) as string[]
    }
  } catch {
    // Not one of ours.
  }
  throw new ParseError('cursor', 'is not one of this list')
}
