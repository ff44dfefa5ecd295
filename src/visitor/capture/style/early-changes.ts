import { idle } from './idle.ts'
import { readRules } from './rule-text.ts'

/** Larger sheets would take too long to be read again in one go. */
const MAX_LENGTH = 65_536

/**
 * Looks for inline sheets whose rules are not those of their text any more: script changed them before anybody wrapped
 * what it calls. Each once, when the page has nothing else to do.
 */
export function createEarlyChanges(parts: {
  readonly document: Document
  readonly signal: AbortSignal
  readonly scripted: (sheet: CSSStyleSheet) => void
}): { addRoot(root: Document | ShadowRoot): void } {
  const waiting: HTMLStyleElement[] = []
  let isAsked = false

  function ask(): void {
    if (isAsked || waiting.length === 0 || parts.signal.aborted) return
    isAsked = true
    idle(() => {
      isAsked = false
      const { sheet, textContent } = waiting.pop() ?? {}
      if (sheet && !parts.signal.aborted && isChanged(sheet, textContent ?? '')) parts.scripted(sheet)
      ask()
    })
  }

  return {
    addRoot(root) {
      waiting.push(...root.querySelectorAll('style'))
      ask()
    },
  }
}

function isChanged(sheet: CSSStyleSheet, text: string): boolean {
  // An empty text and imports travel as rules anyway.
  if (text.trim() === '' || text.length > MAX_LENGTH || /@import/i.test(text)) return false
  const fresh = new CSSStyleSheet()
  fresh.replaceSync(text)
  const [now, then] = [readRules(sheet) ?? [], readRules(fresh) ?? []]
  return now.length !== then.length || now.some((rule, i) => rule.cssText !== then[i]?.cssText)
}
