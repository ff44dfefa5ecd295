import { expect, test } from 'vitest'
import { type ControlUp, controlDown } from '../../protocol/control.ts'
import { decodeEnvelope, ENVELOPE, type EnvelopeType, encodeEnvelope } from '../../protocol/envelope.ts'
import { participantId, sessionId } from '../../protocol/ids.ts'
import { type Privilege, privilegeBits } from '../../protocol/privileges.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { FakeWire } from '../testing/fake-wire.ts'
import { checkpoint, Harness, random22 } from '../testing/harness.ts'
import { createBudget, GroupBudgets } from './budget.ts'
import { SessionDirectory } from './directory.ts'
import { SILENT_METER } from './meter.ts'

const PAGE = { pageId: 'page-0001', origin: 'https://shop.example.com', sent: null }
const SENIOR: Privilege[] = ['view', 'point', 'draw', 'scroll', 'click', 'type', 'navigate', 'end']

function envelope(type: EnvelopeType, privileges: Privilege[], payload = '', flags = 0, sequence = 0) {
  return encodeEnvelope({
    type,
    flags,
    privilege: privilegeBits(privileges),
    generation: 1,
    sequence,
    payload: new TextEncoder().encode(payload),
  })
}
const act = (...privileges: Privilege[]) => envelope(ENVELOPE.action, privileges, '{"type":"ripple"}')
const ask = (...privileges: Privilege[]) => envelope(ENVELOPE.request, privileges)

function setUp() {
  const harness = new Harness()
  const clock = new FakeClock()
  const reports: ControlUp[] = []
  const directory = new SessionDirectory({
    clock,
    timeText: () => '2030-01-01T00:00:00Z',
    budgets: new GroupBudgets(createBudget()),
    meter: SILENT_METER,
    doors: null,
    report: (message) => reports.push(message),
    ask: () => false,
  })
  const open = controlDown({ type: 'session-open', ...harness.sessionOpen() })
  if (open.type !== 'session-open') throw new Error('unreachable')
  directory.open(open)
  const session = directory.find(sessionId(harness.sessionId))!

  function visitor(hello = PAGE, generation = 1) {
    const wire = new FakeWire()
    const link = session.attachVisitor(wire, hello)
    wire.onClosed = () => session.visitor.onClosed(link)
    const confirm = () => {
      const people = session.agents.present().map(({ id }) => id)
      session.visitor.onMessage(link, { type: 'masks', people, from: 0, reason: null })
    }
    wire.onText = confirm
    for (const bytes of checkpoint(generation)) session.visitor.onBytes(link, bytes)
    return { wire, link, say: (message: never) => session.visitor.onMessage(link, message) }
  }
  function agent(agentId: string, privileges: Privilege[] = SENIOR) {
    const pid = participantId(random22())
    session.admit(harness.claims({ agent: agentId, privileges }), pid)
    const wire = new FakeWire()
    wire.onClosed = () => session.agents.onClosed(pid, wire)
    session.attachAgent(pid, wire, null)
    return { wire, pid, send: (bytes: Uint8Array) => session.agents.onBytes(pid, wire, bytes) }
  }
  const events = () => reports.flatMap((one) => (one.type === 'control-event' ? [one] : []))
  const first = visitor()
  return { clock, reports, session, visitor, first, agent, events }
}

const heard = (wire: FakeWire) =>
  wire.bytes.map((bytes) => decodeEnvelope(bytes)).filter((one) => one && one.type > ENVELOPE.ephemeral)
const control = (by: number | null, rights: Privilege[]) => ({ type: 'control', by, rights }) as never
const answer = (to: number, outcome: string) => ({ type: 'control-answer', to, outcome }) as never

test('SA-16, RC-4: an action without its signed privilege is dropped, counted and audited', () => {
  const { first, agent, events, clock, reports } = setUp()
  const viewer = agent('viewer', ['view', 'point'])
  viewer.send(act('draw'))
  viewer.send(act('click'))
  viewer.send(ask('click'))
  expect(heard(first.wire)).toEqual([])
  viewer.send(act('point'))
  expect(heard(first.wire)).toMatchObject([{ type: ENVELOPE.action, sequence: 0, generation: 1 }])
  // At once, and what follows together: an agent cannot flood the audit log.
  expect(events()).toMatchObject([{ event: 'refused', privileges: ['draw'], count: 1, agentId: 'viewer' }])
  clock.advance(SERVER_LIMITS.refusedReportMs)
  viewer.send(act('draw'))
  expect(events()[1]).toMatchObject({ event: 'refused', privileges: ['draw', 'click'], count: 3 })
  viewer.wire.close('normal')
  clock.advance(SERVER_LIMITS.agentLostReportMs)
  expect(reports.find(({ type }) => type === 'participant-left')).toMatchObject({
    counts: { requests: 0, accepts: 0, actions: 0, refused: 4 },
  })
})

