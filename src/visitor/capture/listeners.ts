import type { Stoppable } from '../../base/stoppable.ts'
import { FRAME } from '../privacy/attributes.ts'
import type { DocumentMirror } from './document-mirror.ts'

type Root = Document | ShadowRoot | Window
export type Listener = readonly [type: string, listener: (event: Event) => void]

/** Listeners on a window, or a document and all its shadow roots. Capturing, so that a page stopping events does not matter. */
export interface RootListeners extends Stoppable {
  /** Again when document.open() took all listeners off: those that are still there are not added twice. */
  add(root: Root): void
  remove(root: Root): void
}

export function createRootListeners(listeners: readonly Listener[]): RootListeners {
  const roots = new Set<Root>()

  function remove(root: Root): void {
    roots.delete(root)
    for (const [type, listener] of listeners) root.removeEventListener(type, listener, true)
  }

  return {
    add(root) {
      roots.add(root)
      // Neither options nor a signal: with them each costs the browser ten times as much, and components are many.
      for (const [type, listener] of listeners) root.addEventListener(type, listener, true)
    },
    remove,
    stop: () => roots.forEach(remove),
  }
}

/** Events that say that state outside the tree changed. */
export function listenToRoots(mirror: DocumentMirror, schedule: () => void): RootListeners {
  const listeners: Listener[] = []
  const on = (types: readonly string[], tell: (target: Element) => void): void => {
    const listener = (event: Event): void => {
      // Also of a shadow tree that nobody observes yet.
      const [target] = event.composedPath()
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
  on(['load', 'error'], (target) => {
    if (FRAME.test(target.localName)) mirror.noteFrame(target)
  })
  on(['load'], (target) => {
    if (/^(style|link)$/.test(target.localName)) mirror.noteStyle(target)
  })
  on(['reset'], (form) => {
    // The controls change after the event.
    queueMicrotask(() => {
      for (const element of (form as HTMLFormElement).elements) mirror.noteValue(element)
      schedule()
    })
  })
  return createRootListeners(listeners)
}
