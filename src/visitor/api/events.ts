import type { SessionId, SessionKey } from '../../protocol/ids.ts'
import type { EndReason, Status } from '../../protocol/life-cycle.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import type { Handler } from '../loader/link.ts'
import type { SidelongError } from './error.ts'

export type SessionState = 'idle' | 'consent' | 'starting' | 'waiting' | 'active' | 'reconnecting'

/** What a page may know of its session (FEATURES section 5). */
export type SessionInfo = {
  readonly id: SessionId
  readonly key: SessionKey
  readonly groupId: number
  readonly site: 'production' | 'staging'
  readonly status: Status
  readonly paused: boolean
  /** RFC 3339, UTC. */
  readonly startedAt: string
  readonly participants: readonly Participant[]
}

/** How a start came about; decides whether the visitor is asked (FEATURES section 3). */
export type Trigger = 'button' | 'element' | 'element-terms' | 'api' | 'terms' | 'message' | 'invitation'

/** Events of `window.Sidelong` and their payloads (FEATURES section 6). */
export type Events = {
  'session-starting': SessionInfo
  'session-started': SessionInfo
  'session-continued': SessionInfo
  'session-ended': SessionInfo & { readonly reason: EndReason }
  state: { state: SessionState; previous: SessionState }
  connection: { online: boolean; since: string }
  terms: { outcome: 'shown' | 'accepted' | 'declined'; trigger: Trigger; respond: (accept: boolean) => void }
  'agent-joined': Participant
  'agent-left': Participant
  agents: { count: number; list: readonly Participant[] }
  pause: { paused: boolean; by: 'visitor' | 'page'; message?: string }
  button: { action: 'start' | 'end' }
  /** `count`: of selectors in force, beside what is always hidden. */
  mask: { page: boolean; count: number; reason: string | null }
  'control-request': {
    requestId: string
    /** `submit`: to send a form (RC-8). */
    kind: 'rights' | 'submit'
    participant: Participant
    rights: readonly Privilege[]
    respond: (accept: boolean) => void
  }
  control: { state: 'on' | 'off'; by: string | null; rights: readonly Privilege[] }
  /** An agent acted; `path`: CSS path of tags and numbers. */
  'control-action': { participant: Participant; action: string; path: string }
  blocked: { code: string }
  takeover: { active: boolean }
  presence: { state: 'off' | 'connecting' | 'on' }
  'presence-signal': { data: unknown }
  handover: {
    url: string
    outcome: 'asked' | 'continued' | 'declined' | 'failed'
    respond?: (accept: boolean) => void
  }
  'ending-soon': { reason: 'idle' | 'max-duration' | 'wait-expired'; seconds: number }
  error: SidelongError
}

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
