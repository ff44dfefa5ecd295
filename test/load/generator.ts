// A process of its own that plays visitors and agents of one session server. Orders and answers by IPC.
import { performance } from 'node:perf_hooks'
import { FLAG, HEADER_BYTES } from '../../src/protocol/envelope.ts'
import { binaryFrame, openRawSocket, type RawSocket } from './raw-socket.ts'
import { type RecordedStream, readStream } from './stream.ts'

export type Seat = { readonly pid: string; readonly cookie: string }
export type Played = {
  readonly sessionId: string
  readonly credential: string
  readonly stream: string
  readonly seats: readonly Seat[]
}
export type Order =
  | {
      readonly type: 'open'
      readonly port: number
      readonly host: string
      readonly from: string
      readonly sessions: readonly Played[]
    }
  | {
      readonly type: 'run'
      readonly perSecond: number
      readonly seconds: number
      readonly warmUpSeconds: number
    }
  | { readonly type: 'storm'; readonly timeoutMs: number }
  | { readonly type: 'close' }
export type Report =
  | { readonly type: 'opened'; readonly ms: number }
  | {
      readonly type: 'ran'
      readonly sent: number
      readonly received: number
      readonly p50: number
      readonly p99: number
      readonly p999: number
      readonly max: number
      /** How late the generator itself was, at the 99th percentile: more than a little, and the figures are its own. */
      readonly lateP99: number
    }
  | { readonly type: 'stormed'; readonly sockets: number; readonly back: number; readonly ms: number }
  | { readonly type: 'closed' }

const SITE = 'https://shop.example.com'
const OPEN_AT_ONCE = 50
const TIMEOUT_MS = 60_000
/** Milliseconds with fractions, in place of the first bytes of a payload. */
const STAMP_BYTES = 8

const streams = new Map<string, RecordedStream>()
function streamOf(name: string): RecordedStream {
  const stream = streams.get(name) ?? readStream(name)
  streams.set(name, stream)
  return stream
}

type Visitor = {
  readonly played: Played
  socket: RawSocket
  generation: number
  sequence: number
  /** Where in the stream it is. */
  at: number
  isWelcome: boolean
  people: number
}
type AgentState = {
  socket: RawSocket
  isLive: boolean
  have: { generation: number; sequence: number } | null
}

let port = 0
let host = ''
let from = ''
let visitors: Visitor[] = []
let agents: AgentState[] = []
let latencies: number[] = []
let isMeasuring = false
let received = 0
let wake: () => void = () => undefined

function openVisitor(played: Played): Visitor {
  const visitor: Visitor = {
    played,
    socket: null as never,
    generation: 0,
    sequence: 0,
    at: 0,
    isWelcome: false,
    people: 0,
  }
  visitor.socket = dialVisitor(visitor)
  return visitor
}

function dialVisitor(visitor: Visitor): RawSocket {
  const { sessionId, credential } = visitor.played
  const socket = openRawSocket(
    { port, path: '/v1/visitor', from, headers: { Host: host, Origin: SITE } },
    {
      opened() {
        const sent =
          visitor.generation === 0 ? null : { generation: visitor.generation, sequence: visitor.sequence }
        socket.sendText(
          JSON.stringify({ type: 'hello', protocol: 1, sessionId, credential, pageId: 'page-0001', sent }),
        )
      },
      text(text) {
        const message = JSON.parse(text) as {
          type: string
          resume?: boolean
          participants?: { id: string }[]
        }
        if (message.type === 'welcome') {
          visitor.isWelcome = true
          if (!message.resume) sendCheckpoint(visitor)
        }
        if (message.type === 'checkpoint') sendCheckpoint(visitor)
        if (message.participants) {
          const people = message.participants.map(({ id }) => id)
          visitor.people = people.length
          socket.sendText(JSON.stringify({ type: 'masks', people, from: 0, reason: null }))
        }
        wake()
      },
      closed() {
        visitor.isWelcome = false
      },
    },
  )
  return socket
}

