import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { credentialHash } from '../../node/control-auth.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { FakeWire } from '../testing/fake-wire.ts'
import { checkpoint, delta, Harness } from '../testing/harness.ts'
import { open, PAGE, setUp } from '../testing/one-session.ts'
import { createBudget, GroupBudgets } from './budget.ts'
import { SessionDirectory } from './directory.ts'
import { SILENT_METER } from './meter.ts'

test('LC-2, LC-6, LC-7: statuses and people are reported in order', () => {
  const { reports, session, visitor, agent } = setUp()
  const { wire, send } = visitor()
  send(...checkpoint(1))
  const { wire: agentWire, pid } = agent()
  session.end('agent-ended')
  expect(reports.map((report) => ('status' in report ? report.status : report.type))).toEqual([
    'W',
    'A',
    'participant-joined',
    'C',
    'participant-left',
  ])
  expect(reports.at(-1)).toMatchObject({ participantId: pid, how: 'ended' })
  expect(wire.texts.map((message) => (message as { type: string }).type)).toEqual([
    'welcome',
    'participants',
    'participants',
    'ended',
  ])
  expect(agentWire.texts.map((message) => (message as { type: string }).type)).toEqual([
    'welcome',
    'visitor',
    // The visitor's masks count for the agent.
    'visitor',
    'participants',
    'ended',
  ])
  expect([wire.closedAs, agentWire.closedAs]).toEqual(['ended', 'ended'])
})

test('LC-18: after the end nothing of the session is left', () => {
  const { clock, budget, directory, session, visitor, agent } = setUp()
  visitor().send(...checkpoint(1), delta(1, 3))
  agent()
  expect(budget.heldBytes).toBeGreaterThan(0)
  session.end('visitor-ended')
  expect([directory.size, budget.heldBytes, clock.pending, session.store.next(null)]).toEqual([0, 0, 0, null])
})

