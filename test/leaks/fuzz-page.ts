import type { Capture, CaptureSink } from '../../src/visitor/capture/sink.ts'
import { startCapture } from '../../src/visitor/capture/start.ts'
import { createSelection } from '../../src/visitor/capture/state/selection.ts'
import { createMaskMemory } from '../../src/visitor/privacy/mask-memory.ts'
import { modes } from '../../src/visitor/privacy/modes.ts'
import type { MaskRules } from '../../src/visitor/privacy/rules.ts'
import { partsAtHand } from '../../src/visitor/testing/parts-at-hand.ts'
import type { Random } from '../fuzz/random.ts'
import { createVirtualTime, type VirtualTime } from '../fuzz/virtual-time.ts'

export type Realm = Window & typeof globalThis
/** The part of the rules that a program changes. */
export type FuzzRules = Pick<MaskRules, 'mode' | 'selectors' | 'closed'> & {
  readonly hook: readonly string[]
}

/** Selectors that are in force from the start: of each kind that LEAKS H names. */
export const FLOOR = [
  '.m-sel',
  '[data-m-sel]',
  '.m-out .m-in',
  '.m-has:has(.m-flag)',
  '.m-on + .m-sib',
  '.m-check:checked ~ .m-dep',
]
/** What program steps add later, as a role that joins or settings that are published do. */
export const LATER = ['.m-role', 'section > .m-late', '.m-has2:has(:checked)']
const MANY = Array.from({ length: 30 }, (_, i) => `.m-none-${i}`)
const ALWAYS =
  '.glance_masked,[glance_masked],.sidelong-mask,[data-sidelong-mask],input[type=password],[autocomplete*=cc-],[autocomplete~=one-time-code]'
const PIECE = 6
const MAX_TIMERS = 20_000

/** A secret that was written under a mask. */
type Secret = {
  readonly text: string
  /** Capture has come to rest while it was under a mask of the floor: from then on it is hidden for good (MK-15). */
  isSettled: boolean
}

export type FuzzPage = {
  readonly window: Realm
  readonly time: VirtualTime
  readonly closedRoots: ShadowRoot[]
  readonly detached: Node[]
  readonly rules: FuzzRules
  readonly byteCount: number
  readonly finds: readonly string[]
  /** A new secret, to be written under a mask in this step. */
  secret(): string
  /** Looks at where the secrets are now; called after each step, before anything is sent. */
  look(): void
  /** The page as text, for who looks into a find. */
  html(): string
  isCovered(node: Node): boolean
  setRules(rules: FuzzRules): void
  setReady(isReady: boolean): void
  checkpoint(): void
  quiet(): Promise<void>
  stop(): void
}

