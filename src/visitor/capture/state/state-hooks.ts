import type { Realm, Wrapping } from '../wrapping.ts'

/** State that script changes without any event: form controls, the top layer, custom states, slots filled by hand. */
export interface StateHooks {
  install(realm: Realm): void
  /** Raised whenever `element` is put on top of the top layer; 0 if that was before our time. */
  orderOf(element: Element): number
  noteOpened(element: Element): void
  /** Custom states, if the element told the browser of its internals while we were here. */
  statesOf(element: Element): Iterable<string> | undefined
}

type States = Set<string>
type Internals = ElementInternals & { readonly states?: States }

export function createStateHooks(
  { afterMethod, afterSetter }: Wrapping,
  note: (element: Element) => void,
  noteClosedRoot: (host: Element, root: ShadowRoot | null) => void,
): StateHooks {
  const orders = new WeakMap<Element, number>()
  const states = new WeakMap<Element, States>()
  const owners = new WeakMap<States, Element>()
  let lastOrder = 0

  function noteOpened(element: Element): void {
    orders.set(element, ++lastOrder)
    note(element)
  }

  return {
    install(realm) {
      const { HTMLInputElement, HTMLTextAreaElement } = realm
      const inputs = 'value checked indeterminate valueAsNumber valueAsDate type files'
      afterSetter(HTMLInputElement.prototype, inputs, note)
      afterSetter(realm.HTMLSelectElement.prototype, 'value selectedIndex', note)
      afterSetter(realm.HTMLOptionElement.prototype, 'selected', note)
      afterSetter(HTMLTextAreaElement.prototype, 'value', note)
      for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement])
        afterMethod(prototype, 'setRangeText stepUp stepDown', note)
      afterMethod(realm.HTMLDialogElement.prototype, 'showModal', noteOpened)
      afterMethod(realm.HTMLSlotElement.prototype, 'assign', note)
      afterMethod<Element>(realm.HTMLElement.prototype, 'attachInternals', (element, result) => {
        const { states: set, shadowRoot } = result as Internals
        if (set) {
          states.set(element, set)
          owners.set(set, element)
        }
        noteClosedRoot(element, shadowRoot)
      })
      const { CustomStateSet } = realm as unknown as { CustomStateSet?: { prototype: object } }
      afterMethod<States>(CustomStateSet?.prototype, 'add delete clear', (set) => {
        const element = owners.get(set)
        if (element) note(element)
      })
    },
    orderOf: (element) => orders.get(element) ?? 0,
    noteOpened,
    statesOf: (element) => states.get(element),
  }
}
