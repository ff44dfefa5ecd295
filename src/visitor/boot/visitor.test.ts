import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import type { StartRequest } from '../../protocol/rest.ts'
import { createError } from '../api/error.ts'
import { createEmit, type Events } from '../api/events.ts'
import { createImplementation } from '../api/implementation.ts'
import type { Handler } from '../loader/link.ts'
import type { TagConfig } from '../loader/tag.ts'
import type { Core } from '../more/core.ts'
import { createStarting } from '../more/starting.ts'
import {
  createFakeCapture,
  createFakeSockets,
  createFakeStore,
  createFakeWindow,
  grantFor,
  type Jar,
  tagFor,
  welcome,
} from '../testing/fake-page.ts'
import { settingsFor } from '../testing/settings.ts'
import { createAttempt } from './attempt.ts'
import type { CarriedState } from './state-codec.ts'
import { createVisitor, type VisitorDeps } from './visitor.ts'

const clock = createClock(globalThis, () => Date.now())

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

type Api = {
  start(params?: unknown): Promise<unknown>
  showTerms(params?: unknown): Promise<unknown>
  end(): Promise<void>
  setStartParams(params?: unknown): void
  setIdentity(identity: unknown): void
  pause(options?: unknown): void
  resume(): void
  isPaused(): boolean
  inSession(): boolean
  getKey(): string | null
  state(): string
  ready(): Promise<void>
  act(name: string): void
  session(): { status: string } | null
}
type Options = {
  tag?: Partial<TagConfig>
  config?: Record<string, unknown>
  consent?: 'always' | 'page' | 'never'
  jar?: Jar
  hasFocus?: boolean
  fail?: Record<string, Parameters<typeof createError>[0]>
  hasParts?: boolean
  /** The browser tells of a violation of the page's policy when something is asked of the server. */
  violates?: string
  isBlocked?: boolean
  closed?: string
}

function setUp({
  tag: more = {},
  config = {},
  consent = 'never',
  jar = { state: null },
  hasFocus = true,
  fail = {},
  hasParts = true,
  violates,
  isBlocked = false,
  closed,
}: Options = {}) {
  const log: string[] = []
  const events: string[] = []
  const handlers = new Set<Handler>()
  const net = createFakeSockets(log)
  const window = createFakeWindow()
  const requests: StartRequest[] = []
  const tag = tagFor(more)
  const emit = createEmit(handlers)
  const on = <E extends keyof Events>(event: E, handler: (payload: Events[E]) => void) =>
    handlers.add({ event, handler: handler as never, isOnce: false })
  for (const event of [
    'state',
    'error',
    'blocked',
    'takeover',
    'session-continued',
    'session-started',
  ] as const)
    on(event, (payload) => {
      const { state, code, active } = payload as { state?: string; code?: string; active?: boolean }
      events.push(`${event} ${state ?? code ?? active ?? ''}`.trim())
    })
  on('session-ended', ({ reason }) => events.push(`ended ${reason}`))
  const attempt = (path: string) => {
    log.push(`POST ${path}`)
    if (violates)
      window.document.dispatchEvent(
        Object.assign(new Event('securitypolicyviolation'), { effectiveDirective: violates }),
      )
    const code = fail[path]
    if (code) throw createError(code)
  }
  Object.assign(window, { hasFocus })
  const store = createFakeStore(jar)
  const capture = createFakeCapture(log)
  const deps: VisitorDeps = {
    window,
    clock,
    random: () => 0,
    version: '1',
    tag,
    api: {
      post: () => Promise.reject(new Error('not here')),
      async settings() {
        attempt('settings')
        return settingsFor({}, consent)
      },
      async start(request) {
        requests.push(request)
        attempt('start')
        return grantFor()
      },
      async continue() {
        attempt('continue')
        return grantFor()
      },
      end: () => void log.push('POST end'),
    },
    store: { ...store, ...(isBlocked && { write: () => false }) },
    startCapture: (options) => ({ ...capture.startCapture(options), ...(closed && { closed }) }),
    createSocket: net.createSocket,
    fallBack: () => void log.push('fall back'),
    maskHook: () => null,
    loadFrames: async () => null,
    loadRemote: async () => null,
    pageId: 'pageid00',
    emit,
    createUi: null,
    preview: async () => {},
    more: (name) => void log.push(`more ${name}`),
    loadAttempt: async () => (hasParts ? createAttempt : null),
  }
  const visitor = createVisitor(deps)
  const core = { deps, visitor, link: { config } } as unknown as Core
  const api = { ...createImplementation(visitor, emit), ...createStarting(core) } as unknown as Api
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const toWaiting = async () => {
    await settle()
    net.last().open()
    net.last().say(welcome())
    net.last().say({ type: 'participants', status: 'W', participants: [] })
    await settle()
  }
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'fine',
      (error: { code: string }) => error.code,
    )
  return { api, log, events, net, window, requests, jar, on, settle, toWaiting, codeOf, visitor }
}

