import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import { CHANNEL, readFrames } from '../../protocol/http-channel.ts'
import { createHttpSocket } from './http-socket.ts'

const clock = createClock(globalThis, () => Date.now())
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

type Call = {
  path: string
  url: string
  init: RequestInit
  answer: (body: unknown, status?: number) => Promise<void>
}
const ID = 'I'.repeat(22)

function setUp() {
  const calls: Call[] = []
  const log: string[] = []
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const fetch = (url: string, init: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new Error('aborted')))
      calls.push({
        path: url.split('/').at(-1) ?? '',
        url,
        init,
        async answer(body, status = 200) {
          resolve(new Response(JSON.stringify(body), { status }))
          await settle()
        },
      })
    })
  const socket = createHttpSocket('wss://s1.example/v1/visitor', clock, fetch)
  socket.onopen = () => log.push('open')
  socket.onmessage = ({ data }) => log.push(String(data))
  socket.onclose = ({ code }) => log.push(`closed ${code}`)
  const last = (path: string) => calls.findLast((call) => call.path === path) as Call
  const framesOf = async ({ init }: Call) => {
    const body = new Uint8Array(await (init.body as Blob).arrayBuffer())
    expect(new TextDecoder().decode(body.subarray(0, 22))).toBe(ID)
    return readFrames(body.subarray(22)).map((frame) => (typeof frame === 'string' ? frame : frame.length))
  }
  async function open() {
    await settle()
    await last('open').answer({ id: ID })
  }
  return { calls, log, socket, last, framesOf, open, settle }
}

test('opens, polls one after the other, and hands on what is said', async () => {
  const { calls, log, last, open } = setUp()
  await open()
  expect(log).toEqual(['open'])
  await last('poll').answer({ texts: ['a', 'b'], close: null })
  await last('poll').answer({ texts: [], close: null })
  expect(log).toEqual(['open', 'a', 'b'])
  expect(calls.filter(({ path }) => path === 'poll')).toHaveLength(3)
  await last('poll').answer({ texts: ['c'], close: 4_005 })
  expect(log).toEqual(['open', 'a', 'b', 'c', 'closed 4005'])
  expect(calls.filter(({ path }) => path === 'poll')).toHaveLength(3)
})

test('the id is in no address, no cookie goes along, and nothing asks for a preflight', async () => {
  const { calls, socket, open } = setUp()
  await open()
  socket.send('hello')
  for (const { url, init } of calls) {
    expect(url).toMatch(/^https:\/\/s1\.example\/v1\/visitor\/(open|send|poll)$/)
    expect([init.method, init.credentials, init.headers, (init.body as Blob).type]).toEqual([
      'POST',
      'omit',
      undefined,
      '',
    ])
  }
})

test('uploads keep their order: one at a time, what comes meanwhile goes with the next, in batches', async () => {
  const { calls, socket, last, framesOf, open } = setUp()
  await open()
  socket.send('first')
  socket.send('second')
  const large = new Uint8Array(CHANNEL.batchBytes - 10)
  socket.send(large)
  socket.send(new Uint8Array(3))
  const sends = () => calls.filter(({ path }) => path === 'send').length
  expect(sends()).toBe(1)
  expect(await framesOf(last('send'))).toEqual(['first'])
  expect(socket.bufferedAmount).toBeGreaterThan(CHANNEL.batchBytes)
  await last('send').answer({})
  expect(await framesOf(last('send'))).toEqual(['second'])
  await last('send').answer({})
  expect(await framesOf(last('send'))).toEqual([large.length])
  await last('send').answer({})
  expect(await framesOf(last('send'))).toEqual([3])
  await last('send').answer({})
  expect([sends(), socket.bufferedAmount]).toEqual([4, 0])
})

test('what the server does not know any more, or answers oddly, is a connection that broke off', async () => {
  for (const break_ of [
    (s: ReturnType<typeof setUp>) => s.last('poll').answer({}, 404),
    (s: ReturnType<typeof setUp>) => s.last('poll').answer({ texts: 1 }),
    async (s: ReturnType<typeof setUp>) => {
      s.socket.send('x')
      await s.last('send').answer({}, 503)
    },
  ]) {
    const all = setUp()
    await all.open()
    await break_(all)
    expect(all.log).toEqual(['open', 'closed 1006'])
  }
  const { log, last, settle } = setUp()
  await settle()
  await last('open').answer({ id: 'short' })
  expect(log).toEqual(['closed 1006'])
})

test('a request that hangs is given up', async () => {
  const { log, open } = setUp()
  await open()
  await vi.advanceTimersByTimeAsync(CHANNEL.pollMs + 30_001)
  expect(log).toEqual(['open', 'closed 1006'])
})

test('closed from here: what was said last still goes up, and nothing more is heard', async () => {
  const { log, socket, last, framesOf, open } = setUp()
  await open()
  socket.send('a')
  socket.send('end')
  socket.close(1_000)
  expect(await framesOf(last('send'))).toEqual(['end'])
  expect(last('send').init.keepalive).toBe(true)
  await last('poll').answer({ texts: ['late'], close: null })
  expect(log).toEqual(['open'])
})
