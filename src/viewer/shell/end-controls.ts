import { button, h, icon } from './elements.ts'
import { WORDS } from './words.ts'

/** Leave and End, two different things (VW-5). End asks once more, here in the page. */
export function createEndControls(
  onLeave: () => void,
  onEnd: () => void,
): {
  readonly element: HTMLElement
  readonly question: HTMLElement
  mayEnd(value: boolean): void
  /** Opens the question, if this agent may end the session. */
  ask(): void
} {
  const confirm = button({ class: 'danger', text: WORDS.endConfirm, onClick: onEnd })
  const question = h(
    'div',
    { class: 'question', attributes: { role: 'alertdialog', 'aria-label': WORDS.endQuestion } },
    [
      h('p', { text: WORDS.endQuestion }),
      h('div', { class: 'question-actions' }, [
        button({ class: 'plain', text: WORDS.keepOn, onClick: () => show(false) }),
        confirm,
      ]),
    ],
  )
  const leave = button({ class: 'plain', label: WORDS.leaveLabel, onClick: onLeave }, [
    icon('leave'),
    h('span', { class: 'leave-text', text: WORDS.leave }),
  ])
  const end = button({ class: 'danger', onClick: () => show(question.hidden !== false) }, [
    h('span', { class: 'if-wide', text: WORDS.end }),
    h('span', { class: 'if-narrow', text: WORDS.endShort }),
  ])
  const element = h('div', { class: 'end-controls' }, [leave, end])
  question.hidden = true
  end.hidden = true

  function show(isShown: boolean): void {
    question.hidden = !isShown
    end.setAttribute('aria-expanded', String(isShown))
    if (isShown) confirm.focus()
    else end.focus()
  }

  question.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false)
  })
  return {
    element,
    question,
    mayEnd(value) {
      end.hidden = !value
      if (!value) question.hidden = true
    },
    ask() {
      if (!end.hidden) show(true)
    },
  }
}
