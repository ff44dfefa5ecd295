import type { Clock } from '../base/clock.ts'
import { createEmitter } from './emitter.ts'
import { SidelongAgentError } from './errors.ts'
import { submitForm } from './form.ts'
import { openFramePort } from './frame-port.ts'
import { AGENT_LIMITS } from './limits.ts'
import { IDLE } from './messages.ts'
import type { LoginKey, Viewer, ViewerEvents, ViewerOptions, ViewerState } from './public.ts'

/** The viewer in a frame of `element` (AE-5). */
export function openFrame(element: Element, options: ViewerOptions, clock: Clock): Viewer {
  const { baseUrl, groupId, key, wait = false, getToken, getLoginKey, locale, tools } = options
  const { origin } = new URL(baseUrl)
  const { on, tell } = createEmitter<ViewerEvents>()
  let state: ViewerState = IDLE
  let isClosed = false
  const frame = document.createElement('iframe')
  frame.name = `sidelong-${crypto.randomUUID()}`
  frame.title = 'Sidelong'
  for (const [name, value] of Object.entries({ width: '100%', height: '100%', border: '0' }))
    frame.style.setProperty(name, value)

  const ready = Promise.withResolvers<void>()
  // Who asks for something is told; nobody else has to be.
  ready.promise.catch(() => {})
  const late = clock.after(AGENT_LIMITS.helloMs, () => refuse('frame-refused'))
  const port = openFramePort(frame, origin, {
    connected() {
      late.stop()
      // First of all, so that the others are not even seen.
      if (tools) port.request('setTools', { tools }).catch(({ code }) => tell('error', { state, code }))
      ready.resolve()
    },
    event: receive,
  })

  function receive<E extends keyof ViewerEvents>(one: {
    readonly type: E
    readonly event: ViewerEvents[E]
  }): void {
    state = one.event.state
    tell(one.type, one.event)
  }

  function refuse(code: string): void {
    if (isClosed) return
    ready.reject(new SidelongAgentError(code))
    tell('error', { state, code })
  }

  async function ask(type: string, payload?: object): Promise<ViewerState> {
    await ready.promise
    state = await port.request(type, payload)
    return state
  }

  async function join(session: { key: string; wait?: boolean; groupId?: number }): Promise<ViewerState> {
    await ready.promise
    if (getToken) await port.request('setToken', { token: await getToken() })
    return ask('join', session)
  }

  async function open(): Promise<void> {
    element.replaceChildren(frame)
    if (getLoginKey) return logIn(element, frame, options, await getLoginKey())
    const query = new URLSearchParams({ group: String(groupId), ...(locale && { lang: locale }) })
    frame.src = `${origin}/agent/embed?${query}`
    // What goes wrong with it is an event of the frame.
    if (key !== undefined) await ready.promise.then(() => join({ key, wait }).catch(() => {}))
  }

  open().catch(() => refuse('login-failed'))
  return {
    get state() {
      return state
    },
    on,
    join,
    leave: (where) => ask('leave', where),
    end: () => ask('end'),
    setTools: (next) => ask('setTools', { tools: next }),
    requestControl: (rights) => ask('requestControl', { rights }),
    releaseControl: () => ask('releaseControl'),
    highlight: (place) => ask('highlight', place),
    sendMessage: (name, payload) => ask('sendMessage', { name, payload }),
    setAccessibility: (on) => ask('setAccessibility', { on }),
    transfer: (offer) => ask('transfer', offer),
    admitGuest: (code) => ask('admitGuest', { code }),
    ejectGuest: (id) => ask('ejectGuest', { id }),
    close() {
      isClosed = true
      late.stop()
      port.stop()
      ready.reject(new SidelongAgentError('closed'))
      frame.remove()
    },
  }
}

/** By form: a login key does not belong into an address. */
function logIn(
  element: Element,
  { name: target }: HTMLIFrameElement,
  { baseUrl, groupId, key, wait, locale }: ViewerOptions,
  { externalId, loginKey }: LoginKey,
): void {
  const fields = {
    groupid: String(groupId),
    externalid: externalId,
    loginkey: loginKey,
    ...(key !== undefined && { key }),
    ...(wait && { wait: '1' }),
    ...(locale && { lang: locale }),
  }
  submitForm(element, { action: new URL('/agent/embed', baseUrl).href, target }, fields)
}