const carried = (more: Partial<CarriedState> = {}): CarriedState => ({
  sessionId: '4711:123456:BBBBBBBBBBBBBBBBBBBBBA' as CarriedState['sessionId'],
  credential: 'AAAAAAAAAAAAAAAAAAAAAA' as CarriedState['credential'],
  sessionServer: 'https://s1.example.com',
  paused: false,
  floor: { digest: 'x' },
  ...more,
})

describe('SE-1 a start', () => {
  test('the part that starts cannot be loaded: `network`, and nothing was asked of the server', async () => {
    const { api, log, codeOf } = setUp({ hasParts: false })
    expect(await codeOf(api.start())).toBe('network')
    expect(log).toEqual([])
    expect(api.state()).toBe('idle')
  })

  test('in order, resolving at status W', async () => {
    const { api, log, events, toWaiting } = setUp()
    const started = api.start()
    expect(api.state()).toBe('starting')
    await toWaiting()
    await expect(started).resolves.toMatchObject({ key: '123456', status: 'W' })
    expect(log.slice(0, 4)).toEqual([
      'POST settings',
      'POST start',
      'connect wss://s1.example.com/v1/visitor',
      'up hello',
    ])
    expect(events).toEqual(['state starting', 'session-started', 'state waiting'])
    expect(api.getKey()).toBe('123456')
    expect(api.inSession()).toBe(true)
  })

  test.each(['settings', 'start'] as const)('a failure of %s leaves nothing', async (path) => {
    const { api, jar, net, codeOf, settle, events } = setUp({ fail: { [path]: 'no-server' } })
    expect(await codeOf(api.start())).toBe('no-server')
    await settle()
    expect(jar.state).toBeNull()
    expect(net.sockets).toEqual([])
    expect(api.state()).toBe('idle')
    expect(events).toEqual(['state starting', 'state idle'])
  })

  test('AP-1 and GC-1 come before anything is sent', async () => {
    const { api, log, codeOf } = setUp()
    expect(await codeOf(api.start({ nonsense: 1 }))).toBe('bad-params')
    expect(await codeOf(api.start({ groupId: 13 }))).toBe('group-not-allowed')
    expect(await codeOf(api.showTerms({ groupId: 13 }))).toBe('group-not-allowed')
    expect(await codeOf(api.start('no good'))).toBe('bad-key')
    expect(log).toEqual([])
  })

  test('an additional group', async () => {
    const { api, requests, toWaiting } = setUp()
    api.start({ groupId: 12 })
    await toWaiting()
    expect(requests[0]?.groupId).toBe(12)
  })

  test('NV-7 a cookie domain that is not ours is refused', async () => {
    for (const cookieDomain of ['other.example.com', 'com', 'ample.com']) {
      const { api, codeOf } = setUp({ tag: { cookieDomain } })
      expect(await codeOf(api.start())).toBe('bad-config')
    }
  })

  test('SE-7 the credential of the session that this browser has goes along', async () => {
    const { api, requests, toWaiting } = setUp({ jar: { state: carried() }, hasFocus: false })
    api.start()
    await toWaiting()
    expect(requests[0]?.credential).toBe('AAAAAAAAAAAAAAAAAAAAAA')
  })

  test('SE-12 again: the same session, or already-in-session', async () => {
    const { api, codeOf, toWaiting, requests } = setUp()
    const first = api.start()
    const second = api.start()
    await toWaiting()
    expect(await second).toBe(await first)
    expect(await api.start({ key: '123456' })).toMatchObject({ key: '123456' })
    expect(await codeOf(api.start({ key: 'other' }))).toBe('already-in-session')
    expect(await codeOf(api.start({ groupId: 12 }))).toBe('already-in-session')
    expect(requests).toHaveLength(1)
  })

  test('cancelled while starting: the session is taken back', async () => {
    const { api, codeOf, log, settle, net } = setUp()
    const started = codeOf(api.start())
    await vi.advanceTimersByTimeAsync(0).then(() => {})
    expect(net.sockets).toHaveLength(1)
    await api.end()
    expect(await started).toBe('cancelled')
    await settle()
    expect(log).toContain('POST end')
    expect(api.state()).toBe('idle')
  })

  test('AP-1 without a session', async () => {
    const { api, codeOf } = setUp()
    expect(await codeOf(api.end())).toBe('not-in-session')
    expect(api.getKey()).toBeNull()
    expect(api.inSession()).toBe(false)
    expect(api.isPaused()).toBe(false)
    api.pause()
    api.resume()
  })
})

