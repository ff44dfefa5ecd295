import { expect, test } from 'vitest'
import type { SessionOpen } from '../../protocol/control.ts'
import { decodeEnvelope, ENVELOPE } from '../../protocol/envelope.ts'
import type { ParticipantId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { FakeWire } from '../testing/fake-wire.ts'
import { checkpoint, delta } from '../testing/harness.ts'
import { setUp } from '../testing/one-session.ts'

/** Whom the visitor was asked about, in order; `null`: nobody any more. */
function asked({ bytes }: FakeWire): (string | null)[] {
  return bytes.flatMap((one) => {
    const envelope = decodeEnvelope(one)
    if (envelope?.type !== ENVELOPE.approval) return []
    const list: { id: string }[] = JSON.parse(new TextDecoder().decode(envelope.payload))
    return [list[0]?.id ?? null]
  })
}
const outcomes = (wire: FakeWire): unknown[] => wire.of('approval').map(({ outcome }) => outcome)

const TIMES = {
  setupTimeoutMs: 0,
  waitExpiryMs: 0,
  visitorGraceMs: 0,
  agentGraceMs: 0,
  idleLimitMs: 0,
  maxDurationMs: 0,
}

function setUpAsking(agentApproval: 'first' | 'each', more: Partial<SessionOpen> = {}) {
  const parts = setUp({ agentApproval, times: TIMES, ...more })
  const visitor = parts.visitor()
  visitor.send(...checkpoint(1))
  const answer = (participant: ParticipantId, accept: boolean): void =>
    parts.session.visitor.onMessage(visitor.link, { type: 'approval', participant, accept })
  return { ...parts, ...visitor, answer }
}

test('JN-5: until the visitor accepts an agent, nothing of the session reaches its socket, whatever the visitor sends', () => {
  const { session, wire, link, send, agent, answer, reports } = setUpAsking('each')
  const { wire: newcomer, pid } = agent()
  expect(asked(wire)).toEqual([pid])
  send(delta(1, 3))
  // Masks that are confirmed too early open nothing, and what it sends means nothing.
  session.visitor.onMessage(link, { type: 'masks', people: [pid], from: 0, reason: null })
  session.visitor.onMessage(link, { type: 'pause', paused: true, message: 'a word' })
  session.visitor.onMessage(link, { type: 'pause', paused: false })
  session.visitor.onMessage(link, { type: 'message', name: 'a', json: '1' })
  session.agents.onMessage(pid, newcomer, { type: 'end' })
  session.agents.onMessage(pid, newcomer, { type: 'message', name: 'a', json: '1' })
  send(...checkpoint(2))
  expect([newcomer.bytes, newcomer.texts]).toEqual([[], [{ type: 'approval', outcome: 'asked' }]])
  expect([session.status, session.agents.present(), wire.of('message')]).toEqual(['W', [], []])
  expect(reports.some(({ type }) => type === 'participant-joined')).toBe(false)
  answer(pid, true)
  expect(newcomer.of('welcome')).toHaveLength(1)
  expect(newcomer.bytes.map((bytes) => Buffer.from(bytes))).toEqual(checkpoint(2))
  expect([session.status, session.agents.present().map(({ id }) => id)]).toEqual(['A', [pid]])
  expect(asked(wire)).toEqual([pid, null])
})

test('JN-5: a declined agent is told so, closed and reported; after three it is refused without asking', () => {
  const { clock, wire, agent, answer, reports, session } = setUpAsking('each')
  for (let i = 0; i < SERVER_LIMITS.maxControlDeclines; i++) {
    const { wire: newcomer, pid } = agent()
    answer(pid, false)
    expect([outcomes(newcomer), newcomer.bytes, newcomer.closedAs]).toEqual([
      ['asked', 'declined'],
      [],
      'revoked',
    ])
  }
  expect(reports.filter(({ type }) => type === 'join-refused')).toHaveLength(3)
  expect(reports.at(-1)).toMatchObject({ why: 'declined', agentId: 'agent-1', sessionId: session.id })
  const askedBefore = asked(wire).length
  const blocked = agent()
  expect([outcomes(blocked.wire), blocked.wire.closedAs]).toEqual([['declined'], 'revoked'])
  expect(asked(wire)).toHaveLength(askedBefore)
  // Others are asked about, and so is this one after a while.
  const other = agent('agent-2')
  answer(other.pid, true)
  expect(other.wire.of('welcome')).toHaveLength(1)
  clock.advance(SERVER_LIMITS.declinesBlockMs)
  expect(outcomes(agent().wire)).toEqual(['asked'])
})

test('JN-5: no answer is a no; while the visitor is away the question waits, and is asked again on the next page', () => {
  const { clock, wire, visitor, agent } = setUpAsking('each')
  const { wire: newcomer, pid } = agent()
  wire.close('normal')
  clock.advance(SERVER_LIMITS.approvalWaitMs)
  expect(newcomer.closedAs).toBe(null)
  const next = visitor({ pageId: 'page-0002' })
  expect(asked(next.wire)).toEqual([pid])
  clock.advance(SERVER_LIMITS.approvalWaitMs)
  expect([outcomes(newcomer), newcomer.closedAs, newcomer.bytes]).toEqual([
    ['asked', 'no-answer'],
    'revoked',
    [],
  ])
  expect(asked(next.wire)).toEqual([pid, null])
})

test('JN-5: one is asked about at a time; an answer about anybody else means nothing', () => {
  const { wire, agent, answer } = setUpAsking('each')
  const first = agent('agent-1')
  const second = agent('agent-2')
  expect(asked(wire)).toEqual([first.pid])
  answer(second.pid, true)
  expect(second.wire.of('welcome')).toEqual([])
  answer(first.pid, false)
  expect(asked(wire)).toEqual([first.pid, second.pid])
  answer(second.pid, true)
  expect(second.wire.of('welcome')).toHaveLength(1)
})

test('JN-5: with "first", who follows the accepted one is let in, also who waited meanwhile', () => {
  const { wire, agent, answer } = setUpAsking('first')
  const first = agent('agent-1')
  const second = agent('agent-2')
  expect(outcomes(second.wire)).toEqual(['asked'])
  answer(first.pid, true)
  const third = agent('agent-3')
  for (const one of [first, second, third]) expect(one.wire.of('welcome')).toHaveLength(1)
  expect(asked(wire)).toEqual([first.pid, null])
})

test('JN-5, LC-17: an accepted agent is not asked about again: a new socket, a new join, another server', () => {
  const { agent, answer } = setUpAsking('each', { letIn: ['agent-9'] })
  expect(agent('agent-9').wire.of('welcome')).toHaveLength(1)
  const { wire, pid } = agent()
  answer(pid, true)
  wire.close('normal')
  expect(agent('agent-1', pid).wire.of('welcome')).toHaveLength(1)
  expect(agent('agent-1').wire.of('welcome')).toHaveLength(1)
})

test('JN-5, JN-10: whose right is withdrawn waits no longer, and is asked about again', () => {
  const { session, agent, answer } = setUpAsking('each')
  const { wire, pid } = agent()
  session.revoke('agent-1')
  expect(wire.closedAs).toBe('revoked')
  answer(pid, true)
  expect(wire.of('welcome')).toEqual([])
  const again = agent()
  answer(again.pid, true)
  session.revoke('agent-1')
  expect(outcomes(agent().wire)).toEqual(['asked'])
})

test('JN-5: who leaves takes the question along; so do a second socket, a second join and the end', () => {
  const { session, wire, agent, clock } = setUpAsking('each')
  const { wire: gone, pid } = agent()
  gone.close('normal')
  expect(asked(wire)).toEqual([pid, null])
  const { wire: older } = agent('agent-1', pid)
  const { wire: newer } = agent('agent-1', pid)
  expect([older.closedAs, newer.closedAs]).toEqual(['replaced', null])
  clock.advance(SERVER_LIMITS.seatHoldMs)
  const joinedAnew = agent('agent-1')
  expect([newer.closedAs, joinedAnew.wire.closedAs]).toEqual(['replaced', null])
  session.end('visitor-ended')
  expect(joinedAnew.wire.closedAs).toBe('ended')
  expect(clock.pending).toBe(0)
})

test('JN-5, LC-5: who waits is no agent: the session ends when it has waited long enough', () => {
  const waitExpiryMs = SERVER_LIMITS.approvalWaitMs / 2
  const { clock, session, agent } = setUpAsking('each', { times: { ...TIMES, waitExpiryMs } })
  const { wire } = agent()
  clock.advance(waitExpiryMs + 1)
  expect([session.status, wire.closedAs]).toEqual(['T', 'ended'])
})

test('JN-5: no more than some wait at the same time', () => {
  const { agent } = setUpAsking('each')
  const all = Array.from({ length: SERVER_LIMITS.maxWaiting + 1 }, (_, i) => agent(`agent-${i}`))
  expect(all.map(({ wire }) => wire.closedAs)).toEqual([...all.slice(1).map(() => null), 'full'])
})

test('AE-6: who leaves by another page of theirs is told so, inside or waiting; the session goes on without them', () => {
  const { session, agent, answer, reports } = setUpAsking('first')
  const first = agent('one')
  const waiting = agent('two')
  session.revoke('two', true)
  expect([waiting.wire.texts.at(-1), waiting.wire.closedAs]).toEqual([{ type: 'left' }, 'normal'])
  answer(first.pid, true)
  session.revoke('one', true)
  expect([first.wire.of('left').length, first.wire.closedAs]).toEqual([1, 'normal'])
  expect(reports.findLast(({ type }) => type === 'participant-left')).toMatchObject({ how: 'left' })
  expect(session.status).toBe('A')
  // The right is gone, too: they are asked about again.
  expect(outcomes(agent('one').wire)).toEqual(['asked'])
})
