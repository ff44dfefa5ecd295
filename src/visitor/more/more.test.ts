import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { createError } from '../api/error.ts'
import type { Handler } from '../loader/link.ts'
import { tagFor } from '../testing/fake-page.ts'
import { settingsFor } from '../testing/settings.ts'
import type { Core } from './core.ts'
import { createMessages } from './messages.ts'
import { createWindowMessages } from './window-messages.ts'

const CHAT = 'https://chat.example.com'
const clock = createClock(globalThis, () => Date.now())
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('window messages', () => {
  function setUp(settings: Partial<VisitorSettings> = { chatOrigins: [CHAT] }) {
    const calls: unknown[] = []
    const fetched: number[] = []
    const answers: unknown[] = []
    const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
    let failure: Error | null = null
    const core = {
      deps: {
        clock,
        tag: tagFor(),
        api: {
          async settings(group: number) {
            fetched.push(group)
            return { ...settingsFor(), ...settings }
          },
        },
      },
      visitor: {
        async start(trigger: string, params: unknown) {
          calls.push([trigger, params])
          if (failure) throw failure
        },
        async showButton(isShown: boolean) {
          calls.push(['showButton', isShown])
        },
        async toggleButton() {
          calls.push(['toggleButton'])
        },
      },
    } as unknown as Core
    const receive = createWindowMessages(core, (params) => void calls.push(['defaults', params]))
    const source = {
      postMessage: (answer: unknown, options: unknown) => void answers.push([answer, options]),
    }
    const say = (data: unknown, more: object = {}) =>
      receive({ isTrusted: true, origin: CHAT, source, data, ...more } as unknown as MessageEvent)
    return {
      calls,
      fetched,
      answers,
      warnings,
      say,
      fail: (code: 'terms-declined') => (failure = createError(code)),
    }
  }
  const start = (more: object = {}) => ({ sidelong: { call: 'start', groupId: 4711, id: 7, ...more } })

  test('WM-1 WM-3: both forms, each answered at its own origin', async () => {
    const { calls, answers, say } = setUp()
    await say(start({ args: { name: 'Ann' } }))
    await say({ glance_invoke: { func: 'startSession', args: ['key-1'], groupid: '12' } })
    await say({ sidelong: { call: 'showTerms', args: [], groupId: 12 } })
    await say({ sidelong: { call: 'showButton', groupId: 4711 } })
    await say({ sidelong: { call: 'toggleButton', groupId: 4711 } })
    await say({ sidelong: { call: 'setStartParams', args: { phone: '1' }, groupId: 12 } })
    expect(calls).toEqual([
      ['message', { name: 'Ann', groupId: 4711 }],
      ['message', { key: 'key-1', groupId: 12 }],
      ['terms', { groupId: 12 }],
      ['showButton', true],
      ['toggleButton'],
      ['defaults', { phone: '1', groupId: 12 }],
    ])
    expect(answers[0]).toEqual([{ sidelong: { reply: 7, ok: true } }, { targetOrigin: CHAT }])
    expect(answers).toHaveLength(6)
  })

  test('WM-1: anything else is ignored, and nothing is fetched for it', async () => {
    const { calls, fetched, answers, say } = setUp()
    for (const data of [
      null,
      'start',
      {},
      { sidelong: 1 },
      { sidelong: { call: 'start' } },
      { sidelong: { call: 'end', groupId: 4711 } },
      { sidelong: { call: 'constructor', groupId: 4711 } },
      { sidelong: { call: 'start', groupId: '4711' } },
      { sidelong: { reply: 1, ok: true } },
      { glance_invoke: { func: 'stopSession', groupid: 4711 } },
    ])
      await say(data)
    await say(start(), { isTrusted: false })
    expect([calls, fetched, answers]).toEqual([[], [], []])
  })

  test('WM-2 WM-3 GC-2: group first, then origin; no answer, one line in the console', async () => {
    const { calls, fetched, answers, warnings, say } = setUp()
    await say(start({ groupId: 99 }))
    expect(fetched).toEqual([])
    for (const origin of ['https://evil.example', 'null', `${CHAT}.evil.example`, 'http://chat.example.com'])
      await say(start(), { origin })
    expect([calls, answers]).toEqual([[], []])
    expect(warnings).toHaveBeenCalledTimes(5)
    // Asked once, not for each.
    expect(fetched).toEqual([4711])
  })

  test('WM-2: without the list nothing is accepted', async () => {
    const { calls, say } = setUp({ chatOrigins: [] })
    await say(start())
    expect(calls).toEqual([])
  })

  test('WM-3: what fails is answered with its code, bad arguments too', async () => {
    const { answers, say, fail } = setUp()
    await say(start({ args: { nonsense: 1 } }))
    fail('terms-declined')
    await say(start())
    expect(answers.map((entry) => (entry as [{ sidelong: { code: string } }])[0].sidelong.code)).toEqual([
      'bad-params',
      'terms-declined',
    ])
  })

  test('WM-4: ten a minute and sender', async () => {
    const { calls, say } = setUp()
    for (let i = 0; i < 12; i++) await say(start())
    expect(calls).toHaveLength(10)
    vi.advanceTimersByTime(60_001)
    await say(start())
    expect(calls).toHaveLength(11)
  })
})

