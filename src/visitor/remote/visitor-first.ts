import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { listen } from '../boot/listen.ts'
import type { Natives } from '../capture/natives.ts'
import { isInside } from './flat-tree.ts'

const FIRST_MS = 500

/** Knows what the visitor has just done: there, agents wait (RC-5). */
export interface VisitorFirst extends Stoppable {
  isBusy(element: Element): boolean
  /** Typing goes where the focus is: wherever the visitor types, there. */
  isTyping(): boolean
  isScrolling(): boolean
  /** Events of `work` are ours, also those that the browser calls trusted. */
  ours<T>(work: () => T): T
}

export function trackVisitor(window: Window, clock: Clock, natives: Natives): VisitorFirst {
  let depth = 0
  let touched: Element | null = null
  const at = {
    touch: Number.NEGATIVE_INFINITY,
    type: Number.NEGATIVE_INFINITY,
    scroll: Number.NEGATIVE_INFINITY,
  }
  const isRecent = (then: number): boolean => clock.now() - then < FIRST_MS

  const watch = (types: string[], kind: keyof typeof at): Stoppable =>
    listen(window, types, (event) => {
      if (!event.isTrusted || depth > 0) return
      at[kind] = clock.now()
      const [target] = event.composedPath()
      if (kind !== 'scroll' && target && natives.nodeType(target as Node) === 1) {
        at.touch = at[kind]
        touched = target as Element
      }
    })
  const all = [
    watch(['pointerdown', 'change'], 'touch'),
    watch(['keydown', 'input'], 'type'),
    watch(['wheel', 'touchmove'], 'scroll'),
  ]

  return {
    isBusy: (element) =>
      isRecent(at.touch) &&
      touched !== null &&
      (isInside(natives, element, touched) || isInside(natives, touched, element)) &&
      // On the bare page everything is inside.
      touched !== window.document.body &&
      touched !== window.document.documentElement,
    isTyping: () => isRecent(at.type),
    isScrolling: () => isRecent(at.scroll),
    ours(work) {
      depth++
      try {
        return work()
      } finally {
        depth--
      }
    },
    stop() {
      for (const one of all) one.stop()
    },
  }
}
