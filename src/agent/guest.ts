import type { Clock } from '../base/clock.ts'
import type { Stoppable } from '../base/stoppable.ts'
import { GUEST_FRAGMENT, type GuestState, guestResponse, guestState } from '../protocol/guests-api.ts'
import { createEmitter } from './emitter.ts'
import { SidelongAgentError } from './errors.ts'
import { submitForm } from './form.ts'
import { AGENT_LIMITS } from './limits.ts'
import type { Guest, GuestCode, GuestEvents, ServerOptions } from './public.ts'
import { call } from './server.ts'

/** In this tab: the link, and what proves that it is the same guest. */
const KEPT = { link: 'sidelong-guest-link', guest: 'sidelong-guest' } as const

/** A guest on the customer's own page (GU-5). */
export function startGuest(server: Pick<ServerOptions, 'baseUrl'>, clock: Clock): Guest {
  const { on, tell } = createEmitter<GuestEvents>()
  const kept = window.sessionStorage
  let timer: Stoppable | null = null
  let isExpired = false
  /** Of the last failure, which is told once. */
  let failure = ''
  takeLink()
  let secret = kept.getItem(KEPT.guest)

  function takeLink(): void {
    const { hash, pathname, search } = window.location
    if (!hash.startsWith(GUEST_FRAGMENT)) return
    kept.removeItem(KEPT.guest)
    kept.setItem(KEPT.link, hash.slice(GUEST_FRAGMENT.length))
    // Not in the history, nor in what somebody copies from the address bar later.
    window.history.replaceState(window.history.state, '', pathname + search)
  }

  function forget(): void {
    timer?.stop()
    secret = null
    kept.removeItem(KEPT.guest)
  }

  function follow(): void {
    timer?.stop()
    timer = clock.after(AGENT_LIMITS.guestPollMs, () => void look())
  }

  async function look(): Promise<void> {
    const own = secret
    if (own === null) return
    try {
      const state = await call(server, '/v1/guests/state', { guest: own }, guestState)
      if (own !== secret) return
      failure = ''
      if (state.type === 'admitted') return enter(own)
      if (state.type === 'expired' && !isExpired) tell('timeout', {})
      isExpired = state.type === 'expired'
    } catch (error) {
      if (own !== secret) return
      const code = error instanceof SidelongAgentError ? error.code : 'internal'
      if (code !== failure) tell('error', { code })
      failure = code
      if (code === 'not-found') return forget()
    }
    follow()
  }

  function enter(own: string): void {
    timer?.stop()
    tell('admitted', {})
    // A form says from which page it comes, if that page's policy lets it: here it has to.
    document.head.append(
      Object.assign(document.createElement('meta'), { name: 'referrer', content: 'strict-origin' }),
    )
    const action = new URL('/guest/enter', server.baseUrl).href
    submitForm(document.body, { action, target: '_self' }, { guest: own })
  }

  function waiting(state: GuestState): GuestCode {
    if (state.type !== 'waiting') throw new SidelongAgentError('closed')
    isExpired = false
    follow()
    return { code: state.code, expiresInSeconds: state.expiresInSeconds }
  }

  if (secret !== null) queueMicrotask(() => void look())
  return {
    on,
    async connect(name) {
      const link = kept.getItem(KEPT.link)
      if (link === null) throw new SidelongAgentError('not-found')
      const { guest, ...code } = await call(server, '/v1/guests', { link, name }, guestResponse)
      secret = guest
      kept.setItem(KEPT.guest, guest)
      return waiting({ type: 'waiting', ...code })
    },
    async moreTime() {
      const own = secret
      if (own === null) throw new SidelongAgentError('not-found')
      const state = await call(server, '/v1/guests/more-time', { guest: own }, guestState)
      if (state.type === 'admitted') enter(own)
      return waiting(state)
    },
    close() {
      timer?.stop()
      secret = null
    },
  }
}
