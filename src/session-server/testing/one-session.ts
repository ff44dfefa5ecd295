import { type ControlUp, controlDown, type SessionOpen } from '../../protocol/control.ts'
import { type ParticipantId, participantId, sessionId } from '../../protocol/ids.ts'
import { createBudget, GroupBudgets } from '../session/budget.ts'
import { SessionDirectory } from '../session/directory.ts'
import { SILENT_METER } from '../session/meter.ts'
import type { Session } from '../session/session.ts'
import { FakeClock } from './fake-clock.ts'
import { FakeWire } from './fake-wire.ts'
import { Harness, random22 } from './harness.ts'

export const PAGE = { pageId: 'page-0001', origin: 'https://shop.example.com', sent: null }

/** An order to open the harness's session. */
export function open(harness: Harness, overrides: Partial<SessionOpen> = {}): SessionOpen {
  const message = controlDown({ type: 'session-open', ...harness.sessionOpen(), ...overrides })
  if (message.type !== 'session-open') throw new Error('unreachable')
  return message
}

/** One session in memory, with peers on fake wires. */
export function setUp(overrides: Partial<SessionOpen> = {}) {
  const harness = new Harness()
  const clock = new FakeClock()
  const budget = createBudget()
  const reports: ControlUp[] = []
  const timeText = (agoMs = 0): string => new Date(clock.now() - agoMs).toISOString()
  const directory = new SessionDirectory({
    doors: null,
    clock,
    timeText,
    budgets: new GroupBudgets(budget),
    meter: SILENT_METER,
    report: (message) => reports.push(message),
    ask: (message) => reports.push(message) > 0,
  })
  const id = sessionId(harness.sessionId)
  directory.open(open(harness, overrides))
  const found = directory.find(id)
  if (!found) throw new Error('unreachable')
  const session: Session = found

  /** As the visitor script answers: masks are in force for whoever is there (MK-13). */
  function confirm(link: Parameters<typeof session.visitor.onMessage>[0], message: unknown, from = 0): void {
    const { participants } = message as { participants?: { id: ParticipantId }[] }
    if (!participants) return
    const people = participants.map(({ id: one }) => one)
    session.visitor.onMessage(link, { type: 'masks', people, from, reason: null })
  }

  function visitor(hello: Partial<Parameters<typeof session.attachVisitor>[1]> = {}, isConfirming = true) {
    const wire = new FakeWire()
    const link = session.attachVisitor(wire, { ...PAGE, ...hello })
    wire.onClosed = () => session.visitor.onClosed(link)
    if (isConfirming) wire.onText = (message) => confirm(link, message)
    const send = (...all: Buffer[]): void => {
      for (const bytes of all) session.visitor.onBytes(link, bytes)
    }
    return { wire, link, send }
  }
  function agent(agentId = 'agent-1', given?: ParticipantId) {
    const pid = given ?? participantId(random22())
    if (!given) session.admit(harness.claims({ agent: agentId }), pid)
    const wire = new FakeWire()
    wire.onClosed = () => session.detachAgent(pid, wire)
    session.attachAgent(pid, wire, null)
    return { wire, pid }
  }
  return { harness, clock, budget, reports, directory, session, visitor, agent, confirm }
}
