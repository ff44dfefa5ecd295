import { createClock } from '../../base/clock.ts'
import { type Applier, createApplier } from '../../protocol/codec/applier.ts'
import { decodePayload } from '../../protocol/codec/payload.ts'
import { createPlainTarget, type PlainDocument, type PlainNode } from '../../protocol/codec/plain-tree.ts'
import { createPictures } from '../capture/pictures/pictures.ts'
import type { Capture, CaptureSink } from '../capture/sink.ts'
import { startCapture } from '../capture/start.ts'
import { createSelection } from '../capture/state/selection.ts'
import { startLooks } from '../capture/style/looks.ts'
import { createMaskMemory } from '../privacy/mask-memory.ts'
import { modes } from '../privacy/modes.ts'
import type { MaskRules } from '../privacy/rules.ts'
import { partsAtHand } from './parts-at-hand.ts'

export const OPEN_RULES: MaskRules = {
  mode: 'listed',
  selectors: [],
  unmaskSelectors: [],
  urlDetail: 'path',
  title: 'show',
  closed: null,
}

export type Replica = { readonly document: PlainDocument; readonly applier: Applier<PlainNode> }

/** A visitor's page in a frame, captured, and rebuilt as plain trees: the whole codec without servers. */
export type MirrorHarness = {
  readonly window: Window & typeof globalThis
  readonly document: Document
  readonly capture: Capture
  /** By document number, of the current generation. */
  readonly replicas: Map<number, Replica>
  /** All bytes sent since the start, as text (UTF-8 decoded, binary parts as they come). */
  sentText(): string
  /** What the copies were told, call by call: the same however it was cut into slices. */
  readonly calls: readonly string[]
  readonly begun: number[]
  /** Bytes sent since the last checkpoint was complete. */
  tailBytes(): number
  setReady(isReady: boolean): void
  /** Waits until nothing more is sent. */
  quiet(): Promise<void>
  stop(): void
}

export async function createMirrorHarness(
  html: string,
  rules: Partial<MaskRules> = {},
  canvas = true,
): Promise<MirrorHarness> {
  const frame = document.createElement('iframe')
  frame.style.cssText = 'width: 800px; height: 600px'
  frame.srcdoc = html
  document.body.append(frame)
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  const window = frame.contentWindow as Window & typeof globalThis
  const replicas = new Map<number, Replica>()
  const begun: number[] = []
  const chunks: string[] = []
  const calls: string[] = []
  let tailBytes = 0
  let isReady = true
  let lastActivity = performance.now()

  function replica(number: number): Replica {
    const known = replicas.get(number)
    if (known) return known
    const { target, document: plain } = createPlainTarget()
    const made = { document: plain, applier: createApplier(noting(target, calls)) }
    replicas.set(number, made)
    return made
  }

  const sink: CaptureSink = {
    begin(flags) {
      begun.push(flags)
      replicas.clear()
    },
    send(payload) {
      lastActivity = performance.now()
      tailBytes += payload.length
      chunks.push(new TextDecoder('utf-8').decode(payload))
      for (const section of decodePayload(payload)) replica(section.document).applier.apply(section.bytes)
    },
    complete() {
      tailBytes = 0
      lastActivity = performance.now()
    },
    ephemeral() {},
    isReady: () => isReady,
  }
  const capture = startCapture({
    window,
    rules: { ...OPEN_RULES, ...rules },
    memory: createMaskMemory(),
    sink,
    canvas,
    pointer: false,
    joined: null,
    number: 1,
    loadPart: partsAtHand({ looks: startLooks, pictures: createPictures, selection: createSelection, modes }),
    hide: () => {},
    clock: createClock(globalThis as never, () => Date.now()),
    onFault: (message) => {
      throw new Error(`capture fault: ${message}`)
    },
  })
  capture.checkpoint(0)

  async function quiet(): Promise<void> {
    const deadline = performance.now() + 20_000
    lastActivity = performance.now()
    // Loads of frames and events that come a task later get their turn before idle counts.
    while ((!capture.isIdle || performance.now() - lastActivity < 60) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  await quiet()
  return {
    window,
    document: window.document,
    capture,
    replicas,
    begun,
    tailBytes: () => tailBytes,
    sentText: () => chunks.join(''),
    calls,
    setReady(value) {
      isReady = value
      if (value) capture.wake()
    },
    quiet,
    stop() {
      capture.stop()
      frame.remove()
    },
  }
}

/** Notes the calls of `target`; of nodes that they name, which of them is not said. */
function noting<T extends object>(target: T, calls: string[]): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        // Without arguments it is a question.
        if (args.length > 0)
          calls.push(JSON.stringify([name, args], (_, value) => (isNode(value) ? 'node' : value)))
        return member.apply(object, args)
      }
    },
  })
}

function isNode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value
}

const SKIPPED_CONTENT = new Set(['style', 'script', 'noscript', 'template', 'title', 'iframe', 'canvas'])

/** A live tree in a form that {@link describePlain} can be compared with. Masked elements are left to the caller. */
export function describeLive(node: Node, depth = 0): string {
  const pad = ' '.repeat(depth % 64)
  if (node.nodeType === 3) return `${pad}"${(node as Text).data}"\n`
  if (node.nodeType !== 1 && node.nodeType !== 9 && node.nodeType !== 11) return ''
  let out = ''
  if (node.nodeType === 1) {
    const element = node as Element
    const attributes = [...element.attributes]
      .filter((a) => /^(class|id|data-.*)$/.test(a.name))
      .map((a) => ` ${a.name}=${a.value}`)
      .sort()
    out += `${pad}<${element.localName}${attributes.join('')}>\n`
    if (SKIPPED_CONTENT.has(element.localName)) return out
    if (element.shadowRoot) out += `${pad}#shadow\n${describeChildren(element.shadowRoot, depth + 1)}`
  } else out += `${pad}#root\n`
  return out + describeChildren(node, depth + 1)
}

function describeChildren(node: Node, depth: number): string {
  let out = ''
  for (let child = node.firstChild; child; child = child.nextSibling) out += describeLive(child, depth)
  return out
}

export function describePlain(node: PlainNode, depth = 0): string {
  const pad = ' '.repeat(depth % 64)
  if (node.kind === 'text') return `${pad}"${node.data}"\n`
  let out = ''
  if (node.kind === 'element') {
    const attributes = [...node.attributes]
      .filter(([name]) => /^(class|id|data-.*)$/.test(name))
      .map(([name, value]) => ` ${name}=${value}`)
      .sort()
    out += `${pad}<${node.tag}${attributes.join('')}>\n`
    if (node.shadow) {
      out += `${pad}#shadow\n`
      for (const child of node.shadow.children) out += describePlain(child, depth + 1)
    }
  } else out += `${pad}#root\n`
  for (const child of node.children) out += describePlain(child, depth + 1)
  return out
}

/** The replica of the page as text. */
export function replicaText(harness: MirrorHarness, number = 1): string {
  const root = harness.replicas.get(number)?.document.root
  return root ? describePlain(root) : '(nothing)'
}
