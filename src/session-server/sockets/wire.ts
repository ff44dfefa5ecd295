import type { Socket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../../base/clock.ts'
import { ParseError } from '../../base/parse.ts'
import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { CLOSE, CLOSE_REASONS, type CloseName } from '../../protocol/close-codes.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Corks } from './corks.ts'

/** One WebSocket, as the rest of the server sees it. Everything on a closed wire does nothing. */
export interface Wire {
  readonly isOpen: boolean
  /** Bytes given to the socket that the peer has not taken yet. */
  readonly unsentBytes: number
  sendText(text: string): void
  /** `sent` is called when they have been handed to the network. */
  sendBytes(bytes: Uint8Array, sent?: (() => void) | null): void
  close(name: CloseName): void
}

export interface WireHandler {
  text(text: string): void
  bytes(bytes: Uint8Array): void
  closed(): void
}

export type WireOptions = {
  readonly clock: Clock
  readonly corks: Corks
  /** JSON sent as a sign of life, or `null` where WebSocket pings are enough. */
  readonly beat: string | null
  readonly onError: (error: unknown) => void
  /** It is over: closed by us, or `gone`. */
  readonly onEnd?: (name: CloseName | 'gone') => void
}

/**
 * Drives a WebSocket: signs of life, death by silence, no first message within 5 s (until `settled` is called), and
 * a close that does not wait for the peer's good will.
 */
export function openWire(
  ws: WebSocket,
  socket: Socket,
  options: WireOptions,
  createHandler: (wire: Wire, settled: () => void) => WireHandler,
): Wire {
  const { clock, corks } = options
  let isOpen = true
  let heardBytes = socket.bytesRead
  let heardAtMs = clock.now()

  const wire: Wire = {
    get isOpen() {
      return isOpen
    },
    get unsentBytes() {
      return ws.bufferedAmount
    },
    sendText(text) {
      if (!isOpen) return
      if (ws.bufferedAmount > SERVER_LIMITS.maxUnreadBytes) return wire.close('slow')
      corks.hold(socket)
      ws.send(text, { binary: false })
    },
    sendBytes(bytes, sent) {
      if (!isOpen) return
      corks.hold(socket)
      if (sent) ws.send(bytes, { binary: true }, (error) => void (error || sent()))
      else ws.send(bytes, { binary: true })
    },
    close(name) {
      if (!isOpen) return
      // Who closes may cut the line right after.
      corks.release(socket)
      ws.close(CLOSE[name].code, CLOSE_REASONS[name])
      const kill = clock.after(SERVER_LIMITS.closeWaitMs, () => ws.terminate())
      ws.once('close', () => kill.stop())
      finish(name)
    },
  }

  const firstMessage = clock.after(LIMITS.firstMessageMs, () => wire.close('firstMessage'))
  // The limit for messages is made for pages; a stranger's first one must be small. ws reads each chunk before this.
  const strangerBytes = socket.bytesRead
  const limitStranger = (): void => {
    if (socket.bytesRead - strangerBytes <= SERVER_LIMITS.maxStrangerBytes) return
    wire.close('limit')
    ws.terminate()
  }
  socket.on('data', limitStranger)
  const stranger: Stoppable = { stop: () => socket.off('data', limitStranger) }
  const heart = clock.every(LIMITS.beatMs, () => {
    if (options.beat !== null) wire.sendText(options.beat)
    if (isOpen) ws.ping()
  })
  // Bytes, not messages: a large message on a slow line is a sign of life too.
  const ear = clock.every(LIMITS.firstMessageMs, () => {
    if (socket.bytesRead !== heardBytes) {
      heardBytes = socket.bytesRead
      heardAtMs = clock.now()
    } else if (clock.now() - heardAtMs >= LIMITS.silentAfterMs) {
      wire.close('silent')
      ws.terminate()
    }
  })
  const finish = (name: CloseName | 'gone'): void => {
    if (!isOpen) return
    isOpen = false
    options.onEnd?.(name)
    stopAll([firstMessage, stranger, heart, ear])
    handler.closed()
  }
  const handler = createHandler(wire, () => stopAll([firstMessage, stranger]))

  ws.on('message', (data: RawData, isBinary: boolean) => {
    if (!isOpen || !Buffer.isBuffer(data)) return
    try {
      if (isBinary) handler.bytes(data)
      else handler.text(data.toString('utf8'))
    } catch (error) {
      if (!(error instanceof ParseError)) options.onError(error)
      wire.close('protocol')
    }
  })
  ws.on('error', () => {
    // ws closes by itself (1002, 1007, 1009); `close` follows.
  })
  ws.on('close', () => finish('gone'))
  return wire
}
