/**
 * Every bound of the wire and of what is built from it, with its unit in the name. On by default everywhere;
 * a receiver enforces them against any sender.
 */
export const LIMITS = {
  // Mirrored page (FEATURES PL-6), enforced by the decoder and by capture.
  maxLiveNodes: 500_000,
  maxTreeDepth: 2_048,
  maxAttributesPerElement: 256,
  maxAttributeLength: 65_536,
  maxTextLength: 1_048_576,
  /** Frames beside the page, as a receiver counts them: those of the page's own origin, and what those of others may add. */
  maxDocuments: 128,
  /** Frames that the visitor's page captures itself, and how deep they may lie. */
  maxFrames: 64,
  maxFrameDepth: 8,
  /** Frames of other origins that join, and the documents that each may send. */
  maxJoinedFrames: 16,
  maxDocumentsPerJoinedFrame: 4,
  /** Numbers that each of these frames has for its documents, one after the other. */
  numbersPerJoinedFrame: 65_536,
  /** Payloads of such a frame that the page has not taken yet. */
  maxPayloadsAhead: 4,
  maxInternedStrings: 200_000,
  maxInternedLength: 64,
  maxRulesPerSheet: 200_000,
  maxDigestNodes: 1_024,

  // Envelopes.
  maxPayloadBytes: 4 * 1_048_576,
  maxInflatedBytes: 32 * 1_048_576,
  maxEphemeralBytes: 4_096,
  maxJsonBytes: 49_152,
  /** What page and agents tell each other (AP-3): the payload's JSON, and messages of each end. */
  maxMessageBytes: 16_384,
  pageMessagesPerSecond: 10,
  /** The longest announced absence (NV-6). */
  maxAbsenceSeconds: 900,
  /** Hosts of a page's resources that agents tell of: in one message, of one viewer, of one session. */
  maxAssetHostsTold: 100,
  maxFragmentsPerMessage: 256,

  // Relay, per session.
  maxCheckpointBytes: 32 * 1_048_576,
  maxTailBytes: 16 * 1_048_576,
  /** A new checkpoint is asked for when the tail is this many times the checkpoint … */
  tailToCheckpointFactor: 2,
  /** … and at least this large. */
  minTailBytesForCheckpoint: 262_144,
  maxVisitorBytesPerSecond: 16 * 1_048_576,
  maxMessagesPerSecond: 400,
  agentBacklogBytes: 1_048_576,
  agentSlowCloseMs: 10_000,

  // Visitor.
  resendRingBytes: 8 * 1_048_576,
  visitorBacklogBytes: 1_048_576,
  /** What comes after the last look at the clock (encoding, a collection of garbage) has the rest of 8 ms. */
  sliceBudgetMs: 3,
  /** Records of mutation observers that wait for their slice. */
  maxWaitingRecords: 100_000,
  /** For each millisecond of ours this many pass, of which we may be ahead by … */
  dutyFactor: 10,
  /** … two slices. */
  dutyCreditMs: 60,
  /** From a change to the digest of it; one part of a digest, and the least pause before the next one … */
  digestDelayMs: 5_000,
  digestSliceMs: 2,
  digestPauseMs: 400,
  /** … which is also this many times as long as the part took. */
  digestRestFactor: 200,
  compressFromBytes: 1_024,
  /** Capture hands over this much of a checkpoint at a time: columns compress better when they are long. */
  checkpointPartBytes: 65_536,
  /** Sections of a checkpoint leave together, the first batch soon, later ones larger: they compress better so. */
  firstBatchBytes: 32_768,
  maxBatchBytes: 1_048_576,

  // What script animates and adds, for each document.
  maxKeyframes: 200,
  maxAnimations: 2_000,
  animationsAtOnce: 64,
  maxExtraRules: 200,
  /** A font that script gives as bytes, and all of them together. */
  maxFontBytes: 524_288,
  maxFontsBytes: 2_097_152,

  // Pictures: at most one in this time of each canvas, and of all together no more bytes than that.
  pictureIntervalMs: 500,
  pictureBytesPerSecond: 262_144,
  pictureHoldMs: 60,
  maxPicturePixels: 1_048_576,
  maxPictureBytes: 524_288,

  // Sockets.
  firstMessageMs: 5_000,
  beatMs: 20_000,
  silentAfterMs: 45_000,
  /** Only to let go of what is kept for sending again: at 10 envelopes a second, one ack for each second. */
  ackIntervalMs: 1_000,

  // Credentials.
  joinCredentialLifeMs: 60_000,
  maxJoinTokenLength: 4_096,
  serverKeyIntervalMs: 60_000,
  serverKeyLeadMs: 15_000,
  serverKeyBytes: 32,
  agentCookieLifeMs: 12 * 3_600_000,
  agentCookieIdleMs: 30 * 60_000,
  maxClockSkewMs: 5_000,

  // Stage.
  stageHeartbeatMs: 1_000,
  stageSilentMs: 5_000,
  stageSliceMs: 8,
} as const
