import type { Clock } from '../base/clock.ts'
import type { Stoppable } from '../base/stoppable.ts'
import { CLOSE, type CloseName, closeNameOf } from '../protocol/close-codes.ts'
import { LIMITS } from '../protocol/limits.ts'

/** The part of a WebSocket that is used here; tests give a fake. */
export type SocketLike = {
  binaryType: string
  readonly bufferedAmount: number
  readonly readyState?: number
  onopen: ((event: never) => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  onerror: ((event: never) => void) | null
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(code?: number): void
}

export type ReconnectingSocketOptions = {
  /** Asked anew for each attempt, so that another server can be given. */
  url: string | (() => string)
  clock: Clock
  /** From 0 to below 1, for the jitter. */
  random: () => number
  createSocket?: (url: string) => SocketLike
  onOpen: () => void
  onText: (text: string) => void
  onBinary: (bytes: Uint8Array<ArrayBuffer>) => void
  /** After each loss and each failed attempt (`failures` in a row); without `willRetry` it was the last event. */
  onClosed: (name: CloseName | null, willRetry: boolean, failures: number) => void
}

export interface ReconnectingSocket extends Stoppable {
  /** False, and nothing sent, while there is no open connection. */
  send(data: string | Uint8Array<ArrayBuffer>): boolean
  /** Bytes handed over but not yet on their way. */
  bufferedBytes(): number
  isOpen(): boolean
  /** The network is back, or the tab has focus: connects at once if it waits for the next attempt, or should have heard something. */
  nudge(): void
  /** Drops the connection, if any, and connects again at once. */
  reconnect(): void
  /** Closes for good; `onClosed` is not called. */
  stop(): void
}

const FIRST_DELAY_MS = 250
/** Below the 2 s in which a session must be back after the network is; jitter spreads the load of many. */
const USUAL_DELAY_MS = 2_000
const LONG_DELAY_MS = 15_000
const LONG_AFTER_FAILURES = 60
const CONNECT_TIMEOUT_MS = 8_000
const MISSED_BEATS_MS = 1.5 * LIMITS.beatMs

/** A WebSocket that comes back: full-jitter back-off, end on close codes without retry, silence counts as a loss. */
export function openReconnectingSocket(options: ReconnectingSocketOptions): ReconnectingSocket {
  const { clock, onOpen, onText, onBinary, onClosed } = options
  const createSocket = options.createSocket ?? ((url) => new WebSocket(url) as SocketLike)
  let socket: SocketLike | null = null
  let isOpen = false
  let isStopped = false
  let failures = 0
  let heardAtMs = 0
  let timer: Stoppable | null = null
  let retry: Stoppable | null = null

  function connect(): void {
    setRetry(null)
    if (isStopped || socket) return
    let current: SocketLike
    try {
      current = createSocket(typeof options.url === 'string' ? options.url : options.url())
    } catch {
      // A policy or a bad address; Firefox throws where Chromium only reports an error. Reported later, as any failure is.
      setRetry(clock.after(0, () => lost(null)))
      return
    }
    socket = current
    current.binaryType = 'arraybuffer'
    watch(CONNECT_TIMEOUT_MS)
    current.onopen = () => {
      isOpen = true
      watch(LIMITS.silentAfterMs)
      onOpen()
    }
    current.onmessage = ({ data }) => {
      failures = 0
      watch(LIMITS.silentAfterMs)
      if (typeof data === 'string') onText(data)
      else if (data instanceof ArrayBuffer) onBinary(new Uint8Array(data))
    }
    current.onclose = ({ code }) => {
      drop()
      lost(closeNameOf(code))
    }
  }

  /** A half-open connection may take minutes to report its close: it is left behind instead of waited for. */
  function watch(afterMs: number): void {
    timer?.stop()
    timer = clock.after(afterMs, leaveBehind)
    heardAtMs = clock.now()
  }

  function leaveBehind(): void {
    drop(CLOSE.silent.code)
    lost('silent')
  }

  function drop(code?: number): void {
    timer?.stop()
    timer = null
    isOpen = false
    const old = socket
    socket = null
    if (!old) return
    old.onopen = old.onmessage = old.onclose = old.onerror = null
    if (code === undefined) return
    try {
      old.close(code)
    } catch {
      // It is being closed already.
    }
  }

  function lost(name: CloseName | null): void {
    const willRetry = name === null || CLOSE[name].retry
    failures++
    if (!willRetry) isStopped = true
    else {
      const max = failures > LONG_AFTER_FAILURES ? LONG_DELAY_MS : USUAL_DELAY_MS
      const delayMs = options.random() * Math.min(max, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10))
      setRetry(clock.after(delayMs, connect))
    }
    onClosed(name, willRetry, failures)
  }

  function setRetry(next: Stoppable | null): void {
    retry?.stop()
    retry = next
  }

  connect()
  return {
    send(data) {
      // The server has closed it, and the browser has not said so yet: it would note an error.
      if (!socket || !isOpen || (socket.readyState ?? 1) > 1) return false
      try {
        socket.send(data)
        return true
      } catch {
        return false
      }
    },
    bufferedBytes: () => socket?.bufferedAmount ?? 0,
    isOpen: () => isOpen,
    nudge() {
      // Timers stand still while the machine sleeps; the line does not outlive that.
      if (isOpen && clock.now() - heardAtMs > MISSED_BEATS_MS) leaveBehind()
      if (retry) connect()
    },
    reconnect() {
      if (isStopped) return
      drop(CLOSE.normal.code)
      connect()
    },
    stop() {
      isStopped = true
      setRetry(null)
      drop(CLOSE.normal.code)
    },
  }
}
