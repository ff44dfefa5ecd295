import { VIEWER_LIMITS } from '../../limits.ts'
import { native } from '../natives.ts'

type Wanted = { readonly x: number; readonly y: number; untilMs: number }

/** Scroll offsets, set after layout and again while images and sheets that arrive still change the layout. */
export interface Scrolls {
  want(node: Node, x: number, y: number): void
  settle(): void
  /** Something loaded. */
  loaded(): void
  freed(node: object): void
}

export function createScrolls(document: Document, now: () => number): Scrolls {
  const wanted = new Map<object, Wanted>()
  const fresh = new Set<object>()

  function apply(node: object, { x, y }: Wanted): void {
    const element = node === document ? rootScroller() : node
    // Not 'auto': `scroll-behavior: smooth` of the page would lag behind the visitor.
    if (element instanceof Element) native.scrollTo(element, { left: x, top: y, behavior: 'instant' })
  }

  function rootScroller(): Element | null {
    return Reflect.get(Document.prototype, 'scrollingElement', document) ?? native.documentElement(document)
  }

  return {
    want(node, x, y) {
      wanted.set(node, { x, y, untilMs: now() + VIEWER_LIMITS.scrollSettleMs })
      fresh.add(node)
    },
    settle() {
      for (const node of fresh) {
        const offset = wanted.get(node)
        if (offset) apply(node, offset)
      }
      fresh.clear()
    },
    loaded() {
      for (const [node, offset] of wanted) {
        if (offset.untilMs < now()) wanted.delete(node)
        else apply(node, offset)
      }
    },
    freed(node) {
      wanted.delete(node)
      fresh.delete(node)
    },
  }
}
