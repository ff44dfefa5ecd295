import { type Applier, createApplier } from '../../protocol/codec/applier.ts'
import { createBytesReader, DecodeError } from '../../protocol/codec/bytes-reader.ts'
import { EPHEMERAL } from '../../protocol/codec/ops.ts'
import { decodePayload } from '../../protocol/codec/payload.ts'
import { decodeEnvelope, ENVELOPE, type Envelope, FLAG } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import {
  envelopeDown,
  type NestedUp,
  nestedDown,
  type StageUp,
  type TroubleReason,
} from '../stage-messages.ts'
import { createDomTarget, type DomTarget, ModeError, modeOf, type StageNode } from './dom-target.ts'
import { watchResources } from './failures.ts'
import * as native from './natives.ts'
import type { Frames } from './parts/frames.ts'
import type { Hand } from './parts/hand.ts'
import { createParts, type LoadPart, PartError } from './parts/parts.ts'
import { createHeldPicture } from './state/held-picture.ts'
import { createDefinitions } from './tree/definitions.ts'
import { createEnvelopeOrder } from './wire/envelope-order.ts'
import { inflate } from './wire/inflate.ts'
import { createYield, runInSlices } from './wire/slices.ts'

type Tree = { readonly target: DomTarget; readonly applier: Applier<StageNode> }

/** What a workshop tells: to the shell, or to the stage around it. */
type Report =
  | Extract<StageUp, { type: 'resource' | 'trouble' | 'viewport' | 'page' | 'view' }>
  | Extract<NestedUp, { type: 'hosts' | 'gone' }>

const now = (): number => performance.now()

function createWorkshop(depth: number, load: LoadPart, report: (message: Report) => void) {
  const parts = createParts(load)
  const pause = createYield()
  const definitions = createDefinitions()
  let tree: Tree | null = null
  let isFollowing = true
  let frames: Frames | null = null
  let hasFrames = false
  const resources = watchResources(
    window,
    (resource) => report({ type: 'resource', ...resource }),
    () => tree?.target.loaded(),
  )

  function trouble(reason: TroubleReason, mode = modeOf(document)): void {
    report({ type: 'trouble', reason, mode })
  }

  function withFrames(work: (frames: Frames) => void): void {
    hasFrames = true
    parts.use('frames', ({ createFrames }) => {
      frames ??= createFrames({ depth, report, lost: () => trouble('frame-lost') })
      work(frames)
    })
  }

  function clearFrames(): void {
    if (hasFrames) withFrames((all) => all.clear())
  }

  function begin(): void {
    clearFrames()
    resources.clear()
    const target = createDomTarget(document, {
      frame: (...host) => withFrames((all) => all.host(...host)),
      frameRemoved(element) {
        if (hasFrames) withFrames((all) => all.removed(element))
      },
      parts,
      viewport: (width, height) =>
        report({
          type: 'viewport',
          width: Math.min(width, VIEWER_LIMITS.maxViewportPixels),
          height: Math.min(height, VIEWER_LIMITS.maxViewportPixels),
        }),
      page: (address, title) =>
        report({
          type: 'page',
          address: address.slice(0, VIEWER_LIMITS.maxAddressLength),
          title: title.slice(0, VIEWER_LIMITS.maxTitleLength),
        }),
      scrolled() {
        const { x, y } = tree?.target.scrolls.away() ?? { x: 0, y: 0 }
        report({ type: 'view', x: Math.round(x), y: Math.round(y) })
      },
      drifted: () => trouble('drift'),
      define: definitions.define,
      now,
      matchMedia: (query) => window.matchMedia(query).matches,
    })
    tree = { target, applier: createApplier<StageNode>(target) }
    if (!isFollowing) target.scrolls.follow(false)
  }

  return {
    begin,
    parts,
    /** Passes a section of another document on to the stage that shows it. */
    async deliver(number: number, section: Uint8Array): Promise<void> {
      withFrames((all) => all.deliver(number, section))
      await parts.settled()
    },
    /** Nothing of the page stays. What is just being applied comes to its end without a trace. */
    clear(): void {
      tree = null
      clearFrames()
      const root = native.documentElement(document)
      if (root) native.removeChild(document, root)
      native.setDocumentSheets(document, [])
    },
    async apply(section: Uint8Array, beat: () => void): Promise<void> {
      const current = tree
      if (!current) throw new DecodeError('section before the start')
      const step = current.applier.start(section)
      const isOver = (): boolean => tree !== current
      await runInSlices(
        (isDue) => isOver() || (step(isDue) && !parts.isWaiting()),
        () => (parts.isWaiting() ? parts.settled() : pause()),
        now,
        () => {
          if (!isOver()) current.target.settle()
          beat()
        },
      )
    },
    applier: () => tree?.applier,
    follow(next: boolean): void {
      isFollowing = next
      tree?.target.scrolls.follow(next)
    },
    sheetsLoaded: async (): Promise<void> => tree?.target.sheetsLoaded(),
    fail(error: unknown): void {
      tree = null
      if (error instanceof ModeError) trouble('mode', error.mode)
      else trouble(error instanceof PartError ? 'part' : 'decode')
    },
  }
}

