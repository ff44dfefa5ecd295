import type { SessionDetail } from '../../protocol/reports-api.ts'
import { nameText, roleText } from '../frame/name-texts.ts'
import { texts } from '../texts.ts'

export type Event = { readonly at: string; readonly text: string }

/** What happened in a session, in order of time: its statuses, who came and went, and what the audit log adds. */
export function timelineOf(session: SessionDetail): Event[] {
  const words = texts.history.detail
  const events: Event[] = [
    ...session.statuses.map(({ at, status, reason }) => ({
      at,
      text: reason === null ? texts.status[status] : `${texts.status[status]}: ${texts.endReason[reason]}`,
    })),
    ...session.participants.map(({ joinedAt, name, role }) => ({
      at: joinedAt,
      text: words.joined(name, role && roleText(role)),
    })),
    ...session.participants.flatMap(({ leftAt, name, how }) =>
      leftAt === null || how === 'ended' ? [] : [{ at: leftAt, text: words.left(name) }],
    ),
    ...session.events.map(({ at, actor, operation, outcome }) => ({
      at,
      text: eventText(actor, operation, outcome),
    })),
  ]
  return events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** What the audit log says of remote control (`accepted scroll click`) reads as a sentence, all else as it is. */
function eventText(actor: string, operation: string, outcome: string): string {
  const words = texts.history.detail
  const control: Readonly<Record<string, (name: string, rights: string) => string>> = words.control
  const [event = '', ...rights] = outcome.split(' ')
  const say = operation === 'session.control' && Object.hasOwn(control, event) ? control[event] : undefined
  return say?.(actor, rights.map(nameText).join(', ')) ?? words.event(actor, operation, outcome)
}
