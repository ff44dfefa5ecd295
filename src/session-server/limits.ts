/** Bounds of the session server that the other ends need not know (those they share are in protocol/limits.ts). */
export const SERVER_LIMITS = {
  // HTTP.
  maxHeaderBytes: 16_384,
  headersTimeoutMs: 8_000,
  requestTimeoutMs: 10_000,
  keepAliveTimeoutMs: 5_000,
  connectionsCheckMs: 1_000,
  /** No byte either way in the middle of a request or an answer; Node notices within twice the time. */
  socketIdleMs: 5_000,
  maxConnections: 20_000,
  maxConnectionsPerAddress: 5_000,
  maxRequestsPerSocket: 1_000,
  assetMaxAgeSeconds: 31_536_000,
  /** Agent cookies that this process did not sign, kept at most: they may be those of a server on another port. */
  maxForeignAgentCookies: 8,

  /** Reports of violations of the viewer's policy. */
  maxViolationReportBytes: 8_192,
  violationReportsPerSecond: 1,
  violationReportsBurst: 20,

  /** Different policies of stages that are kept; each has headers of some kilobytes. */
  maxStagePolicies: 2_000,

  // Sockets.
  /** Visitor and control sockets that have not proved anything yet, altogether and per peer address. */
  maxPendingSockets: 2_000,
  maxPendingPerAddress: 500,
  /** All that a socket may send before its first message is accepted. */
  maxStrangerBytes: 8_192,
  closeWaitMs: 2_000,
  /** Unread JSON that an agent or visitor may pile up besides envelopes. */
  maxUnreadBytes: 8 * 1_048_576,

  // Control channel.
  maxControlJsonBytes: 1_048_576,
  maxUnauthenticatedJsonBytes: 1_024,
  maxWebServers: 64,
  loadIntervalMs: 5_000,
  /** A web server's keys are forgotten this many key intervals after it is gone. */
  keyIntervalsAfterLoss: 2,
  maxQueuedStatuses: 10_000,
  maxQueuedReports: 2_000,
  joinRefusedReportsPerSecond: 20,
  /** Of those, what strangers cause: refusals without a valid signature. */
  strangerReportsPerSecond: 1,
  strangerReportsBurst: 20,

  // Relay.
  /** What each stored envelope costs besides its bytes, so that tiny ones count. */
  envelopeOverheadBytes: 256,
  /** Envelopes lie in chunks, each twice as large as the one before it, within these. */
  minChunkBytes: 2_048,
  maxChunkBytes: 16_384,
  /** All sessions together; less on a small heap. */
  maxHeldBytes: 1_024 * 1_048_576,
  /** Of the heap's limit, this is for young objects (96 MB) and for all that is no page. */
  heapReserveBytes: 136 * 1_048_576,
  /** With less than this it would show no page. */
  minHoldableBytes: 16 * 1_048_576,
  /** Of these, one group may hold this part. */
  maxGroupShare: 0.75,
  /** Groups whose budgets are kept though they may hold nothing. */
  maxIdleGroupBudgets: 10_000,
  /** All visitors of one address: several at a time may send whole pages. */
  maxAddressBytesPerSecond: 64 * 1_048_576,
  /** Burst of a visitor: a whole checkpoint may come at once. */
  visitorBurstSeconds: 3,
  agentMessagesPerSecond: 50,
  agentBurstSeconds: 4,
  /** Of pointing, drawing and control; the viewer sends 25 positions a second at most. */
  agentActionsPerSecond: 60,
  /** Actions for a visitor who has more than this to read yet are dropped. */
  visitorLowMarkBytes: 262_144,
  /** So many refused requests for control (RC-2) … */
  maxControlDeclines: 3,
  /** … and that agent cannot ask for so long. */
  declinesBlockMs: 300_000,
  /** So long the visitor has to decide who may see the page; no answer is a no (JN-5). Declines block as those of control. */
  approvalWaitMs: 60_000,
  /** Agents and guests who wait for that at the same time. */
  maxWaiting: 8,
  /** Admit codes that the agents of a session may enter in a minute (GU-2), and the wait for the web server's answer. */
  guestCodesPerMinute: 20,
  guestAnswerMs: 5_000,
  /** What each agent in a session asks and orders in a minute about handing it over (VW-6). */
  handOversPerMinute: 30,
  /** Without an agent, whose connection was lost, guests may stay so long (GU-4). */
  guestsAloneMs: 15_000,
  /** Actions without their privilege are reported at once, then together. */
  refusedReportMs: 10_000,
  checkpointAskMs: 5_000,
  /** A participant gets nothing of the page before the visitor's masks count for them; longer than this is a fault (MK-13). */
  masksConfirmMs: 10_000,

  /** From the end of a session to the collection of what it left; others that end meanwhile go with it. */
  forgetMs: 5_000,
  /** Of the server's time, collecting may take this part, or the 99th percentile of the relay's latency is its. */
  maxForgettingShare: 0.002,
  maxForgetMs: 120_000,

  // Draining: so many visitors are sent to other servers at a time; who is back after a while is sent again.
  drainStepMs: 100,
  drainVisitorsPerStep: 10,
  drainAgainMs: 30_000,

  /** What is sent to so many sockets in one go is let go together (about a millisecond's work). */
  maxCorkedSockets: 32,

  // Agents.
  /** A slow agent gets more when no more than this is waiting in its socket. */
  agentLowMarkBytes: 262_144,
  agentDrainCheckMs: 20,
  /** A slow agent must take this much within LIMITS.agentSlowCloseMs to be kept. */
  agentMinProgressBytes: 65_536,
  /** Joined but no socket yet: holds a seat this long. */
  seatHoldMs: 30_000,
  /** Without a socket this long: reported as lost (it may still come back while its cookie lasts). */
  agentLostReportMs: 60_000,
  /** Revocations are remembered longer than any join credential lives. */
  revokedKeepMs: 120_000,

  // Visitor.
  /** Between two pages; longer away is "lost" for the agents. */
  visitorLoadingMs: 5_000,

  // Life cycle.
  endingSoonMs: 120_000,
} as const