test('VW-4: what one agent points at and draws goes to the visitor and to the other agents, with its number', () => {
  const { first, agent } = setUp()
  const [one, two] = [agent('agent-1'), agent('agent-2')]
  two.send(act('draw'))
  expect(heard(first.wire)).toMatchObject([{ sequence: 1 }])
  expect(heard(one.wire)).toMatchObject([{ sequence: 1, privilege: privilegeBits(['draw']) }])
  expect(heard(two.wire)).toEqual([])
  expect(first.wire.of('participants').at(-1)).toMatchObject({ participants: [{ number: 0 }, { number: 1 }] })
})

test('RC-1: control needs the visitor’s consent besides the privilege, and one agent has it at a time', () => {
  const { first, agent, events } = setUp()
  const [one, two] = [agent('agent-1'), agent('agent-2')]
  one.send(act('click'))
  expect(heard(first.wire)).toEqual([])
  one.send(ask('scroll', 'click'))
  expect(heard(first.wire)).toMatchObject([
    { type: ENVELOPE.request, sequence: 0, privilege: privilegeBits(['scroll', 'click']) },
  ])
  first.say(control(0, ['scroll', 'click']))
  first.say(answer(0, 'accepted'))
  expect(one.wire.of('control-answer')).toEqual([{ type: 'control-answer', outcome: 'accepted' }])
  for (const each of [one, two])
    expect(each.wire.of('control').at(-1)).toEqual({
      type: 'control',
      by: one.pid,
      rights: ['scroll', 'click'],
    })
  for (const bytes of [act('click'), act('type')]) one.send(bytes)
  two.send(act('click'))
  expect(heard(first.wire).slice(1)).toMatchObject([{ sequence: 0, privilege: privilegeBits(['click']) }])
  // Not shown to the other agent, who sees what it does to the page.
  expect(heard(two.wire)).toEqual([])
  first.say(control(null, []))
  one.send(act('click'))
  expect(heard(first.wire)).toHaveLength(2)
  expect(two.wire.of('control').at(-1)).toMatchObject({ by: null, rights: [] })
  expect(events().map(({ event }) => event)).toEqual(['requested', 'accepted', 'ended'])
})

test('RC-3: a session that is handed over takes control from who gave it away, at once and at the visitor, and from nobody else', () => {
  const { first, agent, session } = setUp()
  const [one, two] = [agent('agent-1'), agent('agent-2')]
  first.say(control(0, ['click']))
  session.release('agent-2')
  one.send(act('click'))
  expect(heard(first.wire)).toMatchObject([{ type: ENVELOPE.action, sequence: 0 }])
  session.release('agent-1')
  expect(heard(first.wire).slice(1)).toMatchObject([{ type: ENVELOPE.release, sequence: 0, privilege: 0 }])
  one.send(act('click'))
  expect(heard(first.wire)).toHaveLength(2)
  for (const { wire } of [one, two]) {
    expect(wire.of('control').at(-1)).toMatchObject({ by: null, rights: [] })
    expect(wire.closedAs).toBe(null)
  }
})

test('RC-1: the visitor’s word never widens what was signed', () => {
  const { first, agent } = setUp()
  const weak = agent('agent-1', ['view', 'point', 'scroll'])
  first.say(control(0, ['scroll', 'click', 'type', 'navigate', 'end']))
  expect(weak.wire.of('control').at(-1)).toMatchObject({ rights: ['scroll'] })
  weak.send(act('click'))
  expect(heard(first.wire)).toEqual([])
})

