import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '../base/clock.ts'
import { LIMITS } from '../protocol/limits.ts'
import { openReconnectingSocket, type SocketLike } from './reconnecting-socket.ts'

type Fake = SocketLike & { url: string; sent: unknown[]; closedWith: number | undefined }

const clock = createClock(globalThis, () => Date.now())
let sockets: Fake[]
let log: string[]

beforeEach(() => {
  vi.useFakeTimers()
  sockets = []
  log = []
})
afterEach(() => vi.useRealTimers())

function open(random = () => 0.5, createSocket = fake) {
  return openReconnectingSocket({
    url: () => `ws://host/${sockets.length}`,
    clock,
    random,
    createSocket,
    onOpen: () => log.push('open'),
    onText: (text) => log.push(text),
    onBinary: (bytes) => log.push(`${bytes.length} bytes`),
    onClosed: (name, willRetry, failures) => log.push(`closed ${name} ${willRetry} ${failures}`),
  })
}

function fake(url: string): Fake {
  const socket: Fake = {
    url,
    sent: [],
    closedWith: undefined,
    binaryType: '',
    bufferedAmount: 7,
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: (data) => void socket.sent.push(data),
    close: (code) => {
      socket.closedWith = code
    },
  }
  sockets.push(socket)
  return socket
}

const last = () => sockets.at(-1)!

test('sends only while open and hands on what comes', () => {
  const socket = open()
  expect(socket.send('early')).toBe(false)
  last().onopen?.(undefined as never)
  expect(socket.send('hello')).toBe(true)
  Object.assign(sockets[0] as Fake, { readyState: 2 })
  expect(socket.send('closing')).toBe(false)
  Object.assign(sockets[0] as Fake, { readyState: 1 })
  last().onmessage?.({ data: 'text' })
  last().onmessage?.({ data: new ArrayBuffer(3) })
  expect(last().sent).toEqual(['hello'])
  expect(log).toEqual(['open', 'text', '3 bytes'])
  expect(socket.bufferedBytes()).toBe(7)
})

test('comes back after full jitter that grows, asking for the address anew', () => {
  open(() => 0.5)
  const delays: number[] = []
  for (let i = 0; i < 6; i++) {
    const count = sockets.length
    const before = Date.now()
    last().onclose?.({ code: 1006 })
    while (sockets.length === count) vi.advanceTimersToNextTimer()
    delays.push(Date.now() - before)
  }
  expect(delays).toEqual([125, 250, 500, 1_000, 1_000, 1_000])
  expect(sockets.map(({ url }) => url)).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `ws://host/${n}`))
  expect(log.at(-1)).toBe('closed null true 6')
})

test('a message, not a mere connection, ends the row of failures', () => {
  open()
  last().onclose?.({ code: 1006 })
  vi.advanceTimersByTime(2_000)
  last().onopen?.(undefined as never)
  last().onclose?.({ code: 4011 })
  expect(log.at(-1)).toBe('closed unknownSession true 2')
  vi.advanceTimersByTime(2_000)
  last().onopen?.(undefined as never)
  last().onmessage?.({ data: 'x' })
  last().onclose?.({ code: 1006 })
  expect(log.at(-1)).toBe('closed null true 1')
})

test.each([
  [4005, 'ended'],
  [4006, 'replaced'],
  [1000, 'normal'],
  [4001, 'version'],
])('close code %i ends it', (code, name) => {
  open()
  last().onclose?.({ code })
  vi.advanceTimersByTime(600_000)
  expect(sockets).toHaveLength(1)
  expect(log).toEqual([`closed ${name} false 1`])
})

test('silence is a loss, one millisecond earlier is not', () => {
  open()
  last().onopen?.(undefined as never)
  vi.advanceTimersByTime(10)
  last().onmessage?.({ data: 'beat' })
  vi.advanceTimersByTime(LIMITS.silentAfterMs - 1)
  expect(log).toEqual(['open', 'beat'])
  const silent = last()
  vi.advanceTimersByTime(1)
  expect(log.at(-1)).toBe('closed silent true 1')
  expect(silent.closedWith).toBe(4010)
  expect(silent.onmessage).toBeNull()
})

test('a connection that does not come about is given up', () => {
  open()
  vi.advanceTimersByTime(8_000)
  expect(log).toEqual(['closed silent true 1'])
  vi.advanceTimersByTime(2_000)
  expect(sockets).toHaveLength(2)
})

test('a constructor that throws counts as a failed attempt, reported later', () => {
  let calls = 0
  open(
    () => 0,
    (url) => {
      if (calls++ === 0) throw new Error('blocked by policy')
      return fake(url)
    },
  )
  expect(log).toEqual([])
  vi.advanceTimersByTime(1)
  expect(log).toEqual(['closed null true 1'])
  vi.advanceTimersByTime(1)
  expect(sockets).toHaveLength(1)
})

test('nudge connects at once while waiting, and does nothing otherwise', () => {
  const socket = open(() => 0.99)
  socket.nudge()
  expect(sockets).toHaveLength(1)
  for (let i = 0; i < 4; i++) {
    last().onclose?.({ code: 1006 })
    socket.nudge()
  }
  expect(sockets).toHaveLength(5)
})

test('RA-08: nudge leaves a connection behind whose signs of life are overdue: timers stand still while a machine sleeps', () => {
  const socket = open()
  last().onopen?.(undefined as never)
  vi.setSystemTime(Date.now() + 1.5 * LIMITS.beatMs)
  socket.nudge()
  expect(sockets).toHaveLength(1)
  last().onmessage?.({ data: 'beat' })
  vi.setSystemTime(Date.now() + 1.5 * LIMITS.beatMs + 1)
  socket.nudge()
  expect(sockets).toHaveLength(2)
  expect(sockets[0]?.closedWith).toBe(4010)
  expect(log).toEqual(['open', 'beat', 'closed silent true 1'])
  last().onopen?.(undefined as never)
  expect(socket.isOpen()).toBe(true)
})

test('stop closes, reports nothing and leaves no timer', () => {
  const socket = open()
  last().onopen?.(undefined as never)
  socket.stop()
  socket.stop()
  expect(last().closedWith).toBe(1000)
  expect(vi.getTimerCount()).toBe(0)
  expect(log).toEqual(['open'])
})

test('reconnect leaves the old connection behind', () => {
  const socket = open()
  last().onopen?.(undefined as never)
  socket.reconnect()
  expect(sockets).toHaveLength(2)
  expect(sockets[0]?.closedWith).toBe(1000)
  expect(log).toEqual(['open'])
})
