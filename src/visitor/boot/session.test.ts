import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import { FLAG } from '../../protocol/envelope.ts'
import type { Participant } from '../../protocol/participants.ts'
import { createError } from '../api/error.ts'
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
import { inForce } from './in-force.ts'
import type { MaskHook } from './mask-hook.ts'
import { openSession } from './session.ts'
import { digestOf } from './state-codec.ts'

const clock = createClock(globalThis, () => Date.now())
const ANNA = {
  id: 'CCCCCCCCCCCCCCCCCCCCCA' as Participant['id'],
  kind: 'agent',
  name: 'Anna',
  role: 'Trainee',
  joinedAt: '2026-01-01T00:00:00Z',
  privileges: ['view'],
} satisfies Participant

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

type Options = Partial<Parameters<typeof openSession>[2]> & {
  grant?: ReturnType<typeof grantFor>
  maskHook?: MaskHook
  maskingHook?: string
}

function setUp({ grant = grantFor(), maskHook, maskingHook, ...from }: Options = {}) {
  const log: string[] = []
  const net = createFakeSockets(log)
  const capture = createFakeCapture(log)
  const jar: Jar = { state: null }
  const asked: unknown[] = []
  const answers: (() => ReturnType<typeof grantFor>)[] = []
  const session = openSession(
    {
      window: createFakeWindow(),
      fallBack: () => void log.push('fall back'),
      clock,
      random: () => 0,
      version: '1',
      tag: tagFor({ maskingHook: maskingHook ?? null }),
      api: {
        post: () => Promise.reject(new Error('not here')),
        settings: async () => settingsFor(),
        start: async () => grant,
        async continue(request) {
          asked.push(request)
          const answer = answers.shift()
          if (!answer) throw createError('network')
          return answer()
        },
        end: () => void log.push('POST end'),
      },
      store: createFakeStore(jar),
      startCapture: capture.startCapture,
      createSocket: net.createSocket,
      maskHook: () => maskHook ?? null,
      loadFrames: async () => null,
      loadRemote: async () => null,
      pageId: 'pageid00',
    },
    grant,
    { paused: false, floor: null, isNew: true, ...from },
    {
      onChange: () => {},
      onPeople: (_before, now) => void log.push(`people ${now.length}`),
      onMessage: ({ name }) => void log.push(`message ${name}`),
      onWarning: (error) => void log.push(`warning ${error.code}`),
      onMasks: () => {},
      onConnection: (isOnline) => void log.push(isOnline ? 'online' : 'offline'),
      onEndingSoon: (reason) => void log.push(`soon ${reason}`),
      onEnd: (info, reason, error) =>
        void log.push(`end ${info.status} ${reason} ${error?.code ?? ''}`.trim()),
      onTakenOver: () => void log.push('taken over'),
    },
  )
  const take = () => log.splice(0)
  const connect = (more: Parameters<typeof welcome>[0] = {}) => {
    net.last().open()
    net.last().say(welcome(more))
  }
  return { session, log, take, net, capture, jar, connect, asked, answers }
}

