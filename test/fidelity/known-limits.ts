import type { Limit } from './case.ts'

/** What differs on every page, and why. Each entry is also a line of docs/limits.md. */
export const KNOWN_LIMITS: readonly Limit[] = []
