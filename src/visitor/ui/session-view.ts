import type { Participant } from '../../protocol/participants.ts'
import type { SessionState } from '../api/events.ts'
import type { Texts } from './texts.ts'

/** What the dock shows of a session. */
export type SessionView = {
  state: SessionState
  isPaused: boolean
  people: readonly Participant[]
  /** The code to read out; `null` for a key that the agent knows already. */
  code: string | null
  validUntilMs: number
  agentNames: 'full' | 'first' | 'role'
}

/** The name under which a participant is shown (`ui.agentNames`). */
export function nameOf({ kind, name, role }: Participant, style: SessionView['agentNames'], texts: Texts): string {
  if (kind === 'guest') return name || texts('guest')
  if (style === 'role') return role || texts('agent')
  return (style === 'first' ? name.split(' ')[0] : name) || texts('agent')
}

/** The one line that says how things are. */
export function lineFor(view: SessionView, texts: Texts): string {
  const { state, isPaused, people } = view
  if (state === 'reconnecting') return texts('offline')
  if (isPaused) return texts('paused')
  if (people.length) return texts('watching', people.map((one) => nameOf(one, view.agentNames, texts)).join(', '))
  return texts(state === 'starting' ? 'starting' : 'waiting')
}

/** Digits in groups of three, the last one not alone: `1234567` → `123 45 67`, `1234` → `12 34`. */
export function groupDigits(code: string): string {
  if (!/^\d+$/.test(code)) return code
  const rest = code.length % 3
  const cut = rest === 1 && code.length > 3 ? code.length - 4 : code.length - rest
  const parts = code.slice(0, cut).match(/.{3}/g) ?? []
  const tail = code.slice(cut)
  return [...parts, ...(tail.length === 4 ? [tail.slice(0, 2), tail.slice(2)] : tail ? [tail] : [])].join(' ')
}
