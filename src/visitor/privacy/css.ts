/** What a custom property may hold: numbers of few digits, colors, and references to other ones. */
const PLAIN = /var\(--[\w-]+|#[\da-f]+\b|[\d.]{1,5}(%|[a-z]{1,4})?\b|(rgba?|hsla?|calc)\(|[\s,()/+*-]/gi

/**
 * CSS text without words (MK-8, mode `all`): no comments, strings, addresses and imports, no values in attribute
 * selectors, and no custom property that could hold more than a number or a color. Names that the page's author
 * chose for classes, areas and the like stay: without them there is no layout.
 */
export function wordlessCss(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?(\*\/|$)|"(\\[\s\S]|[^"\\])*("|$)|'(\\[\s\S]|[^'\\])*('|$)/g, (token) =>
      token[0] === '/' ? '' : '""',
    )
    .replace(/[^;{}]*(url\(|@import|@namespace)[^;{}]*/gi, '')
    .replace(/=[^\]{}]*\]/g, '=""]')
    .replace(/(--[\w-]+|initial-value)\s*:([^;{}]*)/gi, (whole, _, value: string) =>
      value.replace(PLAIN, '') ? '' : whole,
    )
}
