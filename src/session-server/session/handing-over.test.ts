import { expect, test } from 'vitest'
import { participantId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { FakeWire } from '../testing/fake-wire.ts'
import { random22 } from '../testing/harness.ts'
import { setUp } from '../testing/one-session.ts'

function setUpPeople() {
  const parts = setUp({
    guests: {
      url: 'https://co.example.com/guest/#A',
      max: 2,
      approval: false,
      joinRedirect: null,
      endUrl: null,
    },
  })
  const { session, harness } = parts
  function seat(kind: 'agent' | 'guest', agentId: string) {
    const pid = participantId(random22())
    const wire = new FakeWire()
    session.admit(harness.claims({ kind, agent: agentId, privileges: ['view'] }), pid)
    session.attachAgent(pid, wire, null)
    const say = (message: object) => session.agents.onMessage(pid, wire, message as never)
    const order = (given: object) => say({ type: 'hand-over', order: given })
    return {
      pid,
      order,
      leave: () => say({ type: 'leave' }),
      told: () => wire.of('hand-over').map(({ news }) => news),
    }
  }
  const asked = () => parts.reports.filter(({ type }) => type === 'hand-over')
  return { ...parts, seat, asked }
}

test('VW-6, SA-16: what an agent orders goes to a web server with their own id; news reach all of their views and no others', () => {
  const { seat, session, asked, reports } = setUpPeople()
  const [one, two, other, guest] = [
    seat('agent', 'ada'),
    seat('agent', 'ada'),
    seat('agent', 'bob'),
    seat('guest', 'g1'),
  ]
  const order = { type: 'offer', toUser: 'grace', note: 'Knows invoices' }
  one.order(order)
  guest.order(order)
  expect(asked()).toEqual([{ type: 'hand-over', sessionId: session.id, agentId: 'ada', order }])
  const news = { type: 'state', state: 'open', name: 'Grace' } as const
  session.tellHandOver('ada', news)
  expect([one, two, other, guest].map(({ told }) => told())).toEqual([[news], [news], [], []])
  guest.leave()
  const left = { type: 'participant-left', participantId: guest.pid, counts: { refused: 1 } }
  expect(reports.at(-1)).toMatchObject(left)
})

test('VW-6: orders are bounded for each agent; only who orders something is told so', () => {
  const { seat, asked, clock } = setUpPeople()
  const { order, told } = seat('agent', 'ada')
  for (let i = 0; i <= SERVER_LIMITS.handOversPerMinute; i++) order({ type: 'colleagues' })
  expect(asked()).toHaveLength(SERVER_LIMITS.handOversPerMinute)
  expect(told()).toEqual([])
  order({ type: 'withdraw' })
  expect(told()).toEqual([{ type: 'state', state: 'unavailable', name: '' }])
  seat('agent', 'bob').order({ type: 'colleagues' })
  expect(asked()).toHaveLength(SERVER_LIMITS.handOversPerMinute + 1)
  clock.advance(60_000)
  order({ type: 'colleagues' })
  expect(asked()).toHaveLength(SERVER_LIMITS.handOversPerMinute + 2)
})
