import type { ControlUp } from '../../protocol/control.ts'
import type { SessionId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'

export interface ReportTarget {
  send(message: ControlUp): void
}

/** Counted by who gets them, and nothing says that a web server has done so. */
const FOR_ONE: readonly ControlUp['type'][] = ['asset-hosts', 'session-figures']

/**
 * Sends reports to every connected web server. While none is, keeps them for the next one: of each session only its
 * newest status, of everything else the newest few.
 */
export class Reports {
  readonly #targets = new Set<ReportTarget>()
  readonly #statuses = new Map<SessionId, ControlUp>()
  #others: ControlUp[] = []

  get isConnected(): boolean {
    return this.#targets.size > 0
  }

  send(message: ControlUp): void {
    if (this.#targets.size === 0) return this.#keep(message)
    for (const target of this.#targets) {
      target.send(message)
      if (FOR_ONE.includes(message.type)) return
    }
  }

  /** To one web server, whichever; false: none is connected. */
  ask(message: ControlUp): boolean {
    const [target] = this.#targets
    target?.send(message)
    return target !== undefined
  }

  connect(target: ReportTarget): void {
    this.#targets.add(target)
    const kept = [...this.#others, ...this.#statuses.values()]
    this.#others = []
    this.#statuses.clear()
    for (const message of kept) target.send(message)
  }

  disconnect(target: ReportTarget): void {
    this.#targets.delete(target)
  }

  #keep(message: ControlUp): void {
    switch (message.type) {
      case 'session-status': {
        this.#statuses.delete(message.sessionId)
        this.#statuses.set(message.sessionId, message)
        const oldest = this.#statuses.keys().next()
        if (this.#statuses.size > SERVER_LIMITS.maxQueuedStatuses && !oldest.done)
          this.#statuses.delete(oldest.value)
        return
      }
      case 'participant-joined':
      case 'participant-left':
      case 'control-event':
      case 'guest-ejected':
      case 'join-refused':
      case 'asset-hosts':
      case 'session-figures':
        if (this.#others.length >= SERVER_LIMITS.maxQueuedReports) {
          // These alone can be done without.
          if (FOR_ONE.includes(message.type)) return
          this.#others.shift()
        }
        this.#others.push(message)
        return
      default:
        // The rest describes the present and is sent anew after `accepted`.
        return
    }
  }
}
