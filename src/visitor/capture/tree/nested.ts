import { MODE, OP, UNSENT } from '../../../protocol/codec/ops.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { constant, numerals } from '../../privacy/masked.ts'
import type { Shared } from '../shared.ts'
import type { LooksParts } from '../style/looks.ts'
import type { Realm } from '../wrapping.ts'
import { modeOf } from './document-mode.ts'
import { KIND } from './kinds.ts'

/** What the frames and objects of one document show. */
export interface Nested {
  /** `element` was sent, or something was loaded in it. */
  look(element: Element): void
  /** The stage does not have the element with this id any more. */
  forget(id: number): void
  stop(): void
}

export type CreateNested = typeof createNested

export function createNested(
  { document, writer, natives, shadow, structure }: LooksParts,
  shared: Shared,
): Nested {
  /** By element: what it shows, and the number of that, 0 if it is not sent. */
  const shown = new Map<number, { shown: Document | number; number: number }>()
  /** Sizes as sent, in pixels. */
  const sizes = new WeakMap<Element, string>()
  const { ResizeObserver } = (document.defaultView ?? globalThis) as Realm
  const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries)
      sendSize(target, Math.round(contentRect.width), Math.round(contentRect.height))
    shared.schedule()
  })

  /** An object is as large as what it shows, and rules mean it by its name, which the stage has not. */
  function sendSize(element: Element, width: number, height: number): void {
    const id = shadow.idOf(element)
    const now = `${id} ${width} ${height}`
    if (!id || shadow.kindOf(id) !== KIND.leaf || width * height === 0 || sizes.get(element) === now) return
    sizes.set(element, now)
    writer.op(OP.attribute, id)
    writer.str(constant('width'))
    writer.value(numerals([width]))
    writer.op(OP.attribute, id)
    writer.str(constant('height'))
    writer.value(numerals([height]))
  }

  return {
    look(element) {
      const id = shadow.idOf(element)
      const kind = shadow.kindOf(id)
      if (!id || kind === KIND.masked) return
      const isFrame = /frame$/.test(natives.localName(element))
      const inner = documentIn(element)
      const hasFallback = !isFrame && !inner && showsFallback(element)
      if (hasFallback !== (kind === KIND.normal)) {
        if (hasFallback) shared.opened.add(element)
        else shared.opened.delete(element)
        return structure.resend(element)
      }
      if (hasFallback) return
      if (!isFrame) observer.observe(element)
      const joined = inner || !isFrame ? null : shared.joined(element)
      const now = inner ?? joined?.number ?? 0
      const known = shown.get(id)
      if (known?.shown === now) return
      if (known) shared.closeFrame(known.number)
      const own = inner && !isTooDeep(inner.defaultView) ? shared.openFrame(inner) : 0
      const number = own || (joined?.number ?? 0)
      shown.set(id, { shown: now, number })
      if (number) writer.op(OP.frame, id, number, inner ? modeOf(inner) : (joined?.mode ?? MODE.standards))
      else writer.op(OP.unsent, id, inner ? UNSENT.tooMany : isFrame ? reasonOf(element) : UNSENT.embedded)
    },
    forget(id) {
      const { number } = shown.get(id) ?? {}
      if (number) shared.closeFrame(number)
      shown.delete(id)
    },
    stop() {
      observer.disconnect()
      for (const { number } of shown.values()) shared.closeFrame(number)
    },
  }
}

/** The document in it, `null` if it is not of this origin, or none. */
function documentIn(element: Element): Document | null {
  try {
    const { contentDocument, ownerDocument } = element as HTMLIFrameElement
    if (contentDocument || element.localName !== 'embed') return contentDocument
    const view = ownerDocument.defaultView as Window
    // Only SVG is given away by the element itself.
    for (let i = 0; i < view.length; i++)
      if (view[i]?.frameElement === element) return view[i]?.document ?? null
  } catch {
    // Another origin's.
  }
  return null
}

/** Does an object show what is in it, as it has nothing else? Only then it has boxes. */
function showsFallback(element: Element): boolean {
  if (element.localName !== 'object') return false
  const range = element.ownerDocument.createRange()
  range.selectNodeContents(element)
  return range.getClientRects().length > 0 || !(element.getAttribute('data') || element.getAttribute('type'))
}

/** Why a frame's content cannot be read. */
function reasonOf(frame: Element): number {
  const sandbox = frame.getAttribute('sandbox')
  return sandbox === null || /allow-same-origin/i.test(sandbox) ? UNSENT.foreign : UNSENT.sandboxed
}

/** The stage shows frames in frames to a limit. */
function isTooDeep(realm: Window | null): boolean {
  let depth = 0
  for (let at = realm; at && at !== at.parent; at = at.parent) depth++
  return depth > LIMITS.maxFrameDepth
}
