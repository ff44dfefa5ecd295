import type { MaskedCapture, MaskedCaptureParts } from '../boot/masked-capture.ts'
import type { Visitor, VisitorDeps } from '../boot/visitor.ts'
import type { Link } from '../loader/link.ts'
import type { LoadPart } from '../parts/parts.ts'

/** What the visitor script gives to the part `more` (docs/decisions/0018). */
export type Core = {
  readonly deps: VisitorDeps
  readonly link: Link
  readonly visitor: Visitor
  readonly loadPart: LoadPart
  /** Methods that answer at once, by their names; the part adds its own. */
  readonly own: Record<string, (...args: never[]) => unknown>
  readonly createCapture: (parts: Omit<MaskedCaptureParts, 'deps'>) => MaskedCapture
}

/** Calls by name, of the page and of the visitor script. */
export type More = (name: string, args: readonly unknown[]) => unknown
