import { MASK_MARK } from './allowed-attributes.ts'
import { native, styleOf } from './natives.ts'

type Size = { readonly width: number; readonly height: number }

/** Elements hidden from the agent: a hatched box of the size that the visitor sees, which nobody takes for blank. */
export interface Masks {
  add(element: Element, size: Size): void
  has(node: object): boolean
  /** The `style` attribute was set: our sizes have to be put back. */
  restore(element: Element): void
  /** Boxes without a size of their own (inline) get one; needs layout, so once for all new ones. */
  settle(): void
}

export function createMasks(): Masks {
  const sizes = new WeakMap<object, Size>()
  const inline = new WeakSet<object>()
  let fresh: Element[] = []

  function restore(element: Element): void {
    const size = sizes.get(element)
    const style = styleOf(element)
    if (!size || !style) return
    style.setProperty('--sidelong-width', `${size.width}px`, 'important')
    style.setProperty('--sidelong-height', `${size.height}px`, 'important')
    if (inline.has(element)) style.setProperty('display', 'inline-block', 'important')
  }

  return {
    add(element, size) {
      sizes.set(element, size)
      native.setAttribute(element, MASK_MARK, '')
      restore(element)
      fresh.push(element)
    },
    has: (node) => sizes.has(node),
    restore,
    settle() {
      if (fresh.length === 0) return
      const added = fresh
      fresh = []
      const found = added.filter(
        (element) => native.isConnected(element) && getComputedStyle(element).display === 'inline',
      )
      for (const element of found) {
        inline.add(element)
        restore(element)
      }
    },
  }
}
