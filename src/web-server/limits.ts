import { OFFER_OPEN_MS } from '../protocol/handing-over.ts'

/** Bounds of the web server, with their unit in the name. Those of the wire are in protocol/limits.ts. */
export const WEB_LIMITS = {
  maxBodyBytes: 32_768,
  maxTextLocales: 50,

  // Connections (SA-30).
  maxHeaderBytes: 16_384,
  headersTimeoutMs: 8_000,
  requestTimeoutMs: 15_000,
  /** No byte either way; longer than the longest look-up that waits. */
  socketIdleMs: 60_000,
  keepAliveTimeoutMs: 10_000,
  /** Behind a proxy, which reuses its connections and must not lose a request to one that we are closing. */
  proxyKeepAliveTimeoutMs: 75_000,
  connectionsCheckMs: 1_000,
  maxConnections: 20_000,
  maxConnectionsPerAddress: 5_000,

  // Visitor sessions (SE-2, SE-5, SE-13).
  startsPerMinutePerAddress: 10,
  visitorCallsPerMinutePerAddress: 1_200,
  identityNameCodePoints: 63,
  identityDataBytes: 2_048,
  // Hand-over to other domains (NV-9).
  handoverLifeMs: 60_000,
  /** A code that was refused late is still known, for the audit log. */
  handoverKeepMs: 10 * 60_000,
  handoversPerSession: 32,
  /** Domains and tabs that a session came to; the oldest gives way. */
  maxHandedOverCredentials: 63,
  randomKeyAttempts: 32,
  maxRandomKeyDigits: 9,

  // Log-in (SECURITY section 6, T12).
  loginFailuresPerAccount: 10,
  loginFailuresPerAddress: 30,
  loginFailuresOverall: 2_000,
  loginWindowSeconds: 900,
  secondFactorFailuresPerAccount: 10,
  ssoStartsPerMinutePerAddress: 30,
  loginTouchMs: 60_000,
  /** `login.maxSession` says less. */
  loginMaxSeconds: 24 * 3_600,
  maxUserAgentLength: 255,
  maxPasswordLength: 128,
  minPasswordLength: 8,
  passwordHashesAtOnce: 4,
  passwordHashesWaiting: 64,
  /** How long after a proof of identity the ways of logging in may be changed (step-up). */
  confirmLifeMs: 10 * 60_000,
  /** From the first factor to the second, or from the offer of a passkey to its use. */
  loginStepLifeMs: 5 * 60_000,
  /** To the company's log-in and back. */
  ssoStepLifeMs: 10 * 60_000,
  ssoTimeoutMs: 8_000,
  maxPasskeys: 20,
  recoveryCodes: 10,
  maxLoginsListed: 200,
  maxPeopleListed: 1_000,

  // Transfer of a session (VW-6): to accept an offer, and how long its end is told.
  transferOpenMs: OFFER_OPEN_MS,
  transferShownMs: 300_000,

  // Guests (GU-2).
  guestsPerMinutePerAddress: 10,
  guestsWaitingPerSession: 10,
  /** Codes that the agents of one session may enter, counted by all web servers together. */
  guestCodesPerMinutePerSession: 20,
  /** A guest whose code has expired may ask for another so long. */
  guestKeepMs: 10 * 60_000,

  // Look-ups (JN-6).
  lookupsPerMinutePerAgent: 10,
  lookupsPerMinutePerGroup: 60,
  missesBeforeAlert: 20,
  // Look-ups that wait (JN-4): a counted one may be repeated this often, each time within this long, without counting.
  lookupRepeats: 20,
  lookupRepeatWithinMs: 60_000,
  lookupsWaitingPerAgent: 5,
  lookupsWaitingOverall: 2_000,
  waitPollMs: 1_000,
  /** Longer than a window may be at its log-in and wait after that. */
  closedWindowKeepMs: 5 * 3_600_000,
  /** Views that one person's pages close (AE-6). */
  leavesPerMinutePerUser: 60,
  maxReturnPlaceLength: 2_000,
  returnPlaceLifeMs: 15 * 60_000,

  // Presence (section 11).
  /** Open links of this process; below its connections, so that other requests have room. */
  presenceLinks: 16_000,
  presenceLinksPerAddress: 2_000,
  presencePendingPerAddress: 200,
  presenceMaxMessageBytes: 32_768,
  /** Of one link. */
  presenceMessagesPerTenSeconds: 60,
  presenceFlushMs: 250,
  presenceRowsAtOnce: 500,
  presenceSilenceCheckMs: 5_000,
  presenceServerBeatMs: 5_000,
  presenceServerSilentMs: 30_000,
  presenceRecheckMs: 30_000,
  /** Signals and invitations that another web server left for us; how often is looked for them, and for their answers. */
  presencePollMs: 200,
  /** How often it is looked who came and who went, and how long somebody must be away for that. */
  presenceComingsMs: 2_000,
  presenceAwayMs: 10_000,
  maxPresenceOrdersAtOnce: 200,
  presenceOrdersPerMinutePerVisitor: 20,
  /** Callers that wait for a delivery, in this process. */
  presenceCallersWaiting: 1_000,
  presenceSettingsMs: 2_000,
  presenceCloseWaitMs: 2_000,

  /** The directory is read this often for who follows it, and how much of it; ids that a stream may name take this much room. */
  presenceFeedMs: 1_000,
  presenceFollowed: 1_000,
  maxVisitorsQueryLength: 4_096,

  // Event streams.
  eventStreams: 2_000,
  eventStreamsPerCaller: 20,
  eventStreamBeatMs: 15_000,
  eventStreamCheckMs: 30_000,
  /** Of one that is not read fast enough. */
  eventStreamMaxBacklogBytes: 1_048_576,
  /** How often is looked for what has become of views in windows of their own (AE-6). */
  viewFeedMs: 1_000,

  // Control channel.
  controlHandshakeMs: 5_000,
  controlOpenMs: 2_000,
  controlSilentMs: 15_000,
  controlMaxMessageBytes: 16 * 1_048_576,
  controlBackOffBaseMs: 250,
  controlBackOffMaxMs: 5_000,
  maxReportsWaiting: 10_000,
  maxOrdersWaiting: 1_000,
  /** Of one session server; each costs some queries. */
  maxQuestionsAtOnce: 32,
  reportRetryMs: 1_000,

  // The session servers as a whole: orders to drain are read, what is known of them is written, DNS is asked.
  fleetPollMs: 1_000,
  fleetNoteMs: 5_000,
  dnsPollMs: 10_000,
  dnsTimeoutMs: 2_000,
  maxSessionServers: 1_000,

  // Housekeeping.
  sweepIntervalMs: 5_000,
  retentionIntervalMs: 3_600_000,
  recheckIntervalMs: 30_000,
  /** What other processes revoke is seen within this long (JN-10: sockets close within a second). */
  revocationPollMs: 400,
  revocationKeepMs: 10 * 60_000,
  maxRevocationsAtOnce: 1_000,
  statementTimeoutMs: 10_000,
  poolSize: 10,
  stopGraceMs: 3_000,

  // Settings.
  maxSelectors: 1_000,
  /** Hosts of pages' resources that are remembered of a group. */
  maxAssetHostsKept: 200,
  maxSelectorLength: 1_000,
  maxOrigins: 1_000,
  maxParentsLength: 500,
  /** A whole set of values, as the API takes it. */
  maxSettingsBytes: 4 * 1_048_576,

  // REST API (RS-3).
  idempotencyLifeMs: 24 * 3_600_000,
  apiCallsPerMinutePerToken: 600,
  maxTokensPerGroup: 200,
  shortTokenMaxMs: 120 * 60_000,

  // Webhooks (WH-3).
  webhookTimeoutMs: 10_000,
  webhookPollMs: 1_000,
  webhookClaimMs: 30_000,
  webhooksAtOnce: 20,
  /** Of that many, until the next poll. */
  webhookRounds: 50,
  webhookBackOffMs: 5_000,
  webhookBackOffMaxMs: 3_600_000,
  webhookRetryForMs: 24 * 3_600_000,
  webhookKeepMs: 30 * 24 * 3_600_000,
  maxWebhooksPerGroup: 20,

  // People.
  invitationLifeMs: 7 * 24 * 3_600_000,
  maxRolesPerGroup: 100,
} as const
export type WebLimits = { readonly [K in keyof typeof WEB_LIMITS]: number }
