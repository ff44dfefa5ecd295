import { toBase64Url } from '../../base/bytes.ts'
import type { Clock, RandomBytes } from '../../base/clock.ts'
import { ParseError } from '../../base/parse.ts'
import { stopAll } from '../../base/stoppable.ts'
import { CLOSE, type CloseName } from '../../protocol/close-codes.ts'
import { CHANNEL, readFrames } from '../../protocol/http-channel.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { PendingSockets } from './pending-sockets.ts'
import type { Wire, WireHandler } from './wire.ts'

export type ChannelDeps = {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly accept: (origin: string, address: string, wire: Wire, settled: () => void) => WireHandler
  readonly onError: (error: unknown) => void
}

/** What a visitor's request is answered with: texts for the visitor, and the close code if that was the last of it. */
export type ChannelAnswer = { readonly texts: readonly string[]; readonly close: number | null }

type Channel = {
  readonly origin: string
  readonly wire: Wire
  handler: WireHandler
  isStranger: boolean
  isUploading: boolean
  heardAtMs: number
  texts: string[]
  unsentBytes: number
  close: CloseName | null
  /** Ends the poll that is held back. */
  wake: (() => void) | null
}

/**
 * The visitor's socket where WebSockets are blocked: uploads and long polls that belong together by a random id, which
 * travels in bodies alone. Behind it is the same handler as behind a WebSocket, with the same limits.
 */
export class HttpChannels {
  readonly #deps: ChannelDeps
  readonly #pending: PendingSockets
  readonly #channels = new Map<string, Channel>()

  constructor(deps: ChannelDeps, pending: PendingSockets) {
    this.#deps = deps
    this.#pending = pending
  }

  /** A new channel of a page of this origin; `null` if there is no place for more strangers. */
  open(origin: string, address: string): { id: string } | null {
    const { clock } = this.#deps
    const slot = this.#pending.take(address)
    if (!slot) return null
    const id = toBase64Url(this.#deps.randomBytes(CHANNEL.idBytes))
    const finish = (name: CloseName): void => {
      if (channel.close !== null) return
      channel.close = name
      stopAll(timers)
      channel.handler.closed()
      channel.wake?.()
      // Until then the visitor may fetch the reason.
      clock.after(SERVER_LIMITS.closeWaitMs, () => this.#channels.delete(id))
    }
    const wire: Wire = {
      get isOpen() {
        return channel.close === null
      },
      get unsentBytes() {
        return channel.unsentBytes
      },
      sendText(text) {
        if (channel.close !== null) return
        if (channel.unsentBytes > SERVER_LIMITS.maxUnreadBytes) return finish('slow')
        channel.texts.push(text)
        channel.unsentBytes += text.length
        channel.wake?.()
      },
      // Envelopes go to agents only.
      sendBytes() {},
      close: finish,
    }
    const channel: Channel = {
      origin,
      wire,
      handler: { text() {}, bytes() {}, closed() {} },
      isStranger: true,
      isUploading: false,
      heardAtMs: clock.now(),
      texts: [],
      unsentBytes: 0,
      close: null,
      wake: null,
    }
    const firstMessage = clock.after(LIMITS.firstMessageMs, () => finish('firstMessage'))
    const timers = [
      slot,
      firstMessage,
      clock.every(LIMITS.beatMs, () => wire.sendText(JSON.stringify({ type: 'beat' }))),
      clock.every(LIMITS.firstMessageMs, () => {
        if (clock.now() - channel.heardAtMs >= LIMITS.silentAfterMs) finish('silent')
      }),
    ]
    this.#channels.set(id, channel)
    channel.handler = this.#deps.accept(origin, address, wire, () => {
      channel.isStranger = false
      stopAll([slot, firstMessage])
    })
    return { id }
  }

  /** How much the holder of this id may upload at once; `null`: nobody holds it, or an upload is under way. */
  maxBytes(id: string, origin: string): number | null {
    const channel = this.#find(id, origin)
    if (!channel || channel.isUploading) return null
    channel.isUploading = true
    return channel.isStranger ? SERVER_LIMITS.maxStrangerBytes : CHANNEL.maxBodyBytes
  }

  /**
   * The visitor's frames; `null`: the body was too long, or broke off. Only after {@link maxBytes}. What there is to say
   * is said by polls alone, or it would come out of order. False: there is no such channel.
   */
  take(id: string, origin: string, body: Uint8Array | null): boolean {
    const channel = this.#find(id, origin)
    if (!channel) return false
    channel.isUploading = false
    if (!body) {
      channel.wire.close('limit')
      return true
    }
    try {
      for (const frame of readFrames(body)) {
        if (channel.close !== null) break
        if (typeof frame === 'string') channel.handler.text(frame)
        else channel.handler.bytes(frame)
      }
    } catch (error) {
      if (!(error instanceof ParseError)) this.#deps.onError(error)
      channel.wire.close('protocol')
    }
    return true
  }

  /** Waits, for a while, until there is something to say. */
  async poll(id: string, origin: string): Promise<ChannelAnswer | null> {
    const channel = this.#find(id, origin)
    if (!channel) return null
    // One at a time: an older one ends with nothing.
    channel.wake?.()
    if (channel.texts.length === 0 && channel.close === null)
      await new Promise<void>((resolve) => {
        const timer = this.#deps.clock.after(CHANNEL.pollMs, resolve)
        channel.wake = () => {
          timer.stop()
          channel.wake = null
          resolve()
        }
      })
    channel.heardAtMs = this.#deps.clock.now()
    return this.#drain(id, channel)
  }

  stop(): void {
    for (const { wire } of this.#channels.values()) wire.close('goingAway')
  }

  #find(id: string, origin: string): Channel | null {
    const channel = this.#channels.get(id)
    if (!channel || channel.origin !== origin) return null
    channel.heardAtMs = this.#deps.clock.now()
    return channel
  }

  #drain(id: string, channel: Channel): ChannelAnswer {
    const { texts, close } = channel
    channel.texts = []
    channel.unsentBytes = 0
    if (close !== null) this.#channels.delete(id)
    return { texts, close: close === null ? null : CLOSE[close].code }
  }
}
