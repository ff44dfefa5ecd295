import type { Clock } from '../../base/clock.ts'
import { parseJson } from '../../base/parse.ts'
import { openReconnectingSocket, type SocketLike } from '../../browser/reconnecting-socket.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { type VisitorDown, visitorDown } from '../../protocol/visitor-down.ts'
import type { VisitorUp } from '../../protocol/visitor-up.ts'

type Hello = Omit<Extract<VisitorUp, { type: 'hello' }>, 'type' | 'protocol'>
export type Welcome = Extract<VisitorDown, { type: 'welcome' }>

export type VisitorLinkOptions = {
  clock: Clock
  random: () => number
  createSocket?: ((url: string) => SocketLike) | undefined
  /** Origin of the session server. */
  server: () => string
  hello: () => Hello
  onMessage: (message: VisitorDown) => void
  /** Of agents: what they point at, draw and do. */
  onBinary: (bytes: Uint8Array) => void
  /** No connection, a new one is tried; `failures` in a row. */
  onLost: (name: CloseName | null, failures: number) => void
  /** Closed for good. */
  onRefused: (name: CloseName) => void
}

export type VisitorLink = {
  /** False if there is no link that has been welcomed. */
  tell(message: VisitorUp): boolean
  send(bytes: Uint8Array<ArrayBuffer>): boolean
  bufferedBytes(): number
  nudge(): void
  reconnect(): void
  stop(): void
}

/** The visitor's socket to the session server: `hello` first, `welcome` before anything else. */
export function openVisitorLink(options: VisitorLinkOptions): VisitorLink {
  const { onMessage, onLost, onRefused } = options
  let isWelcome = false

  const socket = openReconnectingSocket({
    url: () => `${options.server().replace(/^http/, 'ws')}/v1/visitor`,
    clock: options.clock,
    random: options.random,
    ...(options.createSocket && { createSocket: options.createSocket }),
    onOpen() {
      const hello: VisitorUp = { type: 'hello', protocol: PROTOCOL_VERSION, ...options.hello() }
      socket.send(JSON.stringify(hello))
    },
    onText(text) {
      let message: VisitorDown
      try {
        message = parseJson(text, LIMITS.maxJsonBytes, visitorDown)
      } catch {
        // From a newer server, or from nobody we know.
        return
      }
      if (message.type === 'welcome') isWelcome = true
      onMessage(message)
    },
    onBinary: options.onBinary,
    onClosed(name, willRetry, failures) {
      isWelcome = false
      if (willRetry || !name) onLost(name, failures)
      else onRefused(name)
    },
  })

  return {
    tell: (message) => isWelcome && socket.send(JSON.stringify(message)),
    send: (bytes) => isWelcome && socket.send(bytes),
    bufferedBytes: socket.bufferedBytes,
    nudge: socket.nudge,
    reconnect() {
      isWelcome = false
      socket.reconnect()
    },
    stop() {
      isWelcome = false
      socket.stop()
    },
  }
}