describe('ER-1 what can go wrong at a start', () => {
  test('EM-14 the page’s policy blocks requests: csp-blocked; another directive is not ours', async () => {
    const blocked = setUp({ fail: { settings: 'network' }, violates: 'connect-src' })
    const error = await blocked.api.start().catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'csp-blocked', detail: { directive: 'connect-src' } })
    const other = setUp({ fail: { settings: 'network' }, violates: 'img-src' })
    expect(await other.codeOf(other.api.start())).toBe('network')
  })

  test('PL-1 a browser without constructed style sheets: unsupported-browser, and nothing is asked', async () => {
    const { api, window, codeOf, log } = setUp()
    delete (window.document as Partial<Document>).adoptedStyleSheets
    expect(await codeOf(api.start())).toBe('unsupported-browser')
    expect(log).toEqual([])
  })

  test.each([
    ['SE-11 cookies are blocked', { isBlocked: true }, 'storage-blocked'],
    ['MK-18 a selector that the browser does not know', { closed: 'selector-invalid' }, 'selector-invalid'],
  ])('%s: the session runs, and a warning says so', async (_name, options, code) => {
    const { api, events, toWaiting } = setUp(options)
    api.start()
    await toWaiting()
    expect(events).toContain(`error ${code}`)
    expect(api.state()).toBe('waiting')
  })

  test.each(['key-not-allowed', 'key-in-use', 'quota-exceeded', 'rate-limited', 'group-suspended'] as const)(
    'the server says %s, and so does the promise',
    async (code) => {
      const { api, codeOf } = setUp({ fail: { start: code } })
      expect(await codeOf(api.start('a-key'))).toBe(code)
    },
  )
})

