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

  function setters(type: { prototype: object } | undefined, names: string): void {
    for (const name of names.split(' ')) afterSetter(type?.prototype, name, note)
  }

  return {
    install(realm) {
      const { HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement } = realm
      setters(HTMLInputElement, 'value checked indeterminate valueAsNumber valueAsDate type files')
      setters(HTMLTextAreaElement, 'value')
      setters(HTMLSelectElement, 'value selectedIndex')
      setters(realm.HTMLOptionElement, 'selected')
      for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement]) {
        for (const name of ['setRangeText', 'stepUp', 'stepDown']) afterMethod(prototype, name, note)
      }
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
      for (const name of ['add', 'delete', 'clear']) {
        afterMethod<States>(CustomStateSet?.prototype, name, (set) => {
          const element = owners.get(set)
          if (element) note(element)
        })
      }
    },
    orderOf: (element) => orders.get(element) ?? 0,
    noteOpened,
    statesOf: (element) => states.get(element),
  }
}
