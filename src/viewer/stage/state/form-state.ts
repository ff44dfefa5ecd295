import { STATE } from '../../../protocol/codec/ops.ts'
import { native } from '../natives.ts'

/** State that lives beside the attributes: values, check marks, selection, the top layer. */
export interface FormState {
  value(element: Element, value: string): void
  state(element: Element, bits: number): void
  /** The `open` attribute of a dialog is about to go. */
  closing(element: Element): void
}

export function createFormState(): FormState {
  const modals = new WeakSet<object>()

  function modal(dialog: HTMLDialogElement, isModal: boolean): void {
    if (isModal === modals.has(dialog)) return
    if (!isModal) {
      modals.delete(dialog)
      native.closeDialog(dialog)
      // Its attribute goes by itself: a modal dialog that was moved is open, but modal no more.
      return native.setAttribute(dialog, 'open', '')
    }
    modals.add(dialog)
    // showModal() refuses a dialog that is open already; it sets the attribute again.
    native.removeAttribute(dialog, 'open')
    native.showModal(dialog)
  }

  function popover(element: HTMLElement, isShowing: boolean): void {
    if (!native.hasAttribute(element, 'popover')) return
    if (isShowing === native.matches(element, ':popover-open')) return
    if (isShowing) native.showPopover(element)
    else native.hidePopover(element)
  }

  /** A list of one line would choose its first option again when the chosen one goes; the visitor's shows none. */
  function select(option: HTMLOptionElement, isSelected: boolean): void {
    const list = option.closest('select')
    const isOnly = !isSelected && list !== null && !list.multiple && option.selected
    native.setSelected(option, isSelected)
    if (isOnly) list.selectedIndex = -1
  }

  return {
    value(element, value) {
      if (element instanceof HTMLInputElement) {
        if (native.inputType(element) !== 'file') native.setInputValue(element, value)
      } else if (element instanceof HTMLTextAreaElement) native.setTextAreaValue(element, value)
      else if (element instanceof HTMLSelectElement) native.setSelectValue(element, value)
      else if (element instanceof HTMLOutputElement) native.setOutputValue(element, value)
    },

    state(element, bits) {
      if (element instanceof HTMLInputElement) {
        native.setChecked(element, (bits & STATE.checked) !== 0)
        native.setIndeterminate(element, (bits & STATE.indeterminate) !== 0)
      } else if (element instanceof HTMLOptionElement) select(element, (bits & STATE.selected) !== 0)
      if (!(element instanceof HTMLElement) || !native.isConnected(element)) return
      try {
        if (element instanceof HTMLDialogElement) modal(element, (bits & STATE.modal) !== 0)
        popover(element, (bits & STATE.popover) !== 0)
      } catch {
        // Not showable where it stands (no box in an inactive document, a dialog that is a popover): it stays as it is.
      }
    },

    closing(element) {
      if (!modals.delete(element)) return
      native.closeDialog(element)
    },
  }
}
