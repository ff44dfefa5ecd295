import { createIdTree } from '../../protocol/codec/id-tree.ts'
import { MODE, OP, SHADOW } from '../../protocol/codec/ops.ts'
import { createSectionWriter } from '../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { constant, type Masked } from '../privacy/masked.ts'
import { VERDICT, type Verdict } from '../privacy/privacy.ts'
import { emitElement } from './emit.ts'
import { KIND, type Kind, kindOf } from './kinds.ts'
import { createProperties } from './properties.ts'
import type { Shared } from './shared.ts'
import { createSheets } from './sheets.ts'

const MAX_TITLE_LENGTH = 1_000

/**
 * Mirrors one document. It keeps a shadow of what was sent (an id tree, no content) and, on each flush, sends the
 * difference between the live document and the shadow. The first capture is nothing special: a document of which
 * nothing was sent yet. Invariants:
 *   - `touched` holds nodes whose place may differ from the shadow's; all others keep their parent and order.
 *   - `open` holds ids whose children are sent up to `lastSent`; what follows is sent when the walk gets there.
 */
export interface DocumentMirror {
  readonly document: Document
  readonly number: number
  /** Observes `root` (the document or a shadow root) from now on. */
  noteShadowRoot(host: Element): void
  noteValue(element: Element): void
  noteScroll(target: Node): void
  noteSheet(sheet: CSSStyleSheet): void
  noteFrame(element: Element): void
  readonly isDirty: boolean
  /** Writes differences until `isDue()`; true when nothing is left. */
  flush(isDue: () => boolean): boolean
  /** The section written so far, `null` if none. */
  take(): Uint8Array<ArrayBuffer> | null
  stop(): void
}

