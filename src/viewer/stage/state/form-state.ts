import { VIEWER_LIMITS } from '../../limits.ts'
import * as native from '../natives.ts'

/** What form controls hold beside their attributes. */
export function setValue(element: Element, value: string): void {
  if (element instanceof HTMLInputElement) native.setInputValue(element, value)
  else if (element instanceof HTMLTextAreaElement) native.setTextAreaValue(element, value)
  else if (element instanceof HTMLOutputElement) native.setOutputValue(element, value)
}

/** Names only, one in each line: the files here are empty. */
export function setFiles(input: HTMLInputElement, names: string): void {
  const transfer = new DataTransfer()
  if (names !== '')
    for (const name of names.split('\n').slice(0, VIEWER_LIMITS.maxFileNames))
      transfer.items.add(new File([], name))
  native.setFiles(input, transfer.files)
}

/** Exactly these options of `select` are chosen. */
export function choose(select: HTMLSelectElement, chosen: ReadonlySet<unknown>): void {
  const options = Array.from(native.options(select))
  if (native.isMultiple(select)) for (const option of options) native.setSelected(option, chosen.has(option))
  else
    native.setSelectedIndex(
      select,
      options.findIndex((option) => chosen.has(option)),
    )
}
