/** Bounds of presence (FEATURES PR-3, PR-7), with their unit in the name; both ends keep them. */
export const PRESENCE_LIMITS = {
  /** Signs of life of a page that is seen, and of one in the background … */
  beatMs: 15_000,
  hiddenBeatMs: 60_000,
  /** … and how long nothing may come from it. */
  silentMs: 30_000,
  hiddenSilentMs: 90_000,
  maxDataKeys: 32,
  maxDataBytes: 4_096,
  /** What an agent's signal carries, as JSON. */
  maxSignalBytes: 4_096,
  maxMessageLength: 16_384,
  maxUrlLength: 2_000,
  maxTitleLength: 500,
  /** Within this long a page must be there, or be back, to get what an agent sends. */
  deliverWithinMs: 5_000,
} as const
