import { STATE } from '../../../protocol/codec/ops.ts'
import * as native from '../natives.ts'
import { FULL_MARK } from '../tree/allowed-attributes.ts'

/*
 * Dialogs, popovers and what the visitor sees full screen. The browser's own top layer shows them, in the order in which
 * the visitor's was filled. What the browser shows now is asked of it each time: moving an element closes it.
 */

export function setTopLayer(element: HTMLElement, bits: number): void {
  if (!native.isConnected(element)) return
  try {
    if (element instanceof HTMLDialogElement) modal(element, (bits & STATE.modal) !== 0)
    fullScreen(element, (bits & STATE.fullscreen) !== 0)
    if (native.hasAttribute(element, 'popover'))
      popover(element, (bits & (STATE.popover | STATE.fullscreen)) !== 0)
  } catch {
    // Not showable where it stands (no box in an inactive document, a dialog that is a popover): it stays as it is.
  }
}

/** The `open` attribute of a dialog is about to go. */
export function closeDialog(element: Element): void {
  if (element instanceof HTMLDialogElement) modal(element, false)
}

function modal(dialog: HTMLDialogElement, isModal: boolean): void {
  if (isModal === native.matches(dialog, ':modal')) return
  if (!isModal) {
    const isOpen = native.hasAttribute(dialog, 'open')
    native.closeDialog(dialog)
    // The attribute is the visitor's: closed as a modal dialog, it may have been opened as another at once.
    if (isOpen) native.setAttribute(dialog, 'open', '')
    return
  }
  // showModal() refuses a dialog that is open already; it sets the attribute again.
  native.removeAttribute(dialog, 'open')
  // It focuses something in it, or itself if told so, and what is focused is scrolled to.
  native.setAttribute(dialog, 'autofocus', '')
  native.showModal(dialog)
  native.removeAttribute(dialog, 'autofocus')
  native.scrollTo(dialog, { left: 0, top: 0, behavior: 'instant' })
}

function popover(element: HTMLElement, isShowing: boolean): void {
  if (isShowing === native.matches(element, ':popover-open')) return
  if (isShowing) native.showPopover(element)
  else native.hidePopover(element)
}

/** Not the screen of the agent: the whole of the stage. Our own sheet says what the browser's would (`:fullscreen`). */
function fullScreen(element: HTMLElement, isFull: boolean): void {
  if (isFull === native.hasAttribute(element, FULL_MARK)) return
  if (isFull) {
    const isPopover = native.hasAttribute(element, 'popover')
    native.setAttribute(element, FULL_MARK, isPopover ? 'popover' : '')
    if (!isPopover) native.setAttribute(element, 'popover', 'manual')
  } else {
    if (native.getAttribute(element, FULL_MARK) === '') native.removeAttribute(element, 'popover')
    native.removeAttribute(element, FULL_MARK)
  }
}
