/** Between two texts of a section. */
export const TEXT_END = '\0'
/** First character of what follows a U+0000 that is part of a text. */
const CONTINUED = '\x01'
/** Put before a text that begins with one of these two. */
const QUOTE = '\x02'

/** `text` as it stands among others: without a {@link TEXT_END} that means anything else. */
export function escapeText(text: string): string {
  const first = text[0]
  const quoted = first === CONTINUED || first === QUOTE ? QUOTE + text : text
  return quoted.includes(TEXT_END) ? quoted.replaceAll(TEXT_END, TEXT_END + CONTINUED) : quoted
}

/** The texts again. */
export function splitTexts(joined: string): string[] {
  const pieces = joined.split(TEXT_END)
  // Hardly ever.
  if (!joined.includes(CONTINUED) && !joined.includes(QUOTE)) return pieces
  const out: string[][] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (piece[0] === CONTINUED && last) last.push(piece.slice(1))
    else out.push([piece[0] === QUOTE ? piece.slice(1) : piece])
  }
  return out.map((parts) => parts.join(TEXT_END))
}
