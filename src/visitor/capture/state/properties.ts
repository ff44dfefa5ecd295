import { OP, STATE } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import type { Masked } from '../../privacy/masked.ts'
import { MASKED_VALUE, type Privacy, VERDICT } from '../../privacy/privacy.ts'
import type { Natives } from '../natives.ts'
import { KIND, type Kind } from '../tree/kinds.ts'
import { controlValue, defaultBits, defaultValue, isControl, stateBits } from './form-state.ts'
import type { StateHooks } from './state-hooks.ts'

/** State outside the tree: values, checks, choices, open dialogs, scroll offsets. */
export interface Properties {
  /** `element`, of this local name, was just sent; its state may differ from its attributes. */
  added(element: Element, kind: Kind, tag: string): void
  /** `node` is not known any more: of a new one the stage has what its attributes say. */
  forget(node: Node): void
  note(element: Element): void
  /** Known nodes got another place: what the stage loses then has to be sent again. */
  noteMoves(): void
  noteScroll(target: Node): void
  readonly isDirty: boolean
  /** Nothing is left but to look for elements that were scrolled before they were sent. */
  readonly isSent: boolean
  flush(isDue: () => boolean): boolean
}

/** Elements that are no scroll containers, or hardly ever: most of a large page. Later scrolling is noticed anyway. */
const UNSCROLLABLE =
  /^(a|b|i|g|br|em|li|p|t[bdfhr]\w*|img|span|svg|path|label|option|button|input|small|strong)$/

/** States of the top layer. */
const TOP = STATE.modal | STATE.popover | STATE.fullscreen
const UNKNOWN = -1

