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
  /** What the visitor touched, and when: leaving a field for a button touches both. */
  const touched = new Map<Element, number>()
  const at = { type: Number.NEGATIVE_INFINITY, scroll: Number.NEGATIVE_INFINITY }
  const isRecent = (then: number): boolean => clock.now() - then < FIRST_MS

  const watch = (types: string[], kind: keyof typeof at | 'touch'): Stoppable =>
    listen(window, types, (event) => {
      if (!event.isTrusted || depth > 0) return
      if (kind !== 'touch') at[kind] = clock.now()
      const [target] = event.composedPath()
      if (kind === 'scroll' || !target || natives.nodeType(target as Node) !== 1) return
      for (const [one, then] of touched) if (!isRecent(then)) touched.delete(one)
      touched.set(target as Element, clock.now())
    })
  const all = [
    watch(['pointerdown', 'change'], 'touch'),
    watch(['keydown', 'input'], 'type'),
    watch(['wheel', 'touchmove'], 'scroll'),
  ]

  return {
    isBusy: (element) =>
      [...touched].some(
        ([one, then]) =>
          isRecent(then) &&
          // On the bare page everything is inside.
          one !== window.document.body &&
          one !== window.document.documentElement &&
          (isInside(natives, element, one) || isInside(natives, one, element)),
      ),
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
