import { ELEMENT, OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { BARE } from '../../privacy/attributes.ts'
import type { Masked } from '../../privacy/masked.ts'
import { VERDICT, type Verdict } from '../../privacy/privacy.ts'
import type { Shared } from '../shared.ts'

const SVG = 'http://www.w3.org/2000/svg'
const MATHML = 'http://www.w3.org/1998/Math/MathML'

/** Sizes of hidden boxes are rounded up, so that they tell little of what is inside (MK-19). */
const BOX_STEP_PX = 8

function boxSize(px: number): number {
  return Math.max(0, Math.min(100_000, Math.ceil(px / BOX_STEP_PX) * BOX_STEP_PX))
}

/** Controls whose size does not follow their content; the stage gives them theirs. Sent as 0 × 0. */
function hasOwnSize(tag: string): boolean {
  return /^(input|textarea)$/.test(tag)
}

/** Writes the `element` operation with all attributes that may be sent. */
export function emitElement(
  writer: SectionWriter<Masked>,
  element: Element,
  verdict: Verdict,
  { descend, tag, shared }: { descend: boolean; tag: Masked; shared: Shared },
): void {
  const { natives, privacy } = shared
  const namespace = natives.namespaceURI(element)
  let flags = descend ? ELEMENT.descend : 0
  if (namespace === SVG) flags |= ELEMENT.svg
  else if (namespace === MATHML) flags |= ELEMENT.mathml
  const isMasked = verdict === VERDICT.masked
  if (isMasked) flags |= ELEMENT.masked
  writer.op(OP.element, flags)
  if (isMasked) {
    const box = hasOwnSize(tag) ? null : natives.rect(element)
    writer.uint(box ? boxSize(box.width) : 0)
    writer.uint(box ? boxSize(box.height) : 0)
  }
  writer.str(tag)
  // Names, not `attributes`: that would make an object of each attribute and keep it for as long as the element lives.
  const names = BARE.test(tag) ? [] : natives.attributeNames(element)
  const kept: { readonly name: Masked; readonly value: Masked }[] = []
  for (const name of names) {
    const raw = natives.getAttribute(element, name)
    if (raw === null || raw.length > LIMITS.maxAttributeLength) continue
    const value = privacy.attribute(element, verdict, name, raw)
    if (value !== null) kept.push({ name: privacy.name(name), value })
    if (kept.length >= LIMITS.maxAttributesPerElement) break
  }
  writer.uint(kept.length)
  for (const { name, value } of kept) {
    writer.str(name)
    writer.value(value)
  }
}
