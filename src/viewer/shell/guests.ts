import type { GuestOutcome } from '../../protocol/guests-api.ts'
import type { ParticipantId } from '../../protocol/ids.ts'
import type { Participant } from '../../protocol/participants.ts'
import { words } from '../languages/words.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { button, h, icon, setText } from './elements.ts'
import { plainLine } from './format.ts'

const WORDS = words.guests

/** Guests, for agents who may let them in (GU-2, GU-4), behind a button that only these have. */
export function createGuests(hooks: { admit(code: string): void; eject(id: ParticipantId): void }): {
  readonly button: HTMLElement
  readonly panel: HTMLElement
  /** This agent may let guests in; they begin at `url`. */
  offer(url: string): void
  hide(isHidden: boolean): void
  show(people: readonly Participant[]): void
  answered(outcome: GuestOutcome): void
  stop(): void
} {
  const link = h('input', { attributes: { readonly: '', 'aria-label': WORDS.guestLink } })
  const code = h('input', {
    attributes: {
      inputmode: 'numeric',
      autocomplete: 'off',
      maxlength: '9',
      'aria-label': WORDS.code,
      placeholder: WORDS.code,
    },
  })
  const admit = h('button', { class: 'primary', text: WORDS.admit })
  const note = h('p', { class: 'guest-note', attributes: { role: 'status' } })
  const list = h('ul', { class: 'guest-list' })
  const form = h('form', { class: 'guest-row' }, [code, admit])
  const toggle = button(
    { class: 'quiet', label: WORDS.guests, onClick: () => open(panel.hidden !== false) },
    [icon('guest')],
  )
  const panel = h('section', { class: 'panel', attributes: { 'aria-label': WORDS.guests } }, [
    h('header', { class: 'panel-head' }, [
      h('h2', { text: WORDS.guests }),
      button({ class: 'quiet square', label: words.shell.close, onClick: () => open(false) }, [
        icon('close'),
      ]),
    ]),
    h('div', { class: 'guest-body' }, [
      h('p', { text: WORDS.guestsDetail }),
      h('div', { class: 'guest-row' }, [link, button({ class: 'plain', text: WORDS.copy, onClick: copy })]),
      form,
      note,
      list,
    ]),
  ])
  panel.hidden = true
  toggle.hidden = true
  let isHidden = false
  let hasGuests = false

  /** Who let somebody in can always send them out again. */
  function showButton(): void {
    toggle.hidden = link.value === '' || (isHidden && !hasGuests)
    if (toggle.hidden) panel.hidden = true
  }

  function open(isShown: boolean): void {
    panel.hidden = !isShown
    toggle.setAttribute('aria-expanded', String(isShown))
    if (isShown) code.focus()
    else toggle.focus()
  }

  /** By the older way: the newer one is off for this page, as for everything below it. */
  function copy(): void {
    link.select()
    if (document.execCommand('copy')) setText(note, WORDS.copied)
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const digits = code.value.replace(/\D/g, '')
    if (digits.length !== 6) return code.focus()
    admit.disabled = true
    setText(note, '')
    hooks.admit(digits)
  })
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') open(false)
  })

  return {
    button: toggle,
    panel,
    offer(url) {
      link.value = url
      showButton()
    },
    hide(next) {
      isHidden = next
      showButton()
    },
    show(people) {
      const guests = people.filter(({ kind }) => kind === 'guest')
      hasGuests = guests.length > 0
      showButton()
      const rows = guests.map(({ id, name }) => {
        const shown = plainLine(name, VIEWER_LIMITS.maxShownNameLength)
        return h('li', { class: 'guest-row' }, [
          h('bdi', { text: shown }),
          button({ class: 'quiet square', label: WORDS.eject(shown), onClick: () => hooks.eject(id) }, [
            icon('close'),
          ]),
        ])
      })
      list.replaceChildren(...(rows.length > 0 ? rows : [h('li', { text: WORDS.none })]))
    },
    answered(outcome) {
      admit.disabled = false
      setText(note, WORDS.outcome[outcome])
      if (outcome === 'admitted') code.value = ''
      code.focus()
    },
    stop() {
      panel.hidden = true
      toggle.hidden = true
    },
  }
}
