import { oneOf } from '../base/parse.ts'

/** Status letters of a session (FEATURES LC): setting up, waiting, active, completed, disconnected, cancelled, expired. */
export const STATUSES = ['J', 'W', 'A', 'C', 'X', 'Q', 'T'] as const
export type Status = (typeof STATUSES)[number]
export const LIVE_STATUSES = ['J', 'W', 'A'] as const

export const END_REASONS = [
  'visitor-cancelled',
  'visitor-lost',
  'setup-failed',
  'wait-expired',
  'visitor-ended',
  'agent-ended',
  'admin-ended',
  'agents-left',
  'idle',
  'max-duration',
  'agent-lost',
  'server-lost',
  'script-error',
  'replaced',
  'group-suspended',
] as const
export type EndReason = (typeof END_REASONS)[number]

export const status = oneOf(...STATUSES)
export const endReason = oneOf(...END_REASONS)

export function isLive(value: Status): boolean {
  return value === 'J' || value === 'W' || value === 'A'
}

/** The final status of a session that ends for `reason` while it is in `from` (LC-3 to LC-14). */
export function finalStatus(from: Status, reason: EndReason): Status {
  const wasActive = from === 'A'
  switch (reason) {
    case 'visitor-cancelled':
      return 'Q'
    case 'visitor-ended':
      return wasActive ? 'C' : 'Q'
    case 'visitor-lost':
      return wasActive ? 'X' : 'Q'
    case 'setup-failed':
    case 'wait-expired':
      return 'T'
    case 'agent-ended':
    case 'agents-left':
    case 'idle':
    case 'max-duration':
      return 'C'
    case 'admin-ended':
    case 'group-suspended':
      return wasActive ? 'C' : 'T'
    case 'agent-lost':
      return 'X'
    case 'server-lost':
    case 'script-error':
      return wasActive ? 'X' : 'T'
    case 'replaced':
      return wasActive ? 'C' : 'Q'
  }
}
