const CLOSER: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' }
/** Keeps a place in a sheet for a rule that this browser does not take, so that later indices stay right. */
export const PLACEHOLDER_RULE = '@media not all{}'

/**
 * Splits CSS text into its top-level rules by the tokens that matter (CSS Syntax, section 5): strings, comments, escapes
 * and brackets. No more than that: what a rule means is for the browser to say.
 */
export function splitRules(css: string, maxRules: number): string[] {
  const rules: string[] = []
  const open: string[] = []
  let start = 0
  let at = 0

  function take(end: number): void {
    const rule = css.slice(start, end).trim()
    start = end
    if (rule) rules.push(rule)
  }

  while (at < css.length && rules.length < maxRules) {
    const char = css.charAt(at)
    if (char === '\\') at += 2
    else if (char === '"' || char === "'") at = endOfString(css, at)
    else if (css.startsWith('/*', at)) {
      const isBetween = open.length === 0 && css.slice(start, at).trim() === ''
      at = endOfComment(css, at)
      if (isBetween) start = at
    } else {
      at++
      const closer = CLOSER[char]
      if (closer) open.push(closer)
      else if (open.length > 0 && char === open[open.length - 1]) {
        open.pop()
        if (char === '}' && open.length === 0) take(at)
      } else if (char === ';' && open.length === 0) {
        if (css.slice(start, at).trimStart().startsWith('@')) take(at)
      }
    }
  }
  if (rules.length < maxRules) take(css.length)
  return rules
}

export function endOfString(css: string, from: number): number {
  const quote = css.charAt(from)
  for (let at = from + 1; at < css.length; at++) {
    const char = css.charAt(at)
    if (char === '\\') at++
    else if (char === quote || char === '\n') return at + 1
  }
  return css.length
}

export function endOfComment(css: string, from: number): number {
  const end = css.indexOf('*/', from + 2)
  return end < 0 ? css.length : end + 2
}
