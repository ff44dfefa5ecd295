// One page, captured, and rebuilt by the stage's own code in another frame: everything between but sockets and servers.
import { decodePayload } from '../../src/protocol/codec/payload.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { createDigests } from '../../src/visitor/capture/digests.ts'
import type { Capture, CaptureSink } from '../../src/visitor/capture/sink.ts'
import { startCapture } from '../../src/visitor/capture/start.ts'
import type { StartLooks } from '../../src/visitor/capture/style/looks.ts'
import { createDigest } from '../../src/visitor/capture/tree/digest.ts'
import { ALWAYS_MASKED } from '../../src/visitor/privacy/always.ts'
import { createMaskMemory } from '../../src/visitor/privacy/mask-memory.ts'
import { partsAtHand } from '../../src/visitor/testing/parts-at-hand.ts'
import { compareTrees } from '../support/tree/compare.ts'
import { expectedTree, shownTree } from '../support/tree/normalize.ts'
import {
  FRAMES_KEY,
  type RawDocument,
  ROOTS_KEY,
  readRawTree,
  rememberClosedRoots,
} from '../support/tree/raw-tree.ts'
import { withFrames } from '../support/tree/read.ts'
import { CANARY, wellFormed, withoutPlaceholders, withReach } from './normal.ts'
import {
  createWorld,
  elementsOf,
  MASK_CLASS,
  noteMasks,
  startMarkup,
  type World,
} from './operations/world.ts'
import { keepRealm } from './page-realm.ts'
import { fillPool, giveBack, type StageFrame, takeStage } from './stage-pool.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

const MASKS = [...ALWAYS_MASKED, `.${MASK_CLASS}`]
const NOTHING = { has: () => false }
const MAX_TIMERS = 20_000

export type Mirror = {
  readonly world: World
  readonly time: VirtualTime
  readonly capture: Capture
  setReady(isReady: boolean): void
  /** Lets everything that is under way come to its end. */
  quiet(): Promise<void>
  /** Where the stage is not what the page is, and what got out that must not. */
  differences(): string[]
  /** The document that the stage shows for the page. */
  stageDocument(): Document | null
  /** How often the stage found that it is not what the visitor's digest says. */
  drifts(): number
  stop(): void
}

type Shown = {
  readonly stage: StageFrame
  readonly document: ReturnType<StageFrame['realm']['begin']>
}

