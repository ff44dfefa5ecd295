import type { Random } from '../random.ts'

/** The page that is being changed, and what the program keeps of it. */
export type World = {
  readonly window: Window & typeof globalThis
  /** Stands in masked places only and must never be sent. */
  readonly canary: string
  readonly isQuirks: boolean
  readonly detached: Node[]
  readonly closedRoots: ShadowRoot[]
  readonly sheets: CSSStyleSheet[]
  /** Masked elements that capture has seen as such: from then on what is in them stays hidden wherever it goes (MK-15). */
  readonly seenMasks: WeakSet<Element>
  /** Something was done whose effect the browser reports a frame later. */
  isFrameDue: boolean
  /** Loads and the like that a quiet point has to wait for. */
  pending: Promise<unknown>[]
  count: number
}

export type Operation = {
  readonly name: string
  readonly weight: number
  run(world: World, random: Random): void
}

export const MASK_CLASS = 'secret'

export function createWorld(window: Window & typeof globalThis, canary: string, isQuirks: boolean): World {
  return {
    window,
    canary,
    isQuirks,
    detached: [],
    closedRoots: [],
    sheets: [],
    seenMasks: new WeakSet(),
    isFrameDue: false,
    pending: [],
    count: 0,
  }
}

/** What a page starts with. */
export function startMarkup(isQuirks: boolean): string {
  return `${isQuirks ? '' : '<!doctype html>'}<html><head><title>t</title></head><body><div id="root"><p>first</p></div></body></html>`
}

export function rootOf(world: World): Element {
  const { document } = world.window
  return document.getElementById('root') ?? document.body ?? document.documentElement
}

/** All elements that a program may touch: under the root, in shadow roots and in frames of the same origin. */
export function elementsOf(world: World): Element[] {
  const out: Element[] = []
  const visit = (root: ParentNode): void => {
    for (const element of root.querySelectorAll('*')) {
      out.push(element)
      if (element.shadowRoot) visit(element.shadowRoot)
      const inner = element.localName === 'iframe' ? (element as HTMLIFrameElement).contentDocument : null
      if (inner?.body) {
        out.push(inner.body)
        visit(inner.body)
      }
    }
  }
  const root = rootOf(world)
  out.push(root)
  visit(root)
  for (const closed of world.closedRoots) if (closed.isConnected) visit(closed)
  return out
}

export function anyElement(world: World, random: Random): Element {
  return random.pick(elementsOf(world))
}

/** Each needs a stage, and there is a pool of them. */
export function isFullOfFrames(world: World): boolean {
  return elementsOf(world).filter((element) => element.localName === 'iframe').length >= 3
}

const NO_PARENT = /^(style|iframe|script|input|textarea|select|option|link|br|img|path|mi|details|title)$/

/** An element or shadow root into which ordinary children may go. */
export function anyParent(world: World, random: Random): Element | ShadowRoot {
  const parents: (Element | ShadowRoot)[] = []
  for (const element of elementsOf(world)) {
    if (!NO_PARENT.test(element.localName)) parents.push(element)
    if (element.shadowRoot) parents.push(element.shadowRoot)
  }
  for (const closed of world.closedRoots) if (closed.isConnected) parents.push(closed)
  return random.pick(parents)
}

export function anyOf<T extends Element>(world: World, random: Random, selector: string): T | null {
  const found = elementsOf(world).filter((element) => element.matches(selector) && isHeard(element))
  return found.length === 0 ? null : (random.pick(found) as T)
}

/**
 * Made by script of a frame that was never shown, it has natives that nobody wrapped: what is done with them is not
 * noticed (docs/limits.md).
 */
function isHeard(element: Element): boolean {
  const realm = documentOf(element).defaultView as (Window & typeof globalThis) | null
  if (!realm || element instanceof realm.Element) return true
  const { attachShadow } = element
  return !Function.prototype.toString.call(attachShadow).includes('[native code]')
}

/**
 * Movable and removable: everything but what holds the page together, and what is in a mask that nobody has seen yet:
 * a page that takes it out again in the same task shows it openly.
 */
export function anyLoose(world: World, random: Random): Element | null {
  const found = elementsOf(world).filter(
    (element) => element.id !== 'root' && element.localName !== 'body' && isFreeToShow(world, element),
  )
  return found.length === 0 ? null : random.pick(found)
}

export function place(parent: Node, node: Node, random: Random): void {
  parent.insertBefore(node, parent.childNodes[random.int(parent.childNodes.length + 1)] ?? null)
}

export function documentOf(node: Node): Document {
  return node.ownerDocument ?? (node as Document)
}

export function isUnderMask(world: World, node: Node): boolean {
  for (
    let at: Node | null = node;
    at;
    at = at.parentNode ?? (at as Partial<ShadowRoot>).host ?? frameOf(at)
  ) {
    if (at.nodeType === 1 && (at as Element).classList.contains(MASK_CLASS)) return true
  }
  return false

  function frameOf(at: Node): Node | null {
    return at.nodeType === 9 && at !== world.window.document
      ? ((at as Document).defaultView?.frameElement ?? null)
      : null
  }
}

const MASKED = `.${MASK_CLASS},[type=password]`

function isFreeToShow(world: World, element: Element): boolean {
  for (
    let at: Node | null = element.parentNode;
    at;
    at = at.parentNode ?? (at as Partial<ShadowRoot>).host ?? null
  )
    if (at.nodeType === 1 && (at as Element).matches(MASKED) && !world.seenMasks.has(at as Element))
      return false
  return true
}

/** May its own mask be taken from it, and the element still stays hidden? */
export function isMaskSeen(world: World, element: Element): boolean {
  return !element.matches(MASKED) || world.seenMasks.has(element)
}

/** Everything was flushed: what is masked now is known to be. */
export function noteMasks(world: World): void {
  for (const element of elementsOf(world)) if (element.matches(MASKED)) world.seenMasks.add(element)
}

/**
 * Masks and slots are kept apart: what was shown in a hidden slot stays hidden when the slot is not any more, and a
 * reader of the page cannot tell that.
 */
function meetsSlot(parent: Node, node: Node): boolean {
  if (node.nodeType !== 1) return false
  const has = (selector: string): boolean =>
    (node as Element).matches(selector) || (node as Element).querySelector(selector) !== null
  const isInShadow = parent.getRootNode().nodeType === 11
  return isInShadow ? has(MASKED) : has('slot') && has(MASKED)
}

/** Moves only where the DOM allows it. */
export function mayContain(parent: Node, node: Node): boolean {
  if (meetsSlot(parent, node)) return false
  for (let at: Node | null = parent; at; at = at.parentNode ?? (at as Partial<ShadowRoot>).host ?? null)
    if (at === node) return false
  // A frame into itself: its own document cannot hold it.
  return !node.contains(documentOf(parent).defaultView?.frameElement ?? null)
}
