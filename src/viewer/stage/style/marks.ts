import { MARK } from '../../../protocol/codec/ops.ts'
import * as native from '../natives.ts'
import { markOf, type PseudoClass } from './rewrite.ts'

/** Marks the elements that the visitor points at, presses, has the focus on or came for, for the rewritten selectors. */
export interface Marks {
  set(kind: number, node: Element | null): void
  /** Elements may have been moved: what is above a marked one has to be marked. */
  settle(): void
}

/** What each mark is set for, and whether everything above the element gets it, too. */
const KINDS: readonly (readonly [name: PseudoClass, kind: number, isAlsoAbove: boolean])[] = [
  ['hover', MARK.hover, true],
  ['active', MARK.active, true],
  ['focus', MARK.focus, false],
  ['focus-within', MARK.focus, true],
  ['focus-visible', MARK.focusVisible, false],
  ['target', MARK.target, false],
]

export function createMarks(): Marks {
  const nodes = new Map<number, Element>()
  const marked = new Map<PseudoClass, ReadonlySet<Element>>()

  /** What is above `element` as it is shown: its slot, not its parent, if it has one. */
  function above(element: Element): Element | null {
    const slot = native.assignedSlot(element)
    if (slot) return slot
    const parent = native.parentNode(element)
    if (parent instanceof Element) return parent
    return parent instanceof ShadowRoot ? native.shadowHost(parent) : null
  }

  function settle(): void {
    for (const [name, kind, isAlsoAbove] of KINDS) {
      const before = marked.get(name)
      const now = new Set<Element>()
      for (let at = nodes.get(kind) ?? null; at; at = isAlsoAbove ? above(at) : null) now.add(at)
      for (const element of before ?? []) if (!now.has(element)) native.removeAttribute(element, markOf(name))
      for (const element of now) if (!before?.has(element)) native.setAttribute(element, markOf(name), '')
      marked.set(name, now)
    }
  }

  return {
    set(kind, node) {
      if (node) nodes.set(kind, node)
      else nodes.delete(kind)
      settle()
    },
    settle,
  }
}