export async function createMirror(
  isQuirks: boolean,
  trace: ((line: string) => void) | null = null,
): Promise<Mirror> {
  await fillPool()
  const frame = document.createElement('iframe')
  frame.style.cssText = 'position: fixed; left: 0; top: 0; width: 800px; height: 600px'
  document.body.append(frame)
  const window = frame.contentWindow as Window & typeof globalThis
  // Written, because a srcdoc document is never in quirks mode.
  window.document.open()
  window.document.write(startMarkup(isQuirks))
  window.document.close()
  const time = createVirtualTime()
  Object.defineProperty(window.performance, 'now', { value: time.now })
  inRealm(window, rememberClosedRoots)({ rootsKey: ROOTS_KEY })

  keepRealm(window)

  const memory = createMaskMemory()
  const world = createWorld(window, CANARY, isQuirks)
  const faults: string[] = []
  const shown = new Map<number, Shown>()
  const hosts = new Map<Element, number>()
  const early = new Map<number, Uint8Array[]>()
  let isReady = true

  function open(number: number, isQuirksDocument: boolean): void {
    const stage = takeStage(isQuirksDocument)
    shown.set(number, {
      stage,
      document: stage.realm.begin({
        frame: host,
        frameRemoved: removed,
        trace,
        drifted: () => void faults.push(`drift of document ${number}`),
      }),
    })
    for (const bytes of early.get(number) ?? []) apply(number, bytes)
    early.delete(number)
  }

  function host(element: Element, number: number, isQuirksDocument: boolean): void {
    removed(element)
    hosts.set(element, number)
    open(number, isQuirksDocument)
  }

  function removed(element: Element): void {
    const number = hosts.get(element)
    const known = number === undefined ? undefined : shown.get(number)
    hosts.delete(element)
    if (!known || number === undefined) return
    shown.delete(number)
    giveBack(known.stage)
  }

  function apply(number: number, bytes: Uint8Array): void {
    const known = shown.get(number)
    if (!known) return void early.set(number, [...(early.get(number) ?? []), bytes])
    known.document.applier.apply(bytes)
    known.document.target.settle()
  }

  function clear(): void {
    for (const { stage } of shown.values()) giveBack(stage)
    shown.clear()
    hosts.clear()
    early.clear()
  }

  const sink: CaptureSink = {
    begin() {
      clear()
      open(1, window.document.compatMode === 'BackCompat')
    },
    send(payload) {
      if (payload.length > LIMITS.maxInflatedBytes) faults.push('payload too large')
      if (new TextDecoder().decode(payload).includes(CANARY)) faults.push('the canary was sent')
      try {
        for (const section of decodePayload(payload)) apply(section.document, section.bytes.slice())
      } catch (error) {
        faults.push(`stage refused: ${String(error)} ${error instanceof Error ? (error.stack ?? '') : ''}`)
      }
    },
    complete() {},
    ephemeral() {},
    isReady: () => isReady,
  }

  // Slices by timer alone, so that it is the program that says when they run.
  Object.defineProperty(globalThis, 'scheduler', { value: undefined, configurable: true })
  const capture = startCapture({
    window,
    rules: {
      mode: 'listed',
      selectors: [`.${MASK_CLASS}`],
      unmaskSelectors: [],
      urlDetail: 'path',
      title: 'show',
      closed: null,
    },
    memory,
    sink,
    canvas: false,
    pointer: false,
    joined: null,
    number: 1,
    loadPart: partsAtHand({ looks: digestsAlone }),
    hide: () => {},
    clock: time.clock,
    onFault: (message) => faults.push(`capture fault: ${message}`),
  })
  Reflect.deleteProperty(globalThis, 'scheduler')
  capture.checkpoint(0)

  function rawStage(number: number): RawDocument | null {
    const known = shown.get(number)
    if (!known) return null
    const raw = readRaw(known.stage.window, [], NOTHING)
    const frames = Reflect.get(known.stage.window, FRAMES_KEY) as Element[]
    const inner = new Map<number, RawDocument>()
    for (const [i, element] of frames.entries()) {
      const below = rawStage(hosts.get(element) ?? 0)
      if (below) inner.set(i, below)
    }
    return inner.size === 0 ? raw : withFrames(raw, inner)
  }

  async function settle(): Promise<void> {
    const pending = world.pending.splice(0)
    if (world.isFrameDue) {
      world.isFrameDue = false
      await twoFrames()
    }
    await Promise.all(pending)
    for (let i = 0; i < 100 && framesOf(world).some(isLoading); i++)
      await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 0))
  }

  return {
    world,
    time,
    capture,
    setReady(value) {
      isReady = value
      if (value) capture.wake()
    },
    async quiet() {
      isReady = true
      capture.wake()
      for (let count = 0; ; ) {
        await settle()
        let isBusy = world.pending.length > 0 || world.isFrameDue
        while (time.fireNext()) {
          isBusy = true
          if (++count > MAX_TIMERS) throw new Error('capture never comes to rest')
          if (count % 64 === 0) await null
        }
        if (!isBusy) return noteMasks(world)
      }
    },
    differences() {
      if (faults.length > 0) return faults.slice(0, 3)
      const stage = rawStage(1)
      if (!stage) return ['nothing is shown']
      const expected = expectedTree(wellFormed(readRaw(window, MASKS, memory.nodes)))
      const seen = withoutPlaceholders(shownTree(stage))
      return compareTrees(withReach(expected, seen), seen, { max: 6 })
    },
    stageDocument: () => shown.get(1)?.stage.window.document ?? null,
    drifts: () => faults.filter((fault) => fault.startsWith('drift')).length,
    stop() {
      capture.stop()
      clear()
      frame.remove()
    },
  }
}

/** What layout does is told with the next frame. */
export function twoFrames(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
}

/** The part that tells of looks would do what the program does not decide; only its digests belong here. */
const digestsAlone: StartLooks = ({ clock, schedule, privacy, window }) => {
  const digests = createDigests({ clock, now: () => window.performance.now(), schedule })
  return {
    digests,
    of: (parts) => ({
      digest: createDigest({ ...parts, privacy, previousMirrored: parts.structure.previousMirrored }),
      addRoot() {},
      removeRoot() {},
      added() {},
      listen() {},
      flush() {},
      stop() {},
    }),
    stop: digests.stop,
  }
}

function readRaw(
  window: Window,
  masks: readonly string[],
  hidden: { has(node: Node): boolean },
): RawDocument {
  return inRealm(window, readRawTree)({ masks, hidden, rootsKey: ROOTS_KEY, framesKey: FRAMES_KEY })
}

/** The same function with the globals of another window. */
function inRealm<T extends (...args: never[]) => unknown>(window: Window, fn: T): T {
  return (Reflect.get(window, 'eval') as (text: string) => T)(`(${fn})`)
}

function framesOf(world: World): HTMLIFrameElement[] {
  return elementsOf(world).filter((one): one is HTMLIFrameElement => one.localName === 'iframe')
}

function isLoading(frame: HTMLIFrameElement): boolean {
  const inner = frame.contentDocument
  if (!inner) return false
  return inner.readyState !== 'complete' || (frame.hasAttribute('srcdoc') && inner.URL === 'about:blank')
}
