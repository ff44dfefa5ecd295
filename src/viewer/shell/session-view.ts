import { unreachable } from '../../base/assert.ts'
import { type EndWords, hiddenWords, WORDS } from './words.ts'

export type Presence = 'online' | 'loading' | 'background' | 'lost'

/** Everything that decides what the shell says (VW-1). */
export type SessionState = {
  readonly link: 'connecting' | 'asking' | 'open' | 'reconnecting'
  readonly presence: Presence
  readonly isPaused: boolean
  readonly visitorMessage: string | null
  /** Why the visitor is away, in their site's words; `null` if nothing was said (NV-6). */
  readonly absence: string | null
  /** Why the whole page is hidden (MK-18). */
  readonly hidden: string | null
  /** A complete page was shown at least once. */
  readonly hasPage: boolean
  readonly isStageStopped: boolean
  /** The session server does not know this agent (any more): only joining anew helps. */
  readonly mayRejoin: boolean
  readonly end: EndWords | null
}

export const FIRST_STATE: SessionState = {
  link: 'connecting',
  presence: 'online',
  isPaused: false,
  visitorMessage: null,
  absence: null,
  hidden: null,
  hasPage: false,
  isStageStopped: false,
  mayRejoin: false,
  end: null,
}

export const STATE_IDS = [
  'connecting',
  'asking',
  'waiting',
  'live',
  'paused',
  'hidden',
  'loading',
  'background',
  'lost',
  'away',
  'reconnecting',
  'stopped',
  'ended',
] as const
export type StateId = (typeof STATE_IDS)[number]

export type SessionView = {
  readonly id: StateId
  readonly tone: 'good' | 'busy' | 'calm' | 'bad' | 'over'
  readonly headline: string
  readonly detail: string | null
  /** `card`: in front of everything. `veil`: the page stays in sight, dimmed. `none`: the page alone. */
  readonly cover: 'card' | 'veil' | 'none'
}

function idOf(state: SessionState): StateId {
  if (state.end) return 'ended'
  if (state.link === 'connecting') return 'connecting'
  if (state.link === 'asking') return 'asking'
  if (state.link === 'reconnecting') return 'reconnecting'
  if (state.isStageStopped) return 'stopped'
  if (state.isPaused) return 'paused'
  if (state.absence !== null && (state.presence === 'lost' || state.presence === 'loading')) return 'away'
  if (state.presence === 'lost') return 'lost'
  if (state.presence === 'loading') return 'loading'
  if (state.hidden !== null) return 'hidden'
  if (!state.hasPage) return 'waiting'
  return state.presence === 'background' ? 'background' : 'live'
}

/** The one state that people see, most important first. */
export function viewOf(state: SessionState): SessionView {
  const id = idOf(state)
  const behind = state.hasPage ? 'veil' : 'card'
  switch (id) {
    case 'ended':
      return {
        id,
        tone: 'over',
        headline: state.end?.headline ?? '',
        detail: state.end?.detail ?? null,
        cover: 'card',
      }
    case 'connecting':
      return { id, tone: 'busy', headline: WORDS.connecting, detail: WORDS.connectingDetail, cover: 'card' }
    case 'asking':
      return { id, tone: 'calm', headline: WORDS.asking, detail: WORDS.askingDetail, cover: 'card' }
    case 'reconnecting':
      return {
        id,
        tone: 'busy',
        headline: WORDS.reconnecting,
        detail: WORDS.reconnectingDetail,
        cover: behind,
      }
    case 'stopped':
      return {
        id,
        tone: 'bad',
        headline: WORDS.stageStopped,
        detail: WORDS.stageStoppedDetail,
        cover: 'card',
      }
    case 'paused':
      return {
        id,
        tone: 'calm',
        headline: WORDS.paused,
        detail: state.visitorMessage ?? WORDS.pausedDetail,
        // What the visitor no longer shares is out of sight at once, not when its replacement arrives.
        cover: 'card',
      }
    case 'hidden':
      return {
        id,
        tone: state.hidden?.endsWith('-pending') ? 'busy' : 'bad',
        headline: WORDS.hidden,
        detail: hiddenWords(state.hidden),
        cover: 'card',
      }
    case 'lost':
      return { id, tone: 'busy', headline: WORDS.lost, detail: WORDS.lostDetail, cover: behind }
    case 'away':
      return {
        id,
        tone: 'calm',
        headline: WORDS.away,
        detail: state.absence || WORDS.lostDetail,
        cover: behind,
      }
    case 'loading':
      return {
        id,
        tone: 'busy',
        headline: WORDS.loading,
        detail: state.hasPage ? null : WORDS.waitingDetail,
        cover: state.hasPage ? 'none' : 'card',
      }
    case 'waiting':
      return { id, tone: 'busy', headline: WORDS.waiting, detail: WORDS.waitingDetail, cover: 'card' }
    case 'background':
      return { id, tone: 'calm', headline: WORDS.background, detail: null, cover: 'none' }
    case 'live':
      return { id, tone: 'good', headline: WORDS.live, detail: null, cover: 'none' }
    default:
      return unreachable(id)
  }
}
