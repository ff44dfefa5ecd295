import type { Realm, Wrapping } from '../wrapping.ts'

/** Form controls changed by script: no event tells of it. */
export function hookForms(
  { afterMethod, afterSetter }: Wrapping,
  realm: Realm,
  note: (element: Element) => void,
): void {
  for (const name of ['value', 'checked', 'indeterminate', 'valueAsNumber', 'valueAsDate', 'type']) {
    afterSetter(realm.HTMLInputElement.prototype, name, note)
  }
  afterSetter(realm.HTMLTextAreaElement.prototype, 'value', note)
  for (const name of ['value', 'selectedIndex']) afterSetter(realm.HTMLSelectElement.prototype, name, note)
  afterSetter<HTMLOptionElement>(realm.HTMLOptionElement.prototype, 'selected', (option) =>
    note(option.closest('select') ?? option),
  )
  for (const prototype of [realm.HTMLInputElement.prototype, realm.HTMLTextAreaElement.prototype]) {
    for (const name of ['setRangeText', 'stepUp', 'stepDown']) afterMethod(prototype, name, note)
  }
  afterMethod<HTMLFormElement>(realm.HTMLFormElement.prototype, 'reset', (form) => {
    for (const element of form.elements) note(element)
  })
}
