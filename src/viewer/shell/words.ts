import type { CloseName } from '../../protocol/close-codes.ts'
import type { EndReason } from '../../protocol/life-cycle.ts'
import type { QualityFacts } from '../embed-messages.ts'
import { words } from '../languages/words.ts'
import type { FailureKind } from '../stage-messages.ts'

export const WORDS = words.shell
export const FAILURES: Readonly<Record<FailureKind, string>> = words.failures
export const { failuresLabel } = words

export function qualityLabel({ roundTripMs, level }: QualityFacts, silentMs: number): string {
  const { silent, measuring, trip } = words.quality
  if (level === 'bad') return silent(Math.floor(silentMs / 1_000))
  return roundTripMs === null ? measuring : trip(roundTripMs)
}

/** VW-8, in full. */
export function qualityDetail(
  { roundTripMs, resyncs }: QualityFacts,
  silentMs: number,
  script: string,
): string {
  const { detail, noTrip, someTrip, times } = words.quality
  const trip = roundTripMs === null ? noTrip : someTrip(roundTripMs)
  return detail(trip, Math.floor(silentMs / 1_000), times(resyncs), script)
}

export function endingSoonLabel(reason: 'idle' | 'max-duration' | 'wait-expired', count: number): string {
  const { minutes, seconds, ...sentences } = words.endingSoon
  return sentences[reason](count >= 90 ? minutes(Math.round(count / 60)) : seconds(count))
}

export type EndWords = { readonly headline: string; readonly detail: string }

export const LEFT: EndWords = words.left
export const ENDED_BY_ME: EndWords = { headline: words.ended, detail: words.endedByMe }

export function endWords(reason: EndReason): EndWords {
  return { headline: words.ended, detail: words.endReason[reason] }
}

/** JN-5: the visitor did not let this agent in. */
export function approvalWords(outcome: 'declined' | 'no-answer'): EndWords {
  return { headline: words.notLetIn, detail: words.outcome[outcome] }
}

/** MK-18: why the whole page is hidden, for people. */
export function hiddenWords(reason: string | null): string {
  const known: Readonly<Record<string, string>> = words.hidden
  return (Object.hasOwn(known, reason ?? '') && known[reason ?? '']) || words.hidden.other
}

/** What agents are told of a guest who is not let in. */
export function guestRefusedLabel(why: 'declined' | 'no-answer', name: string): string {
  return words.guests.refused[why](name)
}

/** Closes whose words say nothing of agents and their console. */
const FIT_FOR_GUESTS: readonly (CloseName | null)[] = ['ended', 'replaced', 'revoked', 'version']

/** What a close of the socket that is not to be retried means to a person; guests have no console to go back to. */
export function closeWords(name: CloseName | null, isGuest: boolean): EndWords {
  const known: Readonly<Record<string, EndWords>> = words.close
  if (name === 'normal') return words.close.ended
  const own = (name !== null && Object.hasOwn(known, name) && known[name]) || words.close.other
  return isGuest && !FIT_FOR_GUESTS.includes(name) ? words.close.guest : own
}
