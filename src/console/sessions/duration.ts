import type { SessionSummary } from '../../protocol/rest.ts'
import { texts } from '../texts.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in words, one or two units; less than nothing (clocks differ) counts as nothing. */
export function describeDuration(durationMs: number): string {
  const words = texts.duration
  if (!(durationMs >= MINUTE)) return words.lessThanMinute
  if (durationMs < HOUR) return words.minutes(Math.floor(durationMs / MINUTE))
  if (durationMs >= DAY) return words.days(Math.floor(durationMs / DAY))
  const minutes = Math.floor((durationMs % HOUR) / MINUTE)
  const hours = words.hours(Math.floor(durationMs / HOUR))
  return minutes === 0 ? hours : `${hours} ${words.minutes(minutes)}`
}

/** A wait in words, rounded up so that nobody comes back too early. */
export function describeWait(seconds: number): string {
  return seconds <= 90 ? texts.duration.seconds(seconds) : texts.duration.minutes(Math.ceil(seconds / 60))
}

/** LC-16: from the first agent to the end; 0 if no agent ever came, `null` if it is still running. */
export function sessionDurationMs(session: Pick<SessionSummary, 'activeAt' | 'endedAt'>): number | null {
  if (session.endedAt === null) return null
  if (session.activeAt === null) return 0
  const durationMs = Date.parse(session.endedAt) - Date.parse(session.activeAt)
  return Number.isFinite(durationMs) ? Math.max(0, durationMs) : 0
}
