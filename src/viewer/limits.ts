/** Bounds between shell and stage and inside each, with units; those of the wire are in protocol/limits.ts. */
export const VIEWER_LIMITS = {
  // What the shell believes of a stage, which may have been taken over by what it shows.
  maxViewportPixels: 20_000,
  maxPointerPixels: 1_000_000,
  maxAddressLength: 2_048,
  maxTitleLength: 512,
  /** Of a name among others. */
  maxShownNameLength: 60,
  maxFailedUrlLength: 512,
  maxFailuresKept: 200,
  maxStageMessagesPerSecond: 2_000,
  maxOptions: 500,
  maxOptionLength: 200,
  maxTrackedNodes: 400,
  /** Bytes handed to a stage and not yet applied; above it the stage counts as stuck. */
  maxStageBacklogBytes: 96 * 1_048_576,

  // Stage.
  maxFailuresReported: 500,
  maxSheetPicturesChecked: 200,
  maxQueuedSectionBytes: 8 * 1_048_576,
  maxNestedDepth: 8,
  scrollSettleMs: 3_000,
  /** A CSS animation of the visitor's is looked for so long: its sheet may be on its way. */
  animationSettleMs: 10_000,
  frameReloadGraceMs: 2_000,
  maxEarlyEnvelopes: 2_000,
  maxFileNames: 100,
  maxElementDefinitions: 1_000,
  partLoadMs: 15_000,
  pictureCaptureMs: 200,
  heldPictureMs: 3_000,

  /** What was said last is on its way so long before a page goes. */
  farewellMs: 300,

  // Embedded viewer.
  maxTokenLength: 1_024,

  // Shell.
  pingIntervalMs: 5_000,
  assetHostsDelayMs: 3_000,
  lateAfterMs: 9_000,
  activityIntervalMs: 30_000,
  resyncBackoffMs: 1_000,
  maxResyncBackoffMs: 30_000,
  maxDriftResyncs: 10,
  stageLoadMs: 15_000,
  minZoom: 0.1,
  maxZoom: 4,
  pointerFadeMs: 4_000,
  maxMessageLength: 200,
  /** Between two positions of the agent's pointer, or two scrolls. */
  moveIntervalMs: 40,
  /** A stage that does not say what lies under the pointer. */
  hitTimeoutMs: 2_000,
  keyStepPixels: 10,
  /** What a colleague does in the last moment needs another one to arrive. */
  handOverGraceMs: 2_000,
  /** For a web server to say what became of a guest's code, by way of a session server that gives up before. */
  guestAnswerMs: 10_000,
  /** Between two times that a page around is told where the visitor is. */
  pageToldMs: 250,
  /** For a web server to say what became of an offer. */
  handOverAnswerMs: 5_000,
  /** The longest that a visitor may take to answer, and a little. */
  maxAskMs: 310_000,
} as const
