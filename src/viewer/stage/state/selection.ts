import { SPOT } from '../../../protocol/codec/ops.ts'
import * as native from '../natives.ts'

type End = { readonly node: Node; readonly offset: number }

/** Shows what the visitor has selected as this document's own selection, so that `::selection` of the page colors it. */
export function showSelection(
  document: Document,
  anchor: Node | null,
  anchorOffset: number,
  focus: Node | null,
  focusOffset: number,
): void {
  const selection = native.getSelection(document)
  selection?.removeAllRanges()
  if (!anchor || !focus) return
  try {
    if (anchor === focus && anchor instanceof HTMLInputElement && isText(anchor))
      native.setInputSelection(anchor, anchorOffset, focusOffset)
    else if (anchor === focus && anchor instanceof HTMLTextAreaElement)
      native.setAreaSelection(anchor, anchorOffset, focusOffset)
    else {
      const from = end(anchor, anchorOffset)
      const to = end(focus, focusOffset)
      selection?.setBaseAndExtent(from.node, from.offset, to.node, to.offset)
    }
  } catch {
    // It is not in the document here, or has no selection of its own.
  }
}

function isText(input: HTMLInputElement): boolean {
  return /^(text|search|tel|url|password)$/.test(native.inputType(input))
}

function end(node: Node, offset: number): End {
  if (node instanceof CharacterData) return { node, offset: Math.min(offset, native.dataLength(node)) }
  const parent = native.parentNode(node)
  if (offset === SPOT.inside || !parent) return { node, offset: 0 }
  let index = offset === SPOT.after ? 1 : 0
  for (let at = native.previousSibling(node); at; at = native.previousSibling(at)) index++
  return { node: parent, offset: index }
}
