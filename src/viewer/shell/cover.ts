import { button, h, setText } from './elements.ts'
import type { SessionView } from './session-view.ts'
import { WORDS } from './words.ts'

export type CoverAction = {
  readonly id: string
  readonly element: HTMLElement
  readonly isFor: (view: SessionView) => boolean
}

/** The card that says in words what is going on when it is not simply the page. */
export function createCover(actions: readonly CoverAction[]): {
  element: HTMLElement
  show(view: SessionView): void
} {
  const headline = h('h1', { class: 'cover-headline' })
  const detail = h('p', { class: 'cover-detail' })
  const row = h(
    'div',
    { class: 'cover-actions' },
    actions.map(({ element }) => element),
  )
  const spinner = h('div', { class: 'spinner', attributes: { 'aria-hidden': 'true' } })
  const card = h('div', { class: 'cover-card' }, [spinner, headline, detail, row])
  const element = h('div', { class: 'cover' }, [card])

  return {
    element,
    show(view) {
      element.hidden = view.cover === 'none'
      element.dataset.kind = view.cover
      element.dataset.tone = view.tone
      spinner.hidden = view.tone !== 'busy'
      setText(headline, view.headline)
      setText(detail, view.detail ?? '')
      detail.hidden = view.detail === null
      let isAny = false
      for (const action of actions) {
        const isHere = action.isFor(view)
        action.element.hidden = !isHere
        isAny ||= isHere
      }
      row.hidden = !isAny
    },
  }
}

/** What can be done about it. */
export function coverActions(parts: {
  readonly showAgain: () => void
  readonly leave: () => void
  readonly rejoin: HTMLElement
  readonly mayRejoin: () => boolean
  /** Where an agent goes on when the session is over; `null`: nowhere. */
  readonly consoleUrl: string | null
}): CoverAction[] {
  const { showAgain, leave, rejoin, mayRejoin, consoleUrl } = parts
  const toConsole = h('a', {
    class: 'primary',
    text: WORDS.backToConsole,
    attributes: { href: consoleUrl ?? '/', rel: 'noopener' },
  })
  return [
    {
      id: 'again',
      element: button({ class: 'primary', text: WORDS.showAgain, onClick: showAgain }),
      isFor: ({ id }) => id === 'stopped',
    },
    {
      id: 'leave',
      element: button({ class: 'plain', text: WORDS.leave, onClick: leave }),
      isFor: ({ id }) => id === 'stopped',
    },
    { id: 'rejoin', element: rejoin, isFor: ({ id }) => id === 'reconnecting' && mayRejoin() },
    { id: 'console', element: toConsole, isFor: ({ id }) => id === 'ended' && consoleUrl !== null },
  ]
}
