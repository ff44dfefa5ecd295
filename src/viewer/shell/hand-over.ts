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
import { createPanel, type Panel, type PanelPlace } from './panel.ts'

const WORDS = words.handOver

type Option = { readonly value: string; readonly label: string }

/** To whom: a member by id, or the first of a role by its name. */
export type HandOverTo = Pick<Extract<HandOverOrder, { type: 'offer' }>, 'toUser' | 'toRole'>

/** Handing the session over (VW-6), behind a button that only those have who may. */
export interface HandOver {
  readonly panel: Panel
  /** Asks to whom it can be offered, until that has been told. */
  welcomed(): void
  /** This agent may, as far as the web server has said. */
  isPossible(): boolean
  /** `open`, or why it is not. */
  offer(to: HandOverTo, note: string): Promise<HandOverState>
  news(news: HandOverNews): void
  hide(isHidden: boolean): void
  stop(): void
}

export function createHandOver(
  clock: Clock,
  place: PanelPlace,
  hooks: {
    order(order: HandOverOrder): void
    /** What becomes of an offer, also for who has closed the panel. */
    say(text: string): void
  },
): HandOver {
  const to = h('select')
  const note = h('input', {
    attributes: { maxlength: String(MAX_NOTE_LENGTH), placeholder: WORDS.noteExample },
  })
  const submit = h('button', { class: 'primary', text: WORDS.submit })
  const withdraw = button({
    class: 'plain',
    text: WORDS.withdraw,
    onClick: () => hooks.order({ type: 'withdraw' }),
  })
  const outcome = h('p', { class: 'guest-note', attributes: { role: 'status' } })
  const form = h('form', { class: 'hand-over' }, [
    h('label', {}, [h('span', { text: WORDS.to }), to]),
    h('label', {}, [h('span', { text: WORDS.note }), note]),
    h('div', { class: 'question-actions' }, [withdraw, submit]),
  ])
  const body = h('div', { class: 'guest-body' }, [h('p', { text: WORDS.lead }), form, outcome])
  const look = { title: WORDS.title, label: WORDS.title, class: 'quiet' }
  const panel = createPanel(place, look, [icon('handOver')], [body], () => {
    ask()
    to.focus()
  })
  let isHidden = false
  let isPossible = false
  let expiry: Stoppable | null = null
  /** Who waits for an offer to be made. */
  let answer: ((state: HandOverState) => void) | null = null
  withdraw.hidden = true

  function showButton(): void {
    panel.setAvailable(isPossible && !isHidden)
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
    submit.disabled = isAlone
    if (isAlone) setText(outcome, WORDS.nobody)
    else if (outcome.textContent === WORDS.nobody) setText(outcome, '')
  }

  function show(state: HandOverState, name: string, restMs: number = OFFER_OPEN_MS): void {
    if (state === 'open' || state === 'refused' || state === 'unavailable') answer?.(state)
    const text = WORDS.states[state](plainLine(name, VIEWER_LIMITS.maxShownNameLength))
    const isNews = outcome.textContent !== text
    setText(outcome, text)
    if (!panel.isOpen() && (isNews || state !== 'open')) hooks.say(text)
    // An offer that is open already stays so.
    if (state === 'refused' || state === 'unavailable') return
    withdraw.hidden = state !== 'open'
    expiry?.stop()
    if (state !== 'open') return
    expiry = clock.after(restMs + VIEWER_LIMITS.handOverGraceMs, () => show('expired', name))
  }

  async function offer(whom: HandOverTo, words: string): Promise<HandOverState> {
    if (answer) return 'unavailable'
    const asked = Promise.withResolvers<HandOverState>()
    answer = asked.resolve
    submit.disabled = true
    setText(outcome, '')
    const timer = clock.after(VIEWER_LIMITS.handOverAnswerMs, () => show('unavailable', ''))
    hooks.order({ type: 'offer', note: words, ...whom })
    const state = await asked.promise
    timer.stop()
    answer = null
    submit.disabled = false
    return state
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const [kind, id = ''] = to.value.split(/:(.*)/s)
    void offer(kind === 'user' ? { toUser: id } : { toRole: id }, note.value)
  })

  return {
    panel,
    isPossible: () => isPossible,
    offer,
    welcomed() {
      if (!isPossible) ask()
    },
    news(news) {
      switch (news.type) {
        case 'colleagues':
          return list(news)
        case 'state':
          return show(news.state, news.name, news.restMs)
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
      answer?.('unavailable')
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