/** The stage in the shell's frame: takes envelopes, applies document 1, passes the others on. */
export function startTopStage(port: MessagePort, load: LoadPart): void {
  const post = (message: StageUp): void => port.postMessage(message)
  const workshop = createWorkshop(0, load, (message) => {
    if (message.type !== 'hosts' && message.type !== 'gone') post(message)
  })
  let hand: Hand | null = null
  const order = createEnvelopeOrder()
  let beatAtMs = now()
  let taken = 0
  let queue: Envelope[] = []
  let isRunning = false
  const picture = createHeldPicture(document)
  let hasPage = false
  /** The generation that is shown or being built; a held picture waits for it. */
  let held = 0
  /** Raised when all that is under way has become void. */
  let epoch = 0

  function beat(): void {
    if (now() - beatAtMs < LIMITS.stageHeartbeatMs) return
    beatAtMs = now()
    post({ type: 'beat', taken })
  }

  async function payloadOf(envelope: Envelope): Promise<Uint8Array> {
    if (envelope.flags & FLAG.encrypted) throw new DecodeError('encrypted')
    return envelope.flags & FLAG.compressed
      ? inflate(envelope.payload, LIMITS.maxInflatedBytes)
      : envelope.payload
  }

  async function applyEnvelope(envelope: Envelope): Promise<void> {
    const step = order.next(envelope)
    if (step === 'skip') return
    if (step === 'ephemeral') return ephemeral(envelope)
    const begun = epoch
    const isVoid = (): boolean => epoch !== begun
    if (step === 'begin') {
      if (hasPage && envelope.flags & FLAG.samePage && !(envelope.flags & FLAG.supersede))
        await picture.hold()
      else picture.release()
      if (isVoid()) return
      held = envelope.generation
      workshop.begin()
    }
    for (const section of decodePayload(await payloadOf(envelope))) {
      if (isVoid()) return
      if (section.document === 1) await workshop.apply(section.bytes, beat)
      else await workshop.deliver(section.document, section.bytes)
    }
    if (isVoid()) return
    const { generation, sequence } = envelope
    post({ type: 'applied', generation, sequence, taken: taken + 1 })
    if (envelope.type === ENVELOPE.checkpointEnd) {
      hasPage = true
      // Without its linked sheets the page would be seen unstyled; the picture is held for a bounded time anyway.
      void workshop.sheetsLoaded().then(() => {
        if (generation === held) picture.release()
      })
      post({ type: 'shown', generation })
    }
  }

  function ephemeral(envelope: Envelope): void {
    if (envelope.flags !== 0 || envelope.payload.length === 0) return
    const reader = createBytesReader(envelope.payload)
    if (reader.uint() !== EPHEMERAL.pointer) return
    const limit = VIEWER_LIMITS.maxPointerPixels
    const bounded = (value: number): number => Math.max(-limit, Math.min(limit, value))
    post({ type: 'pointer', x: bounded(reader.int()), y: bounded(reader.int()) })
  }

  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    for (let envelope = queue.shift(); envelope; envelope = queue.shift()) {
      const begun = epoch
      try {
        await applyEnvelope(envelope)
      } catch (error) {
        if (epoch === begun) fail(error)
      }
      taken++
    }
    isRunning = false
  }

  function fail(error: unknown): void {
    epoch++
    order.fail()
    picture.release()
    workshop.fail(error)
  }

  /** What was shown must be seen no longer (MK-26), whatever is being built at the moment. */
  function supersede(): void {
    epoch++
    hasPage = false
    picture.release()
    workshop.clear()
  }

  function ask(message: unknown): void {
    workshop.parts.use('hand', ({ createHand }) => {
      hand ??= createHand(document, {
        applier: workshop.applier,
        generation: () => held,
        follow: workshop.follow,
        post,
      })
      hand.receive(message)
    })
    workshop.parts.settled().catch(fail)
  }

  function receive(data: unknown): void {
    if (Reflect.get(Object(data), 'type') !== 'envelope') return ask(data)
    const envelope = decodeEnvelope(new Uint8Array(envelopeDown(data).bytes))
    if (!envelope) {
      taken++
      return fail(null)
    }
    // What is about to be replaced need not be built first.
    if (envelope.type === ENVELOPE.checkpointStart) {
      taken += queue.length
      queue = []
      if (envelope.flags & FLAG.supersede) supersede()
    }
    queue.push(envelope)
    void run()
  }

  port.onmessage = (event) => receive(event.data)
  setInterval(beat, LIMITS.stageHeartbeatMs / 2)
  post({ type: 'ready', mode: modeOf(document) })
}

/** A stage inside a stage: shows one document, passes on what belongs to those inside of it. */
export function startNestedStage(port: MessagePort, own: number, depth: number, load: LoadPart): void {
  const post = (message: NestedUp): void => port.postMessage(message)
  const workshop = createWorkshop(depth, load, (message) => {
    if (message.type !== 'viewport' && message.type !== 'page' && message.type !== 'view') post(message)
  })
  let work = Promise.resolve()
  workshop.begin()
  post({ type: 'ready' })

  port.onmessage = (event) => {
    const { document, bytes } = nestedDown(event.data)
    work = work
      .then(async () => {
        if (document === own) await workshop.apply(new Uint8Array(bytes), () => {})
        else await workshop.deliver(document, new Uint8Array(bytes))
      })
      .catch((error: unknown) => workshop.fail(error))
  }
}
