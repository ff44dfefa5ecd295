import { unreachable } from '../../base/assert.ts'
import type { SessionTimes } from '../../protocol/control.ts'
import { type EndReason, finalStatus, isLive, type Status } from '../../protocol/life-cycle.ts'
import { SERVER_LIMITS } from '../limits.ts'

/* The life of a session as pure functions of state, event and time (FEATURES LC-1 to LC-15). All times in milliseconds. */

export type EndingReason = 'idle' | 'max-duration' | 'wait-expired'

export type Life = {
  readonly status: Status
  /** Since when it has this status. */
  readonly sinceMs: number
  readonly visitorGoneAtMs: number | null
  /** How long it said it would be away (NV-6). */
  readonly absenceMs: number
  readonly agentCount: number
  /** When the last agent went, and whether on purpose. */
  readonly agentsGone: { readonly atMs: number; readonly how: 'left' | 'lost' } | null
  /** Last input of anybody. */
  readonly activeAtMs: number
  readonly warned: readonly EndingReason[]
}

export type LifeEvent =
  | { readonly type: 'checkpoint-complete' }
  | { readonly type: 'visitor-came' }
  | { readonly type: 'visitor-gone' }
  | { readonly type: 'absent'; readonly ms: number }
  | { readonly type: 'agent-came' }
  | { readonly type: 'agent-gone'; readonly how: 'left' | 'lost' }
  | { readonly type: 'activity' }
  | { readonly type: 'end'; readonly reason: EndReason }

export type Due =
  | { readonly type: 'nothing'; readonly wakeAtMs: number | null }
  | { readonly type: 'warn'; readonly reason: EndingReason; readonly seconds: number }
  | { readonly type: 'end'; readonly reason: EndReason }

type Deadline = {
  readonly atMs: number
  readonly reason: EndReason
  readonly warn: EndingReason | null
  readonly spanMs: number
}

/** A session as it is opened: new (J), or taken over from a lost server with the status it had (LC-17). */
export function startLife(status: Status, nowMs: number): Life {
  const isTakenOver = status === 'A'
  return {
    status,
    sinceMs: nowMs,
    visitorGoneAtMs: nowMs,
    absenceMs: 0,
    agentCount: 0,
    agentsGone: isTakenOver ? { atMs: nowMs, how: 'lost' } : null,
    activeAtMs: nowMs,
    warned: [],
  }
}

/** The state after an event, and the statuses passed through on the way, oldest first. */
export function step(life: Life, event: LifeEvent, nowMs: number): { life: Life; passed: Status[] } {
  if (!isLive(life.status)) return { life, passed: [] }
  const next = applied(life, event, nowMs)
  const passed: Status[] = next.status === life.status ? [] : [next.status]
  if (next.status !== 'W' || next.agentCount === 0) return { life: next, passed }
  return { life: withStatus(next, 'A', nowMs), passed: [...passed, 'A'] }
}

function withStatus(life: Life, status: Status, nowMs: number): Life {
  return { ...life, status, sinceMs: nowMs, activeAtMs: nowMs, warned: [] }
}

function applied(life: Life, event: LifeEvent, nowMs: number): Life {
  switch (event.type) {
    case 'checkpoint-complete':
      return life.status === 'J' ? withStatus(life, 'W', nowMs) : life
    case 'visitor-came':
      return { ...active(life, nowMs), visitorGoneAtMs: null, absenceMs: 0 }
    case 'absent':
      return { ...life, absenceMs: event.ms }
    case 'visitor-gone':
      return { ...life, visitorGoneAtMs: nowMs }
    case 'agent-came':
      return { ...active(life, nowMs), agentCount: life.agentCount + 1, agentsGone: null }
    case 'agent-gone': {
      const agentCount = Math.max(0, life.agentCount - 1)
      return { ...life, agentCount, agentsGone: agentCount === 0 ? { atMs: nowMs, how: event.how } : null }
    }
    case 'activity':
      return active(life, nowMs)
    case 'end':
      return withStatus(life, finalStatus(life.status, event.reason), nowMs)
    default:
      return unreachable(event)
  }
}

function active(life: Life, nowMs: number): Life {
  return { ...life, activeAtMs: nowMs, warned: life.warned.filter((reason) => reason !== 'idle') }
}

/** What is due at `nowMs`: the end, a warning before it, or the time to look again. */
export function due(life: Life, times: SessionTimes, nowMs: number): Due {
  let wakeAtMs: number | null = null
  const deadlines = deadlinesOf(life, times)
  const over = deadlines.filter((deadline) => deadline.atMs <= nowMs).sort((a, b) => a.atMs - b.atMs)[0]
  if (over) return { type: 'end', reason: over.reason }
  for (const { atMs, warn, spanMs } of deadlines) {
    // A limit shorter than the notice is announced half-way.
    const warnAtMs = atMs - Math.min(SERVER_LIMITS.endingSoonMs, spanMs / 2)
    const isToWarn = warn !== null && !life.warned.includes(warn)
    if (isToWarn && warnAtMs <= nowMs)
      return { type: 'warn', reason: warn, seconds: Math.ceil((atMs - nowMs) / 1000) }
    const nextMs = isToWarn ? warnAtMs : atMs
    wakeAtMs = wakeAtMs === null ? nextMs : Math.min(wakeAtMs, nextMs)
  }
  return { type: 'nothing', wakeAtMs }
}

/** The state after both sides were warned. */
export function warned(life: Life, reason: EndingReason): Life {
  return { ...life, warned: [...life.warned, reason] }
}

function deadlinesOf(life: Life, times: SessionTimes): Deadline[] {
  const out: Deadline[] = []
  const add = (
    fromMs: number | null,
    spanMs: number,
    reason: EndReason,
    warn: EndingReason | null = null,
  ): void => {
    if (fromMs !== null && spanMs > 0) out.push({ atMs: fromMs + spanMs, reason, warn, spanMs })
  }
  if (life.status === 'J') add(life.sinceMs, times.setupTimeoutMs, 'setup-failed')
  if (life.status === 'W') add(life.sinceMs, times.waitExpiryMs, 'wait-expired', 'wait-expired')
  if (life.status === 'W' || life.status === 'A')
    add(life.visitorGoneAtMs, Math.max(times.visitorGraceMs, life.absenceMs), 'visitor-lost')
  if (life.status === 'A') {
    const gone = life.agentsGone
    add(gone?.atMs ?? null, times.agentGraceMs, gone?.how === 'left' ? 'agents-left' : 'agent-lost')
    add(life.activeAtMs, times.idleLimitMs, 'idle', 'idle')
    add(life.sinceMs, times.maxDurationMs, 'max-duration', 'max-duration')
  }
  return out
}