describe('SE-1 the way to the first checkpoint', () => {
  test('state first, then socket, hello, capture; nothing is read before the welcome', () => {
    const { take, net, jar, connect, session } = setUp()
    expect(jar.state).toMatchObject({ sessionId: session.info().id, paused: false })
    net.last().open()
    expect(take()).toEqual(['connect wss://s1.example.com/v1/visitor', 'up hello'])
    expect(net.last().sent[0]).toMatchObject({ pageId: 'pageid00', sent: null, protocol: 1 })
    connect()
    expect(take()).toEqual([
      'up hello',
      'up visibility',
      'capture',
      'checkpoint 0',
      'envelope',
      'envelope',
      'up masks',
      'online',
    ])
  })

  test('states: starting, waiting, active, reconnecting', () => {
    const { session, net, connect } = setUp()
    expect(session.state()).toBe('starting')
    connect()
    expect(session.state()).toBe('starting')
    net.last().say({ type: 'participants', status: 'W', participants: [] })
    expect(session.state()).toBe('waiting')
    net.last().say({ type: 'participants', status: 'A', participants: [ANNA] })
    expect(session.state()).toBe('active')
    net.last().drop(1006)
    expect(session.state()).toBe('reconnecting')
  })

  test('no connection within the time for the set-up: a failure that leaves nothing', () => {
    const { take, jar } = setUp()
    vi.advanceTimersByTime(29_000)
    take()
    vi.advanceTimersByTime(1_000)
    expect(take().filter((line) => !line.startsWith('connect'))).toEqual(
      expect.arrayContaining(['POST end', 'end T setup-failed network']),
    )
    expect(jar.state).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('masks', () => {
  test('MK-15 the rules of a role are there before the agent is announced, and stay when it leaves', () => {
    const settings = settingsFor({ roleSelectors: { Trainee: ['#iban'] } })
    const { take, net, connect, capture, jar } = setUp({ grant: grantFor({ settings }) })
    connect()
    take()
    net.last().say({ type: 'participants', status: 'A', participants: [ANNA] })
    expect(take()).toEqual([
      'people 1',
      'capture stopped',
      'capture',
      `checkpoint ${FLAG.supersede | FLAG.samePage}`,
      'envelope',
      'envelope',
      'up masks',
    ])
    expect(net.last().sent.at(-1)).toMatchObject({ type: 'masks', people: [ANNA.id], from: 2, reason: null })
    net.last().say({ type: 'participants', status: 'A', participants: [] })
    expect(take()).toEqual(['people 0', 'up masks'])
    expect(capture.rules.at(-1)?.selectors).toEqual(['#iban'])
    expect(jar.state?.floor).toMatchObject({ selectors: ['#iban'] })
  })

  test('MK-17 carried rules are in force beside the fetched ones', () => {
    const settings = settingsFor({ selectors: ['#a'] })
    const floor = { ...settings.masking, mode: 'inputs', selectors: ['#old'], unmaskSelectors: [] } as const
    const { connect, capture } = setUp({ grant: grantFor({ settings }), floor, isNew: false })
    connect()
    expect(capture.rules[0]).toMatchObject({ mode: 'inputs', selectors: ['#a', '#old'], closed: null })
  })

  test('MK-17 rules known by their digest only', () => {
    const fetched = {
      mode: 'listed',
      selectors: ['#a'],
      unmaskSelectors: [],
      urlDetail: 'path',
      title: 'show',
    } as const
    expect(inForce(fetched, { digest: digestOf(fetched) })).toBe(fetched)
    expect(inForce(fetched, { digest: 'other' })).toMatchObject({
      mode: 'all',
      selectors: ['#a'],
      title: 'hide',
    })
  })

  test('UI-8 pause: the page is replaced by nothing, and comes back anew', () => {
    const { session, take, connect, net, jar } = setUp()
    connect()
    take()
    session.pause(true, 'one moment')
    expect(take()).toEqual([
      'up pause',
      'capture stopped',
      'capture closed:paused',
      `checkpoint ${FLAG.supersede | FLAG.samePage}`,
      'envelope',
      'envelope',
      'up masks',
    ])
    expect(net.last().sent).toContainEqual({ type: 'pause', paused: true, message: 'one moment' })
    expect(jar.state?.paused).toBe(true)
    session.pause(false)
    expect(take()).toEqual([
      'up pause',
      'capture stopped',
      'capture',
      `checkpoint ${FLAG.samePage}`,
      'envelope',
      'envelope',
      'up masks',
    ])
  })

  test('UI-8 a session that begins paused reads nothing', () => {
    const { take, connect, capture } = setUp({ paused: true })
    connect()
    expect(take()).toContain('capture closed:paused')
    expect(capture.rules).toHaveLength(1)
  })

  test('MK-12 hook pending: all hidden; its answer: its masks; its failure: all hidden', async () => {
    let answer: (value: unknown) => void = () => {}
    const { connect, capture, take, net } = setUp({
      maskHook: () =>
        new Promise((resolve) => {
          answer = resolve
        }),
      maskingHook: 'required',
    })
    const settle = () => vi.advanceTimersByTimeAsync(0)
    connect()
    expect(capture.rules.at(-1)?.closed).toBe('hook-pending')
    answer({ maskedElements: ['.private'] })
    await settle()
    expect(capture.rules.at(-1)).toMatchObject({ closed: null, hook: { selectors: ['.private'] } })
    net.last().say({ type: 'participants', status: 'A', participants: [ANNA] })
    expect(capture.rules.at(-1)?.closed).toBe('hook-pending')
    answer({ maskPage: true })
    await settle()
    expect(capture.rules.at(-1)?.closed).toBe('hook-page')
    net.last().say({ type: 'participants', status: 'A', participants: [] })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(capture.rules.at(-1)?.closed).toBe('hook-failed')
    expect(take()).toContain('warning hook-failed')
    answer({})
    await settle()
    expect(capture.rules.at(-1)?.closed).toBe('hook-failed')
  })

  test.each([
    null,
    5,
    { maskPage: 1 },
    { maskedElements: 'a' },
    { maskedElements: [1] },
    { maskedElements: ['<'] },
  ])('MK-12 a malformed answer hides everything: %j', async (answer) => {
    const { connect, capture } = setUp({ maskHook: async () => answer })
    connect()
    await vi.advanceTimersByTimeAsync(0)
    expect(capture.rules.at(-1)?.closed).toBe('hook-failed')
  })

  test('MK-12 so does a hook that throws at once', async () => {
    const { connect, capture } = setUp({
      maskHook: () => {
        throw new Error('page')
      },
    })
    connect()
    await vi.advanceTimersByTimeAsync(0)
    expect(capture.rules.at(-1)?.closed).toBe('hook-failed')
  })

  test('MK-11 required, and no hook: all hidden', () => {
    const { connect, capture } = setUp({ maskingHook: 'required' })
    connect()
    expect(capture.rules.at(-1)?.closed).toBe('hook-pending')
  })
})

describe('links', () => {
  test('the same page goes on where the server is', () => {
    const { net, take, connect } = setUp()
    connect()
    net.last().drop(1006)
    vi.advanceTimersByTime(0)
    take()
    net.last().open()
    expect(net.last().sent[0]).toMatchObject({ sent: { generation: 1, sequence: 1 } })
    net.last().say(welcome({ resume: true, generation: 1, sequence: 1, status: 'W' }))
    expect(take()).toEqual(['up hello', 'up visibility', 'wake', 'up masks', 'online'])
  })

  test('a server that holds nothing gets a checkpoint, and so does one that asks', () => {
    const { net, take, connect } = setUp()
    connect()
    net.last().drop(1001)
    vi.advanceTimersByTime(0)
    take()
    connect({ status: 'W' })
    expect(take()).toContain(`checkpoint ${FLAG.samePage}`)
    net.last().say({ type: 'checkpoint', reason: 'compaction' })
    expect(take()).toContain(`checkpoint ${FLAG.samePage}`)
  })

  test('LC-17 unknown-session: the web server gives another session server', async () => {
    const { net, take, connect, asked, answers, jar } = setUp()
    connect({ status: 'A' })
    answers.push(() =>
      grantFor({ sessionServer: 'https://s2.example.com', credential: 'DDDDDDDDDDDDDDDDDDDDDA' as never }),
    )
    net.last().drop(4011)
    await vi.advanceTimersByTimeAsync(0)
    expect(asked).toMatchObject([{ lostServer: 'https://s1.example.com' }])
    expect(net.last().url).toBe('wss://s2.example.com/v1/visitor')
    take()
    connect({ status: 'A' })
    expect(net.last().sent[0]).toMatchObject({ credential: 'DDDDDDDDDDDDDDDDDDDDDA' })
    expect(take()).toContain('online')
    expect(jar.state?.sessionServer).toBe('https://s2.example.com')
  })

  test('LC-17 three failed attempts in a row ask, too, but not more often than every three seconds', async () => {
    const { net, connect, asked } = setUp()
    connect({ status: 'A' })
    for (let i = 0; i < 6; i++) {
      net.last().drop(1006)
      await vi.advanceTimersByTimeAsync(0)
    }
    expect(asked).toHaveLength(1)
    vi.setSystemTime(Date.now() + 3_000)
    net.last().drop(1006)
    await vi.advanceTimersByTimeAsync(0)
    expect(asked).toHaveLength(2)
  })

  test('RA-08: from the second failure on plain HTTP is asked for, again and again: its part may not have come', async () => {
    const { net, take, connect } = setUp()
    connect()
    take()
    const asked: number[] = []
    for (let i = 0; i < 4; i++) {
      net.last().drop(1006)
      await vi.advanceTimersByTimeAsync(0)
      asked.push(take().filter((line) => line === 'fall back').length)
    }
    expect(asked).toEqual([0, 1, 1, 1])
  })

  test('a session that is over meanwhile ends here', async () => {
    const { net, take, connect, answers, jar } = setUp()
    connect({ status: 'A' })
    answers.push(() => {
      throw createError('session-expired')
    })
    net.last().drop(4011)
    await vi.advanceTimersByTimeAsync(0)
    expect(take()).toContain('end X server-lost session-expired')
    expect(jar.state).toBeNull()
  })

  test('NV-2 taken over by another tab: capture stops, the session stays', () => {
    const { net, take, connect, jar } = setUp()
    connect({ status: 'A' })
    take()
    net.last().drop(4006)
    expect(take()).toEqual(['capture stopped', 'taken over'])
    expect(jar.state).not.toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    [4003, 'end X server-lost resume-refused'],
    [4004, 'end X server-lost origin-not-allowed'],
    [4001, 'end X server-lost version-too-old'],
    [4005, 'end X visitor-lost'],
    [4000, 'end X script-error script-error'],
  ])('refused with %i: %s', (code, line) => {
    const { net, take, connect } = setUp()
    connect({ status: 'A' })
    net.last().drop(code)
    expect(take()).toContain(line)
  })
})

describe('LC-18 the end', () => {
  test('capture stops before anything else, then the server hears of it, then nothing is left', () => {
    const { session, take, connect, jar } = setUp()
    connect({ status: 'A' })
    take()
    session.end()
    expect(take()).toEqual(['capture stopped', 'up end', 'socket closed', 'end C visitor-ended'])
    expect(jar.state).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
    session.end()
    expect(take()).toEqual([])
  })

  test('LC-3 before an agent came it is cancelled', () => {
    const { session, take, connect } = setUp()
    connect({ status: 'W' })
    session.end()
    expect(take()).toContain('end Q visitor-cancelled')
  })

  test('UI-7 works without a link', () => {
    const { session, take, net, connect } = setUp()
    connect({ status: 'A' })
    net.last().drop(1006)
    take()
    session.end()
    expect(take()).toEqual(['capture stopped', 'POST end', 'end C visitor-ended'])
  })

  test('ended by the other side', () => {
    const { net, take, connect } = setUp()
    connect({ status: 'A' })
    net.last().say({ type: 'ended', reason: 'agent-ended' })
    expect(take().slice(-3)).toEqual(['capture stopped', 'socket closed', 'end C agent-ended'])
  })

  test('LC-12 a fault of ours ends the session with a reason', () => {
    const { take, connect, capture, net } = setUp()
    connect({ status: 'A' })
    capture.fault('TypeError')
    expect(take().slice(-2)).toEqual(['socket closed', 'end X script-error script-error'])
    expect(net.last().sent).toContainEqual({ type: 'end', reason: 'script-error' })
  })

  test('leaving keeps the session for the next page', () => {
    const { session, take, connect, jar } = setUp()
    connect({ status: 'A' })
    take()
    session.leave()
    expect(take()).toEqual(['capture stopped', 'socket closed'])
    expect(jar.state).not.toBeNull()
  })
})

test('messages that make no sense are ignored', () => {
  const { net, take, connect } = setUp()
  connect()
  take()
  for (const data of ['', '{', '[]', '{"type":"__proto__"}', '{"type":"ended","reason":"because"}'])
    net.last().onmessage?.({ data })
  expect(take()).toEqual([])
})