export function createDocumentMirror(
  document: Document,
  number: number,
  shared: Shared,
  trackRoot: (root: Document | ShadowRoot, mirror: DocumentMirror) => void,
): DocumentMirror {
  const { natives, privacy, hooks } = shared
  const writer = createSectionWriter<Masked>()
  const tree = createIdTree()
  const ids = new Map<Node, number>()
  const nodes: (Node | undefined)[] = [undefined]
  const kinds: Kind[] = [KIND.normal]
  const verdicts: Verdict[] = [VERDICT.open]
  const depths: number[] = [0]

  /** Nodes named in child-list records and not looked at yet; then those detached and waiting for their place. */
  const touched = new Set<Node>()
  const placing = new Set<Node>()
  /** Known, detached, and waiting for the walk to come to their new parent. */
  const floating = new Set<Node>()
  /**
   * Known nodes that were out of the document when a record was looked at. Nobody observes them there, so what the
   * shadow knows of them is void: they are forgotten and, if they come back, sent anew.
   */
  const lost = new Set<Node>()
  const open: number[] = []
  const lastSent = new Map<number, number>()
  const dirtyAttributes = new Map<Element, Set<string>>()
  const dirtyText = new Set<Text>()
  const dirtyHosts = new Set<Element>()
  const pendingFrames = new Set<Element>()
  const frames = new Map<number, { document: Document; number: number }>()
  let needsFullSweep = false
  let cursorParent = 0
  let cursorAfter = 0
  let isStarted = false
  let page = ''
  let viewport = ''

  const properties = createProperties({
    writer,
    natives,
    privacy,
    idOf,
    kindOf: (id) => kinds[id] ?? KIND.leaf,
  })
  const sheets = createSheets({
    writer,
    document,
    privacy,
    hooks,
    idOf,
    takeId: () => nodes.push(undefined) - 1,
  })
  const Observer =
    (document.defaultView as (Window & typeof globalThis) | null)?.MutationObserver ?? MutationObserver
  const observer = new Observer((records) => {
    fold(records)
    shared.schedule()
  })

  function idOf(node: Node): number {
    return ids.get(node) ?? 0
  }

  function observe(root: Document | ShadowRoot): void {
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
    trackRoot(root, mirror)
    sheets.addRoot(root)
  }

  // --- What changed -------------------------------------------------------------------------------------------

  function fold(records: readonly MutationRecord[]): void {
    let hasRemovals = false
    for (const record of records) {
      if (record.removedNodes.length > 0) hasRemovals = true
      const { target } = record
      const id = idOf(target)
      if (record.type === 'childList') foldChildren(record, id)
      else if (id === 0) {
        const parent = natives.parentNode(target)
        if (record.type === 'characterData' && parent && kinds[idOf(parent)] === KIND.style)
          sheets.noteOwner(parent as Element)
      } else if (record.type === 'characterData') dirtyText.add(target as Text)
      else if (record.attributeName !== null) noteAttribute(target as Element, qualifiedName(record))
    }
    if (hasRemovals) {
      for (const set of [touched, placing, floating]) {
        for (const node of set) if (ids.has(node) && !natives.isConnected(node)) lost.add(node)
      }
    }
    if (privacy.reach === 'page') needsFullSweep = true
  }

  function foldChildren(record: MutationRecord, id: number): void {
    const { target } = record
    const kind = id ? (kinds[id] ?? KIND.leaf) : KIND.normal
    if (kind === KIND.style) sheets.noteOwner(target as Element)
    if (record.removedNodes.length > 0 && (kind === KIND.masked || (id === 0 && isUnderMask(target)))) {
      for (const node of record.removedNodes) privacy.keepMasked(node)
    }
    if (id === 0 || kind !== KIND.normal) return
    if (target.nodeType === 1 && (target as Element).localName === 'textarea')
      properties.note(target as Element)
    for (const node of record.removedNodes) touched.add(node)
    for (const node of record.addedNodes) touched.add(node)
  }

  /** The record's attribute name lacks the prefix of `xlink:href` and the like. */
  function qualifiedName(record: MutationRecord): string {
    const name = record.attributeName ?? ''
    if (record.attributeNamespace === null) return name
    const target = record.target as Element
    return (
      target.getAttributeNodeNS(record.attributeNamespace, name)?.name ??
      (name === 'href' ? 'xlink:href' : name)
    )
  }

  function noteAttribute(element: Element, name: string): void {
    const names = dirtyAttributes.get(element)
    if (names) names.add(name)
    else dirtyAttributes.set(element, new Set([name]))
  }

  function ancestorWithId(node: Node): number {
    for (
      let at: Node | null = node;
      at;
      at = natives.parentNode(at) ?? (at as Partial<ShadowRoot>).host ?? null
    ) {
      const id = idOf(at)
      if (id) return id
    }
    return 0
  }

  function isUnderMask(node: Node): boolean {
    return kinds[ancestorWithId(node)] === KIND.masked
  }

  // --- Masks that begin to apply to what was sent ---------------------------------------------------------------

  function isNewlyMasked(element: Element): boolean {
    const id = idOf(element)
    if (!id || kinds[id] === KIND.masked) return false
    return privacy.judgeAfresh(element) === VERDICT.masked
  }

  function sweep(): boolean {
    const roots: (Element | Document | ShadowRoot)[] = []
    if (needsFullSweep) for (const root of sheets.roots()) roots.push(root)
    needsFullSweep = false
    for (const element of dirtyAttributes.keys()) {
      if (isNewlyMasked(element)) return true
      if (privacy.reach === 'below') roots.push(element)
    }
    for (const node of touched) {
      if (node.nodeType !== 1 || !ids.has(node) || !natives.isConnected(node)) continue
      if (isNewlyMasked(node as Element)) return true
      if (privacy.reach !== 'own') roots.push(node as Element)
    }
    return roots.some((root) => privacy.matchesIn(root).some(isNewlyMasked))
  }

  // --- Structure --------------------------------------------------------------------------------------------------

  function isMirrored(node: Node): boolean {
    const type = natives.nodeType(node)
    return type === 3 || (type === 1 && !shared.isOwnUi(node))
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

  function moveCursor(parent: number, after: number): void {
    if (cursorParent === parent && cursorAfter === after) return
    writer.op(OP.at, parent, after)
    cursorParent = parent
    cursorAfter = after
  }

  /** `id` leaves its place: a walk that stood there stands before it now. */
  function stepBack(id: number): void {
    const parent = tree.parent(id)
    if (lastSent.get(parent) === id) lastSent.set(parent, tree.previous(id))
    // The cursor may name this place; it is void.
    cursorParent = 0
  }

  function forget(id: number): void {
    const node = nodes[id]
    nodes[id] = undefined
    lastSent.delete(id)
    if (node) {
      ids.delete(node)
      floating.delete(node)
      sheets.forget(node)
    }
    const frame = frames.get(id)
    if (frame) shared.closeFrame(frame.number)
    frames.delete(id)
  }

  function emitRemove(id: number): void {
    if (tree.parent(id)) stepBack(id)
    cursorParent = 0
    writer.op(OP.remove, id, 1)
    tree.free(id, forget)
  }

  /** Removes `node` together with those of `gone` that are its neighbours in the shadow. */
  function emitRemoveRun(node: Node, gone: ReadonlySet<Node>): void {
    let first = idOf(node)
    if (!first) return
    if (!tree.parent(first)) return emitRemove(first)
    const isGone = (id: number): boolean => id !== 0 && gone.has(nodes[id] as Node)
    while (isGone(tree.previous(first))) first = tree.previous(first)
    const run: number[] = []
    for (let id = first; isGone(id); id = tree.next(id)) run.push(id)
    writer.op(OP.remove, first, run.length)
    for (const id of run) {
      stepBack(id)
      tree.free(id, forget)
    }
  }

  function isUnmoved(node: Node, id: number, parent: Node): boolean {
    if (tree.parent(id) !== idOf(parent) || tree.parent(id) === 0) return false
    const previous = previousMirrored(node)
    if (!previous) return tree.previous(id) === 0
    return !touched.has(previous) && !placing.has(previous) && tree.previous(id) === idOf(previous)
  }

  /** Takes everything moved or gone out of the shadow, before anything is put in. */
  function detachTouched(): void {
    for (const node of lost) emitRemoveRun(node, lost)
    lost.clear()
    const gone = new Set<Node>()
    for (const node of touched) {
      if (!isMirrored(node)) continue
      const id = idOf(node)
      const parent = natives.parentNode(node)
      const isHere = parent !== null && natives.isConnected(node) && natives.ownerDocument(node) === document
      if (!isHere) {
        if (id) gone.add(node)
        placing.delete(node)
        continue
      }
      if (id && isUnmoved(node, id, parent)) continue
      if (id && tree.parent(id)) {
        stepBack(id)
        writer.op(OP.detach, id)
        tree.detach(id)
      }
      placing.add(node)
    }
    touched.clear()
    for (const node of gone) emitRemoveRun(node, gone)
  }

  /** Puts one run of neighbouring nodes in their place; `node` is any of them. */
  function placeRun(node: Node, isDue: () => boolean): void {
    const parent = natives.parentNode(node)
    const parentId = parent ? idOf(parent) : 0
    if (!parent || parentId === 0 || kinds[parentId] !== KIND.normal) {
      placing.delete(node)
      const id = idOf(node)
      const above = parent ? ancestorWithId(parent) : 0
      // Under a mask or leaf it is not shown; under something unsent the walk will come to it.
      if (id && (above === 0 || kinds[above] !== KIND.normal)) {
        if (kinds[above] === KIND.masked) shared.tighten()
        emitRemove(id)
      } else if (id) floating.add(node)
      return
    }
    let first = node
    let previous = previousMirrored(first)
    while (previous && placing.has(previous)) {
      first = previous
      previous = previousMirrored(first)
    }
    let after = previous ? idOf(previous) : 0
    const isSent = previous === null || (after !== 0 && tree.parent(after) === parentId)
    const isWalked = lastSent.has(parentId) && lastSent.get(parentId) === after
    let at: Node | null = first
    if (!isSent || isWalked) {
      for (; at && placing.has(at); at = nextMirrored(natives.nextSibling(at))) {
        placing.delete(at)
        if (ids.has(at)) floating.add(at)
      }
      return
    }
    while (at && placing.has(at)) {
      placing.delete(at)
      moveCursor(parentId, after)
      after = putAtCursor(at, parentId, false)
      at = nextMirrored(natives.nextSibling(at))
      if (isDue()) return
    }
  }

  /** Sends `node`, or attaches it if it is known, at the cursor; returns its id. */
  function putAtCursor(node: Node, parentId: number, mayDescend: boolean): number {
    const known = idOf(node)
    if (known) {
      floating.delete(node)
      writer.op(OP.attach, known)
      tree.insert(known, parentId, cursorAfter)
      cursorAfter = known
      return known
    }
    const id = nodes.push(node) - 1
    ids.set(node, id)
    tree.add(id)
    tree.insert(id, parentId, cursorAfter)
    depths[id] = (depths[parentId] ?? 0) + 1
    const verdict = verdicts[parentId] ?? VERDICT.open
    if (natives.nodeType(node) === 3) {
      kinds[id] = KIND.leaf
      verdicts[id] = verdict
      writer.op(OP.text)
      writer.text(privacy.text(node, verdict, natives.data(node as Text).slice(0, LIMITS.maxTextLength)))
      cursorAfter = id
    } else sendElement(node as Element, id, verdict, mayDescend)
    return id
  }

  function sendElement(element: Element, id: number, parentVerdict: Verdict, mayDescend: boolean): void {
    const verdict = privacy.judge(element, parentVerdict)
    const kind = verdict === VERDICT.masked ? KIND.masked : kindOf(natives.localName(element))
    kinds[id] = kind
    verdicts[id] = verdict
    const shadow =
      kind === KIND.normal ? (natives.shadowRoot(element) ?? hooks.closedShadowRoot(element)) : null
    const hasRoom = (depths[id] ?? 0) < LIMITS.maxTreeDepth && tree.size < LIMITS.maxLiveNodes
    const hasChildren = kind === KIND.normal && hasRoom && natives.firstChild(element) !== null
    const descend = mayDescend && hasChildren && shadow === null
    emitElement(writer, element, verdict, { descend, natives, privacy })
    cursorAfter = id
    if (hasChildren) {
      open.push(id)
      lastSent.set(id, 0)
    } else if (kind === KIND.normal && !hasRoom) kinds[id] = KIND.leaf
    if (descend) {
      cursorParent = id
      cursorAfter = 0
    }
    properties.added(element, kind)
    if (kind === KIND.style || natives.localName(element) === 'link') sheets.noteOwner(element)
    if (
      kind === KIND.leaf &&
      (natives.localName(element) === 'iframe' || natives.localName(element) === 'frame')
    ) {
      pendingFrames.add(element)
    }
    if (shadow) sendShadowRoot(shadow, id)
  }

  function sendShadowRoot(root: ShadowRoot, hostId: number): void {
    const id = nodes.push(root) - 1
    ids.set(root, id)
    tree.add(id)
    tree.setShadow(hostId, id)
    kinds[id] = KIND.normal
    verdicts[id] = verdicts[hostId] ?? VERDICT.open
    depths[id] = (depths[hostId] ?? 0) + 1
    const flags =
      (root.mode === 'closed' ? SHADOW.closed : 0) |
      (root.slotAssignment === 'manual' ? SHADOW.manualSlots : 0)
    writer.op(OP.shadowRoot, hostId, flags)
    cursorParent = id
    cursorAfter = 0
    open.push(id)
    lastSent.set(id, 0)
    observe(root)
  }

  function sendLateShadowRoots(): void {
    for (const host of dirtyHosts) {
      const id = idOf(host)
      const root = natives.shadowRoot(host) ?? hooks.closedShadowRoot(host)
      if (id && root && kinds[id] === KIND.normal && !tree.shadowOf(id)) sendShadowRoot(root, id)
    }
    dirtyHosts.clear()
  }

  /** One step of the walk: the next child of the innermost open node, or its end. */
  function walk(): void {
    const id = open.at(-1) ?? 0
    const parent = nodes[id]
    const last = lastSent.get(id)
    if (!parent || last === undefined) {
      open.pop()
      return
    }
    const lastNode = last ? nodes[last] : undefined
    const next = nextMirrored(lastNode ? natives.nextSibling(lastNode) : natives.firstChild(parent))
    if (!next) {
      open.pop()
      lastSent.delete(id)
      if (cursorParent === id && tree.parent(id)) {
        writer.op(OP.up)
        cursorAfter = id
        cursorParent = tree.parent(id)
      }
      return
    }
    placing.delete(next)
    moveCursor(id, last)
    const child = idOf(next)
    // Already in its place: put there by a run after the walk had stepped back.
    lastSent.set(id, child && tree.parent(child) === id ? child : putAtCursor(next, id, true))
  }

  // --- Everything else ----------------------------------------------------------------------------------------------

  function flushAttributes(isDue: () => boolean): void {
    for (const [element, names] of dirtyAttributes) {
      if (isDue()) return
      dirtyAttributes.delete(element)
      const id = idOf(element)
      if (!id) continue
      const verdict = verdicts[id] ?? VERDICT.masked
      for (const name of names) {
        const value = natives.getAttribute(element, name)
        const sent = value === null ? null : privacy.attribute(element, verdict, name, value)
        writer.op(sent === null ? OP.attributeRemove : OP.attribute, id)
        writer.str(privacy.name(name))
        if (sent !== null) writer.value(sent)
      }
      properties.note(element)
      if (natives.localName(element) === 'link' || kinds[id] === KIND.style) sheets.noteOwner(element)
    }
  }

  function flushText(isDue: () => boolean): void {
    for (const node of dirtyText) {
      if (isDue()) return
      dirtyText.delete(node)
      const id = idOf(node)
      if (!id) continue
      writer.op(OP.characters, id)
      writer.text(
        privacy.text(node, verdicts[id] ?? VERDICT.masked, natives.data(node).slice(0, LIMITS.maxTextLength)),
      )
    }
  }

  function flushFrames(): void {
    for (const element of pendingFrames) {
      const id = idOf(element)
      const inner = id ? contentDocument(element as HTMLIFrameElement) : null
      if (!inner) continue
      const known = frames.get(id)
      if (known?.document === inner) continue
      if (known) shared.closeFrame(known.number)
      const frameNumber = shared.openFrame(inner)
      frames.set(id, { document: inner, number: frameNumber })
      writer.op(OP.frame, id, frameNumber, modeOf(inner))
    }
    pendingFrames.clear()
  }

  function flushPage(): void {
    if (number !== 1) return
    const address = privacy.address()
    const title = privacy.title()
    const now = `${address}\n${title}`
    if (now !== page) {
      page = now
      writer.op(OP.page)
      writer.text(address)
      writer.text(title.length <= MAX_TITLE_LENGTH ? title : constant('…'))
    }
    const { innerWidth, innerHeight } = document.defaultView ?? { innerWidth: 0, innerHeight: 0 }
    const size = `${innerWidth} ${innerHeight}`
    if (size === viewport) return
    viewport = size
    writer.op(OP.viewport, innerWidth, innerHeight)
  }

  function begin(): void {
    isStarted = true
    nodes.push(document)
    ids.set(document, 1)
    tree.add(1)
    writer.op(OP.document, modeOf(document))
    kinds[1] = KIND.normal
    // A document in a frame starts with the verdict of the element that shows it.
    const frame = number === 1 ? null : (document.defaultView?.frameElement ?? null)
    verdicts[1] = frame ? privacy.judgeAfresh(frame) : VERDICT.open
    open.push(1)
    lastSent.set(1, 0)
    cursorParent = 1
    observe(document)
  }

  function flush(isDue: () => boolean): boolean {
    if (!isStarted) begin()
    fold(observer.takeRecords())
    if (sweep()) {
      shared.tighten()
      return false
    }
    cursorParent = 0
    detachTouched()
    while (placing.size > 0) {
      const next = placing.values().next().value
      if (!next) break
      placeRun(next, isDue)
      if (isDue()) return false
    }
    sendLateShadowRoots()
    for (let steps = 1; open.length > 0; steps++) {
      walk()
      if (steps % 8 === 0 && isDue()) return false
    }
    flushAttributes(isDue)
    flushText(isDue)
    flushFrames()
    flushPage()
    const isFlushed = properties.flush(isDue) && sheets.flush(isDue)
    return isFlushed && !mirror.isDirty
  }

  const mirror: DocumentMirror = {
    document,
    number,
    noteShadowRoot(host) {
      if (ids.has(host)) dirtyHosts.add(host)
    },
    noteValue: (element) => properties.note(element),
    noteScroll: (target) => properties.noteScroll(target),
    noteSheet: (sheet) => sheets.noteSheet(sheet),
    noteFrame(element) {
      if (ids.has(element)) pendingFrames.add(element)
    },
    get isDirty() {
      const structure =
        touched.size + placing.size + lost.size + open.length + dirtyHosts.size + pendingFrames.size
      return (
        !isStarted ||
        structure + dirtyAttributes.size + dirtyText.size > 0 ||
        properties.isDirty ||
        sheets.isDirty
      )
    },
    flush,
    take: () => writer.take(),
    stop() {
      observer.disconnect()
      for (const frame of frames.values()) shared.closeFrame(frame.number)
      frames.clear()
    },
  }
  return mirror
}

function contentDocument(frame: HTMLIFrameElement): Document | null {
  try {
    return frame.contentDocument
  } catch {
    return null
  }
}

function modeOf(document: Document): number {
  return document.compatMode === 'BackCompat' ? MODE.quirks : MODE.standards
}