describe('SE-3 who starts', () => {
  test.each<[string, Options, (api: Api) => void, Partial<StartRequest>]>([
    ['visitor id of the tag', { tag: { visitorId: 'v1' } }, (api) => api.start(), { key: 'v1' as never }],
    [
      '… of the config',
      { tag: { visitorId: 'v1' }, config: { visitorId: 'v2' } },
      (api) => api.start(),
      { key: 'v2' as never },
    ],
    [
      'setIdentity',
      {},
      (api) => {
        api.setIdentity({ visitorId: 'v3', name: 'Ann' })
        api.start()
      },
      { key: 'v3' as never, identity: { visitorId: 'v3', name: 'Ann' } },
    ],
    [
      'setStartParams, no argument',
      {},
      (api) => {
        api.setStartParams({ key: 'k' })
        api.start()
      },
      { key: 'k' as never },
    ],
    ['given key', { tag: { visitorId: 'v1' } }, (api) => api.start('k2'), { key: 'k2' as never }],
  ])('%s', async (_name, options, act, expected) => {
    const { api, requests, settle } = setUp(options)
    act(api)
    await settle()
    expect(requests[0]).toMatchObject(expected)
  })

  test('arguments take the place of setStartParams, and none clears them', async () => {
    const one = setUp()
    one.api.setStartParams({ key: 'k' })
    one.api.start({ name: 'Ann' })
    await one.settle()
    expect(one.requests[0]).not.toHaveProperty('key')
    const two = setUp()
    two.api.setStartParams({ key: 'k' })
    two.api.setStartParams()
    two.api.start()
    await two.settle()
    expect(two.requests[0]).not.toHaveProperty('key')
  })

  test('EM-9 elements and keys mean the primary group', async () => {
    const { api, requests, settle } = setUp()
    api.setStartParams({ groupId: 12 })
    api.act('start')
    await settle()
    expect(requests[0]?.groupId).toBe(4711)
  })

  test('a malformed default is an event, since nobody waits', () => {
    const { api, events } = setUp()
    api.setIdentity({ name: 7 })
    api.pause({ message: 'x'.repeat(201) })
    api.act('nonsense')
    expect(events).toEqual(['error bad-params', 'error bad-params', 'error bad-params'])
  })
})

describe('UI-14 a page with its own UI', () => {
  test('nobody listens: consent-required', async () => {
    const { api, codeOf } = setUp({ consent: 'always' })
    expect(await codeOf(api.start())).toBe('consent-required')
  })

  test('accepted, declined, unanswered', async () => {
    const outcomes: string[] = []
    for (const answer of [true, false, 'yes', null] as const) {
      const { api, on, codeOf, settle, toWaiting } = setUp({ consent: 'always' })
      on('terms', ({ outcome, respond }) => {
        if (outcome === 'shown' && answer !== null) respond(answer as boolean)
      })
      const code = codeOf(api.start())
      await settle()
      if (answer === null) {
        expect(api.state()).toBe('consent')
        await vi.advanceTimersByTimeAsync(120_000)
      }
      if (answer === true) await toWaiting()
      outcomes.push(await code)
    }
    expect(outcomes).toEqual(['fine', 'terms-declined', 'terms-declined', 'consent-required'])
  })
})

