import { STATE } from '../../../protocol/codec/ops.ts'

/** Controls whose `value` a person types or picks and which may therefore differ from the attribute. */
const VALUELESS = /^(checkbox|radio|file|hidden|submit|button|reset|image)$/

/** The text that `element` shows as its value, `null` if it has none. */
export function controlValue(element: Element): string | null {
  switch (element.localName) {
    case 'input': {
      const input = element as HTMLInputElement
      return VALUELESS.test(input.type) ? null : input.value
    }
    case 'textarea':
      return (element as HTMLTextAreaElement).value
    default:
      return null
  }
}

/** The value that the stage shows already, from attribute or child text. */
export function defaultValue(element: Element): string {
  return (element as HTMLInputElement | HTMLTextAreaElement).defaultValue
}

/** The STATE bits of `element`; 0 for those without state. */
export function stateBits(element: Element): number {
  switch (element.localName) {
    case 'input': {
      const input = element as HTMLInputElement
      return (input.checked ? STATE.checked : 0) | (input.indeterminate ? STATE.indeterminate : 0)
    }
    case 'option':
      return (element as HTMLOptionElement).selected ? STATE.selected : 0
    case 'dialog':
      return element.matches(':modal') ? STATE.modal : 0
    default:
      return element.hasAttribute('popover') && element.matches(':popover-open') ? STATE.popover : 0
  }
}

/** The bits that follow from the attributes alone: what the stage has after building the element. */
export function defaultBits(element: Element): number {
  if (element.localName === 'input') return (element as HTMLInputElement).defaultChecked ? STATE.checked : 0
  if (element.localName === 'option')
    return (element as HTMLOptionElement).defaultSelected ? STATE.selected : 0
  return 0
}

export function hasState(element: Element): boolean {
  const tag = element.localName
  return tag === 'input' || tag === 'option' || tag === 'dialog' || element.hasAttribute('popover')
}
