/** Where capture hands its bytes: the uplink, which numbers, compresses, keeps and sends them. */
export interface CaptureSink {
  /** A checkpoint begins (flags of protocol/envelope.ts); payloads up to `complete` belong to it. */
  begin(flags: number): void
  /** A payload of protocol/codec/payload.ts. */
  send(payload: Uint8Array<ArrayBuffer>): void
  /** The checkpoint is complete; payloads from here on are deltas. */
  complete(): void
  /** A payload that is worth sending now or never. */
  ephemeral(payload: Uint8Array<ArrayBuffer>): void
  /** False while there is no link or the link is behind; capture then waits for {@link Capture.wake}. */
  isReady(): boolean
}

/** A document in a frame of another origin, which captures itself and hands its sections to the page. */
export type JoinedFrame = { readonly number: number; readonly mode: number }

/** The frames of other origins that take part in the session (NV-13). */
export interface JoinedFrames {
  look(frame: Element): JoinedFrame | null
  /** The element is gone, or shows something else. */
  close(number: number): void
  /** All that was sent is void: the documents get new numbers when they are looked at again. */
  clear(): void
  /** The sink is ready again. */
  wake(): void
}

/** A running capture of the page. Until `checkpoint` is first called nothing is read. */
export interface Capture {
  /** Reads the whole page anew, in slices (flags of protocol/envelope.ts). */
  checkpoint(flags: number): void
  /** Look again at what this frame shows. */
  noteFrame(frame: Element): void
  /** The node that the stage knows by this id, of the document that the capture began with. */
  node(id: number): Node | undefined
  /** The sink is ready again. */
  wake(): void
  /** Why the whole page is hidden (MK-18). */
  readonly closed: string | null
  /** Everything known to have changed has been handed to the sink, or waits for {@link Capture.wake}. */
  readonly isIdle: boolean
  /** Stops observing at once, restores every wrapped native, keeps nothing. */
  stop(): void
}
