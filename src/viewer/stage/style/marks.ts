import { MARK } from '../../../protocol/codec/ops.ts'
import { native } from '../natives.ts'
import { MARK_ATTRIBUTES } from './rewrite.ts'

/** Marks the elements that the visitor points at, presses, has the focus on or came for, for the rewritten selectors. */
export interface Marks {
  set(kind: number, node: Element | null): void
  /** Elements may have been moved: what is above a marked one has to be marked. */
  settle(): void
  clear(): void
}

type Kind = { readonly own: readonly string[]; readonly above: string | null }

const KINDS: Readonly<Record<number, Kind>> = {
  [MARK.hover]: { own: [MARK_ATTRIBUTES.hover], above: MARK_ATTRIBUTES.hover },
  [MARK.active]: { own: [MARK_ATTRIBUTES.active], above: MARK_ATTRIBUTES.active },
  [MARK.focus]: {
    own: [MARK_ATTRIBUTES.focus, MARK_ATTRIBUTES['focus-within']],
    above: MARK_ATTRIBUTES['focus-within'],
  },
  [MARK.focusVisible]: { own: [MARK_ATTRIBUTES['focus-visible']], above: null },
  [MARK.target]: { own: [MARK_ATTRIBUTES.target], above: null },
}

export function createMarks(): Marks {
  const nodes = new Map<number, Element>()
  const marked = new Map<number, Map<Element, readonly string[]>>()

  /** What is above `element` as it is shown: its slot, not its parent, if it has one. */
  function above(element: Element): Element | null {
    const slot = native.assignedSlot(element)
    if (slot) return slot
    const parent = native.parentNode(element)
    if (parent instanceof Element) return parent
    return parent instanceof ShadowRoot ? native.shadowHost(parent) : null
  }

  function wanted(kind: Kind, node: Element | undefined): Map<Element, readonly string[]> {
    const out = new Map<Element, readonly string[]>()
    if (!node) return out
    out.set(node, kind.own)
    if (kind.above !== null) for (let at = above(node); at; at = above(at)) out.set(at, [kind.above])
    return out
  }

  function apply(code: number, kind: Kind): void {
    const before = marked.get(code)
    const now = wanted(kind, nodes.get(code))
    for (const [element, names] of before ?? [])
      if (!now.has(element)) for (const name of names) native.removeAttribute(element, name)
    for (const [element, names] of now) {
      if (before?.get(element)?.length === names.length) continue
      for (const name of before?.get(element) ?? []) native.removeAttribute(element, name)
      for (const name of names) native.setAttribute(element, name, '')
    }
    marked.set(code, now)
  }

  return {
    set(code, node) {
      const kind = KINDS[code]
      if (!kind) return
      if (node) nodes.set(code, node)
      else nodes.delete(code)
      apply(code, kind)
    },
    settle() {
      for (const code of nodes.keys()) apply(code, KINDS[code] as Kind)
    },
    clear() {
      nodes.clear()
      marked.clear()
    },
  }
}