describe('messages between page and agents', () => {
  function setUp({ hasSession = true, isOnline = true } = {}) {
    const told: unknown[] = []
    const handlers = new Set<Handler>()
    const agent = { id: 'A', kind: 'agent', name: 'Ada' }
    const session = { tell: (message: unknown) => isOnline && !!told.push(message) }
    const core = {
      deps: { clock },
      link: { handlers },
      visitor: { current: () => (hasSession ? session : null), session: () => ({ participants: [agent] }) },
    } as unknown as Core
    return { ...createMessages(core), told, handlers, agent }
  }
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'fine',
      (error: { code: string }) => error.code,
    )

  test('AP-3: names, sizes and numbers', async () => {
    const { send, told } = setUp()
    expect(await codeOf(send('cart.total', { sum: 12 }))).toBe('fine')
    expect(told).toEqual([{ type: 'message', name: 'cart.total', json: '{"sum":12}' }])
    for (const name of ['', 'Cart', 'a b', 'x'.repeat(65), 7])
      expect(await codeOf(send(name, 1))).toBe('bad-params')
    const circle: Record<string, unknown> = {}
    circle.circle = circle
    for (const payload of [undefined, circle, () => {}])
      expect(await codeOf(send('a', payload))).toBe('bad-params')
    expect(await codeOf(send('a', 'x'.repeat(16_382)))).toBe('fine')
    expect(await codeOf(send('a', 'x'.repeat(16_383)))).toBe('message-too-large')
    // Counted in bytes.
    expect(await codeOf(send('a', 'ü'.repeat(8_192)))).toBe('message-too-large')
    for (let i = 0; i < 8; i++) expect(await codeOf(send('a', i))).toBe('fine')
    expect(await codeOf(send('a', 1))).toBe('rate-limited')
    vi.advanceTimersByTime(1_001)
    expect(await codeOf(send('a', 1))).toBe('fine')
  })

  test('AP-1 AP-3: without a session, and without a link', async () => {
    expect(await codeOf(setUp({ hasSession: false }).send('a', 1))).toBe('not-in-session')
    expect(await codeOf(setUp({ isOnline: false }).send('a', 1))).toBe('server-lost')
  })

  test('AP-3: what comes goes to the handlers of its name, from somebody who is there', () => {
    const { receive, handlers, agent } = setUp()
    const seen: unknown[] = []
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
    const on = (event: string, handler: (...args: never[]) => void) =>
      handlers.add({ event, handler: handler as Handler['handler'] })
    on('message offer', () => {
      throw new Error('page')
    })
    on('message offer', (...args) => seen.push(args))
    on('offer', (...args) => seen.push(args))
    const message = { type: 'message', name: 'offer', json: '{"a":1}', from: 'A' } as const
    receive(message as never)
    receive({ ...message, from: 'B' } as never)
    receive({ ...message, json: '{' } as never)
    expect(seen).toEqual([[{ a: 1 }, agent]])
    expect(quiet).toHaveBeenCalledTimes(1)
  })

  test('NV-6: an announced absence', async () => {
    const { expectAbsence, told } = setUp()
    expect(await codeOf(expectAbsence({ seconds: 900, note: 'Paying' }))).toBe('fine')
    expect(told).toEqual([{ type: 'absence', seconds: 900, note: 'Paying' }])
    for (const options of [
      null,
      {},
      { seconds: 901 },
      { seconds: 0 },
      { seconds: 1.5 },
      { seconds: 1, note: 'x'.repeat(201) },
    ])
      expect(await codeOf(expectAbsence(options))).toBe('bad-params')
  })
})