export function createProperties(parts: {
  writer: SectionWriter<Masked>
  natives: Natives
  privacy: Privacy
  hooks: StateHooks
  idOf: (node: Node) => number
  kindOf: (id: number) => Kind
  /** Its attributes have not been sent yet: what the stage makes of its state follows from them. */
  isChanging: (element: Element) => boolean
}): Properties {
  const { writer, natives, privacy, hooks, idOf, kindOf } = parts
  const dirty = new Set<Element>()
  /** Dialogs, popovers, what is shown full screen: sent together, in the order in which they were opened. */
  const dirtyTop = new Set<Element>()
  const dirtyScroll = new Set<Node>()
  /** Elements that may be scrolled already when first sent; read after the walk, when layout is settled. */
  const unscanned: Element[] = []
  const sentValues = new WeakMap<Element, string>()
  const sentBits = new WeakMap<Element, number>()
  /** On, as was told: another of the group turns them off, even one that was gone before anybody saw it. */
  const radios = new Set<HTMLInputElement>()
  /** Put in again, one turns others of its group off. */
  let areRadiosVoid = false
  const sentOrders = new WeakMap<Element, number>()
  const sentScroll = new WeakMap<Node, string>()
  /** Showing in the top layer, or scrolled, at the stage. */
  const kept = new Set<Node>()

  function flushValue(element: Element, id: number): void {
    const value = controlValue(element)
    if (value === null) return
    const before = sentValues.get(element) ?? defaultValue(element)
    if (value === before) return
    sentValues.set(element, value)
    writer.op(OP.value, id)
    writer.text(privacy.value(element, VERDICT.open, value.slice(0, LIMITS.maxAttributeLength)))
  }

  function flushState(element: Element): void {
    const id = idOf(element)
    const bits = stateBits(element)
    const before = sentBits.get(element) ?? defaultBits(element)
    const order = hooks.orderOf(element)
    const isRaised = bits >= STATE.modal && order !== sentOrders.get(element)
    // Others of its group went off at the stage when a radio button went on: what was sent says little.
    const isRadio = (bits & STATE.checked) !== 0 && (element as HTMLInputElement).type === 'radio'
    if (isRadio && id) radios.add(element as HTMLInputElement)
    else radios.delete(element as HTMLInputElement)
    if (!id || (bits === before && !isRaised && !isRadio)) return
    // By its attribute a new one was on at the stage, and whatever was on before went off.
    if (bits < before && !sentBits.has(element)) for (const radio of radios) dirty.add(radio)
    sentBits.set(element, bits)
    sentOrders.set(element, order)
    if (bits & TOP) kept.add(element)
    // What was closed and opened again lies on top now.
    if (isRaised && before & TOP) writer.op(OP.state, id, 0)
    writer.op(OP.state, id, bits)
  }

  function sendNodes(id: number, nodes: Iterable<Node>): void {
    const ids = Array.from(nodes, idOf).filter((one) => one && kindOf(one) !== KIND.masked)
    writer.op(OP.nodes, id, ids.length, ...ids)
  }

  function flushOne(element: Element): void {
    const id = idOf(element)
    if (!id || kindOf(id) === KIND.masked) return
    const tag = natives.localName(element)
    // Always: which option is chosen follows from too much to know whether the stage has the same.
    if (tag === 'select') sendNodes(id, (element as HTMLSelectElement).selectedOptions)
    if (tag === 'slot' && isManual(element)) sendNodes(id, (element as HTMLSlotElement).assignedNodes())
    flushValue(element, id)
    if (isControl(tag)) flushState(element)
    else dirtyTop.add(element)
    const states = hooks.statesOf(element)
    if (!states) return
    const names = [...states].map(privacy.name)
    writer.op(OP.states, id, names.length)
    names.forEach(writer.str)
  }

  function noteSelect(option: Element): void {
    const select = option.closest('select')
    if (select) dirty.add(select)
  }

  function flushScroll(target: Node): void {
    // The page has one offset, whether it is read of its root element or told of by an event of the document.
    const isPage = natives.nodeType(target) === 9
    const element = (isPage ? (target as Document).scrollingElement : target) as Element | null
    const id = element ? idOf(element) : 0
    if (!element || !id || kindOf(id) === KIND.masked) return
    const x = Math.round(element.scrollLeft)
    const y = Math.round(element.scrollTop)
    const now = `${x},${y}`
    if (now === (sentScroll.get(element) ?? (isPage ? '' : '0,0'))) return
    sentScroll.set(element, now)
    if (x || y) kept.add(element)
    writer.op(OP.scroll, id)
    writer.int(x)
    writer.int(y)
  }

  return {
    added(element, kind, tag) {
      if (kind === KIND.masked) {
        if (!isTextControl(element)) return
        writer.op(OP.value, idOf(element))
        writer.text(MASKED_VALUE)
      } else if (tag === 'option') noteSelect(element)
      else if (
        isControl(tag) ||
        tag === 'dialog' ||
        (tag === 'slot' && isManual(element)) ||
        element.hasAttribute('popover') ||
        hooks.statesOf(element)
      ) {
        dirty.add(element)
      }
      if (kind === KIND.normal && !UNSCROLLABLE.test(tag)) unscanned.push(element)
    },
    forget(node) {
      for (const sent of [sentValues, sentBits, sentScroll]) sent.delete(node as Element)
    },
    note(element) {
      if (/^opt/.test(natives.localName(element))) noteSelect(element)
      else dirty.add(element)
    },
    noteMoves() {
      areRadiosVoid = radios.size > 0
      for (const node of kept) {
        kept.delete(node)
        if (!idOf(node)) continue
        // Not what it was: which of them the stage lost depends on what moved.
        sentScroll.set(node, '')
        dirtyScroll.add(node)
        if (!sentBits.has(node as Element)) continue
        sentBits.set(node as Element, UNKNOWN)
        dirty.add(node as Element)
      }
    },
    noteScroll(target) {
      dirtyScroll.add(target)
    },
    get isDirty() {
      return areRadiosVoid || dirty.size + dirtyTop.size + dirtyScroll.size + unscanned.length > 0
    },
    get isSent() {
      return !areRadiosVoid && dirty.size + dirtyTop.size + dirtyScroll.size === 0
    },
    flush(isDue) {
      for (const radio of radios)
        if (!idOf(radio)) radios.delete(radio)
        else if (areRadiosVoid || !radio.checked) dirty.add(radio)
      areRadiosVoid = false
      for (const element of dirty) {
        if (parts.isChanging(element)) continue
        dirty.delete(element)
        flushOne(element)
        if (isDue()) return false
      }
      for (const element of [...dirtyTop].sort((a, b) => hooks.orderOf(a) - hooks.orderOf(b))) {
        dirtyTop.delete(element)
        flushState(element)
        if (isDue()) return false
      }
      for (const target of dirtyScroll) {
        dirtyScroll.delete(target)
        flushScroll(target)
        if (isDue()) return false
      }
      for (let count = 1; unscanned.length > 0; count++) {
        const element = unscanned.pop()
        if (element && (element.scrollTop !== 0 || element.scrollLeft !== 0)) {
          sentScroll.delete(element)
          dirtyScroll.add(element)
        }
        if (count % 16 === 0 && isDue()) return false
      }
      return true
    },
  }
}

function isManual(slot: Element): boolean {
  return (slot.getRootNode() as Partial<ShadowRoot>).slotAssignment === 'manual'
}

function isTextControl(element: Element): boolean {
  return controlValue(element) !== null && !/^(file|range|color)$/.test((element as HTMLInputElement).type)
}
