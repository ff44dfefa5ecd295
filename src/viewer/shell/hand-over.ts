import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import {
  type HandOverNews,
  type HandOverOrder,
  type HandOverState,
  MAX_NOTE_LENGTH,
  OFFER_OPEN_MS,
} from '../../protocol/handing-over.ts'
import { words } from '../languages/words.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { button, h, icon, setText } from './elements.ts'
import { plainLine } from './format.ts'

const WORDS = words.handOver

type Option = { readonly value: string; readonly label: string }

/** Handing the session over (VW-6), behind a button that only those have who may. */
export function createHandOver(
  clock: Clock,
  hooks: {
    order(order: HandOverOrder): void
    /** What becomes of an offer, also for who has closed the panel. */
    say(text: string): void
  },
): {
  readonly button: HTMLElement
  readonly panel: HTMLElement
  /** Asks to whom it can be offered, until that has been told. */
  welcomed(): void
  news(news: HandOverNews): void
  hide(isHidden: boolean): void
  stop(): void
} {
  const to = h('select')
  const note = h('input', {
    attributes: { maxlength: String(MAX_NOTE_LENGTH), placeholder: WORDS.noteExample },
  })
  const offer = h('button', { class: 'primary', text: WORDS.offer })
  const withdraw = button({
    class: 'plain',
    text: WORDS.withdraw,
    onClick: () => hooks.order({ type: 'withdraw' }),
  })
  const outcome = h('p', { class: 'guest-note', attributes: { role: 'status' } })
  const form = h('form', { class: 'hand-over' }, [
    h('label', {}, [h('span', { text: WORDS.to }), to]),
    h('label', {}, [h('span', { text: WORDS.note }), note]),
    h('div', { class: 'question-actions' }, [withdraw, offer]),
  ])
  const toggle = button({ class: 'quiet', label: WORDS.title, onClick: () => open(panel.hidden !== false) }, [
    icon('handOver'),
  ])
  const panel = h('section', { class: 'panel', attributes: { 'aria-label': WORDS.title } }, [
    h('header', { class: 'panel-head' }, [
      h('h2', { text: WORDS.title }),
      button({ class: 'quiet square', label: words.shell.close, onClick: () => open(false) }, [
        icon('close'),
      ]),
    ]),
    h('div', { class: 'guest-body' }, [h('p', { text: WORDS.detail }), form, outcome]),
  ])
  let isHidden = false
  let isPossible = false
  let expiry: Stoppable | null = null
  let answer: Stoppable | null = null
  panel.hidden = true
  toggle.hidden = true
  withdraw.hidden = true

  function showButton(): void {
    toggle.hidden = isHidden || !isPossible
    if (toggle.hidden) panel.hidden = true
  }

  function open(isShown: boolean): void {
    panel.hidden = !isShown
    toggle.setAttribute('aria-expanded', String(isShown))
    if (!isShown) return toggle.focus()
    ask()
    to.focus()
  }

  function ask(): void {
    hooks.order({ type: 'colleagues' })
  }

  /** Whom one has chosen stays chosen while they are there. */
  function list(news: Extract<HandOverNews, { type: 'colleagues' }>): void {
    const chosen = to.value
    const people = news.people.map(({ id, name, role }) => ({
      value: `user:${id}`,
      label: `${name} (${role})`,
    }))
    const roles = news.roles.map(({ name, title }) => ({ value: `role:${name}`, label: title }))
    to.replaceChildren(optionsOf(WORDS.people, people), optionsOf(WORDS.roles, roles))
    if ([...people, ...roles].some(({ value }) => value === chosen)) to.value = chosen
    isPossible = true
    showButton()
    const isAlone = people.length + roles.length === 0
    offer.disabled = isAlone
    if (isAlone) setText(outcome, WORDS.nobody)
    else if (outcome.textContent === WORDS.nobody) setText(outcome, '')
  }

  function show(state: HandOverState, name: string): void {
    answer?.stop()
    offer.disabled = false
    const text = WORDS.states[state](plainLine(name, VIEWER_LIMITS.maxShownNameLength))
    setText(outcome, text)
    if (panel.hidden && state !== 'open') hooks.say(text)
    // An offer that is open already stays so.
    if (state === 'refused' || state === 'unavailable') return
    withdraw.hidden = state !== 'open'
    expiry?.stop()
    if (state !== 'open') return
    const openMs = OFFER_OPEN_MS + VIEWER_LIMITS.handOverGraceMs
    expiry = clock.after(openMs, () => show('expired', name))
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const [kind, id = ''] = to.value.split(/:(.*)/s)
    offer.disabled = true
    setText(outcome, '')
    answer = clock.after(VIEWER_LIMITS.handOverAnswerMs, () => show('unavailable', ''))
    hooks.order({ type: 'offer', note: note.value, ...(kind === 'user' ? { toUser: id } : { toRole: id }) })
  })
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') open(false)
  })

  return {
    button: toggle,
    panel,
    welcomed() {
      if (!isPossible) ask()
    },
    news(news) {
      switch (news.type) {
        case 'colleagues':
          return list(news)
        case 'state':
          return show(news.state, news.name)
        default:
          return unreachable(news)
      }
    },
    hide(next) {
      isHidden = next
      showButton()
    },
    stop() {
      expiry?.stop()
      answer?.stop()
      isPossible = false
      showButton()
    },
  }
}

function optionsOf(label: string, options: readonly Option[]): HTMLOptGroupElement {
  return h(
    'optgroup',
    { attributes: { label } },
    options.map(({ value, label: text }) =>
      h('option', { text: plainLine(text, VIEWER_LIMITS.maxShownNameLength), attributes: { value } }),
    ),
  )
}
