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
export function nameOf(
  { kind, name, role }: Participant,
  style: SessionView['agentNames'],
  texts: Texts,
): string {
  if (kind === 'guest') return name || texts('guest')
  if (style === 'role' && role) return role
  return style === 'full' ? name : name.replace(/ .*/, '')
}

/** The one line that says how things are. */
export function lineFor(view: SessionView, texts: Texts): string {
  const { state, isPaused, people } = view
  if (state === 'reconnecting' || state === 'starting') return texts('starting')
  if (isPaused) return texts('paused')
  if (people.length)
    return texts('watching', people.map((one) => nameOf(one, view.agentNames, texts)).join(', '))
  return texts('waiting')
}

/** Digits in groups of three (UI-4). */
export function groupDigits(code: string): string {
  return /^\d+$/.test(code) ? code.replace(/\d{3}(?=\d)/g, '$& ') : code
}
