import { request } from 'node:http'
import type { WebSocket } from 'ws'
import {
  openReconnectingSocket,
  type ReconnectingSocket,
  type SocketLike,
} from '../../../src/browser/reconnecting-socket.ts'
import { systemClock } from '../../../src/node/platform.ts'
import { decodeEnvelope, ENVELOPE, FLAG } from '../../../src/protocol/envelope.ts'
import type { Fleet } from '../fleet.ts'
import { askWeb, dial } from './dial.ts'
import { PageModel } from './page-model.ts'

const RETRY_MS = 200
const ASK_FROM_FAILURES = 3
const OFFER_FROM_FAILURES = 6

/** An agent without a browser: joins through the web server, keeps up with the page, comes back as the viewer does. */
export interface AgentPeer {
  /** What it shows; `null` before the first complete checkpoint. */
  page(): PageModel | null
  server(): string
  isOnline(): boolean
  ended(): string | null
  /** How often it came in through a web server. */
  readonly joins: number
  readonly restarts: number
  /** Envelopes that could not be: gaps, older generations. */
  readonly faults: readonly string[]
  /** Stops reading, or goes on. */
  setSlow(isSlow: boolean): void
  leave(): void
  stop(): void
}

export async function startAgent(fleet: Fleet, cookie: string, key: string): Promise<AgentPeer> {
  const faults: string[] = []
  let socket: WebSocket | null = null
  let shown: PageModel | null = null
  let next: PageModel | null = null
  let have: { generation: number; sequence: number } | null = null
  let server = ''
  let seat = { pid: '', cookie: '' }
  let ended: string | null = null
  let isStopped = false
  let isOnline = false
  let link: ReconnectingSocket | null = null
  let isJoining = false
  let joins = 0
  let restarts = 0
  let timer: NodeJS.Timeout | undefined

  async function join(): Promise<void> {
    const link = await askWeb(fleet, `/agent/join?key=${key}`, { headers: { cookie } })
    const location = link.headers.get('location') ?? ''
    const token = link.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')
    if (!/^http:\/\/localhost:\d+\/join\//.test(location))
      throw new Error(`not joined: ${link.status} ${location}`)
    const role = fleet.servers.find((one) => location.startsWith(`${one.origin}/`))
    const answer = await fetch(location, {
      redirect: 'manual',
      headers: { cookie: token.join('; ') },
    }).catch(() => null)
    const pid = /url=\/view\/([A-Za-z0-9_-]{22})/.exec(answer?.headers.get('refresh') ?? '')?.[1]
    if (!answer || !pid) throw new Error(`not admitted: ${answer?.status}`)
    seat = { pid, cookie: (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '' }
    server = role?.origin ?? ''
    have = null
    shown = next = null
    joins++
  }

  function connect(): void {
    link?.stop()
    link = openReconnectingSocket({
      url: () => `${server.replace('http', 'ws')}/v1/agent/${seat.pid}`,
      clock: systemClock,
      random: Math.random,
      createSocket(url) {
        socket = dial(fleet, url, { origin: server, cookie: seat.cookie })
        return socket as WebSocket & SocketLike
      },
      onOpen: () => void link?.send(JSON.stringify({ type: 'hello', protocol: 1, have })),
      onText(given) {
        isOnline = true
        text(JSON.parse(given))
      },
      onBinary(bytes) {
        isOnline = true
        envelope(bytes)
      },
      onClosed(name, willRetry, failures) {
        isOnline = false
        if (isStopped) return
        if (!willRetry) ended ??= `closed ${name}`
        else if (name === 'unknownSession') void back()
        else if (failures >= ASK_FROM_FAILURES) void ask(failures)
      },
    })
  }

  /** As the shell does (rejoin.ts); where nothing answers, a person presses "Join again" once the server is really dead. */
  async function ask(failures: number): Promise<void> {
    const role = fleet.servers.find(({ origin }) => origin === server)
    const isDead = role?.pid() === null
    const status = await statusOf(
      role?.proxy.port ?? 0,
      new URL(server).host,
      `/view/${seat.pid}`,
      seat.cookie,
    )
    if ((status !== null && status >= 400) || (isDead && failures >= OFFER_FROM_FAILURES)) void back()
  }

  async function back(): Promise<void> {
    link?.stop()
    if (isStopped || isJoining) return
    isJoining = true
    try {
      await join()
      connect()
    } catch {
      timer = setTimeout(() => void back(), RETRY_MS)
    } finally {
      isJoining = false
    }
  }

  function text(message: { type: string; reason?: string }): void {
    if (message.type === 'ended') ended = message.reason ?? 'ended'
    if (message.type === 'restart') {
      restarts++
      have = null
      next = null
    }
  }

  function envelope(data: Uint8Array): void {
    const one = decodeEnvelope(data)
    if (!one) return void faults.push('malformed')
    const { type, generation, sequence, payload } = one
    if (type === ENVELOPE.ephemeral) return
    if (type === ENVELOPE.checkpointStart) {
      next = new PageModel()
      if ((one.flags & FLAG.supersede) !== 0) shown = null
    } else if (have && (generation !== have.generation || sequence !== have.sequence + 1))
      return void faults.push(`${generation}.${sequence} after ${have.generation}.${have.sequence}`)
    have = { generation, sequence }
    if (type === ENVELOPE.checkpointPart) next?.apply(payload)
    if (type === ENVELOPE.checkpointEnd) {
      shown = next
      next = null
    }
    if (type === ENVELOPE.delta) (next ?? shown)?.apply(payload)
  }

  for (let attempt = 0; ; attempt++) {
    try {
      await join()
      break
    } catch (error) {
      if (attempt >= 50) throw error
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
  connect()
  return {
    page: () => shown,
    server: () => server,
    isOnline: () => isOnline,
    ended: () => ended,
    get joins() {
      return joins
    },
    get restarts() {
      return restarts
    },
    faults,
    setSlow(isSlow) {
      const raw = Reflect.get(socket ?? {}, '_socket') as { pause(): void; resume(): void } | undefined
      if (isSlow) raw?.pause()
      else raw?.resume()
    },
    leave() {
      isStopped = true
      link?.send(JSON.stringify({ type: 'leave' }))
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
      link?.stop()
      socket?.terminate()
    },
  }
}

/** `null`: no answer. */
function statusOf(port: number, host: string, path: string, cookie: string): Promise<number | null> {
  return new Promise((resolve) => {
    request({ host: '127.0.0.1', port, path, headers: { host, cookie }, timeout: 2_000 }, (response) => {
      response.resume()
      resolve(response.statusCode ?? null)
    })
      .on('timeout', function (this: { destroy(): void }) {
        this.destroy()
      })
      .on('error', () => resolve(null))
      .end()
  })
}
