import * as native from './natives.ts'
import { words } from './tree/words.ts'

/*
 * Second layer: the shell's overlay keeps the agent's pointer and keys away from the stage, and the sandbox forbids
 * forms, popups and navigation. Should an event get here all the same, it does nothing. Not `beforetoggle`: to prevent
 * it would keep our own showPopover() from showing.
 */
const INERT_EVENTS = words(`
  auxclick beforeinput click contextmenu copy cut dblclick drag dragend dragenter dragleave dragover dragstart drop
  gesturestart invalid keydown keypress keyup mousedown mouseup paste pointerdown pointerup reset selectstart submit
  touchend touchmove touchstart wheel`)

/** Makes every event of the agent's hand in this window do nothing, and sends focus away. */
export function makeInert(target: Window, document: Document): void {
  for (const type of INERT_EVENTS) {
    native.addEventListener(
      target,
      type,
      (event) => {
        event.preventDefault()
        event.stopImmediatePropagation()
      },
      { capture: true, passive: false },
    )
  }
  native.addEventListener(
    target,
    'focusin',
    () => {
      const focused = native.activeElement(document)
      if (focused instanceof HTMLElement) native.blur(focused)
    },
    true,
  )
}
