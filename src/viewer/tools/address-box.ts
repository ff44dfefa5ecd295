import { button, h } from '../shell/elements.ts'
import { TOOL_WORDS } from './words.ts'

/** Asks for an address to which the visitor's page shall go. */
export function openAddressBox(parent: Element, go: (url: string) => void): void {
  const input = h('input', {
    attributes: {
      type: 'text',
      inputmode: 'url',
      'aria-label': TOOL_WORDS.addressLabel,
      placeholder: '/',
      maxlength: '2000',
    },
  })
  const form = h('form', { class: 'picker is-address' }, [
    h('label', { text: TOOL_WORDS.addressLabel }, [input]),
    h('div', { class: 'question-actions' }, [
      button({ class: 'plain', text: TOOL_WORDS.cancel, onClick: () => form.remove() }),
      button({ class: 'primary', text: TOOL_WORDS.go, attributes: { type: 'submit' } }),
    ]),
  ])
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (input.value) go(input.value)
    form.remove()
  })
  form.addEventListener('keydown', (event) => {
    event.stopPropagation()
    if (event.key === 'Escape') form.remove()
  })
  parent.append(form)
  input.focus()
}
