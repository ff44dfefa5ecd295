import { OP, SPOT } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import type { Masked } from '../../privacy/masked.ts'
import { type Privacy, VERDICT } from '../../privacy/privacy.ts'
import type { Natives } from '../natives.ts'
import { KIND } from '../tree/kinds.ts'
import type { Shadow } from '../tree/shadow.ts'

type Spot = readonly [id: number, offset: number]
const NOWHERE: Spot = [0, 0]

/** Where the visitor's selection or caret is, unless it touches what is masked. */
export interface Selection {
  note(): void
  readonly isDirty: boolean
  flush(): true
}

export type CreateSelection = typeof createSelection

export function createSelection(parts: {
  document: Document
  writer: SectionWriter<Masked>
  natives: Natives
  privacy: Privacy
  shadow: Shadow
  /** Runs something when enough time has passed to say little about the rhythm of typing (LEAKS F). */
  later: (fn: () => void) => void
}): Selection {
  const { document, writer, natives, privacy, shadow, later } = parts
  const { idOf } = shadow
  let isDirty = true
  let isWaiting = false
  let sent = '0,0,0,0'

  /** May be shown, and where things are in it may be told. */
  function isOpen(node: Node): boolean {
    const id = idOf(node)
    return id !== 0 && shadow.kindOf(id) !== KIND.masked && shadow.verdictOf(id) === VERDICT.open
  }

  function spot(node: Node, offset: number): Spot {
    if (natives.nodeType(node) === 3) {
      // A text that was under a mask once is sent empty.
      const isShown = isOpen(node) && privacy.text(node, VERDICT.open, '-') !== ''
      return isShown ? [idOf(node), offset] : NOWHERE
    }
    if (!isOpen(node)) return NOWHERE
    const after = node.childNodes[offset]
    for (let at: Node | null = after ?? null; at; at = natives.nextSibling(at))
      if (idOf(at)) return [idOf(at), SPOT.before]
    for (
      let at = after ? natives.previousSibling(after) : node.lastChild;
      at;
      at = natives.previousSibling(at)
    )
      if (idOf(at)) return [idOf(at), SPOT.after]
    return [idOf(node), SPOT.inside]
  }

  function read(): readonly [Spot, Spot] {
    const active = document.activeElement
    // Also the page as a whole, whose selection stands beside the control that is in use.
    if (active && !isOpen(active)) return [NOWHERE, NOWHERE]
    const { selectionStart: start, selectionEnd: end } = (active ?? {}) as Partial<HTMLInputElement>
    if (active && typeof start === 'number' && typeof end === 'number')
      return [
        [idOf(active), start],
        [idOf(active), end],
      ]
    const selection = document.getSelection()
    const { anchorNode, focusNode } = selection ?? {}
    if (!selection || !anchorNode || !focusNode) return [NOWHERE, NOWHERE]
    const anchor = spot(anchorNode, selection.anchorOffset)
    const focus = spot(focusNode, selection.focusOffset)
    return anchor[0] && focus[0] ? [anchor, focus] : [NOWHERE, NOWHERE]
  }

  return {
    note() {
      if (isWaiting) return
      isWaiting = true
      later(() => {
        isWaiting = false
        isDirty = true
      })
    },
    get isDirty() {
      return isDirty
    },
    flush() {
      if (!isDirty) return true
      isDirty = false
      const [anchor, focus] = read()
      const now = `${anchor},${focus}`
      if (now !== sent) writer.op(OP.selection, ...anchor, ...focus)
      sent = now
      return true
    },
  }
}
