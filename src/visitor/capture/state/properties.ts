import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import type { Masked } from '../../privacy/masked.ts'
import { MASKED_VALUE, type Privacy, VERDICT } from '../../privacy/privacy.ts'
import type { Natives } from '../natives.ts'
import { KIND, type Kind } from '../tree/kinds.ts'
import { controlValue, defaultBits, defaultValue, hasState, stateBits } from './form-state.ts'

/** State outside the tree: values, checks, choices, open dialogs, scroll offsets. */
export interface Properties {
  /** `element` was just sent; its state may differ from its attributes. */
  added(element: Element, kind: Kind): void
  note(element: Element): void
  noteScroll(target: Node): void
  readonly isDirty: boolean
  /** Nothing is left but to look for elements that were scrolled before they were sent. */
  readonly isSent: boolean
  flush(isDue: () => boolean): boolean
}

/** Elements that are no scroll containers, or hardly ever: most of a large page. Later scrolling is noticed anyway. */
const UNSCROLLABLE =
  /^(a|b|i|g|br|em|li|p|t[bdfhr]\w*|img|span|svg|path|label|option|button|input|small|strong)$/

export function createProperties(parts: {
  writer: SectionWriter<Masked>
  natives: Natives
  privacy: Privacy
  idOf: (node: Node) => number
  kindOf: (id: number) => Kind
}): Properties {
  const { writer, natives, privacy, idOf } = parts
  const dirty = new Set<Element>()
  const dirtyScroll = new Set<Node>()
  /** Elements that may be scrolled already when first sent; read after the walk, when layout is settled. */
  const unscanned: Element[] = []
  const sentValues = new WeakMap<Element, string>()
  const sentBits = new WeakMap<Element, number>()
  const sentScroll = new WeakMap<Node, string>()

  function flushValue(element: Element, id: number): void {
    const value = controlValue(element)
    if (value === null) return
    const before = sentValues.get(element) ?? defaultValue(element)
    if (value === before) return
    sentValues.set(element, value)
    writer.op(OP.value, id)
    writer.text(privacy.value(element, VERDICT.open, value.slice(0, LIMITS.maxAttributeLength)))
  }

  function flushState(element: Element, id: number): void {
    if (!hasState(element)) return
    const bits = stateBits(element)
    if (bits === (sentBits.get(element) ?? defaultBits(element))) return
    sentBits.set(element, bits)
    writer.op(OP.state, id, bits)
  }

  function flushOne(element: Element): void {
    const id = idOf(element)
    const kind = id ? parts.kindOf(id) : KIND.leaf
    if (!id || kind === KIND.masked) return
    if (natives.localName(element) === 'select') {
      const { options, selectedIndex } = element as HTMLSelectElement
      // Nothing is chosen: told by the first option, which the stage would choose by itself.
      const first = selectedIndex < 0 ? options[0] : undefined
      if (first && !sentBits.has(first) && idOf(first)) {
        sentBits.set(first, 0)
        writer.op(OP.state, idOf(first), 0)
      }
      for (const option of options) {
        const optionId = idOf(option)
        if (optionId) flushState(option, optionId)
      }
      return
    }
    flushValue(element, id)
    flushState(element, id)
  }

  function flushScroll(target: Node): void {
    const id = idOf(target)
    if (!id || parts.kindOf(id) === KIND.masked) return
    const element = (
      natives.nodeType(target) === 9 ? (target as Document).scrollingElement : target
    ) as Element | null
    if (!element) return
    const x = Math.round(element.scrollLeft)
    const y = Math.round(element.scrollTop)
    const now = `${x},${y}`
    if (now === (sentScroll.get(target) ?? '0,0')) return
    sentScroll.set(target, now)
    writer.op(OP.scroll, id)
    writer.int(x)
    writer.int(y)
  }

  return {
    added(element, kind) {
      // It may have been known before, and the stage has a new one.
      for (const sent of [sentValues, sentBits, sentScroll]) sent.delete(element)
      if (kind === KIND.masked) {
        const id = idOf(element)
        if (isTextControl(element) && id) {
          writer.op(OP.value, id)
          writer.text(MASKED_VALUE)
        }
        return
      }
      const tag = natives.localName(element)
      const isControl = tag === 'input' || tag === 'textarea' || tag === 'select' || tag === 'dialog'
      if (isControl || (kind === KIND.normal && element.hasAttribute('popover'))) dirty.add(element)
      if (tag === 'option') dirty.add(element.closest('select') ?? element)
      if (kind === KIND.normal && !UNSCROLLABLE.test(tag)) unscanned.push(element)
    },
    note(element) {
      if (!idOf(element)) return
      dirty.add(element)
    },
    noteScroll(target) {
      dirtyScroll.add(target)
    },
    get isDirty() {
      return dirty.size + dirtyScroll.size + unscanned.length > 0
    },
    get isSent() {
      return dirty.size + dirtyScroll.size === 0
    },
    flush(isDue) {
      for (const element of dirty) {
        dirty.delete(element)
        flushOne(element)
        if (isDue()) return false
      }
      for (const target of dirtyScroll) {
        dirtyScroll.delete(target)
        flushScroll(target)
      }
      for (let count = 1; unscanned.length > 0; count++) {
        const element = unscanned.pop()
        if (element && (element.scrollTop !== 0 || element.scrollLeft !== 0)) dirtyScroll.add(element)
        if (count % 16 === 0 && isDue()) return false
      }
      return true
    },
  }
}

function isTextControl(element: Element): boolean {
  if (element.localName === 'textarea') return true
  if (element.localName !== 'input') return false
  return !/^(checkbox|radio|file|hidden|submit|button|reset|image|range|color)$/.test(
    (element as HTMLInputElement).type,
  )
}
