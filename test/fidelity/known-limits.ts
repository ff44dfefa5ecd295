import type { Limit } from './case.ts'

/** What may differ on every page, and why. Each entry is also a line of docs/limits.md. */
export const KNOWN_LIMITS: readonly Limit[] = [
  {
    kinds: ['styles'],
    what: /^-webkit-user-modify$/,
    reason: 'what the visitor can edit cannot be edited at the agent',
  },
  {
    kinds: ['styles'],
    path: /:focus(-within)?(\[\d+\])?(::[\w-]+)?$/,
    reason: 'rules of linked sheets for :focus do not match at the agent',
  },
]

/** For cases that end with an element in focus: its ring or underline. */
export const FOCUS_PIXELS: Limit = {
  kinds: ['pixels'],
  maxPixelShare: 0.006,
  reason: 'rules of linked sheets for :focus do not match at the agent',
}
