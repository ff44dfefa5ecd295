/** What sessions count for the operator: how much and why, never what. */
export interface Meter {
  /** An envelope of a visitor has arrived. */
  received(bytes: number): void
  /** For some envelopes, a function to call when it has left for an agent; `null` for those that are not measured. */
  relaying(): (() => void) | null
  /** A visitor is asked for a new checkpoint. */
  asked(reason: 'lost' | 'drift' | 'compaction'): void
  /** An agent's stage wants everything again. */
  resync(reason: string): void
  /** An agent that did not keep up was given a newer page instead of what it missed. */
  skipped(): void
  /** An agent began to fall behind (+1), or caught up or left (-1). */
  behind(change: 1 | -1): void
}

/** Counts nothing; for tests. */
export const SILENT_METER: Meter = {
  received() {},
  relaying: () => null,
  asked() {},
  resync() {},
  skipped() {},
  behind() {},
}
