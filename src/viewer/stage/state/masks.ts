import * as native from '../natives.ts'
import { MASK_MARK } from '../tree/allowed-attributes.ts'

type Size = { readonly width: number; readonly height: number }

/** What the mark says: hatched only, hatched with the given size, or with a size that has room for the label. */
type Kind = 'plain' | 'box' | 'label'

const LABEL_SIZE: Size = { width: 48, height: 16 }

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
  /** `null`: the size is its own. */
  const sizes = new WeakMap<object, Size | null>()
  const inline = new WeakSet<object>()
  let fresh: Element[] = []

  function restore(element: Element): void {
    const size = sizes.get(element)
    const style = native.styleOf(element)
    if (!size || !style) return
    style.setProperty('--sidelong-width', `${size.width}px`, 'important')
    style.setProperty('--sidelong-height', `${size.height}px`, 'important')
    if (inline.has(element)) style.setProperty('display', 'inline-block', 'important')
  }

  return {
    add(element, size) {
      const kind = kindOf(element, size)
      native.setAttribute(element, MASK_MARK, kind)
      // Sliders stand mid-way by themselves (MK-19).
      if (/^(meter|progress)$/.test(element.localName)) native.setAttribute(element, 'value', '.5')
      sizes.set(element, kind === 'plain' ? null : size)
      if (kind === 'plain') return
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

function kindOf(element: Element, { width, height }: Size): Kind {
  const isControl = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
  // Their size does not follow their content, so it is not sent.
  if (isControl && width === 0 && height === 0) return 'plain'
  return width >= LABEL_SIZE.width && height >= LABEL_SIZE.height ? 'label' : 'box'
}
