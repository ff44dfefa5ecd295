import type { DocumentMirror } from './document-mirror.ts'

const QUIET: AddEventListenerOptions = { capture: true, passive: true }

/** Events that say that state outside the tree changed. Capturing, so that a page stopping them does not matter. */
export function listenToRoot(
  root: Document | ShadowRoot,
  mirror: DocumentMirror,
  signal: AbortSignal,
  schedule: () => void,
): void {
  const on = (types: readonly string[], tell: (target: Element) => void): void => {
    for (const type of types) {
      root.addEventListener(
        type,
        (event) => {
          const target = event.target
          if (!target || !('nodeType' in target)) return
          tell(target as Element)
          schedule()
        },
        { ...QUIET, signal },
      )
    }
  }
  on(['input', 'change'], (target) => {
    mirror.noteValue(target)
    // The others of its group went off without an event of their own.
    if ((target as HTMLInputElement).type === 'radio')
      root.querySelectorAll('input[type=radio i]').forEach(mirror.noteValue)
  })
  on(['toggle', 'close', 'cancel'], (target) => mirror.noteValue(target))
  on(['scroll'], (target) => mirror.noteScroll(target))
  on(['slotchange'], (target) => mirror.noteSlot(target as HTMLSlotElement))
  on(['load'], (target) => {
    if (target.localName === 'iframe' || target.localName === 'frame') mirror.noteFrame(target)
    else if (target.localName === 'style') mirror.noteStyle(target)
  })
  root.addEventListener(
    'reset',
    (event) => {
      // The controls change after the event.
      const form = event.target as HTMLFormElement
      queueMicrotask(() => {
        for (const element of form.elements) mirror.noteValue(element)
        schedule()
      })
    },
    { ...QUIET, signal },
  )
}
