import { describe, expect, test } from 'vitest'
import { createCompat, type SidelongLike, toConfig, toParams } from './compat.ts'

type Names = Record<string, (...args: never[]) => unknown>

function setUp() {
  const calls: unknown[] = []
  const handlers = new Map<string, Set<(payload: never) => void>>()
  const note =
    (name: string, value?: unknown) =>
    (...args: unknown[]) => {
      calls.push([name, ...args])
      return value
    }
  const sidelong = {
    on(event: string, fn: (payload: never) => void) {
      handlers.set(event, (handlers.get(event) ?? new Set()).add(fn))
      return () => {}
    },
    off: (event: string, fn: (payload: never) => void) => handlers.get(event)?.delete(fn),
    start: note('start'),
    showTerms: note('showTerms'),
    setStartParams: note('setStartParams'),
    end: note('end'),
    inSession: note('inSession', true),
    getKey: note('getKey', 'k'),
    pause: note('pause'),
    resume: note('resume'),
    isPaused: note('isPaused', false),
    ui: {
      loaded: true,
      showButton: note('showButton'),
      toggleButton: note('toggleButton'),
      setStyle: note('setStyle'),
    },
    control: { respond: note('respond'), revoke: note('revoke') },
    messages: { send: note('send'), on: note('messages.on') },
    presence: {
      connect: note('connect', Promise.resolve()),
      connectUnique: note('connectUnique', Promise.resolve({ code: '12345678' })),
      disconnect: note('disconnect'),
      update(...args: unknown[]) {
        calls.push(['update', ...args])
        return Promise.reject({ code: 'presence-disabled' })
      },
      setVisitorId: note('setVisitorId'),
    },
    navigation: { crossDomain: note('crossDomain'), promptCrossDomain: note('promptCrossDomain') },
  } as unknown as SidelongLike
  const { Cobrowse, Presence } = createCompat(sidelong) as {
    Cobrowse: { Visitor: Names; VisitorUI: Names }
    Presence: { Visitor: { setVisitorId: (id: unknown) => void } & (new (given?: object) => Names) }
  }
  const raise = (event: string, payload: unknown) => {
    for (const fn of handlers.get(event) ?? []) fn(payload as never)
  }
  return { calls, raise, Presence, visitor: Cobrowse.Visitor as Names, ui: Cobrowse.VisitorUI as Names }
}
const call = (on: Names, name: string, ...args: unknown[]) =>
  (on[name] as (...all: unknown[]) => unknown)(...args)

