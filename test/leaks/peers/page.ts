/** What each recorder's script offers as `window.peer`. */
export type PeerPage = {
  start(options: PeerOptions): void
  /** Makes it send what it has, or returns that. */
  take(): Promise<string>
}

export type PeerOptions = {
  /** With the strictest settings that its documentation has; else with masks off, as the positive control. */
  readonly isStrict: boolean
  /** What ours is told to mask, for those that take selectors. */
  readonly selectors: readonly string[]
}
