import type { Clock } from '../../base/clock.ts'
import { parseJson } from '../../base/parse.ts'
import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { type Action, action, PRIVILEGE_OF } from '../../protocol/actions.ts'
import { decodeEnvelope, ENVELOPE } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { type Participant, participants } from '../../protocol/participants.ts'
import { privilegeBits, privilegesOf } from '../../protocol/privileges.ts'
import type { StartResponse } from '../../protocol/rest.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import type { VisitorUp } from '../../protocol/visitor-up.ts'
import type { Emit, Events, SessionInfo } from '../api/events.ts'
import { listen } from '../boot/listen.ts'
import type { VisitorDeps } from '../boot/visitor.ts'
import type { Natives, pinNatives } from '../capture/natives.ts'
import type { Link } from '../loader/link.ts'
import type { LoadPart } from '../parts/parts.ts'
import type { MaskMemory } from '../privacy/mask-memory.ts'
import type { createPrivacy } from '../privacy/privacy.ts'
import { nameOf } from '../ui/session-view.ts'
import { createTexts, type Texts } from '../ui/texts.ts'
import type { Approval } from './approval.ts'
import type { Control } from './control.ts'
import { createDrawings } from './drawings.ts'
import type { Voice } from './voice.ts'

/** Of the running session, as far as agents act on it; as a list, which weighs less in the visitor script. */
export type RemoteSession = readonly [
  link: { tell(message: VisitorUp): boolean },
  /** The nodes of the page's own document by the numbers that the stage knows. */
  capture: { node(id: number): Node | undefined },
  /** `null` on a new page. */
  uplink: { sent(): { generation: number } | null },
  info: () => SessionInfo,
  grant: StartResponse,
]

/** What the part gets of the visitor script; of that the code that masks, so that there is one place that does. */
type Given = readonly [
  deps: VisitorDeps,
  link: Link,
  loadPart: LoadPart,
  memory: MaskMemory,
  privacy: typeof createPrivacy,
  pin: typeof pinNatives,
  session: RemoteSession,
]

export type RemoteParts = {
  readonly window: Window & typeof globalThis
  readonly clock: Clock
  readonly emit: Emit
  /** What the page finds in `Sidelong.control`. */
  readonly shared: Link['control']
  readonly loadPart: LoadPart
  readonly memory: MaskMemory
  readonly createPrivacy: typeof createPrivacy
  readonly natives: Natives
  /** False: the page brings its own interface (UI-14). */
  readonly hasUi: boolean
  readonly tell: (message: VisitorUp) => boolean
  readonly info: () => SessionInfo
  readonly settings: VisitorSettings
  /** Calls `handler` for this event of ours. */
  on<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Stoppable
}

/** Agents point, draw and act on the visitor's page. */
export interface Remote extends Stoppable {
  /** A binary message of the session server. */
  take(bytes: Uint8Array): void
}

export type Agent = { readonly participant: Participant; readonly number: number; readonly name: string }

export type CreateRemote = (...given: Given) => Remote

/** More than any viewer of ours sends; the session server has a limit, too. */
const MAX_PER_SECOND = 200

let running: Remote | null = null

export const createRemote: CreateRemote = (
  deps,
  { tag, handlers, control: shared },
  loadPart,
  memory,
  privacy,
  pin,
  session,
) => {
  running?.stop()
  const { window, clock, emit } = deps
  const [link, capture, uplink, info, { settings }] = session
  const parts: RemoteParts = {
    window,
    clock,
    emit,
    shared,
    loadPart,
    memory,
    createPrivacy: privacy,
    natives: pin(window),
    hasUi: tag.ui !== 'none',
    tell: link.tell,
    info,
    settings,
    on(event, handler) {
      const entry = { event, handler }
      handlers.add(entry)
      return { stop: () => handlers.delete(entry) }
    },
  }
  running = startRemote(parts, (id, generation) =>
    generation === uplink.sent()?.generation ? capture.node(id) : undefined,
  )
  return running
}

