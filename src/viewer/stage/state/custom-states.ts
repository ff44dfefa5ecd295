import * as native from '../natives.ts'

type Internals = ElementInternals & { readonly states?: Set<string> }

/** Shows the states that a custom element gave itself (`:state()`). */
export interface CustomStates {
  set(element: HTMLElement, states: readonly string[]): void
}

export function createCustomStates(): CustomStates {
  const known = new WeakMap<Element, Internals>()

  return {
    set(element, states) {
      try {
        const internals: Internals = known.get(element) ?? native.attachInternals(element)
        known.set(element, internals)
        internals.states?.clear()
        for (const state of states) internals.states?.add(state)
      } catch {
        // No custom element here, or a state that this browser does not take.
      }
    },
  }
}
