import type { Clock } from '../../base/clock.ts'
import { parseJson } from '../../base/parse.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { openReconnectingSocket } from '../../browser/reconnecting-socket.ts'
import { type AgentDown, agentDown } from '../../protocol/agent-down.ts'
import type { AgentUp } from '../../protocol/agent-up.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { VIEWER_LIMITS } from '../limits.ts'

export type Position = { readonly generation: number; readonly sequence: number }

export interface LinkHooks {
  /** The last durable envelope that the stage has applied, `null` for none. */
  have(): Position | null
  message(message: AgentDown): void
  envelope(bytes: Uint8Array<ArrayBuffer>): void
  lost(name: CloseName | null, willRetry: boolean, failures: number): void
  /** Each time the round trip or the last sign of life may have changed. */
  quality(roundTripMs: number | null, silentMs: number): void
}

/** The agent's socket: greets, measures, hands on. */
export interface Link extends Stoppable {
  send(message: AgentUp): void
  /** An envelope of this agent's; dropped without a connection. */
  sendBytes(bytes: Uint8Array<ArrayBuffer>): void
  nudge(): void
  /** Input of the agent, told to the server at most every 30 s. */
  activity(): void
}

export function openLink(url: string, clock: Clock, hooks: LinkHooks): Link {
  let pingId = 0
  let pingSentMs = 0
  let roundTripMs: number | null = null
  let heardMs = clock.now()
  let activityMs = 0

  function heard(): void {
    heardMs = clock.now()
  }

  function receive(text: string): void {
    heard()
    let message: AgentDown
    try {
      message = parseJson(text, LIMITS.maxJsonBytes, agentDown)
    } catch {
      // From a newer server, or broken: what is not understood is left out.
      return
    }
    if (message.type === 'pong' && message.id === pingId) {
      roundTripMs = Math.round(clock.now() - pingSentMs)
      report()
    } else hooks.message(message)
  }

  function report(): void {
    hooks.quality(socket.isOpen() ? roundTripMs : null, clock.now() - heardMs)
  }

  function send(message: AgentUp): void {
    socket.send(JSON.stringify(message))
  }

  function ping(): void {
    pingId = (pingId + 1) % 0xffff_ffff
    pingSentMs = clock.now()
    send({ type: 'ping', id: pingId })
  }

  const socket = openReconnectingSocket({
    url,
    clock,
    random: Math.random,
    onOpen() {
      heard()
      send({ type: 'hello', protocol: PROTOCOL_VERSION, have: hooks.have() })
      ping()
    },
    onText: receive,
    onBinary(bytes) {
      heard()
      hooks.envelope(bytes)
    },
    onClosed: hooks.lost,
  })
  const pings = clock.every(VIEWER_LIMITS.pingIntervalMs, ping)
  const reports = clock.every(1_000, report)

  return {
    send,
    sendBytes: (bytes) => void socket.send(bytes),
    nudge: socket.nudge,
    activity() {
      if (clock.now() - activityMs < VIEWER_LIMITS.activityIntervalMs || !socket.isOpen()) return
      activityMs = clock.now()
      send({ type: 'activity' })
    },
    stop() {
      pings.stop()
      reports.stop()
      socket.stop()
    },
  }
}
