import type { Natives } from '../capture/natives.ts'

type Root = Document | ShadowRoot

/** Parent as the page is drawn: through slots, shadow roots and frames of this origin. */
export function flatParent(natives: Natives, element: Element): Element | null {
  const parent = natives.assignedSlot(element) ?? natives.parentNode(element)
  if (!parent) return null
  if (natives.nodeType(parent) === 1) return parent as Element
  return (natives.above(parent) as Element | null) ?? (parent as Document).defaultView?.frameElement ?? null
}

/** The first of `element` and those around it that passes. */
export function closestFlat(
  natives: Natives,
  element: Element | null,
  passes: (one: Element) => boolean,
): Element | null {
  for (let at = element; at; at = flatParent(natives, at)) if (passes(at)) return at
  return null
}

export function isInside(natives: Natives, element: Element | null, outer: Element): boolean {
  return closestFlat(natives, element, (one) => one === outer) !== null
}

/** What has the focus, deep in shadow roots and frames; `null` where that cannot be seen. */
export function activeOf(document: Document): Element | null {
  let root: Root | null = document
  let active: Element | null = null
  while (root) {
    const next: Element | null = root.activeElement
    if (!next) break
    active = next
    root = next.shadowRoot ?? frameDocument(next)
  }
  return active
}

export function frameDocument(element: Element): Document | null {
  try {
    return (element as Partial<HTMLIFrameElement>).contentDocument ?? null
  } catch {
    return null
  }
}

/** What lies at a place of the viewport, with the place in the document that it belongs to. */
export type Hit = { readonly element: Element; readonly x: number; readonly y: number }

export function hitAt(document: Document, x: number, y: number): Hit | null {
  let root: Root = document
  let at = { x, y }
  let found: Element | null = null
  for (;;) {
    const next: Element | null = root.elementFromPoint(at.x, at.y)
    if (!next || next === found) break
    found = next
    const inner: Document | null = frameDocument(next)
    if (inner) {
      const { left, top } = next.getBoundingClientRect()
      at = { x: at.x - left - next.clientLeft, y: at.y - top - next.clientTop }
    }
    const below: Root | null = inner ?? next.shadowRoot
    if (!below) break
    root = below
  }
  return found && { element: found, ...at }
}

/** Where an element is, in tags and numbers alone: no name, no text, no value (RC-11). */
export function pathOf(natives: Natives, element: Element): string {
  const steps: string[] = []
  for (let at: Element | null = element; at && steps.length < 64; at = flatParent(natives, at)) {
    let n = 1
    for (let one = natives.previousSibling(at); one; one = natives.previousSibling(one))
      if (natives.nodeType(one) === 1 && natives.localName(one as Element) === natives.localName(at)) n++
    steps.unshift(`${natives.localName(at)}:nth-of-type(${n})`)
  }
  return steps.join('>')
}
