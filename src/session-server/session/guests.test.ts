import { expect, test } from 'vitest'
import { controlDown, type SessionOpen } from '../../protocol/control.ts'
import { type ParticipantId, participantId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { FakeWire } from '../testing/fake-wire.ts'
import { checkpoint, delta, random22 } from '../testing/harness.ts'
import { setUp } from '../testing/one-session.ts'

const GUESTS = {
  url: 'https://co.example.com/guest/#AAAA',
  max: 2,
  approval: false,
  joinRedirect: null,
  endUrl: null,
}

function setUpGuests(more: Partial<SessionOpen> = {}) {
  const parts = setUp({ guests: GUESTS, ...more })
  const { session, harness } = parts
  parts.visitor().send(...checkpoint(1))

  function seat(kind: 'agent' | 'guest', agentId: string, privileges: string[]) {
    const claims = harness.claims({
      kind,
      agent: agentId,
      name: agentId,
      role: kind === 'agent' ? 'Agent' : null,
      privileges,
    })
    const refusal = session.refusalOf(claims)
    if (refusal) return { refusal, ...socket(participantId(random22())) }
    const pid = participantId(random22())
    session.admit(claims, pid)
    return { refusal, ...socket(pid) }
  }
  function socket(pid: ParticipantId) {
    const wire = new FakeWire()
    wire.onClosed = () => session.detachAgent(pid, wire)
    session.attachAgent(pid, wire, null)
    const say = (message: Parameters<typeof session.agents.onMessage>[2]): void =>
      session.agents.onMessage(pid, wire, message)
    return { wire, pid, say, outcomes: () => wire.of('guest').map(({ outcome }) => outcome) }
  }
  const answer = (to: ParticipantId, outcome: 'admitted' | 'unknown'): void =>
    session.guests.answered({ type: 'guest-answer', sessionId: session.id, participantId: to, outcome })
  return {
    ...parts,
    answer,
    host: (agentId = 'host') => seat('agent', agentId, ['view', 'invite-guest']),
    plain: (agentId = 'plain') => seat('agent', agentId, ['view']),
    guest: (guestId: string, more: string[] = []) => seat('guest', guestId, ['view', 'point', ...more]),
    back: socket,
  }
}
test('AE-4: with what the visitor is there is told to agents, and not to guests; a new page may have another release', () => {
  const about = { browser: 'Firefox 150', platform: 'Linux', script: '1.0.0' }
  const { host, guest, session, harness } = setUpGuests({ visitor: about })
  const [{ wire }, { wire: other }] = [host(), guest('g')]
  expect(wire.of('visitor').at(-1)?.about).toEqual(about)
  expect(other.of('visitor').at(-1)).toMatchObject({ presence: 'online' })
  expect(other.of('visitor').some((one) => 'about' in one)).toBe(false)
  const newer = { ...about, script: '1.1.0' }
  const open = controlDown({ type: 'session-open', ...harness.sessionOpen(), guests: GUESTS, visitor: newer })
  session.reopen(open as SessionOpen)
  session.agents.tellVisitor()
  expect(wire.of('visitor').at(-1)?.about).toEqual(newer)
})

const codes = (reports: readonly { type: string }[]): object[] =>
  reports.filter(({ type }) => type === 'guest-code')

test('GU-1: as many agents as the group permits, each with a number of its own, the same view, announced to all', () => {
  const { host, plain, guest, session, visitor } = setUpGuests({ maxAgents: 2 })
  const { wire: visitorWire, send } = visitor({ pageId: 'page-0002' })
  const first = host()
  const second = plain()
  expect(second.wire.closedAs).toBe(null)
  // Guests take no agent's place.
  expect(guest('g1').refusal).toBe(null)
  expect(plain('third').refusal).toBe('full')
  const people = session.agents.present()
  expect(new Set(people.map(({ number }) => number)).size).toBe(3)
  for (const told of [visitorWire, first.wire, second.wire])
    expect(told.of('participants').at(-1)).toMatchObject({
      participants: people.map(({ id, kind }) => ({ id, kind })),
    })
  send(...checkpoint(2), delta(2, 3))
  expect(second.wire.bytes).toEqual(first.wire.bytes)
  expect(first.wire.bytes.length).toBeGreaterThan(3)
})

test('GU-2: the link is for agents who may invite; others, and guests, enter codes and eject in vain', () => {
  const { host, plain, guest, reports } = setUpGuests()
  const inviting = host()
  expect(inviting.wire.of('guests')).toEqual([{ type: 'guests', url: GUESTS.url }])
  const other = plain()
  const invited = guest('g1', ['invite-guest'])
  for (const one of [other, invited]) {
    expect(one.wire.of('guests')).toEqual([])
    one.say({ type: 'admit', code: '123456' })
    one.say({ type: 'eject', participant: invited.pid })
    expect(one.outcomes()).toEqual([])
  }
  expect([codes(reports), invited.wire.closedAs]).toEqual([[], null])
})

test('GU-2: a code goes to a web server, whose answer the agent gets; without an answer it says so', () => {
  const { host, answer, reports, clock, session } = setUpGuests()
  const { say, outcomes, pid } = host()
  say({ type: 'admit', code: '123456' })
  expect(codes(reports)).toEqual([
    { type: 'guest-code', sessionId: session.id, participantId: pid, agentId: 'host', code: '123456' },
  ])
  // One at a time.
  say({ type: 'admit', code: '123457' })
  expect([outcomes(), codes(reports).length]).toEqual([['limited'], 1])
  answer(pid, 'unknown')
  answer(pid, 'admitted')
  expect(outcomes()).toEqual(['limited', 'unknown'])
  say({ type: 'admit', code: '123458' })
  clock.advance(SERVER_LIMITS.guestAnswerMs)
  answer(pid, 'admitted')
  expect(outcomes()).toEqual(['limited', 'unknown', 'unavailable'])
})

test('GU-2: codes are counted for all agents of a session together', () => {
  const { host, answer, reports } = setUpGuests()
  const all = [host('a'), host('b')]
  for (let i = 0; i < SERVER_LIMITS.guestCodesPerMinute; i++) {
    const one = all[i % 2]
    one?.say({ type: 'admit', code: String(100_000 + i) })
    if (one) answer(one.pid, 'unknown')
  }
  for (const { say, outcomes } of all) {
    say({ type: 'admit', code: '999999' })
    expect(outcomes().at(-1)).toBe('limited')
  }
  expect(codes(reports)).toHaveLength(SERVER_LIMITS.guestCodesPerMinute)
})

test('GU-3: a guest waits for the visitor’s yes unless that is off, also in sessions that ask about no agent', () => {
  const { host, guest, session } = setUpGuests({ guests: { ...GUESTS, approval: true } })
  expect(host().wire.of('welcome')).toHaveLength(1)
  const { wire, pid } = guest('g1')
  expect([wire.of('approval'), wire.of('welcome'), wire.bytes]).toEqual([
    [{ type: 'approval', outcome: 'asked' }],
    [],
    [],
  ])
  session.approvals.answer(pid, true)
  const [welcome] = wire.of('welcome') as { participants: object[] }[]
  expect(welcome?.participants.at(-1)).toMatchObject({
    kind: 'guest',
    role: null,
    privileges: ['view', 'point'],
  })
})

test('GU-3: who may let guests in is told when the visitor declines one or does not answer; nobody else is', () => {
  const { host, plain, guest, session, clock } = setUpGuests({ guests: { ...GUESTS, approval: true } })
  const [hosting, other] = [host(), plain()]
  session.approvals.answer(guest('Gus').pid, false)
  guest('Gertrud')
  clock.advance(SERVER_LIMITS.approvalWaitMs)
  expect(hosting.wire.of('guest-refused')).toEqual([
    { type: 'guest-refused', name: 'Gus', why: 'declined' },
    { type: 'guest-refused', name: 'Gertrud', why: 'no-answer' },
  ])
  expect(other.wire.of('guest-refused')).toEqual([])
})

test('GU-3, AP-3: what the page and agents tell each other is not for guests', () => {
  const { host, guest, visitor, session } = setUpGuests()
  const { wire: visitorWire, link } = visitor({ pageId: 'page-0002' })
  const agent = host()
  const { wire, say } = guest('g1')
  session.visitor.onMessage(link, { type: 'message', name: 'a', json: '1' })
  say({ type: 'message', name: 'a', json: '1' })
  say({ type: 'end' })
  expect([agent.wire.of('message').length, wire.of('message'), visitorWire.of('message')]).toEqual([
    1,
    [],
    [],
  ])
  expect(session.status).toBe('A')
})

test('GU-4: an ejected guest is gone at once, and neither its socket nor another credential comes back', () => {
  const { host, guest, back, reports, session } = setUpGuests()
  const agent = host()
  const ejected = guest('g1')
  const other = guest('g2')
  agent.say({ type: 'eject', participant: ejected.pid })
  expect([ejected.wire.closedAs, other.wire.closedAs]).toEqual(['revoked', null])
  expect(reports.slice(-2)).toMatchObject([
    { type: 'participant-left', participantId: ejected.pid, how: 'revoked' },
    { type: 'guest-ejected', participantId: ejected.pid, agentId: 'host' },
  ])
  expect(back(ejected.pid).wire.closedAs).toBe('unknownSession')
  expect(guest('g1').refusal).toBe('expired')
  // Agents are not ejected.
  agent.say({ type: 'eject', participant: agent.pid })
  expect([agent.wire.closedAs, session.status]).toEqual([null, 'A'])
})

test('GU-4: no more guests than the group permits', () => {
  const { host, guest } = setUpGuests()
  const agent = host()
  expect([guest('g1').refusal, guest('g2').refusal, guest('g3').refusal]).toEqual([null, null, 'full'])
  agent.say({ type: 'admit', code: '123456' })
  expect(agent.outcomes()).toEqual(['full'])
})

test('GU-4: a guest leaves and the session goes on; the last agent who leaves takes the guests along', () => {
  const { host, plain, guest, session, clock, harness } = setUpGuests()
  const first = host()
  const second = plain()
  const one = guest('g1')
  const two = guest('g2')
  one.say({ type: 'leave' })
  expect([session.status, two.wire.closedAs]).toEqual(['A', null])
  first.say({ type: 'leave' })
  expect(two.wire.closedAs).toBe(null)
  second.say({ type: 'leave' })
  expect([two.wire.closedAs, session.agents.present()]).toEqual(['revoked', []])
  // Alone nobody comes, and with an agent only who is admitted anew.
  expect(guest('g3').refusal).toBe('expired')
  host('again')
  expect([guest('g2').refusal, guest('g4').refusal]).toEqual(['expired', null])
  // No guest keeps a session alive.
  session.agents.revoke('again')
  clock.advance(harness.sessionOpen().times.agentGraceMs)
  expect(session.status).toBe('C')
})

test('GU-4: an agent whose connection is lost may be back in a moment; then the guests go', () => {
  const { host, guest, back, clock } = setUpGuests()
  const agent = host()
  const { wire } = guest('g1')
  agent.wire.close('normal')
  clock.advance(SERVER_LIMITS.guestsAloneMs - 1)
  const again = back(agent.pid)
  clock.advance(SERVER_LIMITS.guestsAloneMs)
  expect(wire.closedAs).toBe(null)
  again.wire.close('normal')
  clock.advance(SERVER_LIMITS.guestsAloneMs)
  expect(wire.closedAs).toBe('revoked')
})

test('GU-2: with guests switched off for a running session, they go and no more come', () => {
  const { host, guest, harness, directory } = setUpGuests()
  const agent = host()
  const { wire } = guest('g1')
  const open = { ...harness.sessionOpen(), type: 'session-open', guests: null }
  directory.open(open as never)
  expect(wire.closedAs).toBe('revoked')
  expect(guest('g2').refusal).toBe('full')
  agent.say({ type: 'admit', code: '123456' })
  expect(agent.outcomes()).toEqual(['full'])
})
