import { DIGEST_ATTRIBUTE, mixText } from '../../../protocol/codec/digest.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import * as native from '../natives.ts'
import { OWN_MARK } from '../tree/allowed-attributes.ts'

/** Marks a node that stands somewhere else than it should: no content has this hash but by chance. */
const MISPLACED = 0x2545f491

/**
 * What the document really holds, for the comparison with the visitor's page (decision 0010). Of a hidden element only its
 * place: not even whether its attributes changed is told (MK-22).
 */
export function digestOf(node: Node, parent: Node | null, previous: Node | null, isHidden: boolean): number {
  let hash = 0
  if (node instanceof CharacterData) hash = mixText(0, node.data)
  else if (node instanceof Element && !isHidden) {
    for (const { name, value } of native.attributes(node))
      if (DIGEST_ATTRIBUTE.test(name) && value.length <= LIMITS.maxAttributeLength)
        hash = (hash + mixText(mixText(0, name), value)) | 0
  }
  return native.parentNode(node) === parent && previousOf(node) === previous ? hash : hash ^ MISPLACED
}

/** The mirrored node before `node`: the doctype and what is the stage's own do not count. */
function previousOf(node: Node): Node | null {
  let at = native.previousSibling(node)
  while (at && !isMirrored(at)) at = native.previousSibling(at)
  return at
}

function isMirrored(node: Node): boolean {
  if (node instanceof Element) return !native.hasAttribute(node, OWN_MARK)
  return node instanceof CharacterData
}