test('LC-18: an ended session is garbage', async () => {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  const clock = new FakeClock()
  const budget = createBudget()
  const directory = new SessionDirectory({
    doors: null,
    clock,
    timeText: () => '',
    budgets: new GroupBudgets(budget),
    meter: SILENT_METER,
    report: () => {},
    ask: () => false,
  })
  const weak = ((): WeakRef<object> => {
    directory.open(open(new Harness()))
    const session = directory.all()[0]!
    const wire = new FakeWire()
    const link = session.attachVisitor(wire, PAGE)
    for (const bytes of checkpoint(1)) session.visitor.onBytes(link, bytes)
    session.end('visitor-ended')
    return new WeakRef(session)
  })()
  for (let i = 0; i < 10 && weak.deref(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    gc()
  }
  expect(weak.deref()).toBeUndefined()
  expect([clock.pending, directory.size]).toEqual([0, 0])
})

test.each([
  ['the session moved', ({ session }: ReturnType<typeof setUp>) => session.abandon()],
  ['its agent was revoked', ({ session }: ReturnType<typeof setUp>) => session.revoke('agent-1')],
  [
    'the same agent came in anew',
    ({ agent }: ReturnType<typeof setUp>, wire: FakeWire) => {
      wire.close('normal')
      agent('agent-1')
    },
  ],
])('LC-17: a participant who is gone when its socket speaks is sent to the web server: %s', (_why, go) => {
  const one = setUp()
  one.visitor().send(...checkpoint(1))
  const { wire, pid } = one.agent('agent-1')
  go(one, wire)
  const late = new FakeWire()
  one.session.attachAgent(pid, late, null)
  expect(late.closedAs).toBe('unknownSession')
})

test('hosts of assets: of each session only what no agent has told before, and no more than so many', () => {
  const { session, visitor, agent, reports } = setUp()
  visitor().send(...checkpoint(1))
  const [first, second] = [agent('agent-1'), agent('agent-2')]
  const tell = ({ pid, wire }: typeof first, asked: string[], blocked: string[] = []) =>
    session.agents.onMessage(pid, wire, { type: 'asset-hosts', asked, blocked })
  tell(first, ['cdn.example.com'], ['ads.example.com'])
  tell(second, ['CDN.example.com'])
  tell(second, ['cdn.example.com', 'other.example.com'])
  const told = () => reports.flatMap((one) => (one.type === 'asset-hosts' ? [[one.asked, one.blocked]] : []))
  expect(told()).toEqual([
    [['cdn.example.com'], ['ads.example.com']],
    [['other.example.com'], []],
  ])
  const many = Array.from({ length: LIMITS.maxAssetHostsTold }, (_, i) => `h${i}.example.com`)
  tell(first, many)
  tell(second, ['one-more.example.com'])
  expect(told().at(-1)?.[0]).toHaveLength(LIMITS.maxAssetHostsTold - 3)
})

test('a vanished agent is reported lost once, may return, and is void after 30 min', () => {
  const { clock, reports, session, visitor, agent } = setUp({
    times: {
      setupTimeoutMs: 0,
      waitExpiryMs: 0,
      visitorGraceMs: 0,
      agentGraceMs: 0,
      idleLimitMs: 0,
      maxDurationMs: 0,
    },
  })
  visitor().send(...checkpoint(1))
  const { wire, pid } = agent()
  wire.close('normal')
  const goneAt = new Date(clock.now()).toISOString()
  clock.advance(SERVER_LIMITS.agentLostReportMs)
  expect(reports.at(-1)).toMatchObject({ type: 'participant-left', how: 'lost', at: goneAt })
  agent('agent-1', pid)
  expect(reports.at(-1)).toMatchObject({ type: 'participant-joined' })
  const again = agent('agent-1', pid)
  again.wire.close('normal')
  clock.advance(LIMITS.agentCookieIdleMs)
  expect(session.agents.has(pid)).toBe(false)
  expect(reports.filter(({ type }) => type === 'participant-left')).toHaveLength(2)
})

test('the seat of somebody who vanished may be taken meanwhile', () => {
  const { harness, session, visitor, agent } = setUp({ maxAgents: 1 })
  visitor().send(...checkpoint(1))
  const first = agent('agent-1')
  expect(session.refusalOf(harness.claims())).toBe('full')
  first.wire.close('normal')
  expect(session.refusalOf(harness.claims())).toBe(null)
  agent('agent-2')
  expect(agent('agent-1', first.pid).wire.closedAs).toBe('full')
})

test('the tail that outgrows its checkpoint asks for a new one, once', () => {
  const { visitor } = setUp()
  const { wire, send } = visitor()
  send(...checkpoint(1), delta(1, 3, new Uint8Array(300_000)), delta(1, 4), delta(1, 5))
  expect(wire.of('checkpoint')).toEqual([{ type: 'checkpoint', reason: 'compaction' }])
  send(...checkpoint(2), delta(2, 3, new Uint8Array(300_000)))
  expect(wire.of('checkpoint')).toHaveLength(2)
})

test('drift asks the visitor at most once in 5 s', () => {
  const { clock, session, visitor, agent } = setUp()
  const { wire, send } = visitor()
  send(...checkpoint(1))
  const { wire: agentWire, pid } = agent()
  for (let i = 0; i < 3; i++) session.agents.onMessage(pid, agentWire, { type: 'resync', reason: 'drift' })
  expect(wire.of('checkpoint')).toHaveLength(1)
  clock.advance(SERVER_LIMITS.checkpointAskMs)
  session.agents.onMessage(pid, agentWire, { type: 'resync', reason: 'decode' })
  expect(wire.of('checkpoint')).toHaveLength(2)
})

test('LC-9: both sides are warned, then it ends', () => {
  const { clock, visitor, agent } = setUp({
    times: {
      setupTimeoutMs: 0,
      waitExpiryMs: 0,
      visitorGraceMs: 0,
      agentGraceMs: 0,
      idleLimitMs: 600_000,
      maxDurationMs: 0,
    },
  })
  const { wire, send } = visitor()
  send(...checkpoint(1))
  const { wire: agentWire } = agent()
  clock.advance(480_000)
  for (const each of [wire, agentWire])
    expect(each.of('ending-soon')).toEqual([{ type: 'ending-soon', reason: 'idle', seconds: 120 }])
  clock.advance(120_000)
  for (const each of [wire, agentWire]) expect(each.of('ended')).toEqual([{ type: 'ended', reason: 'idle' }])
})

test('VW-1: what agents are told of the visitor', () => {
  const { clock, session, visitor, agent } = setUp()
  const first = visitor()
  first.send(...checkpoint(1))
  const { wire } = agent()
  const last = () => wire.of('visitor').at(-1)
  expect(last()).toMatchObject({ presence: 'online', paused: false, message: null, origin: PAGE.origin })
  session.visitor.onMessage(first.link, { type: 'visibility', visible: false })
  expect(last()).toMatchObject({ presence: 'background' })
  session.visitor.onMessage(first.link, { type: 'pause', paused: true, message: 'back soon' })
  expect(last()).toMatchObject({ paused: true, message: 'back soon' })
  first.wire.close('normal')
  expect(last()).toMatchObject({ presence: 'loading' })
  clock.advance(SERVER_LIMITS.visitorLoadingMs)
  expect(last()).toMatchObject({ presence: 'lost' })
  const second = visitor({ pageId: 'page-0002' })
  expect(last()).toMatchObject({ presence: 'loading', paused: true })
  second.send(...checkpoint(2))
  expect(last()).toMatchObject({ presence: 'online' })
})

test('an older socket of the visitor has no say', () => {
  const { session, visitor } = setUp()
  const first = visitor()
  const second = visitor({ pageId: 'page-0002' })
  expect(first.wire.closedAs).toBe('replaced')
  first.send(...checkpoint(1))
  session.visitor.onMessage(first.link, { type: 'end' })
  session.visitor.onClosed(first.link)
  expect(session.status).toBe('J')
  expect(session.visitor.state().presence).toBe('loading')
  second.send(...checkpoint(1))
  expect(session.status).toBe('W')
})

test('reopening updates credential, origins and times, not the status', () => {
  const { harness, directory, session, visitor } = setUp()
  visitor().send(...checkpoint(1))
  const hash = credentialHash('other')
  directory.open(open(harness, { credentialHashes: [hash], origins: ['https://b.example.com'] }))
  expect([session.credentialHashes, session.origins, session.status, directory.size]).toEqual([
    [hash],
    ['https://b.example.com'],
    'W',
    1,
  ])
})

test('MK-13: a newcomer gets nothing of the page before the visitor says from where on its masks count', () => {
  const { session, visitor, agent, confirm } = setUp()
  const { link, wire, send } = visitor({}, false)
  send(...checkpoint(1), delta(1, 3))
  const { wire: newcomer } = agent()
  send(delta(1, 4))
  expect(newcomer.bytes).toEqual([])
  expect(newcomer.of('visitor').at(-1)).toMatchObject({ hidden: 'masks-pending' })
  confirm(link, wire.of('participants').at(-1), 2)
  send(delta(1, 5))
  expect(newcomer.bytes).toEqual([])
  expect(newcomer.of('visitor').at(-1)).toMatchObject({ hidden: null })
  const stricter = checkpoint(2)
  send(...stricter)
  expect(newcomer.bytes.map((bytes) => Buffer.from(bytes))).toEqual(stricter)
  expect(session.status).toBe('A')
})

test('MK-13: who comes later waits by themselves; who was confirmed goes on', () => {
  const { visitor, agent, confirm } = setUp()
  const { link, wire, send } = visitor({}, false)
  send(...checkpoint(1))
  const first = agent('agent-1')
  confirm(link, wire.of('participants').at(-1))
  const got = first.wire.bytes.length
  expect(got).toBeGreaterThan(0)
  const second = agent('agent-2')
  send(delta(1, 3))
  expect([first.wire.bytes.length, second.wire.bytes.length]).toEqual([got + 1, 0])
})

test('MK-13: without a confirmation it fails closed; while the visitor is away it waits', () => {
  const { clock, visitor, agent } = setUp()
  const { wire, send } = visitor({}, false)
  send(...checkpoint(1))
  const { wire: newcomer } = agent()
  wire.close('normal')
  clock.advance(SERVER_LIMITS.masksConfirmMs + 1)
  expect(newcomer.closedAs).toBe(null)
  visitor({ sent: { generation: 1, sequence: 2 } }, false)
  clock.advance(SERVER_LIMITS.masksConfirmMs + 1)
  expect(newcomer.closedAs).toBe('masks')
  expect(newcomer.bytes).toEqual([])
})

test('another page does not go on where the one before it stopped, whatever its numbers', () => {
  const { visitor } = setUp()
  const first = visitor({ pageId: 'AAAAAAAAAAAAAAAAAAAAAA' })
  first.send(...checkpoint(1), delta(1, 3))
  first.wire.close('normal')
  const sent = { generation: 1, sequence: 5 }
  expect(visitor({ pageId: 'AAAAAAAAAAAAAAAAAAAAAA', sent }).wire.of('welcome')).toMatchObject([
    { resume: true },
  ])
  const { wire } = visitor({ pageId: 'BBBBBBBBBBBBBBBBBBBBBA', sent })
  expect(wire.of('welcome')).toMatchObject([{ resume: false, generation: 1 }])
})

test('MK-28: visitors of the site are told once of newer masks, and again when they come back, as word of it may be lost', () => {
  const { directory, visitor } = setUp({ site: 'production' })
  const { wire } = visitor()
  directory.publish(7 as never, 'staging', 1)
  directory.publish(2 as never, 'production', 1)
  expect(wire.of('settings')).toEqual([])
  // Every web server says the same.
  for (const round of [7, 7, 6]) directory.publish(7 as never, 'production', round)
  expect(wire.of('settings')).toEqual([{ type: 'settings' }])
  directory.publish(7 as never, 'production', 8)
  expect(wire.of('settings').length).toBe(2)
  wire.close('normal')
  directory.publish(7 as never, 'production', 9)
  const { wire: next } = visitor()
  expect(next.texts.map((message) => (message as { type: string }).type).slice(0, 2)).toEqual([
    'welcome',
    'settings',
  ])
})

test('MK-18: agents are told why the whole page is hidden', () => {
  const { session, visitor, agent } = setUp()
  const { link, send } = visitor()
  send(...checkpoint(1))
  const { wire, pid } = agent()
  session.visitor.onMessage(link, { type: 'masks', people: [pid], from: 0, reason: 'hook-failed' })
  expect(wire.of('visitor').at(-1)).toMatchObject({ hidden: 'hook-failed' })
})

test('AP-3: messages go between the page and the agents whom masks count for, with a limit', () => {
  const { session, visitor, agent, confirm } = setUp()
  const { link, wire, send } = visitor({}, false)
  send(...checkpoint(1))
  const first = agent('agent-1')
  confirm(link, wire.of('participants').at(-1))
  const second = agent('agent-2')
  const message = { type: 'message', name: 'cart', json: '{"sum":1}' } as const
  session.visitor.onMessage(link, message)
  expect([first, second].map((one) => one.wire.of('message'))).toEqual([[message], []])
  session.agents.onMessage(first.pid, first.wire, { ...message, name: 'offer' })
  expect(wire.of('message')).toEqual([{ ...message, name: 'offer', from: first.pid }])
  for (let i = 0; i < 40; i++) session.visitor.onMessage(link, message)
  expect(wire.closedAs).toBe('limit')
})

test('NV-6: an announced absence is told to agents and lengthens the grace, until the visitor is back', () => {
  const { clock, session, visitor, agent } = setUp()
  const { link, wire, send } = visitor()
  send(...checkpoint(1))
  const { wire: agentWire } = agent()
  session.visitor.onMessage(link, { type: 'absence', seconds: 300, note: 'Paying' })
  expect(agentWire.of('visitor').at(-1)).toMatchObject({ absence: 'Paying' })
  wire.close('normal')
  clock.advance(299_000)
  expect(session.status).toBe('A')
  const { wire: back } = visitor()
  expect(agentWire.of('visitor').at(-1)).toMatchObject({ absence: null })
  back.close('normal')
  // From here on the usual grace counts again.
  clock.advance(61_000)
  expect(session.status).toBe('X')
})
