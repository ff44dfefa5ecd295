import type { Privacy } from '../privacy/privacy.ts'
import type { Natives } from './natives.ts'
import type { PageHooks } from './page-hooks.ts'
import type { JoinedFrame } from './sink.ts'
import type { CreateSelection } from './state/selection.ts'
import type { LooksParts } from './style/looks.ts'
import type { Nested } from './tree/nested.ts'

/** What the mirrors of all documents of one checkpoint share. */
export interface Shared {
  readonly natives: Natives
  readonly privacy: Privacy
  readonly hooks: PageHooks
  /** An element was just sent whose pixels the stage cannot get by itself. */
  pictured(element: Element): void
  /** The part that reads selections, `null` if it cannot be had. */
  loadSelection(): Promise<CreateSelection | null>
  /** Something became dirty: a flush is due. */
  schedule(): void
  /** Runs `fn` a little later, and then a flush. */
  later(fn: () => void): void
  /** What was already sent is masked now: everything has to be sent anew, superseding (MK-26). */
  tighten(): void
  /** The document of another origin that this frame shows, if it takes part. */
  joined(frame: Element): JoinedFrame | null
  /** What tells of frames and objects, `null` until its part is there. */
  nested(parts: LooksParts): Nested | null
  /** Objects that show what is in them. */
  readonly opened: WeakSet<Element>
  /** Starts mirroring a document shown in a frame; returns its number, 0 if there are too many already. */
  openFrame(document: Document): number
  closeFrame(number: number): void
}
