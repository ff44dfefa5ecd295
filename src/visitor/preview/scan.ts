import { walk } from '../check/areas.ts'
import { reasonFor } from '../check/reason.ts'
import { type Privacy, VERDICT } from '../privacy/privacy.ts'
import type { MaskReason, MaskRules } from '../privacy/rules.ts'

/** Something that agents do not see. `filler`: its words only (mode `all`). */
export type Area = { readonly element: Element; readonly reason: MaskReason | 'filler' }

/** All hidden areas of the page as it is now; to be run in slices. */
export function* scan(
  document: Document,
  rules: MaskRules,
  ofRoles: readonly string[],
  privacy: Privacy,
): Generator<void, Area[], void> {
  const areas: Area[] = []
  for (const { element, verdict } of walk(document, privacy)) {
    yield
    if (element.localName === 'sidelong-ui') continue
    if (verdict === VERDICT.masked) areas.push({ element, reason: reasonFor(element, rules, ofRoles) })
    else if (verdict === VERDICT.filler && hasOwnText(element)) areas.push({ element, reason: 'filler' })
  }
  return areas
}

function hasOwnText(element: Element): boolean {
  return Array.from(element.childNodes).some((node) => node.nodeType === 3 && /\S/.test((node as Text).data))
}
