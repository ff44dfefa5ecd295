import { afterEach, beforeEach, expect, test } from 'vitest'
import { CLOSE } from '../../protocol/close-codes.ts'
import { CHANNEL, toFrame } from '../../protocol/http-channel.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { checkpoint, Harness, SITE } from '../testing/harness.ts'

let harness: Harness
beforeEach(async () => {
  harness = await Harness.start()
})
afterEach(() => harness.stop())

type Said = { texts: { type: string }[]; close: number | null }

async function post(path: string, body: BodyInit = '', origin: string | null = SITE): Promise<Response> {
  const headers = origin === null ? {} : { origin }
  return fetch(`${harness.url}/v1/visitor/${path}`, { method: 'POST', headers, body })
}
async function open(): Promise<string> {
  return ((await (await post('open')).json()) as { id: string }).id
}
async function said(answer: Promise<Response>): Promise<Said> {
  const { texts, close } = (await (await answer).json()) as { texts: string[]; close: number | null }
  return { texts: texts.map((text) => JSON.parse(text) as { type: string }), close }
}
const frames = (...all: (object | Uint8Array)[]) =>
  all.map((one) => toFrame(one instanceof Uint8Array ? new Uint8Array(one) : JSON.stringify(one)))
/** An upload, and what is said then. */
async function send(id: string, ...all: (object | Uint8Array)[]): Promise<Said> {
  expect((await upload(id, ...all)).status).toBe(200)
  return poll(id)
}
const upload = (id: string, ...all: (object | Uint8Array)[]) =>
  post('send', new Blob([id, ...frames(...all)]))
const poll = (id: string) => said(post('poll', id))
const hello = (more: object = {}) => {
  const { sessionId, credential } = harness
  return { type: 'hello', protocol: 1, sessionId, credential, pageId: 'page-0001', sent: null, ...more }
}

test('a visitor over uploads and long polls is as one over a WebSocket', async () => {
  await harness.openSession()
  const id = await open()
  const first = await send(id, hello())
  expect(first.texts.map(({ type }) => type)).toEqual(['welcome'])
  // Held back until there is something to say.
  const waiting = poll(id)
  await upload(id, ...checkpoint(1))
  expect((await waiting).texts).toEqual(
    expect.arrayContaining([expect.objectContaining({ type: 'participants' })]),
  )
  const joined = await harness.join()
  const agent = await harness.agentSocket(joined).open()
  agent.send({ type: 'hello', protocol: 1, have: null })
  expect((await agent.next('welcome')).status).toBe('A')
  const { pid } = joined
  await upload(id, { type: 'masks', people: [pid], from: 0, reason: null })
  await agent.untilEnvelopes(checkpoint(1).length)
  await poll(id)
  expect((await send(id, { type: 'end' })).close).toBe(CLOSE.ended.code)
  // With its end it is forgotten.
  expect((await post('poll', id)).status).toBe(404)
})

test('GC-8: the origin must be the same, and one of the session’s', async () => {
  await harness.openSession()
  for (const origin of [null, 'null', 'nonsense']) expect((await post('open', '', origin)).status).toBe(403)
  const id = await open()
  expect((await post('poll', id, 'https://other.example')).status).toBe(404)
  const stranger = await post('open', '', 'https://evil.example')
  expect(stranger.headers.get('access-control-allow-origin')).toBe('https://evil.example')
  const { id: evil } = (await stranger.json()) as { id: string }
  await post('send', new Blob([evil, ...frames(hello())]), 'https://evil.example')
  const answer = await said(post('poll', evil, 'https://evil.example'))
  expect(answer.close).toBe(CLOSE.origin.code)
})

test('credentials, first messages and frames are judged as on a WebSocket', async () => {
  await harness.openSession()
  const wrong = await send(await open(), hello({ credential: 'A'.repeat(22) }))
  expect(wrong.close).toBe(CLOSE.credential.code)
  expect((await send(await open(), { type: 'activity' })).close).toBe(CLOSE.protocol.code)
  const odd = await open()
  await post('send', new Blob([odd, 'xx']))
  expect((await poll(odd)).close).toBe(CLOSE.protocol.code)
  const large = new Uint8Array(SERVER_LIMITS.maxStrangerBytes + 1)
  const stranger = await open()
  await post('send', new Blob([stranger, ...frames(large)])).catch(() => null)
  expect((await poll(stranger)).close).toBe(CLOSE.limit.code)
})

test('who guesses ids, or puts them into the address, gets nothing', async () => {
  const id = await open()
  expect((await post(`poll?id=${id}`)).status).toBe(405)
  expect((await post('poll', 'A'.repeat(22))).status).toBe(404)
  expect((await post('poll', '')).status).toBe(404)
  expect((await post('send', 'short')).status).toBe(404)
  const preflight = await fetch(`${harness.url}/v1/visitor/open`, {
    method: 'OPTIONS',
    headers: { origin: SITE },
  })
  expect(preflight.status).toBe(405)
})

test('a channel that says nothing, or no more, is closed', async () => {
  await harness.openSession()
  const silent = await open()
  harness.clock.advance(LIMITS.firstMessageMs + 1)
  expect((await poll(silent)).close).toBe(CLOSE.firstMessage.code)
  const id = await open()
  await send(id, hello())
  harness.clock.advance(LIMITS.silentAfterMs)
  expect((await poll(id)).close).toBe(CLOSE.silent.code)
})

test('a poll ends with nothing after a while; a newer one ends the older', async () => {
  await harness.openSession()
  const id = await open()
  await send(id, hello())
  const first = poll(id)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const second = poll(id)
  expect((await first).texts).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 50))
  harness.clock.advance(CHANNEL.pollMs)
  expect((await second).texts.filter(({ type }) => type !== 'beat')).toEqual([])
})
