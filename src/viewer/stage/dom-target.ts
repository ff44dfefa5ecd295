import { DecodeError } from '../../protocol/codec/bytes-reader.ts'
import { SHADOW, STATE, UNSENT } from '../../protocol/codec/ops.ts'
import type {
  AnimationDescription,
  ElementDescription,
  TreeTarget,
} from '../../protocol/codec/tree-target.ts'
import type { StageMode } from '../stage-messages.ts'
import * as native from './natives.ts'
import type { Looks } from './parts/looks.ts'
import type { Parts, PartTypes } from './parts/parts.ts'
import { dropCandidates } from './pictures/candidates.ts'
import { choose, setValue } from './state/form-state.ts'
import { createMasks } from './state/masks.ts'
import { createScrolls, type Scrolls } from './state/scrolls.ts'
import { createEnvironment } from './style/environment.ts'
import { createMarks } from './style/marks.ts'
import { createOwnSheets } from './style/own-sheet.ts'
import { createSheets } from './style/sheets.ts'
import { EMBED_MARK, UNSENT_MARK } from './tree/allowed-attributes.ts'
import { isCustomName, SHADOW_HOSTS, safeName } from './tree/allowed-elements.ts'
import { applyAttribute, hasRoomFor } from './tree/element-attributes.ts'
import { resourceSet, resourceUrl } from './tree/resource-urls.ts'

export type StageNode = Node | CSSStyleSheet

/** What the target cannot do by itself. */
export interface TargetHooks {
  frame(element: Element, document: number, mode: StageMode): void
  frameRemoved(element: Element): void
  viewport(width: number, height: number): void
  page(address: string, title: string): void
  /** With own scrolling: the visitor's viewport lies elsewhere now. */
  scrolled(): void
  /** The document is not what the visitor's digest says. */
  drifted(): void
  /** Custom elements of this name are defined at the visitor. */
  define(name: string): void
  now(): number
  readonly parts: Parts
  /** Does a media query match in the stage's own browser? */
  matchMedia(query: string): boolean
}

export interface DomTarget extends TreeTarget<StageNode> {
  /** After each slice: what needs layout or a connected tree. */
  settle(): void
  /** When the linked sheets that are on their way are there, or have failed. */
  sheetsLoaded(): Promise<void>
  /** Where the page is scrolled to is the visitor's choice, or this agent's (VW-3). */
  readonly scrolls: Pick<Scrolls, 'follow' | 'away'>
  /** A resource loaded, the layout may have changed. */
  loaded(): void
}

/** The document's mode is not the one that the page was made for: only another stage can show it. */
export class ModeError extends Error {
  override readonly name = 'ModeError'
  readonly mode: StageMode
  constructor(mode: StageMode) {
    super('document of another mode')
    this.mode = mode
  }
}

/** What our own sheet calls the reasons of {@link UNSENT}. */
const UNSENT_WORDS: Readonly<Record<number, string>> = {
  [UNSENT.foreign]: 'foreign',
  [UNSENT.sandboxed]: 'sandboxed',
  [UNSENT.tooMany]: 'many',
  [UNSENT.embedded]: 'embedded',
}

/** States that the browser's top layer shows. */
const TOP_LAYER = STATE.modal | STATE.popover | STATE.fullscreen

const NAMESPACES = {
  html: native.HTML_NAMESPACE,
  svg: native.SVG_NAMESPACE,
  mathml: native.MATHML_NAMESPACE,
} as const

export function modeOf(document: Document): StageMode {
  if (native.compatMode(document) === 'BackCompat') return 'quirks'
  const doctype = native.doctype(document)
  return doctype && native.publicId(doctype) !== '' ? 'limited' : 'standards'
}

/** By their number. */
const MODES: readonly StageMode[] = ['standards', 'quirks', 'limited']

