/** How far a change in the page can reach through the mask selectors. */
export type Reach = 'own' | 'below' | 'page'

/**
 * What has to be looked at again when an element changes: itself (`own`: the selectors speak of one element),
 * everything under it (`below`: descendant or child combinators), or everything (`page`: siblings, `:has()`, `:nth-child()`…).
 */
export function reachOf(selectors: readonly string[]): Reach {
  const bare = selectors.map((selector) => selector.replace(/"[^"]*"|'[^']*'|\[[^\]]*\]/g, '').trim())
  if (bare.some((selector) => /[+~:]/.test(selector))) return 'page'
  return bare.some((selector) => /[\s>]/.test(selector)) ? 'below' : 'own'
}

/** Does the browser take this selector? Checked one by one, so that one bad selector cannot spoil the others. */
export function isValidSelector(document: Document, selector: string): boolean {
  const takes = (text: string): boolean => {
    try {
      document.createDocumentFragment().querySelector(text)
      return true
    } catch {
      return false
    }
  }
  if (!takes(selector)) return false
  // What is left open, which browsers close at the end, would take in those that follow in a list. Most cannot be: to
  // have the browser throw for each of 1,000 takes longer than a slice may.
  return !/[[("'/\\]/.test(selector) || !(takes(`${selector})`) || takes(`${selector}]`))
}
