import type { Stoppable } from '../../../base/stoppable.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import type { Masked } from '../../privacy/masked.ts'
import type { Natives } from '../natives.ts'
import { createEnvironment } from './environment.ts'
import { createMarks } from './marks.ts'

/** What the mirror of a document gives the part that tells what pseudo-classes and media queries say at the visitor. */
export type LooksParts = {
  readonly writer: SectionWriter<Masked>
  readonly document: Document
  readonly natives: Pick<Natives, 'matches' | 'isConnected'>
  /** The element, or the next one above that the stage has: a hidden box for all that is in it. */
  readonly shownId: (node: Node) => number
  readonly shadowRootOf: (element: Element) => ShadowRoot | null
  readonly isPointerSent: boolean
  readonly schedule: () => void
}

export interface Looks extends Stoppable {
  addRoot(root: Document | ShadowRoot): void
  flush(): void
}
export type CreateLooks = (parts: LooksParts) => Looks

export const createLooks: CreateLooks = (parts) => {
  const page = new AbortController()
  const { signal } = page
  const marks = createMarks({ ...parts, signal })
  const flushEnvironment = createEnvironment(parts.writer, parts.document.defaultView, signal, parts.schedule)
  return {
    addRoot: marks.addRoot,
    flush() {
      flushEnvironment()
      marks.flush()
    },
    stop: () => page.abort(),
  }
}