/** Builds one mirrored document in this stage's own. One target for each generation: its applier holds the ids. */
export function createDomTarget(document: Document, hooks: TargetHooks): DomTarget {
  const environment = createEnvironment(hooks.matchMedia)
  const sheets = createSheets(document, resourceUrl, () => environment.values)
  const marks = createMarks()
  const ownSheets = createOwnSheets(document)
  const masks = createMasks()
  const scrolls = createScrolls(document, hooks.now, hooks.scrolled)
  /** Elements whose look comes from our own sheet, which their tree must therefore have. */
  const needsOwnSheet = new WeakSet<object>()
  const frames = new WeakSet<object>()
  /** The `media` of elements, as the visitor's page has it. */
  const queries = new Map<object, string>()
  let looks: Looks | null = null
  let digestOf: PartTypes['digest']['digestOf'] | null = null

  function withLooks(work: (looks: Looks, atMs: number) => void): void {
    const atMs = hooks.now()
    hooks.parts.use('looks', ({ createLooks }) => {
      looks ??= createLooks(document, hooks.now)
      work(looks, atMs)
    })
  }

  function isElement(node: StageNode): node is Element {
    return node instanceof Element
  }

  function isStyle(node: Node): boolean {
    return (
      isElement(node) &&
      native.localName(node) === 'style' &&
      native.namespaceURI(node) !== native.MATHML_NAMESPACE
    )
  }

  function createElement(description: ElementDescription): Element {
    const name = safeName(description.tag, description.namespace)
    try {
      if (name === 'x-unknown' && description.namespace === 'html') {
        // A name that nobody knows, this browser included, means nothing. Not by namespace: that would split off a prefix.
        const element = native.createElement(document, description.tag)
        if (element instanceof HTMLUnknownElement) return element
      }
      return native.createElementNS(document, NAMESPACES[description.namespace], name)
    } catch {
      return native.createElementNS(document, NAMESPACES[description.namespace], 'x-unknown')
    }
  }

  function setAttribute(element: Element, name: string, value: string | null): void {
    const lower = name.toLowerCase()
    if (element instanceof HTMLLinkElement && (lower === 'rel' || lower === 'href' || lower === 'type')) {
      return sheets.link(element, lower, value)
    }
    if (lower === 'attributename' && value !== null)
      return hooks.parts.use('looks', ({ isAnimatable }) => {
        if (isAnimatable(value)) native.setAttribute(element, name, value)
        else native.removeAttribute(element, name)
      })
    if (lower === 'open' && value === null) looks?.closeDialog(element)
    const isType = lower === 'type' && element instanceof HTMLInputElement
    const before = isType ? native.getAttribute(element, 'value') : null
    const isMedia =
      lower === 'media' &&
      (element instanceof HTMLLinkElement || element instanceof HTMLSourceElement || isStyle(element))
    if (isMedia && value !== null) queries.set(element, value)
    else if (isMedia) queries.delete(element)
    applyAttribute(element, name, isMedia && value !== null ? sheets.media(value) : value)
    // Some changes of type turn the value into an attribute (HTML, "value mode"); the visitor's, if any, comes by itself.
    if (isType && native.getAttribute(element, 'value') !== before) applyAttribute(element, 'value', before)
    if (lower === 'style') masks.restore(element)
    if (native.localName(element) === 'x-frameset')
      hooks.parts.use('frames', ({ layOut }) => layOut(element, lower, value ?? ''))
  }

  function placeOwnSheet(node: Node): void {
    const root = native.getRootNode(node)
    if (root instanceof ShadowRoot) ownSheets.place(root)
  }

  /** The node before which a new child after `after` goes. */
  function reference(parent: Node, after: Node | null): Node | null {
    // The doctype is first, and not the mirrored page's.
    if (parent === document) return null
    if (after) {
      const companion = sheets.companion(after)
      const last = companion && native.parentNode(companion) === parent ? companion : after
      return native.parentNode(last) === parent ? native.nextSibling(last) : null
    }
    const own = ownSheets.in(parent)
    return own && native.parentNode(own) === parent ? native.nextSibling(own) : native.firstChild(parent)
  }

  function insert(parent: Node, node: Node, after: Node | null): void {
    // Style text is for CSSOM alone, and nothing goes into a hidden element or a frame.
    if (isStyle(parent) || masks.has(parent)) return
    try {
      native.insertBefore(parent, node, reference(parent, after))
    } catch {
      return // What the DOM refuses (a second root element, text beside it) is left out.
    }
    const companion = sheets.companion(node)
    if (companion) native.insertBefore(parent, companion, native.nextSibling(node))
    if (parent === document && isElement(node)) ownSheets.place(node)
    if (needsOwnSheet.has(node)) placeOwnSheet(node)
    if (companion || isStyle(node) || native.firstChild(node)) sheets.touch()
  }

  function nodeOf(node: StageNode): Node {
    if (node instanceof CSSStyleSheet) throw new DecodeError('a sheet is no node')
    return node
  }

  return {
    document(mode) {
      const wanted = MODES[mode] ?? 'standards'
      if (wanted !== modeOf(document)) throw new ModeError(wanted)
      const old = native.documentElement(document)
      if (old) native.removeChild(document, old)
      native.setDocumentSheets(document, [])
      scrolls.want(document, 0, 0)
      return document
    },

    element(description) {
      const element = createElement(description)
      const name = native.localName(element)
      if (name === 'iframe') {
        // Nothing loads in it and nothing runs, whatever happens to it later.
        native.setAttribute(element, 'sandbox', '')
        if (description.tag !== name) native.setAttribute(element, EMBED_MARK, '')
        frames.add(element)
      }
      for (const [attribute, value] of description.attributes) setAttribute(element, attribute, value)
      // Bounds that came after it have cut the value.
      const value = name === 'input' ? native.getAttribute(element, 'value') : null
      if (value !== null) native.setAttribute(element, 'value', value)
      if (description.masked) masks.add(element, description.masked)
      if (description.masked || name !== description.tag) needsOwnSheet.add(element)
      return element
    },

    text: (data) => native.createTextNode(document, data),

    shadowRoot(host, flags) {
      if (!isElement(host)) throw new DecodeError('host is no element')
      const name = native.localName(host)
      const isHost =
        native.namespaceURI(host) === native.HTML_NAMESPACE && (SHADOW_HOSTS.has(name) || isCustomName(name))
      const slotAssignment = flags & SHADOW.manualSlots ? 'manual' : 'named'
      if (isHost && !masks.has(host)) {
        try {
          // Open, so that tests can look into it: what runs in the stage is ours alone.
          return native.attachShadow(host, { mode: 'open', slotAssignment })
        } catch {
          // It has one already (an element attached a root of its own): the content has no place.
        }
      }
      return new DocumentFragment()
    },

    sheet: (text) => sheets.constructed(text),
    insert: (parent, node, after) => insert(nodeOf(parent), nodeOf(node), after ? nodeOf(after) : null),

    detach(node) {
      const child = nodeOf(node)
      const parent = native.parentNode(child)
      if (parent) native.removeChild(parent, child)
      const companion = sheets.companion(child)
      const companionParent = companion && native.parentNode(companion)
      if (companion && companionParent) native.removeChild(companionParent, companion)
    },

    freed(_id, node) {
      queries.delete(node)
      sheets.freed(node)
      scrolls.freed(node)
      if (frames.has(node) && isElement(node)) hooks.frameRemoved(node)
    },

    attribute(node, name, value) {
      if (isElement(node) && (value === null || hasRoomFor(node, name))) setAttribute(node, name, value)
    },

    characters(node, data) {
      if (node instanceof CharacterData) native.setData(node, data)
    },

    value(node, value) {
      if (!isElement(node)) return
      if (!(node instanceof HTMLInputElement && native.inputType(node) === 'file')) setValue(node, value)
      else if (looks || value !== '') withLooks((on) => on.files(node, value))
    },

    state(node, bits) {
      if (node instanceof HTMLInputElement) {
        native.setChecked(node, (bits & STATE.checked) !== 0)
        native.setIndeterminate(node, (bits & STATE.indeterminate) !== 0)
      }
      if (!(node instanceof HTMLElement)) return
      if (bits & STATE.fullscreen) placeOwnSheet(node)
      // Before the first of these there is nothing to take away.
      if (looks || bits & TOP_LAYER) withLooks((on) => on.topLayer(node, bits))
    },

    scroll: (node, x, y) => scrolls.want(nodeOf(node), x, y),
    sheetText: (node, text) => sheets.text(node, text),
    ruleInsert: (node, index, text) => sheets.insert(node, index, text),
    ruleDelete: (node, index, count) => sheets.remove(node, index, count),
    sheetState: (node, disabled, media) => sheets.state(node, disabled, media),

    adopt(root, list) {
      const adopted = list.filter((sheet) => sheet instanceof CSSStyleSheet)
      if (root === document) native.setDocumentSheets(document, adopted)
      else if (root instanceof ShadowRoot) native.setShadowSheets(root, adopted)
    },

    picture(node, picture) {
      if (isElement(node) && !masks.has(node)) withLooks((on) => on.picture(node, picture))
    },

    frame(node, number, mode) {
      if (frames.has(node) && isElement(node) && !masks.has(node)) {
        native.removeAttribute(node, UNSENT_MARK)
        hooks.frame(node, number, MODES[mode] ?? 'standards')
      }
    },

    unsent(node, reason) {
      if (!frames.has(node) || !isElement(node) || masks.has(node)) return
      hooks.frameRemoved(node)
      native.setAttribute(node, UNSENT_MARK, UNSENT_WORDS[reason] ?? 'foreign')
      needsOwnSheet.add(node)
      placeOwnSheet(node)
    },

    viewport: hooks.viewport,
    page: hooks.page,
    // Real focus stays out of the stage: rules ask for our marks.
    mark: (kind, node) => marks.set(kind, node && isElement(node) ? node : null),
    environment(bits) {
      if (!environment.set(bits)) return
      for (const [element, query] of queries)
        if (element instanceof Element) applyAttribute(element, 'media', sheets.media(query))
      sheets.renew()
    },
    animation(number, description) {
      const node = description?.node
      if (description && (!(node instanceof Element) || masks.has(node))) return
      withLooks((on, atMs) => on.animation(number, description as AnimationDescription<Element> | null, atMs))
    },
    media(node, state) {
      if (node instanceof HTMLMediaElement && !masks.has(node))
        withLooks((on, atMs) => on.media(node, state, atMs))
    },
    source(node, srcset, sizes) {
      if (!(node instanceof HTMLImageElement) || masks.has(node) || resourceSet(srcset) === null) return
      dropCandidates(node)
      // It would count as one more candidate, of density 1.
      native.removeAttribute(node, 'src')
      applyAttribute(node, 'sizes', sizes || null)
      applyAttribute(node, 'srcset', srcset)
    },
    extra: (number, rule) => ownSheets.extra(number, rule),
    defined: hooks.define,
    willDigest() {
      hooks.parts.use('digest', (part) => {
        digestOf = part.digestOf
      })
    },
    digest: (node, parent, previous) =>
      digestOf && node instanceof Node
        ? digestOf(node, parent as Node | null, previous as Node | null, masks.has(node))
        : null,
    drifted: hooks.drifted,
    isWaiting: hooks.parts.isWaiting,

    nodes(node, list) {
      if (node instanceof HTMLSelectElement) choose(node, new Set(list))
      else if (node instanceof HTMLSlotElement) {
        const assigned = list.filter((one) => one instanceof Element || one instanceof Text)
        native.assign(node, ...assigned)
      }
    },

    select(anchor, anchorOffset, focus, focusOffset) {
      const from = anchor && nodeOf(anchor)
      const to = focus && nodeOf(focus)
      if (looks || from) withLooks((on) => on.select(from, anchorOffset, to, focusOffset))
    },

    states(node, states) {
      if (node instanceof HTMLElement && !masks.has(node)) withLooks((on) => on.states(node, states))
    },

    settle() {
      ownSheets.fill()
      sheets.settle()
      marks.settle()
      masks.settle()
      scrolls.settle()
      looks?.settle()
    },
    loaded() {
      scrolls.loaded()
      looks?.settle()
    },
    sheetsLoaded: sheets.loaded,
    scrolls,
  }
}
