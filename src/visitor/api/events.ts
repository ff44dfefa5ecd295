import type { SessionId, SessionKey } from '../../protocol/ids.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { Handler } from '../loader/link.ts'
import type * as Public from './public.ts'

export type { SessionState, Trigger } from './public.ts'

/** What a page may know of its session, with ids as we know them. */
export type SessionInfo = Omit<Public.SessionInfo, 'id' | 'key' | 'participants'> & {
  readonly id: SessionId
  readonly key: SessionKey
  readonly participants: readonly Participant[]
}

type WithPeople = {
  'session-starting': SessionInfo
  'session-started': SessionInfo
  'session-continued': SessionInfo
  'session-ended': SessionInfo & Pick<Public.Events['session-ended'], 'reason'>
  'agent-joined': Participant
  'agent-left': Participant
  agents: { count: number; list: readonly Participant[] }
  'agent-approval': Omit<Public.Events['agent-approval'], 'participant'> & { participant: Participant }
  'control-request': Omit<Public.Events['control-request'], 'participant'> & { participant: Participant }
  'control-action': Omit<Public.Events['control-action'], 'participant'> & { participant: Participant }
}
type Checked<T extends Public.Events> = T
/** Events of `window.Sidelong` and their payloads: the public ones, with participants as we know them. */
export type Events = Checked<Omit<Public.Events, keyof WithPeople> & WithPeople>

/** Calls the page's handlers; the number of them. */
export type Emit = <E extends keyof Events>(event: E, payload: Events[E]) => number

/** Handlers run in the order in which they were added, each guarded (AP-2). */
export function createEmit(handlers: Set<Handler>): Emit {
  const failed = new WeakSet<Handler>()
  return (event, payload) => {
    const called = [...handlers].filter((entry) => entry.event === event)
    for (const entry of called) {
      if (entry.isOnce) handlers.delete(entry)
      try {
        entry.handler(payload as never)
      } catch (error) {
        if (!failed.has(entry)) console.error('Sidelong: a handler failed', error)
        failed.add(entry)
      }
    }
    return called.length
  }
}
