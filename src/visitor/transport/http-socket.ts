import type { Clock } from '../../base/clock.ts'
import type { SocketLike } from '../../browser/reconnecting-socket.ts'
import { CHANNEL, channelAnswer, channelOpened, toFrame } from '../../protocol/http-channel.ts'

type Fetch = (url: string, init: RequestInit) => Promise<Response>
type Bytes = Uint8Array<ArrayBuffer>
export type CreateHttpSocket = typeof createHttpSocket

const ABNORMAL = 1_006
const SEND_TIMEOUT_MS = 30_000

/**
 * What a WebSocket does, by uploads and long polls, for networks that block it. `url` is the WebSocket's: the same path
 * over HTTP has `/open`, `/send` and `/poll` below it. The id of the channel is in bodies alone.
 */
export function createHttpSocket(url: string, clock: Clock, fetch: Fetch): SocketLike {
  const base = url.replace(/^ws/, 'http')
  const stop = new AbortController()
  let id: Bytes | null = null
  let waiting: Bytes[] = []
  let waitingBytes = 0
  let isSending = false
  let isOver = false

  async function post(path: string, parts: Bytes[]): Promise<unknown> {
    const limit = clock.after(CHANNEL.pollMs + SEND_TIMEOUT_MS, () => over(ABNORMAL))
    try {
      const response = await fetch(`${base}/${path}`, {
        method: 'POST',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        signal: stop.signal,
        // No media type, so no preflight.
        body: new Blob(parts),
      })
      // An id that the server does not know (any more): as a socket that broke off.
      if (!response.ok) throw new Error(String(response.status))
      return await response.json()
    } finally {
      limit.stop()
    }
  }

  function over(code: number): void {
    if (isOver) return
    isOver = true
    stop.abort()
    socket.onclose?.({ code })
  }

  function take(value: unknown): void {
    const { texts, close } = channelAnswer(value)
    for (const data of texts) if (!isOver) socket.onmessage?.({ data })
    if (close !== null) over(close)
  }

  /** One upload at a time, so that nothing overtakes; what comes meanwhile goes with the next. */
  async function flush(): Promise<void> {
    if (isSending || !id || isOver) return
    isSending = true
    try {
      while (waiting.length > 0 && !isOver) {
        const batch: Bytes[] = []
        let bytes = 0
        while (waiting[0] && (bytes === 0 || bytes + waiting[0].length <= CHANNEL.batchBytes)) {
          bytes += waiting[0].length
          batch.push(waiting.shift() as Bytes)
        }
        await post('send', [id, ...batch])
        waitingBytes -= bytes
      }
    } catch {
      over(ABNORMAL)
    } finally {
      isSending = false
    }
  }

  async function run(): Promise<void> {
    try {
      id = new TextEncoder().encode(channelOpened(await post('open', [])).id)
      if (isOver) return
      socket.onopen?.(undefined as never)
      while (!isOver) take(await post('poll', [id]))
    } catch {
      over(ABNORMAL)
    }
  }

  const socket: SocketLike = {
    binaryType: 'arraybuffer',
    get bufferedAmount() {
      return waitingBytes
    },
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send(data) {
      const frame = toFrame(data)
      waiting.push(frame)
      waitingBytes += frame.length
      void flush()
    },
    close() {
      // What was said last (that the session ends) still goes up; the server forgets the rest by itself.
      const last = waiting
      waiting = []
      isOver = true
      if (id && last.length > 0) {
        const body = new Blob([id, ...last])
        fetch(`${base}/send`, { method: 'POST', credentials: 'omit', keepalive: true, body }).catch(() => {})
      }
      stop.abort()
    },
  }
  void run()
  return socket
}
