import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '../base/clock.ts'
import { startGuest } from './guest.ts'
import { AGENT_LIMITS } from './limits.ts'

/* The guest part on the customer's page; its way through the system is in test/e2e/guests.test.ts. */

const LINK = 'L'.repeat(22)
const GUEST = 'G'.repeat(22)
const waiting = (code: string) => ({ type: 'waiting', code, expiresInSeconds: 60 })
const refusal = (status: number, code: string) => ({ status, code })

let asked: { path: string; body: unknown; credentials: unknown }[]
/** What the server answers next, by path; the last one again and again. */
let answers: Record<string, object[]>
let submitted: { action: string; fields: object }[]

beforeEach(() => {
  asked = []
  submitted = []
  answers = {
    '/v1/guests': [{ guest: GUEST, code: '111111', expiresInSeconds: 60 }],
    '/v1/guests/state': [waiting('111111')],
    '/v1/guests/more-time': [waiting('222222')],
  }
  sessionStorage.clear()
  vi.useFakeTimers()
  vi.stubGlobal(
    'fetch',
    async (url: URL, { body = '', credentials }: { body?: string; credentials: unknown }) => {
      const path = url.pathname
      asked.push({ path, body: JSON.parse(body), credentials })
      const list = answers[path] ?? []
      const answer = (list.length > 1 ? list.shift() : list[0]) ?? {}
      if (answer === LOST) throw new TypeError('no network')
      const status = 'status' in answer ? Number(answer.status) : 200
      // Not a real one: its text comes in a task of the browser's, which fake timers do not wait for.
      return { ok: status === 200, headers: new Headers(), text: async () => JSON.stringify(answer) }
    },
  )
  vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(function (this: HTMLFormElement) {
    submitted.push({ action: this.action, fields: Object.fromEntries(new FormData(this)) })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  history.replaceState(null, '', location.pathname + location.search)
})

const LOST = {}
const polls = async (count: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(count * AGENT_LIMITS.guestPollMs + 1)
}

function open(hash = `#sidelong-guest=${LINK}`) {
  location.hash = hash
  const clock = createClock(globalThis, () => performance.now())
  const guest = startGuest({ baseUrl: 'https://co.shop.example' }, clock)
  const events: string[] = []
  guest.on('admitted', () => events.push('admitted'))
  guest.on('timeout', () => events.push('timeout'))
  guest.on('error', ({ code }) => events.push(code))
  return { guest, events }
}

test('GU-5: the code by the link in the address, which is taken out of it; once admitted, on by form', async () => {
  const { guest, events } = open()
  expect(location.hash).toBe('')
  expect(await guest.connect('Gus')).toEqual({ code: '111111', expiresInSeconds: 60 })
  expect(asked).toEqual([{ path: '/v1/guests', body: { link: LINK, name: 'Gus' }, credentials: 'omit' }])
  answers['/v1/guests/state'] = [waiting('111111'), { type: 'admitted' }]
  await polls(2)
  expect(events).toEqual(['admitted'])
  expect(submitted).toEqual([{ action: 'https://co.shop.example/guest/enter', fields: { guest: GUEST } }])
  await polls(3)
  expect(asked).toHaveLength(3)
})

test('GU-5: timeout is told once for each code; more time gives another', async () => {
  const { guest, events } = open()
  await guest.connect('Gus')
  answers['/v1/guests/state'] = [{ type: 'expired' }]
  await polls(3)
  expect(events).toEqual(['timeout'])
  expect(await guest.moreTime()).toEqual({ code: '222222', expiresInSeconds: 60 })
  await polls(2)
  expect(events).toEqual(['timeout', 'timeout'])
})

test('GU-5: a lost network is told once, and it goes on; a dead session ends it', async () => {
  const { guest, events } = open()
  await guest.connect('Gus')
  answers['/v1/guests/state'] = [LOST, LOST, waiting('111111'), LOST, refusal(404, 'not-found')]
  await polls(8)
  expect(events).toEqual(['network', 'network', 'not-found'])
  expect(asked.filter(({ path }) => path === '/v1/guests/state')).toHaveLength(5)
  await expect(guest.moreTime()).rejects.toMatchObject({ code: 'not-found' })
})

test('GU-5: who comes back in the same tab is known; another link begins anew; without one there is no code', async () => {
  const { guest } = open()
  await guest.connect('Gus')
  guest.close()
  answers['/v1/guests/state'] = [{ type: 'admitted' }]
  const back = open('')
  await polls(0)
  expect([back.events, submitted.length]).toEqual([['admitted'], 1])
  const other = open()
  await polls(1)
  expect(other.events).toEqual([])
  sessionStorage.clear()
  await expect(open('').guest.connect('Gus')).rejects.toMatchObject({ code: 'not-found' })
})
