import { OP } from '../../protocol/codec/ops.ts'
import { createSectionWriter } from '../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { FORM_FIELDS } from '../privacy/always.ts'
import { BARE, FRAME } from '../privacy/attributes.ts'
import type { Masked } from '../privacy/masked.ts'
import { VERDICT } from '../privacy/privacy.ts'
import { createLateMasks } from './late-masks.ts'
import type { RootListeners } from './listeners.ts'
import type { Shared } from './shared.ts'
import { createProperties } from './state/properties.ts'
import type { Selection } from './state/selection.ts'
import type { AllLooks, Looks, LooksParts } from './style/looks.ts'
import { createSheets } from './style/sheets.ts'
import { modeOf } from './tree/document-mode.ts'
import { KIND, type Kind } from './tree/kinds.ts'
import type { Nested } from './tree/nested.ts'
import { createRecords } from './tree/records.ts'
import { createShadow } from './tree/shadow.ts'
import { createStructure } from './tree/structure.ts'

/**
 * Mirrors one document. It keeps a shadow of what was sent (ids and structure, no content) and, on each flush, sends
 * the difference between the live document and the shadow. Nothing is queued but the fact that something changed.
 */
export interface DocumentMirror {
  readonly number: number
  readonly parts: LooksParts
  startLooks(all: AllLooks): void
  noteShadowRoot(host: Element): void
  noteValue(element: Element): void
  noteScroll(target: Node): void
  /** A dialog, popover or full-screen element is about to lie on top. */
  noteOpened(element: Element): void
  noteSelection(): void
  noteSheet(sheet: CSSStyleSheet): void
  noteAdopted(root: Document | ShadowRoot): void
  /** A style element was loaded, with all that it imports. */
  noteStyle(element: Element): void
  noteFrame(element: Element): void
  notePicture(canvas: Element, picture: Masked): void
  /** Other nodes are shown in this slot now. */
  noteSlot(slot: HTMLSlotElement): void
  readonly isDirty: boolean
  /** The stage can show the whole of it; what may be left is the look for scrolled elements. */
  readonly isSent: boolean
  /** Writes differences until `isDue()`; true when nothing is left. A round is over when nothing was left in any document. */
  flush(isDue: () => boolean, round: number): boolean
  /** Takes in what will be reported. */
  takeRecords(): void
  /** Looks at what was reported and writes nothing; true when nothing is left. */
  look(isDue: () => boolean): boolean
  /** Writes the digest of some nodes; true when those were the last. */
  digest(isDue: () => boolean): boolean
  /** Rough size of the section written so far, in bytes. */
  readonly size: number
  /** The section written so far, `null` if none. */
  take(): Uint8Array<ArrayBuffer> | null
  stop(): void
}

