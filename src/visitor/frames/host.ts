import type { Stoppable } from '../../base/stoppable.ts'
import { decodePayload } from '../../protocol/codec/payload.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { CaptureSink, JoinedFrames } from '../capture/sink.ts'
import type { MaskRules } from '../privacy/rules.ts'
import { type GuestDown, guestUp } from './messages.ts'

export type FrameHostParts = {
  readonly window: Window
  readonly groupId: number
  /** Origins that the session's group trusts; this page's is among them. */
  readonly trusted: readonly string[]
  readonly sink: CaptureSink
  /** The masks of this page at this moment. */
  readonly rules: () => MaskRules
  readonly people: () => readonly Participant[]
  /** Gives the first of a block of numbers that no document of this session has had. */
  readonly allot: (done: (base: number) => void) => void
  /** Another document, or none, is to be seen in this frame. */
  readonly changed: (frame: Element) => void
  /** A new checkpoint is needed. */
  readonly again: (isStricter: boolean) => void
}

export interface FrameHost extends JoinedFrames, Stoppable {
  ask(people: readonly Participant[]): void
}

type Guest = {
  readonly element: HTMLIFrameElement
  readonly listening: AbortController
  port: MessagePort | null
  /** Of its document; `null` until it said hello. */
  mode: number | null
  /** Number of its document, 0 while it has none. */
  base: number
  isWaiting: boolean
  /** First numbers of all its blocks. */
  blocks: number[]
  round: number
  /** Payloads taken while the sink was behind. */
  held: number
}

/** The page's side: lets frames of trusted origins join, and passes their sections on (docs/protocol.md section 12). */
export function createFrameHost(parts: FrameHostParts): FrameHost {
  const { window, trusted, sink } = parts
  const guests = new Map<Element, Guest>()
  const page = new AbortController()

  function post(guest: Guest, message: GuestDown): void {
    guest.port?.postMessage(message)
  }

  /** What the page's scripts throw at us goes no further (EM-5). */
  function safely<A extends unknown[]>(work: (...args: A) => void): (...args: A) => void {
    return (...args) => {
      try {
        work(...args)
      } catch {
        // Not one of ours, or broken: as if it had not been said.
      }
    }
  }

  function disconnect(guest: Guest): void {
    if (!guest.port) return
    guest.port.close()
    guest.port = null
    guest.mode = null
    release(guest)
  }

  function release(guest: Guest): void {
    guest.base = 0
    guest.isWaiting = false
    guest.blocks = []
    guest.held = 0
    guest.round++
  }

  function forget(guest: Guest): void {
    disconnect(guest)
    guest.listening.abort()
    guests.delete(guest.element)
  }

  /** Asks the document in a frame to join, if it is of this origin: to no other the message is given. */
  function invite(guest: Guest, origin: string): void {
    const target = guest.element.contentWindow
    const count = [...guests.values()].filter(({ port }) => port).length
    if (!target || !trusted.includes(origin) || count >= LIMITS.maxJoinedFrames) return
    disconnect(guest)
    const { port1, port2 } = new MessageChannel()
    const nonce = [...crypto.getRandomValues(new Uint8Array(16))].join('-')
    guest.port = port1
    port1.onmessage = safely(({ data }: MessageEvent) => {
      if (guest.port === port1) receive(guest, nonce, data)
    })
    target.postMessage({ sidelong: 2, group: parts.groupId, nonce }, origin, [port2])
  }

  /** By the frame's address: a page that is there already has said what it has to say before we listened. */
  function inviteByAddress(guest: Guest): void {
    const { src, ownerDocument } = guest.element
    if (src && URL.canParse(src, ownerDocument.baseURI))
      invite(guest, new URL(src, ownerDocument.baseURI).origin)
  }

  function receive(guest: Guest, nonce: string, data: unknown): void {
    const message = guestUp(data)
    if (message.type === 'hello') {
      if (message.nonce !== nonce) return disconnect(guest)
      guest.mode = message.mode
      return parts.changed(guest.element)
    }
    if (guest.mode === null) return disconnect(guest)
    switch (message.type) {
      case 'payload':
        if (message.round === guest.round && guest.base) pass(guest, new Uint8Array(message.bytes))
        return
      case 'again':
        if (message.round === guest.round) parts.again(message.isStricter)
        return
      case 'block':
        return lend(guest)
      case 'gone':
        disconnect(guest)
        return parts.changed(guest.element)
    }
  }

  /** A frame speaks for its own documents only. */
  function pass(guest: Guest, payload: Uint8Array<ArrayBuffer>): void {
    const isOwn = (document: number) =>
      guest.blocks.some((base) => document >= base && document < base + LIMITS.numbersPerJoinedFrame)
    if (!decodePayload(payload).every(({ document }) => isOwn(document))) return forget(guest)
    sink.send(payload)
    if (sink.isReady()) post(guest, { type: 'more' })
    else guest.held++
  }

  function lend(guest: Guest): void {
    const { round } = guest
    if (guest.blocks.length > LIMITS.maxJoinedFrames) return
    parts.allot((base) => {
      if (round !== guest.round) return
      guest.blocks.push(base)
      post(guest, { type: 'block', base })
    })
  }

  function start(guest: Guest): void {
    const { closed, ...rules } = parts.rules()
    if (closed !== null || guest.isWaiting) return
    guest.isWaiting = true
    const { round } = guest
    let isSoon = false
    parts.allot((base) => {
      if (round !== guest.round) return
      guest.base = base
      guest.blocks = [base]
      post(guest, { type: 'start', round, base, rules, people: parts.people() } as never)
      if (isSoon) parts.changed(guest.element)
    })
    isSoon = true
  }

  function meet(element: HTMLIFrameElement): Guest {
    const guest: Guest = {
      element,
      listening: new AbortController(),
      port: null,
      mode: null,
      base: 0,
      isWaiting: false,
      blocks: [],
      round: 0,
      held: 0,
    }
    for (const one of guests.values()) if (!one.element.isConnected) forget(one)
    guests.set(element, guest)
    // Another document is there: the one before has said good-bye.
    element.addEventListener(
      'load',
      safely(() => void (guest.mode ?? inviteByAddress(guest))),
      {
        signal: guest.listening.signal,
      },
    )
    inviteByAddress(guest)
    return guest
  }

  window.addEventListener(
    'message',
    safely((event: MessageEvent) => {
      if (!event.isTrusted || event.data?.sidelong !== 1) return
      for (const guest of guests.values())
        if (guest.element.contentWindow === event.source) {
          disconnect(guest)
          invite(guest, event.origin)
          parts.changed(guest.element)
        }
    }),
    { capture: true, signal: page.signal },
  )

  return {
    look(element) {
      const guest = guests.get(element) ?? meet(element as HTMLIFrameElement)
      if (guest.mode === null) return null
      if (!guest.base) start(guest)
      return guest.base ? { number: guest.base, mode: guest.mode } : null
    },
    close(number) {
      for (const guest of guests.values())
        if (guest.base === number && number) guest.element.isConnected ? release(guest) : forget(guest)
    },
    clear() {
      for (const guest of guests.values()) {
        if (guest.base) post(guest, { type: 'stop' })
        release(guest)
      }
    },
    wake() {
      for (const guest of guests.values()) for (; guest.held > 0; guest.held--) post(guest, { type: 'more' })
    },
    ask(people) {
      for (const guest of guests.values()) post(guest, { type: 'people', people } as never)
    },
    stop() {
      page.abort()
      for (const guest of guests.values()) {
        post(guest, { type: 'stop' })
        forget(guest)
      }
    },
  }
}
