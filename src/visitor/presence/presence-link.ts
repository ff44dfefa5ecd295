import type { Clock } from '../../base/clock.ts'
import { parseJson } from '../../base/parse.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { SocketLike } from '../../browser/reconnecting-socket.ts'
import { CLOSE, type CloseName, closeNameOf } from '../../protocol/close-codes.ts'
import { type PresenceDown, presenceDown } from '../../protocol/presence-down.ts'
import { PRESENCE_LIMITS } from '../../protocol/presence-limits.ts'
import type { PresenceUp } from '../../protocol/presence-up.ts'

export interface PresenceLink extends Stoppable {
  send(message: PresenceUp): void
  /** Tries at once if it waits for the next attempt. */
  nudge(): void
}

type Options = {
  readonly clock: Clock
  readonly random: () => number
  readonly createSocket: () => SocketLike
  readonly hello: () => PresenceUp
  readonly onMessage: (message: PresenceDown) => void
  /** Lost; without `willRetry` for good. */
  readonly onLost: (name: CloseName | null, willRetry: boolean) => void
  /** Before each sign of life. */
  readonly onBeat: () => void
  readonly isVisible: () => boolean
}

const FIRST_DELAY_MS = 1_000
const MAX_DELAY_MS = 60_000
/** Timers of hidden pages come late, and some browsers fire them once a minute. */
const TOLERANCE_MS = 2_000
const MAX_DOWN_LENGTH = 16_384

/**
 * The socket to the web server. Nobody waits for it, so it comes back more slowly than a session's: many pages lose theirs at
 * the same moment when a web server is restarted.
 */
export function openPresenceLink(options: Options): PresenceLink {
  const { clock, hello, onMessage, onLost } = options
  let socket: SocketLike | null = null
  let retry: Stoppable | null = null
  let failures = 0
  let beatAtMs = 0
  let isHeard = true
  let isStopped = false

  function connect(): void {
    retry?.stop()
    retry = null
    if (isStopped || socket) return
    let current: SocketLike
    try {
      current = options.createSocket()
    } catch {
      return lost(null)
    }
    socket = current
    isHeard = true
    current.onopen = () => send(hello())
    current.onmessage = ({ data }) => {
      isHeard = true
      let message: PresenceDown
      try {
        message = parseJson(String(data), MAX_DOWN_LENGTH, presenceDown)
      } catch {
        // Of a newer server, perhaps.
        return
      }
      if (message.type === 'welcome') failures = 0
      onMessage(message)
    }
    current.onclose = ({ code }) => {
      drop()
      lost(closeNameOf(code))
    }
  }

  function drop(): void {
    const old = socket
    socket = null
    if (!old) return
    old.onopen = old.onmessage = old.onclose = old.onerror = null
    try {
      old.close()
    } catch {
      // It is closed already.
    }
  }

  function lost(name: CloseName | null): void {
    const willRetry = name === null || CLOSE[name].retry
    if (willRetry) {
      const longestMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures++, 10))
      retry = clock.after(options.random() * longestMs, connect)
    } else isStopped = true
    onLost(name, willRetry)
  }

  function send(message: PresenceUp): void {
    try {
      socket?.send(JSON.stringify(message))
    } catch {
      // It is not open yet, or not any more: `hello` tells it all.
    }
  }

  const beat = clock.every(PRESENCE_LIMITS.beatMs, () => {
    if (!socket) return
    const nowMs = clock.now()
    if (!options.isVisible() && nowMs - beatAtMs < PRESENCE_LIMITS.hiddenBeatMs - TOLERANCE_MS) return
    beatAtMs = nowMs
    // Nothing came since the last one: a line that is dead may take minutes to say so.
    if (!isHeard) {
      drop()
      return lost('silent')
    }
    isHeard = false
    options.onBeat()
    send({ type: 'beat' })
  })

  connect()
  return {
    send,
    nudge() {
      if (retry) connect()
    },
    stop() {
      isStopped = true
      retry?.stop()
      beat.stop()
      drop()
    },
  }
}
