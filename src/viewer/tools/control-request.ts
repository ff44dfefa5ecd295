import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { ControlOutcome } from '../../protocol/actions.ts'
import type { AgentDown } from '../../protocol/agent-down.ts'
import { ENVELOPE } from '../../protocol/envelope.ts'
import type { Participant } from '../../protocol/participants.ts'
import { CONTROL_PRIVILEGES, type Privilege } from '../../protocol/privileges.ts'
import type { ControlFacts } from '../embed-messages.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { plainLine } from '../shell/format.ts'
import { controlledBy, outcomeWords, refusalWords, TOOL_WORDS } from './words.ts'

export type ControlMessage = Extract<AgentDown, { type: 'control' | 'control-answer' | 'refused' }>

/** Asking for control, having it, and giving it back (RC-2, RC-3). */
export interface ControlRequest {
  readonly state: 'off' | 'asking' | 'on'
  /** Of this agent, now. */
  readonly rights: readonly Privilege[]
  facts(): ControlFacts
  /** Asks for these; what becomes of it. */
  ask(rights: readonly Privilege[]): Promise<ControlOutcome>
  release(): void
  /** A connection has begun, where who has control is told next; or all is over. */
  reset(): void
  take(message: ControlMessage): void
}

export function createControlRequest(parts: {
  readonly clock: Clock
  /** An envelope: `request` or `release`. */
  readonly send: (type: 7 | 8, rights: readonly Privilege[]) => void
  readonly own: () => Participant | undefined
  readonly people: () => readonly Participant[]
  readonly say: (text: string) => void
  /** `isOwn`: what this agent may do is another. */
  readonly changed: (isOwn: boolean) => void
}): ControlRequest {
  const { clock, send, own, people, say, changed } = parts
  let state: 'off' | 'asking' | 'on' = 'off'
  let rights: readonly Privilege[] = []
  let holder: Extract<ControlMessage, { type: 'control' }> | null = null
  let asked: { readonly timer: Stoppable; readonly settle: (outcome: ControlOutcome) => void } | null = null

  function set(next: typeof state): void {
    state = next
    changed(true)
  }

  function settle(outcome: ControlOutcome): void {
    asked?.timer.stop()
    asked?.settle(outcome)
    asked = null
  }

  function changeHands(message: Extract<ControlMessage, { type: 'control' }>): void {
    holder = message.by === null ? null : message
    const isMine = message.by !== null && message.by === own()?.id
    const wasMine = state === 'on'
    rights = isMine ? message.rights : []
    if (isMine) settle('accepted')
    // Another's control does not end the wait for an answer.
    if (isMine || wasMine) set(isMine ? 'on' : 'off')
    else changed(false)
    const other = people().find(({ id }) => id === message.by)
    if (isMine) say(TOOL_WORDS.on)
    else if (wasMine) say(TOOL_WORDS.off)
    else if (other) say(controlledBy(plainLine(other.name, VIEWER_LIMITS.maxShownNameLength)))
  }

  return {
    get state() {
      return state
    },
    get rights() {
      return rights
    },
    facts() {
      if (state === 'asking') return { status: 'requested', by: own()?.id ?? null, rights: [] }
      if (!holder) return { status: 'off', by: null, rights: [] }
      return { status: 'on', by: holder.by, rights: holder.rights }
    },
    ask(wanted) {
      if (state === 'on' && wanted.every((one) => rights.includes(one))) return Promise.resolve('accepted')
      // What it has is given back before it asks for more.
      if (state !== 'off') return Promise.resolve('busy')
      set('asking')
      say(TOOL_WORDS.asked)
      return new Promise((resolve) => {
        const timer = clock.after(VIEWER_LIMITS.maxAskMs, () => {
          settle('no-answer')
          if (state === 'asking') set('off')
        })
        asked = { timer, settle: resolve }
        send(ENVELOPE.request, wanted)
      })
    },
    release() {
      if (state === 'on') send(ENVELOPE.release, [])
    },
    reset() {
      settle('unavailable')
      rights = []
      holder = null
      set('off')
    },
    take(message) {
      switch (message.type) {
        case 'control':
          return changeHands(message)
        case 'control-answer':
          settle(message.outcome)
          if (state === 'asking') set('off')
          return say(outcomeWords(message.outcome))
        case 'refused':
          return say(refusalWords(message.why))
      }
    },
  }
}

/** All that an agent with these may be given. */
export function controlRightsOf(privileges: readonly Privilege[] = []): Privilege[] {
  return CONTROL_PRIVILEGES.filter((one) => privileges.includes(one))
}
