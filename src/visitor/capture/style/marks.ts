import { MARK, OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import type { Masked } from '../../privacy/masked.ts'
import type { Listener } from '../listeners.ts'
import type { Natives } from '../natives.ts'

/** Which elements `:hover`, `:active`, `:focus`, `:focus-visible` and `:target` match: no observer tells of it. */
export interface Marks {
  readonly listeners: readonly Listener[]
  flush(): void
}

export function createMarks(parts: {
  writer: SectionWriter<Masked>
  document: Document
  natives: Pick<Natives, 'matches' | 'isConnected'>
  /** The element, or the next one above that the stage has: a hidden box for all that is in it. */
  shownId: (node: Node) => number
  shadowRootOf: (element: Element) => ShadowRoot | null
  isPointerSent: boolean
  /** There is one. */
  marked: () => void
  schedule: () => void
}): Marks {
  const { writer, document, natives } = parts
  const sent: number[] = [0, 0, 0, 0, 0]
  let hovered: Element | null = null
  let isPressed = false
  let hash = ''
  let target: Element | null = null

  function focused(): Element | null {
    let element = document.activeElement
    let root = element && parts.shadowRootOf(element)
    while (root?.activeElement) {
      element = root.activeElement
      root = parts.shadowRootOf(element)
    }
    return element && natives.matches(element, ':focus') ? element : null
  }

  const listeners: Listener[] = []
  const on = (types: readonly string[], tell: (event: PointerEvent) => void): void => {
    const listener = (event: Event): void => {
      tell(event as PointerEvent)
      parts.schedule()
    }
    for (const type of types) listeners.push([type, listener])
  }
  on(['focusin', 'focusout'], () => undefined)
  if (parts.isPointerSent) {
    // Inner roots are told after outer ones: the innermost element stays.
    on(['pointerover'], (event) => {
      hovered = (event.composedPath()[0] ?? event.target) as Element
    })
    on(['pointerdown', 'pointerup', 'pointercancel'], ({ type }) => {
      isPressed = type === 'pointerdown'
    })
    on(['pointerout'], ({ relatedTarget, currentTarget }) => {
      if (!relatedTarget && currentTarget === document) hovered = null
    })
  }

  return {
    listeners,
    flush() {
      const focus = focused()
      const address = document.defaultView?.location.hash ?? ''
      // Looked for in the whole document: only when the address changed, or what it named is gone.
      if (address !== hash || (target && !natives.isConnected(target))) {
        hash = address
        target = document.querySelector(':target')
      }
      const now: (Element | null)[] = []
      now[MARK.hover] = hovered
      now[MARK.active] = isPressed ? hovered : null
      now[MARK.focus] = focus
      now[MARK.focusVisible] = focus && natives.matches(focus, ':focus-visible') ? focus : null
      now[MARK.target] = target
      for (const [kind, element] of now.entries()) {
        const id = element && natives.isConnected(element) ? parts.shownId(element) : 0
        if (id === sent[kind]) continue
        sent[kind] = id
        writer.op(OP.mark, kind, id)
        parts.marked()
      }
    },
  }
}