function sendCheckpoint(visitor: Visitor): void {
  visitor.generation++
  visitor.sequence = -1
  for (const envelope of streamOf(visitor.played.stream).checkpoint) {
    const own = Buffer.from(envelope)
    own[1] = (own[1] ?? 0) & ~FLAG.supersede
    own.writeUInt32BE(visitor.generation, 4)
    own.writeUInt32BE(++visitor.sequence, 8)
    visitor.socket.sendBinary(own)
  }
}

/** Each change of a stream as a frame to be copied and numbered, with where its envelope begins. */
const frames = new Map<string, readonly { readonly frame: Buffer; readonly at: number }[]>()
function framesOf(name: string): readonly { readonly frame: Buffer; readonly at: number }[] {
  const known = frames.get(name)
  if (known) return known
  const made = streamOf(name).changes.map((envelope) => {
    const long = Buffer.alloc(Math.max(envelope.length, HEADER_BYTES + STAMP_BYTES))
    envelope.copy(long)
    const frame = binaryFrame(long)
    return { frame, at: frame.length - long.length }
  })
  frames.set(name, made)
  return made
}

/** Whether it was one that is numbered and stored. */
function sendChange(visitor: Visitor, dueMs: number): boolean {
  const changes = framesOf(visitor.played.stream)
  const change = changes[visitor.at++ % changes.length]
  if (!change || !visitor.isWelcome) return false
  const { at } = change
  const own = Buffer.allocUnsafe(change.frame.length)
  change.frame.copy(own)
  const isNumbered = own[at] === 4
  own.writeUInt32BE(visitor.generation, at + 4)
  own.writeUInt32BE(isNumbered ? ++visitor.sequence : 0, at + 8)
  own.writeDoubleBE(dueMs, at + HEADER_BYTES)
  visitor.socket.sendFrame(own)
  return isNumbered
}

function dialAgent(seat: Seat, state: AgentState): RawSocket {
  const headers = { Host: host, Origin: `http://${host}`, Cookie: seat.cookie }
  const socket = openRawSocket(
    { port, path: `/v1/agent/${seat.pid}`, from, headers },
    {
      opened: () => socket.sendText(JSON.stringify({ type: 'hello', protocol: 1, have: state.have })),
      text: () => undefined,
      binary(payload) {
        const type = payload[0] ?? 0
        if (type !== 5)
          state.have = { generation: payload.readUInt32BE(4), sequence: payload.readUInt32BE(8) }
        if (!state.isLive && (type === 3 || type === 4)) {
          state.isLive = true
          wake()
        }
        if (type < 4 || !isMeasuring) return
        received++
        latencies.push(performance.now() - payload.readDoubleBE(HEADER_BYTES))
      },
      closed() {
        state.isLive = false
      },
    },
  )
  return socket
}

/** Resolves when `isTrue`, looked at after each message. */
function until(isTrue: () => boolean, timeoutMs = TIMEOUT_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setInterval(() => check(), 5)
    const giveUp = setTimeout(() => finish(false), timeoutMs)
    const finish = (isThere: boolean): void => {
      clearInterval(timer)
      clearTimeout(giveUp)
      wake = () => undefined
      resolve(isThere)
    }
    const check = (): void => {
      if (isTrue()) finish(true)
    }
    check()
  })
}

async function open(order: Extract<Order, { type: 'open' }>): Promise<Report> {
  ;({ port, host, from } = order)
  const startedMs = performance.now()
  for (let at = 0; at < order.sessions.length; at += OPEN_AT_ONCE) {
    const batch = order.sessions.slice(at, at + OPEN_AT_ONCE)
    const opened = batch.map(openVisitor)
    visitors.push(...opened)
    if (!(await until(() => opened.every((one) => one.isWelcome))))
      throw new Error('visitors are not welcome')
    const joined = batch.flatMap(({ seats }) =>
      seats.map((seat) => {
        const state: AgentState & { seat?: Seat } = { socket: null as never, isLive: false, have: null }
        state.socket = dialAgent(seat, state)
        seatOf.set(state, seat)
        return state
      }),
    )
    agents.push(...joined)
    if (!(await until(() => joined.every((one) => one.isLive)))) throw new Error('agents see nothing')
  }
  return { type: 'opened', ms: performance.now() - startedMs }
}
const seatOf = new WeakMap<AgentState, Seat>()

