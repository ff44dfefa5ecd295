import { STATE } from '../../../protocol/codec/ops.ts'

/** Controls whose value is that of the attribute, whatever a person does. */
const VALUELESS = /^(checkbox|radio|hidden|submit|button|reset|image)$/

/** The text that `element` shows as its value, `null` if it has none. Of chosen files the names, one in each line. */
export function controlValue(element: Element): string | null {
  const { localName } = element
  if (localName === 'textarea') return (element as HTMLTextAreaElement).value
  if (localName !== 'input') return null
  const input = element as HTMLInputElement
  if (input.files) return [...input.files].map((file) => file.name).join('\n')
  return VALUELESS.test(input.type) ? null : input.value
}

/** The value that the stage shows already, from attribute or child text. */
export function defaultValue(element: Element): string {
  const control = element as HTMLInputElement | HTMLTextAreaElement
  return control.type === 'file' ? '' : control.defaultValue
}

/** The STATE bits of `element`; 0 for those without state. */
export function stateBits(element: Element): number {
  const is = (selector: string, bit: number): number => (element.matches(selector) ? bit : 0)
  let bits = is(':fullscreen', STATE.fullscreen)
  const { localName } = element
  if (localName === 'dialog') bits |= is(':modal', STATE.modal)
  if (element.hasAttribute('popover')) bits |= is(':popover-open', STATE.popover)
  if (!isControl(localName)) return bits
  const { checked, indeterminate } = element as HTMLInputElement
  return bits | (checked ? STATE.checked : 0) | (indeterminate ? STATE.indeterminate : 0)
}

/** The bits that follow from the attributes alone: what the stage has after building the element. */
export function defaultBits(element: Element): number {
  return (element as Partial<HTMLInputElement>).defaultChecked ? STATE.checked : 0
}

export function isControl(tag: string): boolean {
  return /^(input|textarea|select)$/.test(tag)
}