describe('the older names (FEATURES section 5)', () => {
  test('GLANCE.Presence.Visitor: the group is the tag’s; signals and failures go to its handlers', async () => {
    const { calls, raise, Presence } = setUp()
    const visitor = new Presence.Visitor({ groupid: 99, visitorid: 'ann' })
    const told: unknown[] = []
    Object.assign(visitor, {
      onsignal: (data: unknown) => told.push(data),
      onerror: (error: unknown) => told.push(error),
    })
    await call(visitor, 'connect')
    expect(await call(visitor, 'connectUnique')).toBe('12345678')
    await call(visitor, 'presence', { plan: 'gold' })
    call(visitor, 'disconnect')
    Presence.Visitor.setVisitorId(12)
    raise('presence-signal', { data: { offer: 1 } })
    expect(calls).toEqual([
      ['setVisitorId', 'ann'],
      ['connect'],
      ['connectUnique'],
      ['update', { plan: 'gold' }],
      ['disconnect'],
      ['setVisitorId', '12'],
    ])
    expect(told).toEqual([{ msg: 'presence-disabled', code: 'presence-disabled' }, { offer: 1 }])
  })

  test.each([
    ['GLANCE_KEYTYPE_RANDOM', { randomKey: true }],
    ['order-1', 'order-1'],
    [12, '12'],
    [
      { sessionKey: 'GLANCE_KEYTYPE_RANDOM', groupid: '12' },
      { randomKey: true, groupId: 12 },
    ],
    [
      { visitorid: 'v', NAME: 'Ann', phone: null, unknown: 1 },
      { visitorId: 'v', name: 'Ann' },
    ],
    [undefined, undefined],
  ])('arguments of a start: %j', (given, params) => {
    expect(toParams(given)).toEqual(params)
  })

  test('Visitor and VisitorUI', () => {
    const { calls, visitor, ui } = setUp()
    call(visitor, 'startSession', 'GLANCE_KEYTYPE_RANDOM')
    call(visitor, 'showTerms', { termsurl: 'https://t.example' })
    call(visitor, 'setStartParams', { email: 'a@b.c' })
    call(visitor, 'pauseSession', { pause: true, message: 'One moment' })
    call(visitor, 'pauseSession', { pause: false })
    call(visitor, 'stopSession')
    call(visitor, 'crossDomain', { url: 'https://b.example' })
    call(visitor, 'continueSessionAt', 'https://b.example')
    call(visitor, 'sendSessionMessage', 'a', { b: 1 })
    call(visitor, 'enableRC', false)
    call(ui, 'promptCrossDomain', { url: 'https://b.example' })
    call(ui, 'setStyle', { groupid: '12' })
    call(ui, 'toggleButton')
    expect(calls).toEqual([
      ['start', { randomKey: true }],
      ['showTerms', { termsUrl: 'https://t.example' }],
      ['setStartParams', { email: 'a@b.c' }],
      ['pause', { message: 'One moment' }],
      ['resume'],
      ['end'],
      ['crossDomain', { url: 'https://b.example' }],
      ['crossDomain', { url: 'https://b.example' }],
      ['send', 'a', { b: 1 }],
      ['revoke'],
      ['promptCrossDomain', { url: 'https://b.example' }],
      ['setStyle', 12],
      ['toggleButton'],
    ])
    expect([
      call(visitor, 'inSession'),
      call(visitor, 'getKey'),
      call(visitor, 'isSessionPaused'),
      call(ui, 'loaded'),
    ]).toEqual([true, 'k', false, true])
  })

  test('events, and their end', () => {
    const { raise, visitor } = setUp()
    const seen: unknown[] = []
    const listeners = [
      'sessionstart',
      'clickstart',
      'clickstop',
      'error',
      'agents',
      'agentjoin',
      'rc',
      'rcevent',
      'nonsense',
    ]
    const listen = listeners.map((name) => {
      const fn = (event: unknown) => seen.push([name, event])
      call(visitor, 'addEventListener', name, fn)
      return fn
    })
    const agent = { id: 'A', kind: 'agent', name: 'Ada', role: 'Agent' }
    const older = { agentid: 'A', agentname: 'Ada', agentrole: 'Agent', isguest: false }
    raise('session-started', { key: 'k', groupId: 1 })
    raise('button', { action: 'start' })
    raise('button', { action: 'end' })
    raise('error', { code: 'network' })
    raise('agents', { count: 1, list: [agent] })
    raise('agent-joined', agent)
    raise('control', { state: 'on' })
    raise('control-action', { participant: agent, action: 'click', path: '#a' })
    expect(seen).toEqual([
      ['sessionstart', { sessionkey: 'k', key: 'k', groupId: 1 }],
      ['clickstart', {}],
      ['clickstop', {}],
      ['error', { msg: 'network', code: 'network' }],
      ['agents', { count: 1, agentlist: [older] }],
      ['agentjoin', older],
      ['rc', { enabled: true }],
      ['rcevent', { path: '#a' }],
    ])
    call(visitor, 'removeEventListener', 'sessionstart', listen[0])
    raise('session-started', { key: 'k' })
    expect(seen).toHaveLength(8)
  })

  test('GLANCE_COBROWSE: identity, and the masking hook with its older shapes', async () => {
    const asked: unknown[] = []
    const config = toConfig({
      visitorid: 'v',
      groupid: '12',
      getMaskingDescriptor(params: unknown) {
        asked.push(params)
        return Promise.resolve({ maskpage: false, maskedelements: ['.salary'] })
      },
    })
    expect(config).toMatchObject({ visitorId: 'v', groupId: 12 })
    const hook = config.getMaskingDescriptor as (context: unknown) => Promise<unknown>
    const list = [{ id: 'A', kind: 'agent', name: 'Ada', role: 'Agent' }]
    expect(await hook({ agents: { count: 1, list } })).toEqual({
      maskPage: false,
      maskedElements: ['.salary'],
    })
    expect(asked).toEqual([
      {
        agents: {
          count: 1,
          agentlist: [{ agentid: 'A', agentname: 'Ada', agentrole: 'Agent', isguest: false }],
        },
      },
    ])
    // What is no descriptor, and what throws, is passed on: it hides the whole page (MK-11).
    const silent = toConfig({ getMaskingDescriptor: () => undefined })
    expect(await (silent.getMaskingDescriptor as typeof hook)({ agents: { count: 0, list: [] } })).toBe(
      undefined,
    )
    const broken = toConfig({ getMaskingDescriptor: () => Promise.reject(new Error('page')) })
    await expect(
      (broken.getMaskingDescriptor as typeof hook)({ agents: { count: 0, list: [] } }),
    ).rejects.toThrow()
  })
})
