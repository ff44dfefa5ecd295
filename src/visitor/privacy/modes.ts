import { type AttributeContext, maskedAttribute } from './attributes.ts'
import { wordlessCss } from './css.ts'
import { createJudgeByMode, textByMode } from './judge-by-mode.ts'
import type { Modes } from './mask-memory.ts'
import { type Masked, pass } from './masked.ts'
import { indexSelectors } from './selector-index.ts'
import { cutUrl } from './urls.ts'

/** What the privacy modes `inputs` and `all` need (MK-8): pages in mode `listed` do without. */
export const modes: Modes = {
  judge: createJudgeByMode,
  text: textByMode,
  css: wordlessCss,
  index: indexSelectors,
  attribute: wordlessAttribute,
}

/** Mode `all`: only what carries no words; addresses and words inside CSS go too. */
function wordlessAttribute(
  element: Element,
  name: string,
  value: string,
  context: AttributeContext,
): Masked | null {
  const { tag } = context
  if (tag === 'link' || tag === 'style') {
    // The question that the query asks is answered here: its text could say anything.
    if (name === 'media') return pass(matchMedia(value).matches ? 'all' : 'not all')
    if (!context.isStyleSheetLink()) return null
    if (name === 'rel') return pass('stylesheet')
    if (name === 'href') return pass(cutUrl(value, context.base(), 'path') ?? '')
  }
  return maskedAttribute(element, name, value)
}