function startRemote(
  parts: RemoteParts,
  nodeOf: (id: number, generation: number) => Node | undefined,
): Remote {
  const { window, clock, on, info, settings } = parts
  const texts: Texts = createTexts(settings.ui.texts)
  const drawings = createDrawings(window, clock)
  let control: Promise<Control | null> | undefined
  let approval: Promise<Approval | null> | undefined
  /** Whose pointing is read out (UI-10). */
  let readers: number[] = []
  let voice: Promise<Voice | null> | undefined
  let isDeciding = () => false
  let isStopped = false
  let second = 0
  let count = 0

  function agentOf(number: number): Agent | null {
    const participant = info().participants.find((one) => one.number === number)
    return participant
      ? { participant, number, name: nameOf(participant, settings.ui.agentNames, texts) }
      : null
  }

  function withControl(work: (control: Control) => void, without?: () => void): void {
    control ??= parts
      .loadPart('control')
      .then(
        (create) => create?.({ ...parts, drawings, texts, agentOf, isDeciding: () => isDeciding() }) ?? null,
      )
    void control.then((one) => {
      if (isStopped) return
      if (one) work(one)
      else {
        // Asked for again, it is tried again.
        control = undefined
        without?.()
      }
    })
  }

  function decide(payload: Uint8Array): void {
    const [waiting] = parseJson(new TextDecoder().decode(payload), LIMITS.maxEphemeralBytes, participants)
    approval ??= parts.loadPart('approval').then((create) => create?.({ ...parts, drawings, texts }) ?? null)
    void approval.then((one) => {
      if (!one) approval = undefined
      else if (!isStopped) {
        isDeciding = one.isAsking
        one.ask(waiting ?? null)
      }
    })
  }

  function readOut(agent: Agent, element: Element | null, isPassing = false): void {
    if (!readers.includes(agent.number)) return
    void loadVoice().then((one) => {
      if (!isStopped) one?.say(agent, element, isPassing)
    })
  }

  function loadVoice(): Promise<Voice | null> {
    voice ??= parts.loadPart('voice').then((create) => {
      const made = (!isStopped && create?.({ ...parts, drawings })) || null
      if (!made) voice = undefined
      return made
    })
    return voice
  }

  function keepReaders(are: (number: number) => boolean): void {
    readers = readers.filter(are)
    if (readers.length > 0) return
    void voice?.then((one) => one?.stop())
    voice = undefined
  }

  function take(bytes: Uint8Array): void {
    const now = Math.floor(clock.now() / 1_000)
    if (now !== second) count = 0
    second = now
    const envelope = decodeEnvelope(bytes)
    if (envelope?.flags !== 0 || ++count > MAX_PER_SECOND || isStopped) return
    const { type, privilege, sequence, generation, payload } = envelope
    if (type === ENVELOPE.approval) return decide(payload)
    const agent = agentOf(sequence)
    const rights = privilegesOf(privilege)
    // Without the agent, too: what it had consented to on the page before may be over.
    if (type === ENVELOPE.resume) return withControl((one) => one.resume(sequence, rights))
    // The server's word for what was signed; it has checked the same (RC-4).
    if (!agent || rights.some((one) => !agent.participant.privileges.includes(one))) return
    const isPaused = info().paused
    if (type === ENVELOPE.request) {
      const refuse = () => parts.tell({ type: 'control-answer', to: sequence, outcome: 'unavailable' })
      return isPaused ? void refuse() : withControl((one) => one.request(agent, rights), refuse)
    }
    if (isPaused) return
    if (type === ENVELOPE.release) return withControl((one) => one.release(agent))
    if (type !== ENVELOPE.action) return
    const act = parseJson(new TextDecoder().decode(payload), LIMITS.maxEphemeralBytes, action)
    // Header and payload have to agree (RC-4).
    if (privilegeBits([PRIVILEGE_OF[act.type]]) !== privilege) return
    const find = (id: number): Element | null => elementOf(window, nodeOf(id, generation))
    if (!draw(agent, act, find)) withControl((one) => one.act(agent, act, find))
  }

  /** True for what needs no consent (RC-1). */
  function draw(agent: Agent, act: Action, find: (id: number) => Element | null): boolean {
    switch (act.type) {
      case 'laser': {
        const element = act.at && find(act.at.node)
        drawings.laser(agent, element, act.at)
        readOut(agent, element, true)
        return true
      }
      case 'highlight': {
        const element = act.node === null ? null : find(act.node)
        drawings.highlight(agent, element)
        readOut(agent, element)
        return true
      }
      case 'ripple': {
        const element = find(act.at.node)
        drawings.ripple(agent, element, act.at)
        readOut(agent, element)
        return true
      }
      case 'read-out':
        if (!act.isOn) keepReaders((number) => number !== agent.number)
        else if (!readers.includes(agent.number)) {
          readers.push(agent.number)
          // A live region that is there before it speaks is heard.
          void loadVoice()
        }
        return true
      case 'stroke':
        drawings.stroke(agent, act, find(act.node))
        return true
      case 'clear':
        drawings.clear(agent)
        return true
      default:
        return false
    }
  }

  function stop(): void {
    isStopped = true
    stopAll(always)
    keepReaders(() => false)
    drawings.stop()
    void control?.then((one) => one?.stop())
    void approval?.then((one) => one?.stop())
    if (running === remote) running = null
  }

  const always = [
    // The next page, or this one when it comes back, begins anew.
    listen(window, ['pagehide'], stop),
    on('agents', ({ list }) => {
      const numbers = list.map(({ number }) => number)
      drawings.keep(numbers)
      keepReaders((number) => numbers.includes(number))
    }),
    on('pause', ({ paused }) => {
      if (paused) drawings.keep([])
    }),
    on('takeover', ({ active }) => {
      if (!active) stop()
    }),
    on('session-ended', stop),
  ]

  const remote: Remote = {
    take(bytes) {
      try {
        take(bytes)
      } catch {
        // Broken, or of a newer viewer: nothing is done.
      }
    },
    stop,
  }
  return remote
}

function elementOf(window: Window & typeof globalThis, node: Node | undefined): Element | null {
  if (!node?.isConnected) return null
  if (node instanceof window.Element) return node
  if (node instanceof window.Document) return node.documentElement
  return node instanceof window.ShadowRoot ? node.host : node.parentElement
}
