import { VERDICT, type Verdict } from '../privacy/privacy.ts'
import type { Shared } from './shared.ts'
import { KIND } from './tree/kinds.ts'
import type { Shadow } from './tree/shadow.ts'

/** Masks in one document as time goes by: they begin to count for what was sent, and what leaves one stays hidden. */
export interface LateMasks {
  /** Marks what left a mask, whose records these are: at once, before anybody looks at it where it is now. */
  keep(batch: readonly MutationRecord[]): void
  /** What is slotted under a mask is hidden, too, wherever it stands in the light tree (MK-7). */
  hideSlotsIn(element: Element): void
  /** Other nodes are shown in this slot now. */
  noteSlot(slot: Element): void
  /** Elements for which other masks may count now. */
  readonly unjudged: Set<Element>
  /** Something changed that selectors may ask for wherever they please. */
  notePage(): void
  /** Is a known node hidden more than before, now that its attributes or its parent changed? */
  mayBeNew(node: Node, parentId: number): boolean
  /** Looks at the masks again where something changed; true once all of it is done. Nothing is sent before. */
  judge(isDue: () => boolean): boolean
}

export function createLateMasks(
  { natives, privacy, tighten }: Shared,
  shadow: Shadow,
  roots: () => Iterable<Document | ShadowRoot>,
): LateMasks {
  const { idOf, kindOf, tree } = shadow
  const unjudged = new Set<Element>()
  let needsFullSweep = false

  function hideSlotsIn(element: Element): void {
    for (const slot of natives.select(element, 'slot')) {
      for (const node of (slot as HTMLSlotElement).assignedNodes()) {
        if (privacy.keepMasked(node, slot) && idOf(node)) tighten()
        // What is slotted may be, or have, a slot itself.
        if (natives.nodeType(node) === 1) hideSlotsIn(node as Element)
      }
    }
  }

  /**
   * What came out from under a mask stays hidden. At once: later, or once it left, its parent may have left, too. Records
   * tell of places as they were, the tree of how it is: nodes taken out of one another in one task, in whatever order, are
   * found in more than one round; each finds one at least, or is the last. A place that is not mirrored (in a template, or
   * new) is judged now, as nobody has.
   */
  function keepRemoved(batch: readonly MutationRecord[]): void {
    const kept = new Set<Node>()
    const judged = new Map<Node, boolean>()
    let ordered = batch
    for (let before = -1; before < kept.size; ) {
      before = kept.size
      ordered = [...ordered].reverse()
      for (const record of ordered) {
        const { target } = record
        // Where nothing was ever masked. A list of nodes that nobody asks for is never made.
        if (!privacy.hasKept && idOf(target)) continue
        // By index: an iterator for each of many records would take most of the time.
        const { removedNodes } = record
        const { length } = removedNodes
        if (length === 0) continue
        let isHidden = isUnderMask(target)
        if (!isHidden && !idOf(target)) {
          isHidden = judged.get(target) ?? privacy.isHidden(target)
          judged.set(target, isHidden)
        }
        for (let i = 0; i < length; i++) {
          const node = removedNodes[i] as Node
          if (kept.has(node) || !(isHidden || isUnderMask(node))) continue
          privacy.keepMasked(node, isHidden ? target : node)
          kept.add(node)
        }
      }
    }
  }

  /** Text that takes in another one (`normalize`) has its words from then on. */
  function keepJoined(batch: readonly MutationRecord[]): void {
    const changed = new Set<Node | null>()
    for (const { type, target, removedNodes, previousSibling } of batch) {
      if (type === 'characterData') changed.add(target)
      if (!changed.has(previousSibling)) continue
      for (const node of removedNodes)
        if (natives.nodeType(node) === 3 && privacy.isKept(node))
          privacy.keepMasked(previousSibling as Node, node)
    }
  }

  function isUnderMask(node: Node): boolean {
    if (!privacy.hasKept) return false
    for (let at: Node | null = node; at; at = natives.above(at)) {
      if (privacy.isKept(at)) return true
      const id = idOf(at)
      if (id) return kindOf(id) === KIND.masked
    }
    return false
  }

  function isNewlyMasked(element: Element): boolean {
    const id = idOf(element)
    const before = shadow.verdictOf(id)
    return !!id && before !== VERDICT.masked && privacy.judgeAfresh(element) > before
  }

  function mayBeNew(node: Node, parentId: number): boolean {
    const before = shadow.verdictOf(idOf(node))
    const above = parentId ? shadow.verdictOf(parentId) : verdictAbove(node)
    if (natives.nodeType(node) !== 1) return above > before
    const element = node as Element
    if (before === VERDICT.masked) return false
    if (privacy.judge(element, above) > before) return true
    return privacy.reach !== 'own' && privacy.matchesIn(element).some(isNewlyMasked)
  }

  function verdictAbove(node: Node): Verdict {
    const parent = natives.above(node)
    const element = parent && natives.nodeType(parent) !== 1 ? natives.above(parent) : parent
    return element ? privacy.judgeAfresh(element as Element) : VERDICT.open
  }

  function judge(isDue: () => boolean): boolean {
    if (needsFullSweep) {
      needsFullSweep = false
      for (const root of roots()) if (privacy.farIn(root).some(isNewlyMasked)) tighten()
    }
    if ((unjudged.size > 0 || privacy.reach === 'page') && privacy.hasLostUnmask()) tighten()
    let count = 0
    for (const element of unjudged) {
      const id = idOf(element)
      if (id && natives.isConnected(element) && mayBeNew(element, tree.parent(id))) tighten()
      unjudged.delete(element)
      if (++count % 16 === 0 && isDue()) return unjudged.size === 0
    }
    return true
  }

  return {
    keep(batch) {
      keepRemoved(batch)
      if (privacy.hasKept) keepJoined(batch)
    },
    hideSlotsIn,
    noteSlot(slot) {
      if (isUnderMask(slot)) hideSlotsIn(slot)
    },
    unjudged,
    notePage() {
      if (privacy.reach === 'page') needsFullSweep = true
    },
    mayBeNew,
    judge,
  }
}