export function createDocumentMirror(
  document: Document,
  number: number,
  shared: Shared,
  trackRoots: (mirror: DocumentMirror) => RootListeners,
): DocumentMirror {
  const { natives, privacy, hooks } = shared
  const writer = createSectionWriter<Masked>()
  const shadow = createShadow(forget)
  const { idOf, kindOf } = shadow
  const dirtyAttributes = new Map<Element, Set<string>>()
  const dirtyText = new Set<Text>()
  const pendingFrames = new Set<Element>()
  const pictures = new Map<Element, Masked>()
  /** What `pendingFrames` show: made when there is the first of them, and its part. */
  let nested: Nested | null = null
  const customNames = new Set<string>()
  let sweptRound = -1
  let isStarted = false
  /** Fields that were not looked for: in a large page, each name takes the browser milliseconds. */
  const unseen = FORM_FIELDS.split(',')
  let looks: Looks | null = null
  /** Roots that the looks have not been told of. */
  const unlooked = new Set<Document | ShadowRoot>()
  /** As the frame that shows it was told. */
  const mode = modeOf(document)
  let page = ''
  let viewport = ''

  const properties = createProperties({
    writer,
    natives,
    privacy,
    hooks: hooks.state,
    idOf,
    kindOf,
    isChanging: (element) => dirtyAttributes.has(element),
  })
  /** Style and link elements that are masked show nothing of their rules. */
  const visibleId = (node: Node): number => (kindOf(idOf(node)) === KIND.masked ? 0 : idOf(node))
  const sheets = createSheets({
    writer,
    document,
    privacy,
    hooks: hooks.sheets,
    idOf: visibleId,
    takeId: shadow.takeId,
  })
  const masks = createLateMasks(shared, shadow, sheets.roots)
  const structure = createStructure({
    document,
    shadow,
    shared,
    writer,
    onElement,
    onShadowRoot: observe,
    onLateRoot(root) {
      for (const element of privacy.matchesIn(root)) masks.hideSlotsIn(element)
    },
    onMove,
    onText: (node) => dirtyText.add(node),
    isNewlyMasked: (element, parent) => masks.mayBeNew(element, idOf(parent)),
  })
  const Observer =
    (document.defaultView as (Window & typeof globalThis) | null)?.MutationObserver ?? MutationObserver
  const observer = new Observer((batch) => {
    note(batch)
    shared.schedule()
  })
  const records = createRecords(fold)

  /** Made when the visitor first selects something. */
  let selection: Selection | null = null

  function noteSelection(): void {
    if (selection) return selection.note()
    void shared.loadSelection().then((create) => {
      selection ??= create?.({ document, writer, natives, privacy, shadow, later: shared.later }) ?? null
      shared.schedule()
    })
  }

  function observe(root: Document | ShadowRoot): void {
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
    listeners.add(root)
    sheets.addRoot(root)
    unlooked.add(root)
  }

  function addLooks(isDue: () => boolean): void {
    if (!looks) return
    for (const root of unlooked) {
      unlooked.delete(root)
      looks.addRoot(root)
      if (isDue()) return
    }
  }

  function onElement(element: Element, kind: Kind, tag: string): void {
    properties.added(element, kind, tag)
    if (tag.includes('-') && !customNames.has(tag)) noteCustom(element, tag)
    if (kind === KIND.masked && element.getRootNode() !== document) masks.hideSlotsIn(element)
    if (kind === KIND.style || tag === 'link') sheets.noteOwner(element)
    if (FRAME.test(tag)) pendingFrames.add(element)
    if (kind === KIND.masked) return
    if (tag === 'canvas') shared.pictured(element)
    looks?.added(element)
  }

  /** Tells, now or once it is so, that the page has defined elements of this name. */
  function noteCustom(element: Element, tag: string): void {
    customNames.add(tag)
    const registry = document.defaultView?.customElements
    const tell = (): void => {
      writer.op(OP.defined)
      writer.str(privacy.tag(element))
      shared.schedule()
    }
    if (registry?.get(tag)) return tell()
    registry?.whenDefined(tag).then(
      () => {
        // They may be form controls now.
        for (const root of sheets.roots())
          for (const one of natives.select(root, CSS.escape(tag))) masks.unjudged.add(one)
        tell()
      },
      () => undefined,
    )
  }

  function forget(id: number, node: Node): void {
    // Taken apart where nobody observes it, what was in it stays hidden.
    if (kindOf(id) === KIND.masked) privacy.keepMasked(node, node)
    structure.forget(id, node)
    properties.forget(node)
    sheets.forget(node)
    if (natives.nodeType(node) === 11) forgetRoot(node as ShadowRoot)
    nested?.forget(id)
  }

  function forgetRoot(root: ShadowRoot): void {
    listeners.remove(root)
    unlooked.delete(root)
    looks?.removeRoot(root)
  }

  // --- What changed -------------------------------------------------------------------------------------------

  function note(batch: readonly MutationRecord[]): void {
    if (batch.length === 0) return
    masks.keep(batch)
    records.add(batch)
  }

  function* fold(batch: readonly MutationRecord[]): Generator<void, void, void> {
    /** These were observed all the time, wherever they are now. */
    const moved = new Set<Node>()
    for (const record of batch) {
      const { target, type } = record
      const id = idOf(target)
      if (type === 'childList') yield* foldChildren(record, id, moved)
      else if (type === 'characterData') {
        noteContent(natives.parentNode(target))
        if (id) dirtyText.add(target as Text)
      } else if (id) noteAttribute(target as Element, id, qualifiedName(record))
      yield
    }
    masks.notePage()
  }

  function onMove(): void {
    properties.noteMoves()
    sheets.noteMoves()
  }

  function* foldChildren(
    { target, removedNodes, addedNodes }: MutationRecord,
    id: number,
    moved: Set<Node>,
  ): Generator<void, void, void> {
    // document.open() takes all listeners off; those that are still there are not added twice.
    if (target === document) {
      listeners.add(document)
      looks?.listen()
    }
    const kind = id ? kindOf(id) : KIND.normal
    for (let i = 0; i < addedNodes.length; i++) {
      const node = addedNodes[i] as Node
      privacy.seeFields(node)
      if (idOf(node)) onMove()
      yield
    }
    noteContent(target)
    const isShown = id !== 0 && kind === KIND.normal
    yield* structure.touch(target, removedNodes, addedNodes, isShown, moved)
  }

  /** What is in a style element is its rules, in some controls what they show. */
  function noteContent(parent: Node | null): void {
    if (!parent || natives.nodeType(parent) !== 1) return
    if (kindOf(idOf(parent)) === KIND.style) sheets.noteOwner(parent as Element)
    if (/^(optgroup|textarea|select)$/.test(natives.localName(parent as Element)))
      properties.note(parent as Element)
  }

  function noteAttribute(element: Element, id: number, name: string): void {
    const verdict = shadow.verdictOf(id)
    if (verdict !== VERDICT.masked) masks.unjudged.add(element)
    // Not even how often it changes is told (MK-22).
    if (privacy.isUntold(element, verdict, name)) return
    const names = dirtyAttributes.get(element)
    if (names) names.add(name)
    else dirtyAttributes.set(element, new Set([name]))
  }

  // --- Sending --------------------------------------------------------------------------------------------------

  // Each of these does one at least, however late it is: a flush that is slow to begin must get on all the same.

  function flushAttributes(isDue: () => boolean): void {
    for (const [element, names] of dirtyAttributes) {
      dirtyAttributes.delete(element)
      const id = idOf(element)
      if (id && !BARE.test(natives.localName(element))) sendAttributes(element, id, names)
      if (isDue()) return
    }
  }

  function sendAttributes(element: Element, id: number, names: ReadonlySet<string>): void {
    for (const name of names) {
      const value = natives.getAttribute(element, name)
      const sent = value === null ? null : privacy.attribute(element, shadow.verdictOf(id), name, value)
      writer.op(sent === null ? OP.attributeRemove : OP.attribute, id)
      writer.str(privacy.name(name))
      if (sent !== null) writer.value(sent)
    }
    properties.note(element)
    if (natives.localName(element) === 'link' || kindOf(id) === KIND.style) sheets.noteOwner(element)
  }

  function flushText(isDue: () => boolean): void {
    for (const node of dirtyText) {
      dirtyText.delete(node)
      const id = idOf(node)
      if (id) {
        writer.op(OP.characters, id)
        writer.text(
          privacy.text(node, shadow.verdictOf(id), natives.data(node).slice(0, LIMITS.maxTextLength)),
        )
      }
      if (isDue()) return
    }
  }

  function flushFrames(): void {
    if (pendingFrames.size > 0) nested ??= shared.nested(parts)
    if (!nested) return
    for (const element of pendingFrames) nested.look(element)
    pendingFrames.clear()
  }

  /** One in a section: together they could be larger than an envelope. */
  function flushPictures(): void {
    for (const [canvas, picture] of pictures) {
      pictures.delete(canvas)
      const id = idOf(canvas)
      if (!id || kindOf(id) === KIND.masked) continue
      writer.op(OP.picture, id)
      writer.text(picture)
      return
    }
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
      writer.text(title)
    }
    const { innerWidth, innerHeight } = document.defaultView as Window
    const size = `${innerWidth} ${innerHeight}`
    if (size === viewport) return
    viewport = size
    writer.op(OP.viewport, innerWidth, innerHeight)
  }

  function begin(): void {
    isStarted = true
    structure.begin(mode)
    observe(document)
    if (document.getSelection()?.rangeCount) noteSelection()
  }

  /** The document around may have its turn later, and with it the look at its masks. */
  function isInMask(): boolean {
    const frame = number === 1 ? null : document.defaultView?.frameElement
    return !!frame && privacy.judgeAfresh(frame) === VERDICT.masked
  }

  function isUnsent(): boolean {
    if (!isStarted || !records.isEmpty || structure.isDirty || !properties.isSent || sheets.isDirty)
      return true
    return dirtyAttributes.size + dirtyText.size + pictures.size + (nested ? pendingFrames.size : 0) > 0
  }

  function flush(isDue: () => boolean, round: number): boolean {
    if (isInMask()) {
      shared.tighten()
      return false
    }
    if (!isStarted) begin()
    for (let name = unseen.pop(); name; name = unseen.pop()) {
      privacy.seeFields(document, name)
      if (isDue()) return false
    }
    // `document.open` can change it; the stage cannot.
    if (modeOf(document) !== mode) shared.tighten()
    note(observer.takeRecords())
    // Selectors may ask for what no record tells. Once a round, or on a large page it would take all the time there is.
    if (sweptRound !== round) masks.notePage()
    sweptRound = round
    if (!records.drain(isDue) || !masks.judge(isDue) || !structure.flush(isDue)) return false
    flushAttributes(isDue)
    flushText(isDue)
    flushFrames()
    flushPage()
    flushPictures()
    addLooks(isDue)
    looks?.flush()
    const isFlushed =
      sheets.flush(isDue) &&
      properties.flush(isDue) &&
      (!selection || selection.flush()) &&
      shadow.tidy(isDue)
    return isFlushed && !mirror.isDirty
  }

  const parts: LooksParts = { writer, document, natives, structure, shadow, hooks, pictured: shared.pictured }
  const mirror: DocumentMirror = {
    number,
    parts,
    startLooks(all) {
      looks = all.of(parts)
    },
    noteShadowRoot: structure.noteShadowRoot,
    noteValue(element) {
      privacy.seeFields(element)
      properties.note(element)
      // Selectors may ask for it: `:checked ~ p`.
      masks.notePage()
    },
    noteScroll: properties.noteScroll,
    noteOpened: hooks.state.noteOpened,
    noteSelection,
    noteSheet: sheets.noteSheet,
    noteAdopted: sheets.noteAdopted,
    noteStyle: sheets.noteLoaded,
    noteFrame(element) {
      if (idOf(element)) pendingFrames.add(element)
    },
    notePicture(canvas, picture) {
      if (idOf(canvas)) pictures.set(canvas, picture)
    },
    noteSlot(slot) {
      masks.noteSlot(slot)
      properties.note(slot)
    },
    get isDirty() {
      return !!(
        isUnsent() ||
        properties.isDirty ||
        !shadow.isTidy ||
        selection?.isDirty ||
        (looks && unlooked.size > 0)
      )
    },
    get isSent() {
      return !isUnsent()
    },
    flush,
    takeRecords: () => note(observer.takeRecords()),
    look: records.drain,
    digest: (isDue) => !looks || looks.digest(isDue),
    get size() {
      return writer.size
    },
    take: () => writer.take(),
    stop() {
      // Until the next capture observes, nobody tells what leaves a masked place: all that is in one is marked now.
      mirror.takeRecords()
      for (let id = 1; id < shadow.end; id++) {
        const node = shadow.node(id)
        if (node && kindOf(id) === KIND.masked) privacy.keepMasked(node, node)
      }
      observer.disconnect()
      listeners.stop()
      looks?.stop()
      nested?.stop()
    },
  }
  const listeners = trackRoots(mirror)
  return mirror
}

/** The record's attribute name lacks the prefix of `xlink:href` and the like. */
function qualifiedName(record: MutationRecord): string {
  const name = record.attributeName ?? ''
  const space = record.attributeNamespace
  if (space === null) return name
  return (
    (record.target as Element).getAttributeNodeNS(space, name)?.name ??
    (name === 'href' ? 'xlink:href' : name)
  )
}
