import type { DocumentMirror } from './document-mirror.ts'

const QUIET: AddEventListenerOptions = { capture: true, passive: true }

/** Events that say that state outside the tree changed. Capturing, so that a page stopping them does not matter. */
export function listenToRoots(
  mirror: DocumentMirror,
  signal: AbortSignal,
  schedule: () => void,
): (root: Document | ShadowRoot) => void {
  const listeners: (readonly [type: string, listener: (event: Event) => void])[] = []
  const on = (types: readonly string[], tell: (target: Element) => void): void => {
    const listener = (event: Event): void => {
      const target = event.target
      if (!target || !('nodeType' in target)) return
      tell(target as Element)
      schedule()
    }
    for (const type of types) listeners.push([type, listener])
  }
  // With focus come and go values that the browser filled in and told nobody of.
  on(['input', 'change', 'focusin', 'focusout', 'toggle', 'close'], (target) => mirror.noteValue(target))
  on(['beforetoggle', 'fullscreenchange'], (target) => mirror.noteOpened(target))
  on(['scroll'], (target) => mirror.noteScroll(target))
  on(['slotchange'], (target) => mirror.noteSlot(target as HTMLSlotElement))
  on(['selectionchange'], () => mirror.noteSelection())
  on(['load'], (target) => {
    if (target.localName === 'iframe' || target.localName === 'frame') mirror.noteFrame(target)
    else if (/^(style|link)$/.test(target.localName)) mirror.noteStyle(target)
  })
  on(['reset'], (form) => {
    // The controls change after the event.
    queueMicrotask(() => {
      for (const element of (form as HTMLFormElement).elements) mirror.noteValue(element)
      schedule()
    })
  })
  return (root) => {
    for (const [type, listener] of listeners) root.addEventListener(type, listener, { ...QUIET, signal })
  }
}
