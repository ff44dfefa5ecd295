import { h, setText } from './elements.ts'
import type { SessionView } from './session-view.ts'

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
