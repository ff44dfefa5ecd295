import { button, h, icon } from './elements.ts'
import { WORDS } from './words.ts'

/** A panel behind a button of the bar. */
export interface Panel {
  readonly button: HTMLButtonElement
  readonly element: HTMLElement
  isOpen(): boolean
  /** Without its button there is no panel either. */
  setAvailable(isAvailable: boolean): void
}

/** They lie over each other: one of them is open, or none. */
export type PanelPlace = { close: (() => void) | null }

export function createPanel(
  place: PanelPlace,
  options: {
    readonly title: string
    /** Of the button, if it has no words. */
    readonly label?: string
    readonly class: string
  },
  face: readonly Node[],
  body: readonly Node[],
  opened: () => void = () => {},
): Panel {
  const { title, label, class: look } = options
  const toggle = button(
    { class: look, ...(label !== undefined && { label }), onClick: () => open(element.hidden !== false) },
    face,
  )
  const element = h('section', { class: 'panel', attributes: { 'aria-label': title } }, [
    h('header', { class: 'panel-head' }, [
      h('h2', { text: title }),
      button({ class: 'quiet square', label: WORDS.close, onClick: () => open(false) }, [icon('close')]),
    ]),
    ...body,
  ])

  function hide(): void {
    element.hidden = true
    toggle.setAttribute('aria-expanded', 'false')
    if (place.close === hide) place.close = null
  }

  function open(isShown: boolean): void {
    if (!isShown) {
      hide()
      return toggle.focus()
    }
    place.close?.()
    place.close = hide
    element.hidden = false
    toggle.setAttribute('aria-expanded', 'true')
    opened()
  }

  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') open(false)
  })
  hide()
  toggle.hidden = true
  return {
    button: toggle,
    element,
    isOpen: () => !element.hidden,
    setAvailable(isAvailable) {
      toggle.hidden = !isAvailable
      if (!isAvailable) hide()
    },
  }
}
