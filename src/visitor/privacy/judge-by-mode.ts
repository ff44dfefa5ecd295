import type { Natives } from '../capture/natives.ts'
import { isFormAssociated } from './attributes.ts'
import type { JudgeByMode } from './mask-memory.ts'
import { constant, type Masked, pass } from './masked.ts'
import { FORM_CONTROLS, MEDIA } from './mode-selectors.ts'
import { VERDICT, type Verdict } from './privacy.ts'
import type { MaskRules } from './rules.ts'

const TAG = /^[a-z]+$/
const FILLER = '•'
/** By eighths of their length; of longer texts they are made anew. */
const FILLERS: readonly Masked[] = Array.from({ length: 65 }, (_, eighths) =>
  constant(FILLER.repeat(8 * eighths)),
)
const WHITE_SPACE = /^\s*$/

/** Judges by the mode and its allow-list (MK-8, MK-10). */
export function createJudgeByMode({ mode, unmaskSelectors }: MaskRules, natives: Natives): JudgeByMode {
  const { matches } = natives
  const hidden = mode === 'inputs' ? FORM_CONTROLS : [...FORM_CONTROLS, ...MEDIA]
  // A name is found faster than a browser goes through a list of them.
  const hiddenTags = new Set(hidden.filter((selector) => TAG.test(selector)))
  const hiding = hidden.filter((selector) => !TAG.test(selector)).join(',')
  const unmasking = ['[data-sidelong-unmask]', ...unmaskSelectors].join(',')
  const either = `${hiding},${unmasking}`
  const unmasked = new Set<Element>()

  function unmaskedBy(element: Element, parent: Verdict): Element | null {
    // Below filler nothing above lets through.
    if (parent !== VERDICT.filler) return natives.closest(element, unmasking)
    return matches(element, unmasking) ? element : null
  }

  function judge(element: Element, parent: Verdict): Verdict {
    const tag = natives.localName(element)
    let isHidden = hiddenTags.has(tag) || isFormAssociated(element, tag) || isDesigned(element, natives)
    // Most elements are in the midst of filler, and none of this: one question, not two.
    if (parent === VERDICT.filler && !isHidden && !matches(element, either)) return VERDICT.filler
    isHidden ||= matches(element, hiding)
    if (!isHidden && mode === 'inputs') return VERDICT.open
    const root = unmaskedBy(element, parent)
    if (!root) return isHidden ? VERDICT.masked : VERDICT.filler
    unmasked.add(root)
    return VERDICT.open
  }

  return Object.assign(judge, {
    hasLostUnmask() {
      for (const root of unmasked) {
        if (natives.isConnected(root) && matches(root, unmasking)) continue
        unmasked.delete(root)
        if (natives.isConnected(root)) return true
      }
      return false
    },
  })
}

/** A text of an element with this verdict, which is not masked (MK-21). */
export function textByMode(node: Node, verdict: Verdict, data: string, natives: Natives): Masked {
  if (isDesigned(node, natives)) return constant('')
  if (verdict === VERDICT.open || WHITE_SPACE.test(data)) return pass(data)
  return fillerOf(Math.ceil(data.length / 8))
}

const fillerOf = (eighths: number): Masked => FILLERS[eighths] ?? constant(FILLER.repeat(8 * eighths))

/** In a document that is edited as a whole, all of it is a field. */
function isDesigned(node: Node, natives: Natives): boolean {
  return natives.ownerDocument(node)?.designMode === 'on'
}
