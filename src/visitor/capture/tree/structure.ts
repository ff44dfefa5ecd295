import { OP, SHADOW } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { constant, type Masked } from '../../privacy/masked.ts'
import { VERDICT } from '../../privacy/privacy.ts'
import type { Shared } from '../shared.ts'
import { emitElement } from './emit.ts'
import { KIND, type Kind, kindOf } from './kinds.ts'
import type { Shadow } from './shadow.ts'

/** The element of the visitor's controls (ui/layer.ts): no part of the page. */
const OWN_UI = 'sidelong-ui'

/**
 * Sends which nodes there are and where. The first capture is nothing special: a document of which nothing was sent
 * yet. Invariants between slices:
 *   - a known node that is in none of the sets below has the parent and the order that the shadow says;
 *   - `open` holds ids whose children are sent up to `lastSent`; what follows is sent when the walk gets there.
 */
export interface Structure {
  /** The document itself: takes id 1. */
  begin(mode: number): void
  /**
   * The child list of `target` changed. `moved` are nodes of this batch that were in the document when it began. Yields
   * after each small step.
   */
  touch(
    target: Node,
    removed: NodeList,
    added: NodeList,
    isShown: boolean,
    moved: Set<Node>,
  ): Generator<void, void, void>
  noteShadowRoot(host: Element): void
  /** Forgets what was sent of `node` and sends it anew. */
  resend(node: Node): void
  /** Also a closed one that was attached while we were here. */
  shadowRootOf(element: Element): ShadowRoot | null
  /** The next known ancestor, or `node` itself; 0 if there is none. */
  ancestorOf(node: Node): number
  previousMirrored(node: Node): Node | null
  /** `node` was forgotten. */
  forget(id: number, node: Node): void
  readonly isDirty: boolean
  flush(isDue: () => boolean): boolean
}

export type StructureParts = {
  readonly document: Document
  readonly shadow: Shadow
  readonly shared: Shared
  readonly writer: SectionWriter<Masked>
  /** An element of this local name was just sent. */
  readonly onElement: (element: Element, kind: Kind, tag: string) => void
  readonly onShadowRoot: (root: ShadowRoot) => void
  /** A known element has got this root: it is not sent yet, and neither is what was put into the element since. */
  readonly onLateRoot: (root: ShadowRoot) => void
  /** A known node got another place. */
  readonly onMove: () => void
  /** A text took the place of another. */
  readonly onText: (node: Text) => void
  /** Is a known node, moved to another parent, hidden from now on? */
  readonly isNewlyMasked: (node: Node, parent: Node) => boolean
}

/** Neighbours that are removed by one operation: as many as a slice can well take. */
const MAX_RUN = 1_000
const NODES_A_STEP = 16

