import type { Stoppable } from '../../base/stoppable.ts'
import { guard } from '../loader/guard.ts'

/** Listens, ahead of the page's own handlers, without ever holding up scrolling. */
export function listen(target: EventTarget, types: readonly string[], fn: (event: Event) => void): Stoppable {
  const options = { capture: true, passive: true }
  const guarded = (event: Event) => guard(() => fn(event))
  for (const type of types) target.addEventListener(type, guarded, options)
  return {
    stop() {
      for (const type of types) target.removeEventListener(type, guarded, options)
    },
  }
}
