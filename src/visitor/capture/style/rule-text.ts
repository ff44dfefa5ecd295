import type { Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'

/** The rules of a sheet, `null` if it is another origin's: the agent's browser loads it by its address. */
export function readRules(sheet: CSSStyleSheet): CSSRule[] | null {
  try {
    return Array.from(sheet.cssRules)
  } catch {
    return null
  }
}

function isImport(rule: CSSRule): rule is CSSImportRule {
  return 'styleSheet' in rule
}

/** The text of a rule. An import is replaced by one group with what it imports, so that positions stay the same. */
export function ruleText(rule: CSSRule, base: string, privacy: Privacy): Masked {
  return privacy.css(isImport(rule) ? importedText(rule, base, privacy) : rule.cssText, base)
}

function importedText(rule: CSSImportRule, base: string, privacy: Privacy): string {
  const { styleSheet, media, layerName, supportsText } = rule
  const rules = styleSheet && !styleSheet.disabled ? readRules(styleSheet) : null
  let text = ''
  for (const inner of rules ?? []) text += ruleText(inner, styleSheet?.href ?? base, privacy)
  if (typeof layerName === 'string') text = `@layer ${layerName}{${text}}`
  if (supportsText) text = `@supports (${supportsText}){${text}}`
  return `@media ${media.mediaText || 'all'}{${text}}`
}