export function createStructure(parts: StructureParts): Structure {
  const { document, shadow, shared, writer } = parts
  const { natives, privacy, hooks } = shared
  const { tree, idOf } = shadow

  /** Named in child-list records and not looked at yet. */
  const touched = new Set<Node>()
  /**
   * Known nodes that came back into the document. Nobody observed them outside, so what the shadow knows of them is
   * void: they are forgotten and sent anew.
   */
  const lost = new Set<Node>()
  /** Something was removed since all was sent: known nodes may be outside. */
  let mayHaveStrays = false
  /** New text by the text that it took the place of. */
  const successors = new Map<Node, Node>()
  /** Known and not in this document any more. */
  const gone = new Set<Node>()
  /** Detached or new, waiting for their place. */
  const placing = new Set<Node>()
  /** Known, detached, waiting for the walk to come to their new parent. */
  const floating = new Set<Node>()
  const hosts = new Set<Element>()
  const open: number[] = []
  /** Of these, those in a shadow root that nobody observed while something may have moved into it. */
  const fresh = new Set<number>()
  const lastSent = new Map<number, number>()
  let cursorParent = 0
  let cursorAfter = 0
  /** Where a run was interrupted. */
  let resumeAt: Node | null = null

  function isMirrored(node: Node): boolean {
    const type = natives.nodeType(node)
    return type === 3 || (type === 1 && natives.localName(node as Element) !== OWN_UI)
  }

  function previousMirrored(node: Node): Node | null {
    let at = natives.previousSibling(node)
    while (at && !isMirrored(at)) at = natives.previousSibling(at)
    return at
  }

  function nextMirrored(node: Node | null): Node | null {
    let at = node
    while (at && !isMirrored(at)) at = natives.nextSibling(at)
    return at
  }

  function ancestorOf(node: Node): number {
    let at: Node | null = node
    while (at) {
      const id = idOf(at)
      if (id) return id
      at = natives.above(at)
    }
    return 0
  }

  function setCursor(parent: number, after: number): void {
    cursorParent = parent
    cursorAfter = after
  }

  function moveCursor(parent: number, after: number): void {
    if (cursorParent === parent && cursorAfter === after) return
    writer.op(OP.at, parent, after)
    setCursor(parent, after)
  }

  // --- Out ----------------------------------------------------------------------------------------------------

  /** `id` leaves its place: a walk that stood there stands before it now, and the cursor may have named it. */
  function stepBack(id: number): void {
    const parent = tree.parent(id)
    if (lastSent.get(parent) === id) lastSent.set(parent, tree.previous(id))
    cursorParent = 0
  }

  function remove(id: number): void {
    stepBack(id)
    writer.op(OP.remove, id, 1)
    shadow.drop(id)
  }

  /** Removes `node` together with those of `all` that are its neighbours in the shadow. */
  function removeRun(node: Node, all: ReadonlySet<Node>): void {
    let first = idOf(node)
    if (!first) return
    if (!tree.parent(first)) return remove(first)
    const isOne = (id: number): boolean => id !== 0 && all.has(shadow.node(id) as Node)
    for (let i = 1; i < MAX_RUN && isOne(tree.previous(first)); i++) first = tree.previous(first)
    const run: number[] = []
    for (let id = first; run.length < MAX_RUN && isOne(id); id = tree.next(id)) run.push(id)
    writer.op(OP.remove, first, run.length)
    for (const id of run) {
      stepBack(id)
      shadow.drop(id)
    }
  }

  /** Until `isDue()`. True when none is left; so do the others that take it. */
  function removeAll(set: Set<Node>, isDue: () => boolean): boolean {
    for (const node of set) {
      // Looked up before it is deleted: its run is recognised by being in the set.
      removeRun(node, set)
      set.delete(node)
      if (isDue()) break
    }
    return set.size === 0
  }

  function isUnmoved(node: Node, id: number, parentId: number): boolean {
    return parentId !== 0 && tree.parent(id) === parentId && isAfter(node, tree.previous(id))
  }

  /** Takes what moved or went out of the shadow, before anything is put in. */
  function detachTouched(isDue: () => boolean): boolean {
    let count = 0
    for (const node of touched) {
      detachOne(node)
      touched.delete(node)
      if (++count % 16 === 0 && isDue()) break
    }
    return touched.size === 0
  }

  function detachOne(node: Node): void {
    if (!isMirrored(node)) return
    const id = idOf(node)
    const parent = natives.parentNode(node)
    gone.delete(node)
    if (!parent || !natives.isConnected(node) || natives.ownerDocument(node) !== document) {
      placing.delete(node)
      if (id) gone.add(node)
      return
    }
    if (id) {
      const parentId = idOf(parent)
      if (isUnmoved(node, id, parentId)) return
      if (tree.parent(id) !== parentId && parts.isNewlyMasked(node, parent)) shared.tighten()
      if (tree.parent(id)) {
        stepBack(id)
        writer.op(OP.detach, id)
        tree.detach(id)
      }
    }
    const before = successors.get(node)
    if (!id && before && succeeds(node, before, parent)) return
    placing.add(node)
  }

  function isAfter(node: Node, previousId: number): boolean {
    const previous = previousMirrored(node)
    if (!previous) return previousId === 0
    return (
      !touched.has(previous) && !placing.has(previous) && previousId !== 0 && previousId === idOf(previous)
    )
  }

  /** A text that replaces another in its very place takes over its id. */
  function succeeds(node: Node, before: Node, parent: Node): boolean {
    const id = idOf(before)
    const parentId = idOf(parent)
    if (!id || !parentId || natives.isConnected(before) || tree.parent(id) !== parentId) return false
    if (!isAfter(node, tree.previous(id))) return false
    gone.delete(before)
    shadow.rebind(id, node)
    parts.onText(node as Text)
    return true
  }

  // --- Back from outside ---------------------------------------------------------------------------------------

  /** `root` was outside: all that is known in it is void. */
  function* loseAll(root: Node): Generator<void, void, void> {
    const stack = [root]
    let count = 0
    const push = (parent: Node): void => {
      for (let at = natives.firstChild(parent); at; at = natives.nextSibling(at)) stack.push(at)
    }
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (idOf(node)) lost.add(node)
      push(node)
      const inner = isElement(node) ? shadowRootOf(node) : null
      if (inner) push(inner)
      if (++count % NODES_A_STEP === 0) yield
    }
  }

  function* touch(
    target: Node,
    removed: NodeList,
    added: NodeList,
    isShown: boolean,
    moved: Set<Node>,
  ): Generator<void, void, void> {
    // What leaves a place that is void was outside together with it.
    const isVoid = mayHaveStrays && (!idOf(target) || lost.has(target))
    let count = 0
    // By index: an iterator for each of many records would take most of the time.
    for (let i = 0; i < removed.length; i++) {
      const node = removed[i] as Node
      if (isVoid) yield* loseAll(node)
      moved.add(node)
      if (isShown) touched.add(node)
      if (++count % NODES_A_STEP === 0) yield
    }
    if (count > 0) mayHaveStrays = true
    for (let i = 0; i < added.length; i++) {
      const node = added[i] as Node
      if (mayHaveStrays && !moved.has(node)) yield* loseAll(node)
      if (isShown) touched.add(node)
      if (++count % NODES_A_STEP === 0) yield
    }
    if (count !== 2 || !isShown) return
    const [before, after] = [removed[0], added[0]]
    if (before && after && natives.nodeType(before) === 3 && natives.nodeType(after) === 3)
      successors.set(after, before)
  }

  // --- In -----------------------------------------------------------------------------------------------------

  function placeTouched(isDue: () => boolean): boolean {
    while (placing.size > 0) {
      const next = resumeAt && placing.has(resumeAt) ? resumeAt : placing.values().next().value
      placeRun(next as Node, isDue)
      if (isDue()) break
    }
    return placing.size === 0
  }

  /** Puts one run of neighbouring nodes in their place; `node` is any of them. */
  function placeRun(node: Node, isDue: () => boolean): void {
    const parent = natives.parentNode(node)
    const parentId = parent ? idOf(parent) : 0
    if (!parentId || shadow.kindOf(parentId) !== KIND.normal) return placeNowhere(node, parent)
    let first = node
    let previous = previousMirrored(first)
    while (previous && placing.has(previous)) {
      first = previous
      previous = previousMirrored(first)
    }
    let after = previous ? idOf(previous) : 0
    const isSent = previous === null || (after !== 0 && tree.parent(after) === parentId)
    const isWalked = lastSent.get(parentId) === after
    let at: Node | null = first
    while (at && placing.has(at)) {
      placing.delete(at)
      const known = idOf(at)
      if (isSent && !isWalked) {
        moveCursor(parentId, after)
        const depth = open.length
        after = put(at, known, parentId)
        // What is in it comes at once, so that the reader's cursor is where the next sibling goes.
        while (open.length > depth && !isDue()) walk()
      } else if (known) floating.add(at)
      at = nextMirrored(natives.nextSibling(at))
      resumeAt = at
      if (isDue()) return
    }
  }

  /** The parent is not mirrored: the walk will come to it, or it shows nothing of what is in it. */
  function placeNowhere(node: Node, parent: Node | null): void {
    placing.delete(node)
    const id = idOf(node)
    if (!id) return
    const above = parent ? ancestorOf(parent) : 0
    const kind = shadow.kindOf(above)
    if (above && kind === KIND.normal) {
      floating.add(node)
      return
    }
    if (above && kind === KIND.masked) shared.tighten()
    remove(id)
  }

  /** Sends `node`, or attaches it if it is known, at the cursor; returns its id. */
  function put(node: Node, known: number, parentId: number): number {
    if (known && fresh.has(parentId)) {
      // Changed, perhaps, where nobody looked: sent anew.
      const after = cursorAfter
      remove(known)
      setCursor(parentId, after)
      return put(node, idOf(node), parentId)
    }
    if (known) {
      floating.delete(node)
      writer.op(OP.attach, known)
      parts.onMove()
      tree.insert(known, parentId, cursorAfter)
      cursorAfter = known
      return known
    }
    const id = shadow.add(node, parentId)
    tree.insert(id, parentId, cursorAfter)
    if (isElement(node)) sendElement(node, id)
    else {
      const data = natives.data(node as Text).slice(0, LIMITS.maxTextLength)
      writer.op(OP.text)
      writer.text(privacy.text(node, shadow.verdictOf(id), data))
      cursorAfter = id
    }
    return id
  }

  function sendElement(element: Element, id: number): void {
    const verdict = privacy.judge(element, shadow.verdictOf(id))
    const isRoomy = shadow.depthOf(id) < LIMITS.maxTreeDepth
    const name = privacy.tag(element)
    // In the stage, an object of its own name is one that shows a document.
    const tag = shared.opened.has(element) ? constant('x-object') : name
    const own = verdict === VERDICT.masked ? KIND.masked : kindOf(tag)
    const kind = own === KIND.normal && !isRoomy ? KIND.leaf : own
    shadow.judge(id, kind, verdict)
    const root = kind === KIND.normal ? shadowRootOf(element) : null
    const hasChildren = kind === KIND.normal && natives.firstChild(element) !== null
    const descend = hasChildren && root === null
    emitElement(writer, element, verdict, { descend, tag, shared })
    cursorAfter = id
    if (hasChildren) startWalk(id, fresh.has(tree.parent(id)))
    if (descend) setCursor(id, 0)
    parts.onElement(element, kind, name)
    if (root) sendShadowRoot(root, id)
  }

  function shadowRootOf(element: Element): ShadowRoot | null {
    return natives.shadowRoot(element) ?? hooks.closedShadowRoot(element)
  }

  function sendShadowRoot(root: ShadowRoot, hostId: number): void {
    const id = shadow.add(root, hostId)
    tree.setShadow(hostId, id)
    shadow.judge(id, KIND.normal, shadow.verdictOf(hostId))
    const closed = root.mode === 'closed' ? SHADOW.closed : 0
    const manual = root.slotAssignment === 'manual' ? SHADOW.manualSlots : 0
    writer.op(OP.shadowRoot, hostId, closed | manual)
    setCursor(id, 0)
    startWalk(id, mayHaveStrays)
    parts.onShadowRoot(root)
  }

  function sendLateShadowRoots(): void {
    for (const host of hosts) {
      const id = idOf(host)
      const root = shadowRootOf(host)
      if (id && root && shadow.kindOf(id) === KIND.normal && !tree.shadowOf(id)) sendShadowRoot(root, id)
    }
    hosts.clear()
  }

  function startWalk(id: number, isFresh: boolean): void {
    open.push(id)
    if (isFresh) fresh.add(id)
    lastSent.set(id, 0)
  }

  /** One step of the walk: the next child of the innermost open node, or its end. */
  function walk(): void {
    const id = open.at(-1) ?? 0
    const parent = shadow.node(id)
    const last = lastSent.get(id)
    if (!parent || last === undefined) return void open.pop()
    const lastNode = last ? shadow.node(last) : undefined
    const next = nextMirrored(lastNode ? natives.nextSibling(lastNode) : natives.firstChild(parent))
    if (!next || tree.size >= LIMITS.maxLiveNodes - 1) return endWalk(id)
    placing.delete(next)
    const child = idOf(next)
    // In its place already: put there by a run after the walk had stepped back.
    const isThere = child !== 0 && tree.parent(child) === id
    if (!isThere) moveCursor(id, last)
    lastSent.set(id, isThere ? child : put(next, child, id))
  }

  /** Walks that stood in what is removed now are over. */
  function leaveRemoved(): void {
    for (let i = open.length - 1; i >= 0; i--) {
      const id = open[i] as number
      if (idOf(shadow.node(id) as Node) !== id) open.splice(i, 1)
    }
  }

  function endWalk(id: number): void {
    open.pop()
    lastSent.delete(id)
    if (cursorParent !== id || !tree.parent(id)) return
    writer.op(OP.up)
    setCursor(tree.parent(id), id)
  }

  return {
    begin(mode) {
      shadow.add(document, 0)
      shadow.judge(1, KIND.normal, VERDICT.open)
      writer.op(OP.document, mode)
      startWalk(1, false)
    },
    touch,
    noteShadowRoot(host) {
      if (idOf(host)) hosts.add(host)
    },
    resend(node) {
      lost.add(node)
      touched.add(node)
    },
    ancestorOf,
    shadowRootOf,
    previousMirrored,
    forget(id, node) {
      lastSent.delete(id)
      floating.delete(node)
    },
    get isDirty() {
      return (
        touched.size + lost.size + gone.size + placing.size + hosts.size + open.length + floating.size > 0
      )
    },
    flush(isDue) {
      // Sections of other documents come in between: the reader's cursor is where the last one left it.
      cursorParent = 0
      for (const host of hosts) {
        const root = shadowRootOf(host)
        if (root) parts.onLateRoot(root)
      }
      if (!removeAll(lost, isDue) || !detachTouched(isDue)) return false
      successors.clear()
      if (!removeAll(gone, isDue) || !placeTouched(isDue)) return false
      // Here, because placing removes what has no place.
      leaveRemoved()
      sendLateShadowRoots()
      for (let steps = 1; open.length > 0; steps++) {
        walk()
        if (steps % 16 === 0 && isDue()) return false
      }
      // The walk did not come to their parents: those are out of the document, or show nothing of what is in them.
      if (!removeAll(floating, isDue)) return false
      mayHaveStrays = false
      fresh.clear()
      return true
    },
  }
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}
