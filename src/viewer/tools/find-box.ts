import { button, h } from '../shell/elements.ts'
import { TOOL_WORDS } from './words.ts'

/** Searches the words of the mirrored page (VW-3): Enter goes on, Shift+Enter goes back. */
export function openFindBox(parent: Element, find: (words: string, isBack: boolean) => void): void {
  parent.querySelector('.picker.is-find')?.remove()
  const input = h('input', {
    attributes: { type: 'search', 'aria-label': TOOL_WORDS.findLabel, maxlength: '200' },
  })
  const go = (isBack: boolean): void => {
    if (input.value) find(input.value, isBack)
  }
  const form = h('form', { class: 'picker is-address is-find', attributes: { role: 'search' } }, [
    h('label', { text: TOOL_WORDS.findLabel }, [input]),
    h('div', { class: 'question-actions' }, [
      button({ class: 'plain', text: TOOL_WORDS.cancel, onClick: () => form.remove() }),
      button({ class: 'plain', text: TOOL_WORDS.previous, onClick: () => go(true) }),
      button({ class: 'primary', text: TOOL_WORDS.next, onClick: () => go(false) }),
    ]),
  ])
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('keydown', (event) => {
    event.stopPropagation()
    if (event.key === 'Escape') form.remove()
    if (event.key === 'Enter' && event.target === input) {
      event.preventDefault()
      go(event.shiftKey)
    }
  })
  parent.append(form)
  input.focus()
}