export async function createFuzzPage(random: Random): Promise<FuzzPage> {
  const frame = document.createElement('iframe')
  frame.style.cssText = 'position: fixed; left: 0; top: 0; width: 800px; height: 600px'
  document.body.append(frame)
  const window = frame.contentWindow as Realm
  const time = createVirtualTime()
  Object.defineProperty(window.performance, 'now', { value: time.now })
  window.document.body.innerHTML =
    '<div id="root"><p class="m-sel">x</p><section><div></div></section><input class="m-check" type="checkbox"><div class="m-dep"></div></div>'
  const memory = createMaskMemory()
  const secrets = new Map<string, Secret>()
  /** By each six characters in a row, forwards and backwards. */
  const pieces = new Map<string, Secret>()
  const closedRoots: ShadowRoot[] = []
  const detached: Node[] = []
  const finds: string[] = []
  let byteCount = 0
  let isReady = true
  // Many selectors are looked at in another way than few.
  const selectors = random.chance(0.5) ? FLOOR : [...FLOOR, ...MANY]
  let rules: FuzzRules = { mode: 'listed', selectors, closed: null, hook: [] }
  let capture: Capture | null = null

  function search(payload: Uint8Array): void {
    byteCount += payload.length
    const text = new TextDecoder('latin1').decode(payload)
    for (let i = 0; i + PIECE <= text.length; i++) {
      const secret = pieces.get(text.slice(i, i + PIECE))
      if (secret && secrets.has(secret.text))
        finds.push(
          `${secret.text} ${secret.isSettled ? '(settled)' : ''} … ${text.slice(Math.max(0, i - 40), i + 40).replace(/[^ -~]/g, '.')}`,
        )
    }
  }

  const sink: CaptureSink = {
    begin() {},
    send: search,
    complete() {},
    ephemeral: search,
    isReady: () => isReady,
  }

  function start(): void {
    capture?.stop()
    // Slices by timer alone, so that it is the program that says when they run.
    Object.defineProperty(globalThis, 'scheduler', { value: undefined, configurable: true })
    const { hook, ...plain } = rules
    capture = startCapture({
      window,
      rules: {
        ...plain,
        unmaskSelectors: [],
        urlDetail: 'path',
        title: 'show',
        ...(hook.length > 0 && { hook: { selectors: hook, nodes: new WeakSet() } }),
      },
      memory,
      sink,
      canvas: false,
      pointer: true,
      joined: null,
      number: 1,
      loadPart: partsAtHand({ selection: createSelection, modes }),
      hide: () => {},
      clock: time.clock,
      onFault: (message) => finds.push(`capture fault: ${message}`),
    })
    Reflect.deleteProperty(globalThis, 'scheduler')
    capture.checkpoint(0)
  }

  const selectorOf = (isFloor: boolean) =>
    [ALWAYS, ...rules.selectors, ...(isFloor ? [] : rules.hook)].join(',')

  /** The rules of the page, told anew and plainly: through shadow roots, slots and frames. */
  function isUnder(node: Node, selector: string): boolean {
    for (let at: Node | null = node; at; at = up(at)) {
      if (at.nodeType !== 1) continue
      if ((at as Element).matches(selector)) return true
      for (let slot = slotOf(at as Element); slot; slot = slotOf(slot))
        if (isUnder(slot, selector)) return true
    }
    return false
  }

  function slotOf(element: Element): HTMLSlotElement | null {
    for (const root of closedRoots) {
      for (const slot of root.querySelectorAll('slot'))
        if (slot.assignedNodes().includes(element)) return slot
    }
    return element.assignedSlot
  }

  const isCovered = (node: Node): boolean => rules.closed !== null || isUnder(node, selectorOf(false))

  /** Elements that were under a mask once: they may be hidden still. So are copies of them, which only capture knows. */
  const everCovered = new WeakSet<Node>()

  /** Nobody watches shadow trees and frames that are hidden whole: what is taken out of them is a limit (docs/limits.md). */
  function isInHiddenTree(node: Node): boolean {
    const root = node.getRootNode()
    const owner =
      root.nodeType === 11
        ? ((root as Partial<ShadowRoot>).host ?? null)
        : ((root as Document).defaultView?.frameElement ?? null)
    for (let at: Node | null = owner; at; at = up(at))
      if (everCovered.has(at) || memory.nodes.has(at)) return true
    return false
  }

  function look(): void {
    for (const [node] of placesOf(window.document, closedRoots, detached))
      if (node.isConnected && isCovered(node)) everCovered.add(node)
    const open = [...secrets.values()].filter(({ isSettled }) => !isSettled)
    if (open.length === 0) return
    for (const [node, text] of placesOf(window.document, closedRoots, detached)) {
      for (const secret of open) {
        // Also a part of it: one step may split a text and move it.
        if (!piecesOf(secret.text).some((piece) => text.includes(piece))) continue
        if (!node.isConnected || !isCovered(node) || isInHiddenTree(node)) secrets.delete(secret.text)
      }
    }
  }

  /** Capture has seen everything. What it has hidden by the floor must never be seen again. */
  function settle(): void {
    // Of a closed page capture looks at nothing.
    if (rules.closed !== null) return
    const bare = new Set<string>()
    const seen = new Set<string>()
    const selector = selectorOf(true)
    for (const [node, text] of placesOf(window.document, closedRoots, detached)) {
      const isFloor = node.isConnected && isUnder(node, selector)
      if (isFloor && isInHiddenTree(node)) continue
      for (const secret of secrets.keys()) if (text.includes(secret)) (isFloor ? seen : bare).add(secret)
    }
    for (const secret of secrets.values())
      if (seen.has(secret.text) && !bare.has(secret.text)) secret.isSettled = true
  }

  look()
  start()
  return {
    window,
    time,
    closedRoots,
    detached,
    finds,
    get rules() {
      return rules
    },
    get byteCount() {
      return byteCount
    },
    secret() {
      const text = Array.from({ length: 14 }, () =>
        random.pick([...'bcdfghjkmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ23456789']),
      ).join('')
      const secret: Secret = { text, isSettled: false }
      secrets.set(text, secret)
      const reversed = [...text].reverse().join('')
      for (let i = 0; i + PIECE <= text.length; i++) {
        pieces.set(text.slice(i, i + PIECE), secret)
        pieces.set(reversed.slice(i, i + PIECE), secret)
      }
      return text
    },
    look,
    html: () =>
      window.document.documentElement.getHTML({
        shadowRoots: [...closedRoots, ...openRootsIn(window.document)],
      }),
    isCovered,
    setRules(next) {
      rules = next
      look()
      start()
    },
    setReady(value) {
      isReady = value
      if (value) capture?.wake()
    },
    checkpoint: () => capture?.checkpoint(0),
    async quiet() {
      isReady = true
      capture?.wake()
      await new Promise((resolve) => setTimeout(resolve, 0))
      for (let count = 0; time.fireNext(); ) {
        if (++count > MAX_TIMERS) throw new Error('capture never comes to rest')
        if (count % 16 === 0) await null
      }
      settle()
    },
    stop() {
      capture?.stop()
      frame.remove()
    },
  }
}

function openRootsIn(root: Document | ShadowRoot): ShadowRoot[] {
  return [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
    shadowRoot ? [shadowRoot, ...openRootsIn(shadowRoot)] : [],
  )
}

function piecesOf(text: string): string[] {
  return Array.from({ length: text.length - PIECE + 1 }, (_, i) => text.slice(i, i + PIECE))
}

function up(node: Node): Node | null {
  const { parentNode } = node
  if (parentNode === null) return (node as Partial<ShadowRoot>).host ?? null
  if (parentNode.nodeType !== 9) return parentNode
  return (parentNode as Document).defaultView?.frameElement ?? null
}

/** All that holds words: texts, attributes and values, with the node that they are at. */
function* placesOf(
  document: Document,
  closedRoots: readonly ShadowRoot[],
  detached: readonly Node[],
): Generator<[Node, string]> {
  const stack: Node[] = [document, ...closedRoots, ...detached]
  const seen = new Set<Node>()
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    if (node.nodeType === 3) yield [node, (node as Text).data]
    if (node.nodeType === 1) {
      const element = node as HTMLInputElement
      yield [element, element.localName]
      for (const { value } of element.attributes) yield [element, value]
      if (typeof element.value === 'string') yield [element, element.value]
      if (element.shadowRoot) stack.push(element.shadowRoot)
      const inner = (element as unknown as Partial<HTMLIFrameElement>).contentDocument
      if (inner) stack.push(inner)
    }
    for (let at = node.firstChild; at; at = at.nextSibling) stack.push(at)
  }
}
