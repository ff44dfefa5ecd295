import { idle } from './idle.ts'
import { readRules } from './rule-text.ts'

/** Larger sheets would take too long to be read again in one go. */
const MAX_LENGTH = 65_536
const SLICE_MS = 2

/**
 * Looks for inline sheets whose rules are not those of their text any more: script changed them before anybody wrapped
 * what it calls. Each once, when the page has nothing else to do.
 */
export function createEarlyChanges(parts: {
  readonly signal: AbortSignal
  readonly scripted: (sheet: CSSStyleSheet) => void
}): { add(element: HTMLStyleElement): void } {
  const { signal, scripted } = parts
  const waiting: HTMLStyleElement[] = []
  /** Of the text that was parsed last: components repeat theirs, and to parse one asks for a flush. */
  let text = ''
  let rules: readonly string[] = []
  let isAsked = false

  function isChanged(sheet: CSSStyleSheet, now: string): boolean {
    // An empty text and imports travel as rules anyway.
    if (now.trim() === '' || now.length > MAX_LENGTH || /@import/i.test(now)) return false
    if (now !== text) {
      const fresh = new CSSStyleSheet()
      fresh.replaceSync(now)
      text = now
      rules = textsOf(fresh)
    }
    const texts = textsOf(sheet)
    return texts.length !== rules.length || texts.some((one, i) => one !== rules[i])
  }

  function ask(): void {
    if (isAsked || waiting.length === 0 || signal.aborted) return
    isAsked = true
    idle(() => {
      isAsked = false
      const until = performance.now() + SLICE_MS
      do {
        const { sheet, textContent } = waiting.pop() ?? {}
        if (sheet && !signal.aborted && isChanged(sheet, textContent ?? '')) scripted(sheet)
      } while (waiting.length > 0 && performance.now() < until)
      ask()
    })
  }

  return {
    add(element) {
      waiting.push(element)
      ask()
    },
  }
}

function textsOf(sheet: CSSStyleSheet): string[] {
  return (readRules(sheet) ?? []).map(({ cssText }) => cssText)
}
