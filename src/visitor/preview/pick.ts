import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { type Make, makeButton, onTrusted } from '../ui/elements.ts'
import type { Overlay } from './overlay.ts'
import { selectorsFor } from './selectors-for.ts'

/** Of the page's words: a selector that hides more than this is hardly meant. */
const MOST = 0.8
const MAX_SHOWN = 500

/**
 * For people who set up masks: click an element, get a selector, see what it covers. What they find they take along
 * themselves, by the clipboard: no message leaves the page (docs/decisions/0019).
 */
export function createPicker(parts: {
  readonly window: Window
  readonly make: Make
  /** Shows what a selector covers. */
  readonly overlay: Overlay
  /** Selectors of the settings, to say which of them match nothing here. */
  readonly listed: () => readonly string[]
}): Stoppable & { readonly button: HTMLElement; readonly panel: HTMLElement } {
  const { window, make, overlay, listed } = parts
  const { document } = window
  let isOn = false
  let root: Document | ShadowRoot = document

  const lead = make('p')
  const found = make('select', { ariaLabel: 'Selectors for this element' })
  const covers = make('p')
  covers.setAttribute('role', 'status')
  const list = make('textarea', { rows: 4, spellcheck: false, ariaLabel: 'Your selectors' })
  const copy = makeButton(make, 'Copy', () => {
    list.select()
    void window.navigator.clipboard?.writeText(list.value).catch(() => {})
  })
  const add = makeButton(make, 'Add to the list', () => {
    if (found.value && !list.value.split('\n').includes(found.value)) list.value += `${found.value}\n`
  })
  const panel = make('div', { className: 'pick' }, lead, found, covers, add, list, copy)
  const button = makeButton(make, 'Pick elements', () => setOn(!isOn))
  onTrusted(found, 'change', show)

  const take = (event: Event): void => {
    const [target] = event.composedPath()
    if (!isOn || !event.isTrusted || !(target as Partial<Node>).nodeType) return
    if ((event.target as Element).localName === 'sidelong-ui') return
    // The page must not act on it: following a link would lose what was found.
    event.preventDefault()
    event.stopImmediatePropagation()
    if (event.type === 'click') pick(target as Element)
  }
  const events = ['click', 'auxclick', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'submit']
  for (const type of events) window.addEventListener(type, take, true)

  function pick(element: Element): void {
    root = element.getRootNode() as Document | ShadowRoot
    found.replaceChildren(
      ...selectorsFor(element).map((selector) =>
        make('option', {
          value: selector,
          textContent: `${selector} (${root.querySelectorAll(selector).length})`,
        }),
      ),
    )
    show()
  }

  function show(): void {
    const elements = found.value ? [...root.querySelectorAll(found.value)] : []
    overlay.show(
      elements.slice(0, MAX_SHOWN).map((element) => ({ element, reason: 'settings' })),
      () => '',
    )
    const top = elements.filter((one) => !one.parentElement?.closest(found.value))
    const words = (all: readonly (Element | null)[]) =>
      all.reduce((sum, one) => sum + (one?.textContent ?? '').replace(/\s+/g, ' ').length, 0)
    const isMost = words(top) > MOST * words([document.body])
    covers.textContent = found.value
      ? `${elements.length} on this page${isMost ? ': hides nearly all of it' : ''}`
      : ''
    const idle = listed().filter((selector) => !document.querySelector(selector))
    lead.textContent = `Click what agents must not see.${idle.length ? ` Of your settings, these match nothing here: ${idle.join(' ; ')}` : ''}`
  }

  function setOn(next: boolean): void {
    isOn = next
    panel.hidden = !next
    button.setAttribute('aria-pressed', String(next))
    found.replaceChildren()
    if (next) show()
    else overlay.show([], () => '')
  }

  setOn(false)
  return {
    button,
    panel,
    stop() {
      for (const type of events) window.removeEventListener(type, take, true)
      stopAll([overlay])
    },
  }
}
