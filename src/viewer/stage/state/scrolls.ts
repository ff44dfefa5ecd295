import { VIEWER_LIMITS } from '../../limits.ts'
import * as native from '../natives.ts'

type Wanted = { readonly x: number; readonly y: number; untilMs: number }

/** Scroll offsets, set after layout and again while images, sheets and later slices still change the layout. */
export interface Scrolls {
  want(node: Node, x: number, y: number): void
  settle(): void
  /** False: the page's own offset is the agent's to choose, until it is true again (VW-3). */
  follow(isFollowing: boolean): void
  /** How far the visitor's viewport lies from what is shown. */
  away(): { x: number; y: number }
  /** Something loaded. */
  loaded(): void
  freed(node: object): void
}

export function createScrolls(document: Document, now: () => number, moved: () => void): Scrolls {
  const wanted = new Map<object, Wanted>()
  const fresh = new Set<object>()
  /** Scrolled by the browser, because content went. What takes its place may come with a later slice. */
  const displaced = new Set<object>()
  let isFollowing = true

  // Not a listener: each generation would add one.
  native.setDocumentScroll(document, noteScroll)

  function noteScroll({ target }: Event): void {
    if (!isFollowing && target === document) return moved()
    const offset = target && wanted.get(target)
    if (!offset || isThere(target, offset)) return
    offset.untilMs = now() + VIEWER_LIMITS.scrollSettleMs
    displaced.add(target)
    // It may have come since the layout that cut it short.
    apply(target, offset)
  }

  function scrollerOf(node: object): Element | null {
    const element = node === document ? rootScroller() : node
    return element instanceof Element ? element : null
  }

  function isThere(node: object, { x, y }: Wanted): boolean {
    const element = scrollerOf(node)
    return (
      element !== null &&
      Math.abs(native.scrollLeft(element) - x) <= 1 &&
      Math.abs(native.scrollTop(element) - y) <= 1
    )
  }

  function apply(node: object, { x, y }: Wanted): void {
    if (!isFollowing && node === document) return moved()
    const element = scrollerOf(node)
    // Not 'auto': `scroll-behavior: smooth` of the page would lag behind the visitor.
    if (element) native.scrollTo(element, { left: x, top: y, behavior: 'instant' })
  }

  function rootScroller(): Element | null {
    return Reflect.get(Document.prototype, 'scrollingElement', document) ?? native.documentElement(document)
  }

  return {
    want(target, x, y) {
      // The visitor may speak of the root element or of the document: it is the same offset, and has one wish.
      const node = target === rootScroller() ? document : target
      if (node !== document && !wanted.has(node)) native.addEventListener(node, 'scroll', noteScroll)
      wanted.set(node, { x, y, untilMs: now() + VIEWER_LIMITS.scrollSettleMs })
      fresh.add(node)
      displaced.delete(node)
    },
    settle() {
      for (const node of fresh) {
        const offset = wanted.get(node)
        if (offset) apply(node, offset)
      }
      fresh.clear()
      for (const node of displaced) {
        const offset = wanted.get(node)
        if (offset) apply(node, offset)
        if (!offset || isThere(node, offset) || offset.untilMs < now()) displaced.delete(node)
      }
    },
    follow(next) {
      isFollowing = next
      const offset = wanted.get(document)
      if (next && offset) apply(document, offset)
      moved()
    },
    away() {
      const { x = 0, y = 0 } = wanted.get(document) ?? {}
      const element = rootScroller()
      return element
        ? { x: x - native.scrollLeft(element), y: y - native.scrollTop(element) }
        : { x: 0, y: 0 }
    },
    loaded() {
      for (const [node, offset] of wanted) if (offset.untilMs >= now()) apply(node, offset)
    },
    freed(node) {
      wanted.delete(node)
      fresh.delete(node)
      displaced.delete(node)
    },
  }
}
