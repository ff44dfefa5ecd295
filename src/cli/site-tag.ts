/** What a customer's page needs to take part (FEATURES section 2). */
export type Tag = { readonly loaderUrl: string; readonly groupId: number }

export function tagMarkup(tag: Tag, isXml = false): string {
  const flag = isXml ? 'async="async"' : 'async'
  return `<script id="sidelong" src="${tag.loaderUrl}" data-groupid="${tag.groupId}" data-site="production" data-button="on" ${flag}></script>`
}

/**
 * Puts `markup` (ASCII) in as the first thing of a document's head. Works on bytes, so that every encoding survives,
 * and never in front of a doctype, which would change the page's mode.
 */
export function injectMarkup(document: Buffer, markup: string): Buffer {
  const isBigEndian = document[0] === 0xfe && document[1] === 0xff
  if (isBigEndian || (document[0] === 0xff && document[1] === 0xfe)) {
    const even = document.subarray(0, document.length & ~1)
    const text = (isBigEndian ? Buffer.from(even).swap16() : even).toString('utf16le')
    const out = Buffer.from(insertAt(text, headStart(text), markup), 'utf16le')
    return isBigEndian ? out.swap16() : out
  }
  const text = document.toString('latin1')
  return Buffer.from(insertAt(text, headStart(text), markup), 'latin1')
}

function insertAt(text: string, at: number, markup: string): string {
  return text.slice(0, at) + markup + text.slice(at)
}

/** What may stand before a head's first element: byte order mark, space, comments, declarations, `<html>`, `<head>`. */
const PREFIX = [
  /\u00ef\u00bb\u00bf|\ufeff|[\t\n\f\r ]+/y,
  /<!--[\s\S]*?-->/y,
  /<[!?][^>]*>/y,
  /<html(?:[\s/](?:"[^"]*"|'[^']*'|[^>"'])*)?>/iy,
]
const HEAD = /<head(?:[\s/](?:"[^"]*"|'[^']*'|[^>"'])*)?>/iy

/** Where the first element of the head goes; a head that is not written out is implied by what is put there. */
function headStart(text: string): number {
  let at = 0
  for (;;) {
    const next = matchEnd(PREFIX, text, at)
    if (next === undefined) return matchEnd([HEAD], text, at) ?? at
    at = next
  }
}

function matchEnd(patterns: readonly RegExp[], text: string, at: number): number | undefined {
  for (const pattern of patterns) {
    pattern.lastIndex = at
    if (pattern.test(text)) return pattern.lastIndex
  }
  return undefined
}

const PRESCAN_BYTES = 1_024
const META_CHARSET = /<meta\s[^>]*?charset\s*=\s*["']?([a-z0-9_:.-]+)/i

/**
 * The encoding that a document states in a `<meta>` which `added` bytes would push out of the range that browsers
 * search for it; `null` if the document can speak for itself.
 */
export function pushedOutCharset(document: Buffer, added: number): string | null {
  const start = document.toString('latin1', 0, PRESCAN_BYTES)
  const match = META_CHARSET.exec(start)
  if (!match?.[1] || match.index + match[0].length + added < PRESCAN_BYTES) return null
  // In a <meta> these mean UTF-8, in a header they mean what they say.
  return /^utf-?16/i.test(match[1]) ? 'utf-8' : match[1]
}