/** Sends by a timetable: what is late counts as late, however long the server or we were busy. */
async function run({ perSecond, seconds, warmUpSeconds }: Extract<Order, { type: 'run' }>): Promise<Report> {
  latencies = []
  received = 0
  const late: number[] = []
  const intervalMs = 1_000 / perSecond
  const startMs = performance.now()
  const measureFromMs = startMs + warmUpSeconds * 1_000
  const endMs = measureFromMs + seconds * 1_000
  const next = visitors.map((_, i) => startMs + (i / visitors.length) * intervalMs)
  let first = 0
  let sent = 0
  for (;;) {
    const nowMs = performance.now()
    if (nowMs >= endMs) break
    isMeasuring = nowMs >= measureFromMs
    // In order of their times: each has its place in the interval.
    while ((next[first] ?? Infinity) <= nowMs) {
      const dueMs = next[first] ?? 0
      const visitor = visitors[first]
      if (visitor) sendChange(visitor, dueMs)
      if (isMeasuring) {
        sent++
        if (sent % 16 === 0) late.push(nowMs - dueMs)
      }
      next[first] = dueMs + intervalMs
      first = (first + 1) % visitors.length
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await new Promise((resolve) => setTimeout(resolve, 500))
  isMeasuring = false
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const lateSorted = Float64Array.from(late).sort()
  return {
    type: 'ran',
    sent,
    received,
    p50: at(0.5),
    p99: at(0.99),
    p999: at(0.999),
    max: at(1),
    lateP99: lateSorted[Math.floor(lateSorted.length * 0.99)] ?? 0,
  }
}

/** RA-07: all sockets are cut at once, and come back with the jitter of the product's clients. */
async function storm({ timeoutMs }: Extract<Order, { type: 'storm' }>): Promise<Report> {
  const sockets = visitors.length + agents.length
  for (const one of [...visitors, ...agents]) one.socket.cut()
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (const one of visitors) one.isWelcome = false
  for (const one of agents) one.isLive = false
  const startedMs = performance.now()
  const redial = (again: () => void, isBack: () => boolean, attempt = 0): void => {
    setTimeout(
      () => {
        if (isBack()) return
        again()
        setTimeout(() => isBack() || redial(again, isBack, attempt + 1), 5_000)
      },
      Math.random() * Math.min(2_000, 250 * 2 ** attempt),
    )
  }
  for (const visitor of visitors)
    redial(
      () => {
        visitor.socket = dialVisitor(visitor)
      },
      () => visitor.isWelcome,
    )
  for (const agent of agents) {
    const seat = seatOf.get(agent)
    if (!seat) continue
    redial(
      () => {
        agent.socket = dialAgent(seat, agent)
      },
      () => agent.socket.isOpen,
    )
  }
  // An agent that had everything is sent nothing: each visitor's next change shows that it is back.
  const isBack = () => visitors.every((one) => one.isWelcome) && agents.every((one) => one.socket.isOpen)
  await until(isBack, timeoutMs)
  for (const visitor of visitors) {
    for (let i = 0; i < 20 && visitor.isWelcome && !sendChange(visitor, performance.now()); ) i++
  }
  await until(() => agents.every((one) => one.isLive), timeoutMs)
  const back = visitors.filter((one) => one.isWelcome).length + agents.filter((one) => one.isLive).length
  return { type: 'stormed', sockets, back, ms: performance.now() - startedMs }
}

function close(): Report {
  for (const one of [...visitors, ...agents]) one.socket.cut()
  visitors = []
  agents = []
  return { type: 'closed' }
}

function obey(order: Order): Promise<Report> | Report {
  switch (order.type) {
    case 'open':
      return open(order)
    case 'run':
      return run(order)
    case 'storm':
      return storm(order)
    case 'close':
      return close()
  }
}

if (process.send) {
  process.on('message', (order: Order) => {
    void Promise.resolve(obey(order)).then(
      (report) => process.send?.(report),
      (error: unknown) => process.send?.({ type: 'failed', error: String(error) }),
    )
  })
  process.on('disconnect', () => process.exit(0))
}
