import type { Clock } from '../../base/clock.ts'
import { parseJson } from '../../base/parse.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import {
  GUEST_FRAGMENT,
  type GuestState,
  guestPage,
  guestResponse,
  guestState,
} from '../../protocol/guests-api.ts'
import { guest as words } from '../languages/words.ts'
import { button, h, setText } from '../shell/elements.ts'
import { formatElapsed } from '../shell/format.ts'

/** In this tab: who comes back from the session, or reloads, is known. */
const KEPT = 'sidelong-guest'
const POLL_MS = 2_000
const MAX_ANSWER_LENGTH = 4_096
const MAX_NAME_LENGTH = 63

type Answer = { readonly status: number; readonly body: string }

/** GU-2: states a name, shows the code, and enters as soon as an agent has let the guest in. */
export function startGuest(root: Element, window: Window, clock: Clock): void {
  const note = h('p', { class: 'note', attributes: { role: 'status' } })
  let timers: Stoppable[] = []
  let secret = window.sessionStorage.getItem(KEPT)

  function show(...children: readonly Node[]): void {
    for (const timer of timers) timer.stop()
    timers = []
    root.replaceChildren(h('h1', { text: words.title }), ...children, note)
  }

  function end(text: string): void {
    window.sessionStorage.removeItem(KEPT)
    show()
    setText(note, text)
  }

  async function post(path: string, body: object): Promise<Answer> {
    const answer = await window.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: await answer.text() }
  }

  function wordsFor(status: number): string {
    return status === 429 ? words.limited : status === 404 ? words.refused : words.failed
  }

  /** To the company's own page (GU-5), if it has one. */
  async function begin(link: string): Promise<void> {
    const { status, body } = await post('/v1/guests/page', { link })
    if (status === 404) return end(words.refused)
    const { url } = status === 200 ? parseJson(body, MAX_ANSWER_LENGTH, guestPage) : { url: null }
    if (url === null) askName(link)
    else window.location.replace(url + GUEST_FRAGMENT + link)
  }

  // ---- the name

  function askName(link: string): void {
    const name = h('input', {
      attributes: { name: 'name', required: '', maxlength: String(MAX_NAME_LENGTH), autocomplete: 'name' },
    })
    const go = h('button', { class: 'main', text: words.ask })
    const form = h('form', {}, [
      h('p', { text: words.intro }),
      h('label', {}, [h('span', { text: words.name }), name]),
      go,
    ])
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      go.disabled = true
      setText(note, words.asking)
      post('/v1/guests', { link, name: name.value.trim() })
        .then(({ status, body }) => {
          if (status !== 200) return setText(note, wordsFor(status))
          const { guest, code, expiresInSeconds } = parseJson(body, MAX_ANSWER_LENGTH, guestResponse)
          secret = guest
          window.sessionStorage.setItem(KEPT, guest)
          wait({ type: 'waiting', code, expiresInSeconds })
        })
        .catch(() => setText(note, words.failed))
        .finally(() => {
          go.disabled = false
        })
    })
    show(form)
    name.focus()
  }

  // ---- the code

  function wait(state: GuestState): void {
    if (state.type === 'admitted') return enter()
    setText(note, '')
    const more = button({ text: words.more, onClick: () => void call('/v1/guests/more-time') })
    if (state.type === 'expired') {
      show(h('p', { text: words.expired }), more)
      return
    }
    const untilMs = clock.now() + state.expiresInSeconds * 1_000
    const left = h('span')
    const count = (): void => setText(left, words.left(formatElapsed(untilMs - clock.now())))
    show(
      h('p', { text: words.tell }),
      h('p', { class: 'code', attributes: { 'aria-label': words.code } }, [
        h('b', { text: `${state.code.slice(0, 3)} ${state.code.slice(3)}` }),
      ]),
      h('p', { class: 'row' }, [left, more]),
      h('p', { text: words.consent }),
    )
    count()
    timers = [clock.every(1_000, count), clock.after(POLL_MS, () => void look(state.code))]
  }

  /** Asks where we stand; while that is unchanged, the page stays as it is. */
  async function look(code: string | null): Promise<void> {
    try {
      const { status, body } = await post('/v1/guests/state', { guest: secret })
      if (status === 404) return end(words.refused)
      if (status === 200) {
        const state = parseJson(body, MAX_ANSWER_LENGTH, guestState)
        if (state.type !== 'waiting' || state.code !== code) return wait(state)
      }
    } catch {
      // No network: it goes on when that is back.
    }
    timers.push(clock.after(POLL_MS, () => void look(code)))
  }

  async function call(path: string): Promise<void> {
    try {
      const { status, body } = await post(path, { guest: secret })
      if (status === 404) end(words.refused)
      else if (status === 200) wait(parseJson(body, MAX_ANSWER_LENGTH, guestState))
      else setText(note, wordsFor(status))
    } catch {
      setText(note, words.failed)
    }
  }

  function enter(): void {
    setText(note, words.entering)
    const form = h('form', { attributes: { method: 'post', action: '/guest/enter' } }, [
      h('input', { attributes: { type: 'hidden', name: 'guest', value: secret ?? '' } }),
    ])
    show(form)
    form.submit()
  }

  document.title = words.title
  const link = window.location.hash.slice(1)
  // Not in the history, nor in what somebody copies from the address bar later.
  if (link) window.history.replaceState(null, '', window.location.pathname)
  if (link) begin(link).catch(() => askName(link))
  else if (secret) void look(null)
  else end(words.refused)
}
