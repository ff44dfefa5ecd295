import type { Clock } from '../../base/clock.ts'
import type { GuestOutcome } from '../../protocol/guests-api.ts'
import type { ParticipantId } from '../../protocol/ids.ts'
import type { Participant } from '../../protocol/participants.ts'
import { words } from '../languages/words.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { button, h, icon, setText } from './elements.ts'
import { plainLine } from './format.ts'
import { createPanel, type Panel, type PanelPlace } from './panel.ts'

const WORDS = words.guests

/** Guests, for agents who may let them in (GU-2, GU-4), behind a button that only these have. */
export interface Guests {
  readonly panel: Panel
  /** This agent may let guests in; they begin at `url`. */
  offer(url: string): void
  /** May this agent? */
  mayInvite(): boolean
  hide(isHidden: boolean): void
  show(people: readonly Participant[]): void
  /** Lets the guest in who has this code, one at a time. */
  admit(code: string): Promise<GuestOutcome>
  answered(outcome: GuestOutcome): void
  /** Sends a guest out; false: there is none with this id. */
  eject(id: ParticipantId): boolean
  stop(): void
}

export function createGuests(
  clock: Clock,
  place: PanelPlace,
  hooks: { admit(code: string): void; eject(id: ParticipantId): void },
): Guests {
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
  const submit = h('button', { class: 'primary', text: WORDS.admit })
  const note = h('p', { class: 'guest-note', attributes: { role: 'status' } })
  const list = h('ul', { class: 'guest-list' })
  const form = h('form', { class: 'guest-row' }, [code, submit])
  const body = h('div', { class: 'guest-body' }, [
    h('p', { text: WORDS.guestsDetail }),
    h('div', { class: 'guest-row' }, [link, button({ class: 'plain', text: WORDS.copy, onClick: copy })]),
    form,
    note,
    list,
  ])
  const look = { title: WORDS.guests, label: WORDS.guests, class: 'quiet' }
  const panel = createPanel(place, look, [icon('guest')], [body], () => code.focus())
  let isHidden = false
  let guests: readonly Participant[] = []
  let answer: ((outcome: GuestOutcome) => void) | null = null

  /** Who let somebody in can always send them out again. */
  function showButton(): void {
    panel.setAvailable(link.value !== '' && (!isHidden || guests.length > 0))
  }

  /** By the older way: the newer one is off for this page, as for everything below it. */
  function copy(): void {
    link.select()
    if (document.execCommand('copy')) setText(note, WORDS.copied)
  }

  async function admit(digits: string): Promise<GuestOutcome> {
    if (answer) return 'limited'
    const asked = Promise.withResolvers<GuestOutcome>()
    answer = asked.resolve
    const timer = clock.after(VIEWER_LIMITS.guestAnswerMs, () => asked.resolve('unavailable'))
    hooks.admit(digits)
    const outcome = await asked.promise
    timer.stop()
    answer = null
    return outcome
  }

  async function onSubmit(digits: string): Promise<void> {
    submit.disabled = true
    setText(note, '')
    const outcome = await admit(digits)
    submit.disabled = false
    setText(note, WORDS.outcome[outcome])
    if (outcome === 'admitted') code.value = ''
    code.focus()
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const digits = code.value.replace(/\D/g, '')
    if (digits.length === 6) void onSubmit(digits)
    else code.focus()
  })

  function eject(id: ParticipantId): boolean {
    if (!guests.some((guest) => guest.id === id)) return false
    hooks.eject(id)
    return true
  }

  return {
    panel,
    offer(url) {
      link.value = url
      showButton()
    },
    mayInvite: () => link.value !== '',
    hide(next) {
      isHidden = next
      showButton()
    },
    show(people) {
      guests = people.filter(({ kind }) => kind === 'guest')
      showButton()
      const rows = guests.map(({ id, name }) => {
        const shown = plainLine(name, VIEWER_LIMITS.maxShownNameLength)
        return h('li', { class: 'guest-row' }, [
          h('bdi', { text: shown }),
          button({ class: 'quiet square', label: WORDS.eject(shown), onClick: () => eject(id) }, [
            icon('close'),
          ]),
        ])
      })
      list.replaceChildren(...(rows.length > 0 ? rows : [h('li', { text: WORDS.none })]))
    },
    admit,
    answered: (outcome) => answer?.(outcome),
    eject,
    stop() {
      link.value = ''
      showButton()
    },
  }
}
