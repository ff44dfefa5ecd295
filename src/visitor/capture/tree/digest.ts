import { DIGEST_ATTRIBUTE, mix, mixText } from '../../../protocol/codec/digest.ts'
import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { BARE } from '../../privacy/attributes.ts'
import type { Masked } from '../../privacy/masked.ts'
import { type Privacy, VERDICT } from '../../privacy/privacy.ts'
import type { Natives } from '../natives.ts'
import type { Shadow } from './shadow.ts'

const NODES_BETWEEN_CHECKS = 16

/**
 * Writes what the stage should hold, as hashes of the live page read through the masks, so that what was overlooked
 * shows (decision 0010). Each call goes on where the last one ended and writes one part; true when it was the last.
 */
export function createDigest(parts: {
  shadow: Shadow
  natives: Natives
  privacy: Privacy
  writer: SectionWriter<Masked>
  previousMirrored: (node: Node) => Node | null
}): (isDue: () => boolean) => boolean {
  const { shadow, natives, privacy, writer, previousMirrored } = parts
  const { idOf } = shadow
  let at = 1

  function hashOf(node: Node, id: number): number {
    const verdict = shadow.verdictOf(id)
    const type = natives.nodeType(node)
    let hash = 0
    if (type === 3) {
      const data = natives.data(node as Text).slice(0, LIMITS.maxTextLength)
      hash = mixText(0, privacy.text(node, verdict, data))
    } else if (type === 1 && verdict !== VERDICT.masked && !BARE.test(natives.localName(node as Element))) {
      for (const name of natives.attributeNames(node as Element)) {
        const value = DIGEST_ATTRIBUTE.test(name) ? natives.getAttribute(node as Element, name) : null
        if (value === null || value.length > LIMITS.maxAttributeLength) continue
        const sent = privacy.attribute(node as Element, verdict, name, value)
        if (sent !== null) hash = (hash + mixText(mixText(0, name), sent)) | 0
      }
    }
    const parent = natives.parentNode(node)
    const previous = previousMirrored(node)
    return mix(mix(mix(hash, id), parent ? idOf(parent) : 0), previous ? idOf(previous) : 0)
  }

  return (isDue) => {
    const first = at
    let sum = 0
    while (at < shadow.end && at - first < LIMITS.maxDigestNodes) {
      const node = shadow.node(at)
      if (node) sum += hashOf(node, at)
      if (++at % NODES_BETWEEN_CHECKS === 0 && isDue()) break
    }
    writer.op(OP.digest, first, at - first, sum)
    if (at < shadow.end) return false
    at = 1
    return true
  }
}
