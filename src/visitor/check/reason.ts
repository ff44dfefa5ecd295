import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { ALWAYS_MASKED } from '../privacy/always.ts'
import type { MaskReason, MaskRules } from '../privacy/rules.ts'

/** What hides for roles and for guests alone, of these settings. */
export function selectorsOfRoles({ masking }: VisitorSettings): string[] {
  const { selectors, roleSelectors, guestSelectors } = masking
  const all = [...Object.values(roleSelectors).flat(), ...guestSelectors]
  return all.filter((selector) => !selectors.includes(selector))
}

/**
 * Why an element is masked, the strictest reason first: what cannot be lifted comes before what settings can change, and
 * what hides for everyone before what hides for some (`ofRoles`).
 */
export function reasonFor(element: Element, rules: MaskRules, ofRoles: readonly string[]): MaskReason {
  if (rules.closed !== null) return 'fail-closed'
  if (isBelow(element, ALWAYS_MASKED.join(','))) return 'always'
  const listed = rules.selectors.filter((selector) => isBelow(element, selector))
  if (listed.length > 0) return listed.every((selector) => ofRoles.includes(selector)) ? 'role' : 'settings'
  if (rules.hook?.selectors.some((selector) => isBelow(element, selector))) return 'hook'
  // A field masked by what it was, or by how the browser draws it (MK-3), shows in no selector.
  return rules.mode === 'listed' ? 'always' : 'mode'
}

/** Is the element, or what it stands or is shown in, meant by the selector? */
function isBelow(element: Element, selector: string): boolean {
  for (let at: Element | null = element; at; at = outside(at)) if (at.closest(selector)) return true
  return false
}

/** The host or frame around the tree that an element is in; its slot first, since masks of the shadow tree reach through it. */
function outside(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot
  const root = element.getRootNode()
  if (root.nodeType === 11) return (root as ShadowRoot).host ?? null
  return (root as Document).defaultView?.frameElement ?? null
}
