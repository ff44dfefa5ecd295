/** Bounds of the package for agents' pages, with their unit in the name. */
export const AGENT_LIMITS = {
  /** From the frame's being there to its hello. */
  helloMs: 15_000,
  maxAnswerLength: 65_536,
  /** A thousand visitors with all that they may state. */
  maxEventLength: 16_000_000,
  /** How often is asked where a guest stands. */
  guestPollMs: 2_000,
  /** An event stream says something every 15 s. */
  silentMs: 45_000,
  backOffMs: 1_000,
  maxBackOffMs: 30_000,
} as const
