import { toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { parseJson } from '../base/parse.ts'
import { type OwnView, ownView } from '../protocol/agent-page-api.ts'
import { choiceEntries, VIEWER_TOOLS } from '../protocol/view-choice.ts'
import { createEmitter } from './emitter.ts'
import { SidelongAgentError } from './errors.ts'
import { followEvents } from './events.ts'
import { AGENT_LIMITS } from './limits.ts'
import { IDLE } from './messages.ts'
import type { ViewerEvents, ViewerState, WindowOptions, WindowViewer } from './public.ts'
import { call } from './server.ts'

const STATE_NAMES = { waiting: 'looking', live: 'live', left: 'ended', ended: 'ended' } as const

/** The viewer in a window of its own (AE-6), which is isolated from this one: what it does is told by the server. */
export function openWindow(options: WindowOptions, clock: Clock): WindowViewer {
  const { baseUrl, groupId, key, wait = true, getToken, windowName = '_blank', windowFeatures = '' } = options
  const { locale = null, tools = null } = options
  if (/\bno(opener|referrer)\b/.test(windowFeatures))
    throw new TypeError('windowFeatures: a window that is blocked could not be told from one that is not')
  if (tools?.some((one) => !VIEWER_TOOLS.includes(one))) throw new TypeError('tools: one of them is unknown')
  // A name for it: it cannot be closed from here, and is to hear that it is.
  const id = toBase64Url(crypto.getRandomValues(new Uint8Array(16)))
  const query = new URLSearchParams({
    key,
    group: String(groupId),
    ...(wait && { wait: '1' }),
    ...choiceEntries({ language: locale, tools }),
    window: id,
  })
  const url = new URL(`/agent/join?${query}`, baseUrl).href
  const base = `/v1/groups/${groupId}/sessions`
  const server = getToken && { baseUrl, getToken }
  const { on, tell } = createEmitter<ViewerEvents>()
  let state: ViewerState = { ...IDLE, state: 'looking', key }
  const fail = (code: string, more: { url?: string } = {}) => tell('error', { state, code, ...more })

  function show({ state: name, ...view }: OwnView): void {
    const before = state
    const endReason = name === 'left' ? 'left' : view.endReason
    state = { ...IDLE, ...view, key: view.key ?? key, state: STATE_NAMES[name], endReason }
    if (before.state !== 'live' && state.state === 'live') tell('session-started', { state })
    tell('state', { state })
    if (before.state !== 'ended' && state.state === 'ended')
      tell('session-ended', { state, reason: endReason })
  }

  const opened = window.open(url, windowName, windowFeatures)
  // Nobody listens before this function has returned.
  if (!opened) queueMicrotask(() => fail('popup-blocked', { url }))
  const stop = server
    ? followEvents(server, `${base}/events?${new URLSearchParams({ key })}`, clock, {
        event(type, data) {
          if (type === 'view') show(parseJson(data, AGENT_LIMITS.maxAnswerLength, ownView))
        },
        error: fail,
      })
    : () => {}
  const frameOnly = () => Promise.reject(new SidelongAgentError('frame-only'))
  return {
    url,
    get state() {
      return state
    },
    on,
    join: frameOnly,
    leave: frameOnly,
    end: frameOnly,
    setTools: frameOnly,
    requestControl: frameOnly,
    releaseControl: frameOnly,
    highlight: frameOnly,
    sendMessage: frameOnly,
    setAccessibility: frameOnly,
    transfer: frameOnly,
    admitGuest: frameOnly,
    ejectGuest: frameOnly,
    async close() {
      if (!server) throw new SidelongAgentError('not-logged-in')
      stop()
      if (state.state === 'ended') return
      await call(server, `${base}/leave`, { key, window: id }, () => null)
      state = { ...state, state: 'ended', endReason: 'left' }
      tell('session-ended', { state, reason: 'left' })
    },
  }
}
