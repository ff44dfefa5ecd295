import { h } from './elements.ts'
import type { Panel } from './panel.ts'
import type { SessionView } from './session-view.ts'
import { WORDS } from './words.ts'

type Part = { readonly element: Element }

/** Where everything has its place: the bar above, the page below, and what lies over the page. */
export function layOut(
  root: Element,
  isPrivate: boolean,
  parts: {
    readonly status: Part
    readonly address: Part
    readonly panels: readonly Panel[]
    readonly people: Part
    readonly facts: { readonly elements: readonly Element[] }
    readonly page: Part & { readonly controls: Element }
    readonly ends: Part & { readonly question: Element }
    readonly tools: { readonly rail: Element }
    readonly cover: Part
    readonly notice: Part
  },
): void {
  const { status, address, panels, people, facts, page, ends, tools, cover, notice } = parts
  const notPrivate = h('strong', {
    class: 'not-private',
    text: WORDS.notPrivate,
    attributes: { title: WORDS.notPrivateDetail },
  })
  root.replaceChildren(
    h('header', { class: 'bar' }, [
      h('h1', { class: 'only-read', text: WORDS.title }),
      status.element,
      ...(isPrivate ? [] : [notPrivate]),
      address.element,
      h('div', { class: 'facts' }, [
        ...panels.map(({ button }) => button),
        people.element,
        ...facts.elements,
      ]),
      page.controls,
      ends.element,
    ]),
    h('main', { class: 'view' }, [
      tools.rail,
      page.element,
      cover.element,
      notice.element,
      ...panels.map(({ element }) => element),
      ends.question,
    ]),
  )
}

/** The state in one word or two, in the bar and as the mood of the whole. */
export function createStatus(): Part & { show(view: SessionView): void } {
  const text = h('span', { class: 'status-text' })
  const element = h('div', { class: 'status', attributes: { role: 'status', 'aria-live': 'polite' } }, [
    h('span', { class: 'dot', attributes: { 'aria-hidden': 'true' } }),
    text,
  ])
  return {
    element,
    show(view) {
      document.body.dataset.state = view.id
      element.dataset.tone = view.tone
      if (text.textContent !== view.headline) text.textContent = view.headline
    },
  }
}