describe('continuation', () => {
  test('NV-1 a session in the cookie goes on without consent', async () => {
    const { api, events, log, toWaiting } = setUp({ jar: { state: carried() }, consent: 'always' })
    await toWaiting()
    await api.ready()
    expect(log[0]).toBe('POST continue')
    expect(events).toEqual(['state reconnecting', 'session-continued', 'state starting', 'state waiting'])
  })

  test('UI-8 a pause survives', async () => {
    const { api, toWaiting } = setUp({ jar: { state: carried({ paused: true }) } })
    await toWaiting()
    expect(api.isPaused()).toBe(true)
  })

  test.each([
    ['GC-4 page load', (page: ReturnType<typeof setUp>) => void page],
    ['GC-6 focus', (page: ReturnType<typeof setUp>) => void page.window.dispatchEvent(new Event('focus'))],
    [
      'GC-6 back/forward cache',
      (page: ReturnType<typeof setUp>) =>
        void page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })),
    ],
  ])('%s: a foreign group opens nothing and keeps the cookie', async (_name, act) => {
    const jar = {
      state: carried({ sessionId: '99:123456:BBBBBBBBBBBBBBBBBBBBBA' as CarriedState['sessionId'] }),
    }
    const page = setUp({ jar })
    await page.settle()
    page.events.length = 0
    act(page)
    await page.settle()
    expect(page.log).toEqual([])
    expect(page.net.sockets).toEqual([])
    expect(jar.state).not.toBeNull()
    expect(page.api.state()).toBe('idle')
  })

  test('GC-7 blocked is told', async () => {
    const jar = {
      state: carried({ sessionId: '99:123456:BBBBBBBBBBBBBBBBBBBBBA' as CarriedState['sessionId'] }),
    }
    const { events, settle } = setUp({ jar })
    await settle()
    expect(events).toEqual(['blocked group-not-allowed'])
  })

  test('MK-18 no rules, no content: it tries until it has them', async () => {
    const fail: Options['fail'] = { continue: 'network' }
    const { events, log, net, settle } = setUp({ jar: { state: carried() }, fail })
    await settle()
    expect(events).toEqual(['error settings-unavailable'])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(log.filter((line) => line === 'POST continue').length).toBeGreaterThan(3)
    expect(net.sockets).toEqual([])
    delete fail?.continue
    await vi.advanceTimersByTimeAsync(10_000)
    expect(net.sockets).toHaveLength(1)
  })

  test('a session that is over is cleared away', async () => {
    const jar: Jar = { state: carried() }
    const { events, settle } = setUp({ jar, fail: { continue: 'session-expired' } })
    await settle()
    expect(events).toEqual(['error session-expired'])
    expect(jar.state).toBeNull()
  })

  test('NV-2 a tab in the background waits for focus, then takes over', async () => {
    const { api, events, log, window, toWaiting, settle } = setUp({
      jar: { state: carried() },
      hasFocus: false,
    })
    await settle()
    expect(log).toEqual([])
    expect(api.inSession()).toBe(true)
    Object.assign(window, { hasFocus: true })
    window.dispatchEvent(new Event('focus'))
    await toWaiting()
    expect(events).toContain('takeover true')
    expect(api.state()).toBe('waiting')
  })

  test('NV-2 taken over, and back with focus', async () => {
    const { api, events, net, window, toWaiting } = setUp({ jar: { state: carried() } })
    await toWaiting()
    net.last().drop(4006)
    expect(events).toContain('takeover false')
    expect(api.state()).toBe('idle')
    expect(api.inSession()).toBe(true)
    window.dispatchEvent(new Event('focus'))
    await toWaiting()
    expect(api.state()).toBe('waiting')
    expect(net.sockets).toHaveLength(2)
  })

  test('NV-4 into the back/forward cache and out again: one session', async () => {
    const { api, net, window, toWaiting, jar } = setUp({ jar: { state: carried() } })
    await toWaiting()
    window.dispatchEvent(new Event('pagehide'))
    expect(net.last().isClosed).toBe(true)
    expect(jar.state).not.toBeNull()
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    await toWaiting()
    expect(api.state()).toBe('waiting')
  })

  test('another tab has begun another session: that one is taken up', async () => {
    const { net, window, toWaiting, jar, log, settle } = setUp({ jar: { state: carried() } })
    await toWaiting()
    jar.state = carried({ sessionId: '4711:other:BBBBBBBBBBBBBBBBBBBBBA' as CarriedState['sessionId'] })
    log.length = 0
    window.dispatchEvent(new Event('focus'))
    await settle()
    expect(net.sockets[0]?.isClosed).toBe(true)
    expect(log).toContain('POST continue')
  })
})

test('AP-2 handlers run in order, each guarded, a failure is logged once', () => {
  const handlers = new Set<Handler>()
  const emit = createEmit(handlers)
  const calls: number[] = []
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  const add = (handler: () => void, isOnce = false) =>
    void handlers.add({ event: 'takeover', handler, isOnce })
  add(() => calls.push(1))
  add(() => {
    throw new Error('page')
  })
  add(() => calls.push(2), true)
  expect(emit('takeover', { active: true })).toBe(3)
  expect(emit('takeover', { active: true })).toBe(2)
  expect(calls).toEqual([1, 2, 1])
  expect(error).toHaveBeenCalledTimes(1)
  error.mockRestore()
})