test('RC-2: three declines block further requests of that agent, and of nobody else, for five minutes', () => {
  const { clock, first, agent, events } = setUp()
  const [one, two] = [agent('agent-1'), agent('agent-2')]
  for (const outcome of ['declined', 'no-answer', 'declined']) {
    one.send(ask('click'))
    first.say(answer(0, outcome))
  }
  one.send(ask('click'))
  expect(heard(first.wire)).toHaveLength(3)
  expect(one.wire.of('control-answer').at(-1)).toMatchObject({ outcome: 'blocked' })
  expect(events().at(-1)).toMatchObject({ event: 'blocked' })
  two.send(ask('click'))
  expect(heard(first.wire)).toHaveLength(4)
  // Joining again does not help.
  one.wire.close('normal')
  const again = agent('agent-1')
  again.send(ask('click'))
  expect(again.wire.of('control-answer').at(-1)).toMatchObject({ outcome: 'blocked' })
  clock.advance(SERVER_LIMITS.declinesBlockMs)
  again.send(ask('click'))
  expect(heard(first.wire)).toHaveLength(5)
})

test('RC-3: control goes on on the visitor’s next page, and ends with the controller', () => {
  const { first, agent, visitor, session } = setUp()
  const [one, two] = [agent('agent-1'), agent('agent-2')]
  first.say(control(0, ['click']))
  const next = visitor({ ...PAGE, pageId: 'page-0002' }, 2)
  expect(heard(next.wire)).toMatchObject([
    { type: ENVELOPE.resume, sequence: 0, privilege: privilegeBits(['click']) },
  ])
  one.send(envelope(ENVELOPE.release, []))
  two.send(envelope(ENVELOPE.release, []))
  expect(heard(next.wire).map((each) => [each?.type, each?.sequence])).toEqual([
    [ENVELOPE.resume, 0],
    [ENVELOPE.release, 0],
  ])
  session.agents.onMessage(one.pid, one.wire, { type: 'leave' })
  expect(two.wire.of('control').at(-1)).toMatchObject({ by: null })
})

test('SA-28: what no viewer of ours sends closes the socket', () => {
  const { agent } = setUp()
  const bad = [
    new Uint8Array(3),
    act(),
    act('point', 'draw'),
    envelope(ENVELOPE.delta, ['point']),
    envelope(ENVELOPE.checkpointStart, []),
    envelope(ENVELOPE.resume, ['click']),
    envelope(ENVELOPE.action, ['point'], 'x', 1),
    envelope(ENVELOPE.action, ['point'], 'x'.repeat(4_097)),
    envelope(ENVELOPE.request, []),
    envelope(ENVELOPE.request, ['point']),
    envelope(ENVELOPE.request, ['click'], 'x'),
    envelope(ENVELOPE.release, ['click']),
  ]
  bad.forEach((bytes, i) => {
    const { wire, send } = agent(`agent-${i}`)
    send(bytes)
    expect([i, wire.closedAs]).toEqual([i, 'protocol'])
  })
})

test('SA-28: a visitor cannot send what is an agent’s', () => {
  const { first, session } = setUp()
  session.visitor.onBytes(first.link, act('point'))
  expect(first.wire.closedAs).toBe('protocol')
})

test('T6: a flood of actions ends the agent’s connection; a visitor who is behind gets none', () => {
  const { first, agent } = setUp()
  const [one, two] = [agent('agent-1'), agent('agent-2')]
  const burst = SERVER_LIMITS.agentActionsPerSecond * SERVER_LIMITS.agentBurstSeconds
  for (let i = 0; i < burst; i++) one.send(act('point'))
  expect([one.wire.closedAs, heard(first.wire).length]).toEqual([null, burst])
  one.send(act('point'))
  expect(one.wire.closedAs).toBe('limit')
  first.wire.unsentBytes = SERVER_LIMITS.visitorLowMarkBytes + 1
  two.send(act('point'))
  expect(heard(first.wire)).toHaveLength(burst)
})

test('UI-8, MK-13: nothing is done on a paused page, nor by who may not see it yet', () => {
  const { first, agent, session } = setUp()
  const one = agent('agent-1')
  first.say({ type: 'pause', paused: true } as never)
  one.send(act('point'))
  one.send(ask('click'))
  expect(one.wire.of('control-answer')).toEqual([{ type: 'control-answer', outcome: 'unavailable' }])
  first.say({ type: 'pause', paused: false } as never)
  first.wire.onText = () => {}
  const two = agent('agent-2')
  two.send(act('point'))
  expect(heard(first.wire)).toEqual([])
  expect(session.agents.present()).toHaveLength(2)
})
