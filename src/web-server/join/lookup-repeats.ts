import type { Clock } from '../../base/clock.ts'
import { WEB_LIMITS } from '../limits.ts'

/**
 * Look-ups that a waiting page repeats (JN-4). Asking for the same key again guesses nothing, so that after one that was
 * counted (JN-6) some more are free.
 */
export interface LookupRepeats {
  /** Whether this is such a repetition; it is used up by that. */
  take(what: string): boolean
  /** A waiting look-up was counted. */
  grant(what: string): void
}

export function createLookupRepeats(clock: Clock): LookupRepeats {
  const granted = new Map<string, { left: number; untilMs: number }>()
  return {
    take(what) {
      const entry = granted.get(what)
      const nowMs = clock.now()
      if (!entry || entry.left <= 0 || entry.untilMs <= nowMs) return false
      entry.left--
      entry.untilMs = nowMs + WEB_LIMITS.lookupRepeatWithinMs
      return true
    },
    grant(what) {
      const nowMs = clock.now()
      for (const [old, { untilMs }] of granted) if (untilMs <= nowMs) granted.delete(old)
      granted.set(what, { left: WEB_LIMITS.lookupRepeats, untilMs: nowMs + WEB_LIMITS.lookupRepeatWithinMs })
    },
  }
}
