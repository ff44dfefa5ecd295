import type { Stoppable } from '../../base/stoppable.ts'

/** Listens, ahead of the page's own handlers, without ever holding up scrolling. */
export function listen(target: EventTarget, types: readonly string[], fn: (event: Event) => void): Stoppable {
  const options = { capture: true, passive: true }
  for (const type of types) target.addEventListener(type, fn, options)
  return {
    stop() {
      for (const type of types) target.removeEventListener(type, fn, options)
    },
  }
}
