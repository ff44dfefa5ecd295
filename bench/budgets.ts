/** The promises of MIRROR.md, section 1, and PL-5. */
export const BUDGETS = {
  sliceMs: 8,
  dutyPercent: 10,
  loaderBytes: 2_000,
  visitorBytes: 25_000,
  stageBytes: 15_000,
  snapshotOfPageHtml: 1,
  snapshotOfRrweb: 0.5,
  incrementOfRrweb: 0.3,
  captureTimeOfPeers: 0.5,
  mutationTimeOfPeers: 0.5,
  digestPercent: 1,
  maskingOfUnmasked: 1.3,
  heapBytesPerNode: 60,
  firstViewMs: 1_000,
  latencyMedianMs: 5,
  latencyP95Ms: 15,
} as const
