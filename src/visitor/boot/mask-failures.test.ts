import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import { FLAG } from '../../protocol/envelope.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { createEmit } from '../api/events.ts'
import type { Handler } from '../loader/link.ts'
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
import type { MaskHook } from './mask-hook.ts'
import { type CarriedState, decodeState, encodeState } from './state-codec.ts'
import { createVisitor } from './visitor.ts'
import { createWebApi } from './web-api.ts'

const clock = createClock(globalThis, () => Date.now())

beforeEach(() => {
  vi.useFakeTimers()
  // The browser's own timer, on the test's clock.
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const end = new AbortController()
    setTimeout(() => end.abort(new DOMException('late', 'TimeoutError')), ms)
    return end.signal
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Answer = (init: RequestInit) => Promise<Response>

const json = (body: unknown, status = 200): Answer => {
  return async () => new Response(JSON.stringify(body), { status })
}
const grantWith = (settings: VisitorSettings): Answer => json(grantFor({ settings }))
const withMasking = (masking: object): unknown => ({
  ...settingsFor(),
  masking: { ...settingsFor().masking, ...masking },
})

/** Ways in which the server fails to say what is to be masked. */
const FAILURES: readonly (readonly [name: string, settings: Answer, grant: Answer])[] = [
  [
    'blocked',
    async () => Promise.reject(new TypeError('blocked')),
    async () => Promise.reject(new TypeError('x')),
  ],
  ['500', json({ code: 'oops' }, 500), json({ code: 'oops' }, 500)],
  ['no JSON', async () => new Response('<html>'), async () => new Response('<html>')],
  ['empty', json({}), json({})],
  [
    'without masks',
    json({ settings: { ...settingsFor(), masking: undefined } }),
    json(grantFor({ settings: { ...settingsFor(), masking: undefined } as never })),
  ],
  ...(
    [
      ['selectors that are no list', { selectors: '.card' }],
      ['a selector that is no text', { selectors: [5] }],
      ['a mode that we do not know', { mode: 'some' }],
      ['roles that are no lists', { roleSelectors: { agent: '.card' } }],
    ] as const
  ).map(
    ([name, masking]) =>
      [
        name,
        json({ settings: withMasking(masking) }),
        json(grantFor({ settings: withMasking(masking) as VisitorSettings })),
      ] as const,
  ),
  [
    'never answered',
    (init) =>
      new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    (init) =>
      new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
  ],
]

const ANNA = {
  id: 'CCCCCCCCCCCCCCCCCCCCCA',
  kind: 'agent',
  name: 'Anna',
  role: 'Trainee',
  joinedAt: '2026-01-01T00:00:00Z',
  privileges: ['view'],
} as unknown as Participant
const GUEST = { ...ANNA, id: 'CCCCCCCCCCCCCCCCCCCCCQ', kind: 'guest', role: null } as unknown as Participant

function setUp(answers: Record<string, Answer>, jar: Jar = { state: null }, hook: MaskHook | null = null) {
  const log: string[] = []
  const events: [string, unknown][] = []
  const net = createFakeSockets(log)
  const capture = createFakeCapture(log)
  const handlers = new Set<Handler>()
  for (const event of ['error', 'mask'])
    handlers.add({ event, handler: (payload: unknown) => void events.push([event, payload]) })
  let current = hook
  const visitor = createVisitor({
    window: createFakeWindow(),
    clock,
    random: () => 0,
    version: '1',
    tag: tagFor(),
    api: createWebApi(
      'https://help.example.com',
      (url, init) => {
        const path = new URL(url).pathname.replace('/v1/visitor/', '')
        return answers[path]?.(init) ?? Promise.resolve(new Response('{}', { status: 404 }))
      },
      () => [],
    ),
    store: createFakeStore(jar),
    startCapture: capture.startCapture,
    more: () => {},
    createSocket: net.createSocket,
    fallBack: () => {},
    maskHook: () => current,
    loadFrames: async () => null,
    loadRemote: async () => null,
    pageId: 'pageid00',
    emit: createEmit(handlers),
    createUi: null,
    preview: async () => {},
    loadAttempt: async () => createAttempt,
  })
  const settle = () => vi.advanceTimersByTimeAsync(0)
  return {
    visitor,
    log,
    events,
    net,
    capture,
    answers,
    settle,
    masks: () => events.filter(([event]) => event === 'mask').map(([, payload]) => payload),
    setHook(next: MaskHook | null) {
      current = next
    },
    async connect(participants: Participant[] = []) {
      await settle()
      net.last().open()
      net.last().say(welcome({ participants, status: participants.length ? 'A' : 'W' }))
      await settle()
    },
  }
}

const carried = (floor: CarriedState['floor']): CarriedState => ({
  sessionId: '4711:123456:BBBBBBBBBBBBBBBBBBBBBA' as CarriedState['sessionId'],
  credential: 'AAAAAAAAAAAAAAAAAAAAAA' as CarriedState['credential'],
  sessionServer: 'https://s1.example.com',
  paused: false,
  floor,
})
const floorWith = (selectors: string[], unmaskSelectors: string[] = []): CarriedState['floor'] => ({
  mode: 'listed',
  selectors,
  unmaskSelectors,
  urlDetail: 'full',
  title: 'show',
})

describe('SA-22 settings that cannot be had', () => {
  test.each(FAILURES)('a start is refused, nothing is read or sent: %s', async (_, settings) => {
    const { visitor, net, capture, log } = setUp({ settings })
    const outcome = visitor.start('api', null).then(
      () => 'started',
      (error: { code: string }) => error.code,
    )
    await vi.advanceTimersByTimeAsync(20_000)
    expect(await outcome).toBe('network')
    expect(net.sockets).toEqual([])
    expect(capture.rules).toEqual([])
    expect(log).toEqual([])
    expect(visitor.session()).toBeNull()
  })

  test.each(FAILURES)('a session that goes on shows nothing until it has them: %s', async (_, __, grant) => {
    const jar: Jar = { state: carried(floorWith(['.old'])) }
    const { net, capture, events, answers, connect } = setUp({ 'sessions/continue': grant }, jar)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(net.sockets).toEqual([])
    expect(capture.rules).toEqual([])
    expect(events[0]).toMatchObject(['error', { code: 'settings-unavailable' }])
    answers['sessions/continue'] = grantWith(settingsFor({ selectors: ['.card'] }))
    await vi.advanceTimersByTimeAsync(40_000)
    await connect()
    expect(capture.rules.at(-1)).toMatchObject({ selectors: ['.card', '.old'], closed: null })
  })

  test.each(FAILURES)('a running one keeps its masks: %s', async (_, __, grant) => {
    const jar: Jar = { state: carried(floorWith([])) }
    const settings = settingsFor({ selectors: ['.card'], roleSelectors: { Trainee: ['.iban'] } })
    const { net, capture, answers, connect } = setUp({ 'sessions/continue': grantWith(settings) }, jar)
    await connect([ANNA])
    expect(capture.rules.at(-1)).toMatchObject({ selectors: ['.card', '.iban'] })
    answers['sessions/continue'] = grant
    net.last().drop(4404)
    await vi.advanceTimersByTimeAsync(20_000)
    net.last().open()
    net.last().say(welcome({ participants: [], status: 'W' }))
    expect(capture.rules.at(-1)).toMatchObject({ selectors: ['.card', '.iban'], closed: null })
  })
})

describe('SA-23 MK-17 a tampered state cookie', () => {
  const settings = settingsFor({
    mode: 'inputs',
    selectors: ['.card'],
    unmaskSelectors: ['.free'],
    title: 'hide',
  })
  const forged: readonly (readonly [string, CarriedState['floor']])[] = [
    ['no masks', floorWith([])],
    ['everything on the allow-list', floorWith([], ['*', '.free', 'input'])],
    ['a digest of its own', { digest: 'x' }],
  ]
  test.each(forged)('lifts nothing of the list of the server: %s', async (_, floor) => {
    const cookie = encodeState(carried(floor))
    const { capture, connect } = setUp(
      { 'sessions/continue': grantWith(settings) },
      { state: decodeState(cookie) },
    )
    await connect()
    const rules = capture.rules.at(-1)
    expect(rules?.selectors).toContain('.card')
    expect(rules?.mode).not.toBe('listed')
    expect(rules?.urlDetail).not.toBe('full')
    expect(rules?.title).toBe('hide')
    expect(rules?.unmaskSelectors.filter((selector) => selector !== '.free')).toEqual([])
  })

  test('SA-23 MK-15 masks that are taken out of the settings stay; what is added counts on the next page', async () => {
    const jar: Jar = { state: carried(floorWith([])) }
    const first = setUp({ 'sessions/continue': grantWith(settingsFor({ selectors: ['.card'] })) }, jar)
    await first.connect()
    first.visitor.session()
    const now = settingsFor({ selectors: ['.more'] })
    const next = setUp({ 'sessions/continue': grantWith(now) }, { state: jar.state })
    await next.connect()
    expect(next.capture.rules.at(-1)?.selectors).toEqual(['.more', '.card'])
  })
})

describe('MK-28 masks that are published while a session runs', () => {
  const published = { type: 'settings' } as const
  const running = async (masking: object = { selectors: ['.card'], unmaskSelectors: ['.free'] }) => {
    const jar: Jar = { state: null }
    const first = settingsFor({ ...masking, roleSelectors: { Trainee: ['.iban'] } })
    const page = setUp({ settings: json({ settings: first }), sessions: grantWith(first) }, jar)
    void page.visitor.start('api', null)
    await page.connect([ANNA])
    const now = (more: object, version = 2) => ({
      ...first,
      version,
      masking: { ...first.masking, ...more },
      ui: { ...first.ui, agentNames: 'role' as const },
    })
    return { ...page, jar, now, generations: () => page.log.filter((one) => one.startsWith('checkpoint')) }
  }
  const SUPERSEDING = String(FLAG.supersede | FLAG.samePage)

  test('count at once: what was sent is superseded, and the next page knows of them', async () => {
    const page = await running()
    const before = page.log.length
    page.answers['settings'] = json({
      settings: page.now({ mode: 'inputs', selectors: ['.new'], unmaskSelectors: [], title: 'hide' }),
    })
    page.net.last().say(published)
    await page.settle()
    const rules = {
      mode: 'inputs',
      selectors: ['.new', '.iban', '.card'],
      unmaskSelectors: [],
      title: 'hide',
    }
    expect(page.capture.rules.at(-1)).toMatchObject({ ...rules, closed: null })
    expect(page.log.slice(before)).toContain(`checkpoint ${SUPERSEDING}`)
    expect(page.jar.state?.floor).toMatchObject(rules)
    // Of all settings, the masks alone (MK-28): the others wait for the next page.
    expect(page.visitor.current()?.grant().settings.ui.agentNames).not.toBe('role')
  })

  test('for roles: who comes later is met with the newer ones', async () => {
    const page = await running()
    page.answers['settings'] = json({ settings: page.now({ roleSelectors: { Senior: ['.senior'] } }) })
    page.net.last().say(published)
    await page.settle()
    const senior = { ...ANNA, id: 'CCCCCCCCCCCCCCCCCCCCCg' as never, role: 'Senior' }
    page.net.last().say({ type: 'participants', status: 'A', participants: [ANNA, senior] })
    expect(page.capture.rules.at(-1)?.selectors).toEqual(
      expect.arrayContaining(['.card', '.iban', '.senior']),
    )
  })

  test('only make stricter, and do nothing where they do not', async () => {
    const page = await running()
    const before = [page.capture.rules.length, page.generations().length]
    page.answers['settings'] = json({
      settings: page.now({ selectors: [], roleSelectors: {}, unmaskSelectors: ['.free', 'input'] }),
    })
    page.net.last().say(published)
    await page.settle()
    expect([page.capture.rules.length, page.generations().length]).toEqual(before)
    expect(page.capture.rules.at(-1)).toMatchObject({
      selectors: ['.card', '.iban'],
      unmaskSelectors: ['.free'],
    })
  })

  test('of two answers the newer one counts for who comes later, whichever is last', async () => {
    const page = await running()
    let answerFirst: (response: Response) => void = () => {}
    page.answers['settings'] = () =>
      new Promise((resolve) => {
        answerFirst = resolve
      })
    page.net.last().say(published)
    page.answers['settings'] = json({ settings: page.now({ roleSelectors: { Senior: ['.senior'] } }, 3) })
    page.net.last().say(published)
    await page.settle()
    answerFirst(new Response(JSON.stringify({ settings: page.now({ roleSelectors: {} }, 2) })))
    await page.settle()
    const senior = { ...ANNA, id: 'CCCCCCCCCCCCCCCCCCCCCg' as never, role: 'Senior' }
    page.net.last().say({ type: 'participants', status: 'A', participants: [ANNA, senior] })
    expect(page.capture.rules.at(-1)?.selectors).toContain('.senior')
  })

  test.each(FAILURES)('MK-18 SA-22 hide the page as long as they cannot be had: %s', async (_, failure) => {
    const page = await running()
    page.answers['settings'] = failure
    page.net.last().say(published)
    await vi.advanceTimersByTimeAsync(1_001)
    expect(page.capture.rules.at(-1)?.closed).toBe('settings-unavailable')
    expect(page.generations().at(-1)).toBe(`checkpoint ${SUPERSEDING}`)
    expect(
      page.net
        .last()
        .sent.filter((one) => typeof one === 'object')
        .at(-1),
    ).toMatchObject({
      type: 'masks',
      reason: 'settings-unavailable',
    })
    expect(page.events).toContainEqual(['error', expect.objectContaining({ code: 'settings-unavailable' })])
    expect(page.masks().at(-1)).toMatchObject({ page: true, reason: 'settings-unavailable' })
    // It is said once, not with each attempt.
    const count = page.generations().length
    await vi.advanceTimersByTimeAsync(40_000)
    expect(page.generations().length).toBe(count)
    page.answers['settings'] = json({ settings: page.now({ selectors: ['.new'] }) })
    await vi.advanceTimersByTimeAsync(40_000)
    expect(page.capture.rules.at(-1)).toMatchObject({ selectors: ['.new', '.iban', '.card'], closed: null })
    expect(page.masks().at(-1)).toMatchObject({ page: false, reason: null })
  })

  test('MK-18 do not show the page while what their mode masks by cannot be had, nor the other way around', async () => {
    const page = await running()
    page.capture.hide(true)
    expect(page.masks().at(-1)).toMatchObject({ page: true, reason: 'settings-unavailable' })
    page.answers['settings'] = json({ settings: page.now({ selectors: ['.new'] }) })
    page.net.last().say(published)
    await page.settle()
    expect(page.capture.rules.at(-1)).toMatchObject({
      selectors: ['.new', '.iban', '.card'],
      closed: 'settings-unavailable',
    })
    page.answers['settings'] = async () => Promise.reject(new TypeError('blocked'))
    page.net.last().say(published)
    await vi.advanceTimersByTimeAsync(1_001)
    page.capture.hide(false)
    expect(page.capture.rules.at(-1)?.closed).toBe('settings-unavailable')
    page.answers['settings'] = json({ settings: page.now({ selectors: ['.new'] }, 3) })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.masks().at(-1)).toMatchObject({ page: false, reason: null })
  })

  test('and nothing is asked for any more once the session is over', async () => {
    const page = await running()
    let calls = 0
    page.answers['settings'] = async () => {
      calls++
      throw new TypeError('blocked')
    }
    page.net.last().say(published)
    await page.settle()
    await page.visitor.end()
    const count = page.log.length
    await vi.advanceTimersByTimeAsync(40_000)
    expect([calls, page.log.length]).toEqual([1, count])
    expect(page.jar.state).toBeNull()
  })
})

test('MK-14 one stream: what anybody present must not see, nobody sees', async () => {
  const settings = settingsFor({
    selectors: ['.all'],
    roleSelectors: { Trainee: ['.iban'], Senior: ['.senior'] },
    guestSelectors: ['.guest'],
  })
  const jar: Jar = { state: carried(floorWith(['.carried'])) }
  const hook: MaskHook = async ({ agents }) => ({
    maskedElements: agents.list.map(({ name }) => `.for-${name}`),
  })
  const { capture, net, connect, settle } = setUp({ 'sessions/continue': grantWith(settings) }, jar, hook)
  await connect([
    ANNA,
    { ...ANNA, id: 'CCCCCCCCCCCCCCCCCCCCCg' as never, name: 'Sue', role: 'Senior' },
    { ...GUEST, name: 'Gus' },
  ])
  const rules = capture.rules.at(-1)
  expect([...(rules?.selectors ?? [])].sort()).toEqual(['.all', '.carried', '.guest', '.iban', '.senior'])
  expect(rules?.hook?.selectors).toEqual(['.for-Anna', '.for-Sue', '.for-Gus'])
  // Gone, and yet what was masked for them stays; the hook alone may take back what it said (MK-16).
  net.last().say({ type: 'participants', status: 'A', participants: [ANNA] })
  await settle()
  expect(capture.rules.at(-1)?.selectors).toEqual(rules?.selectors)
  expect(capture.rules.at(-1)?.hook?.selectors).toEqual(['.for-Anna'])
})

describe('MK-11 MK-12 MK-16 masking.setHook and refresh', () => {
  const running = async (hook: MaskHook | null) => {
    const jar: Jar = { state: carried(floorWith([])) }
    const page = setUp({ 'sessions/continue': grantWith(settingsFor({ selectors: ['.card'] })) }, jar, hook)
    await page.connect([ANNA])
    return page
  }

  test('AP-1 without a session: not-in-session', async () => {
    const { visitor } = setUp({})
    await expect(visitor.refresh()).rejects.toMatchObject({ code: 'not-in-session' })
  })

  test('a hook given later hides everything until it has answered, then what it says', async () => {
    const { visitor, capture, setHook, settle, masks } = await running(null)
    expect(capture.rules.at(-1)).toMatchObject({ closed: null })
    setHook(async () => ({ maskedElements: ['.later'] }))
    const done = visitor.refresh()
    expect(capture.rules.at(-1)?.closed).toBe('hook-pending')
    await settle()
    await done
    expect(capture.rules.at(-1)).toMatchObject({ closed: null, hook: { selectors: ['.later'] } })
    expect(masks()).toEqual([
      { page: false, count: 1, reason: null },
      { page: true, count: 1, reason: 'hook-pending' },
      { page: false, count: 2, reason: null },
    ])
  })

  test('a later answer may take back what an earlier one said, never what the floor hides', async () => {
    let answer: unknown = { maskedElements: ['.a', '.card'] }
    const { visitor, capture } = await running(async () => answer)
    expect(capture.rules.at(-1)?.hook?.selectors).toEqual(['.a', '.card'])
    answer = {}
    await visitor.refresh()
    expect(capture.rules.at(-1)).toMatchObject({ selectors: ['.card'], hook: { selectors: [] } })
  })

  test('a hook that is taken away leaves its last answer', async () => {
    const { visitor, capture, setHook, net, settle } = await running(async () => ({ maskedElements: ['.a'] }))
    setHook(null)
    await visitor.refresh()
    net.last().say({ type: 'participants', status: 'A', participants: [ANNA, GUEST] })
    await settle()
    expect(capture.rules.at(-1)).toMatchObject({ closed: null, hook: { selectors: ['.a'] } })
  })

  test.each([
    ['rejects', async () => Promise.reject(new Error('no'))],
    ['answers nonsense', async () => ({ maskedElements: '<' })],
    ['names no selector', async () => ({ maskedElements: ['<'] })],
    ['never answers', () => new Promise(() => {})],
  ] as const)('one that %s hides the page, and a warning says so', async (_, hook) => {
    const { visitor, capture, setHook, events } = await running(null)
    setHook(hook as MaskHook)
    const done = visitor.refresh()
    await vi.advanceTimersByTimeAsync(5_000)
    await done
    expect(capture.rules.at(-1)?.closed).toBe('hook-failed')
    expect(events).toContainEqual(['error', expect.objectContaining({ code: 'hook-failed' })])
    expect(events.at(-1)?.[0] === 'mask' || events.at(-2)?.[0] === 'mask').toBe(true)
  })
})
