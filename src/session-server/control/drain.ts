import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { SessionId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { SessionDirectory } from '../session/directory.ts'

export interface Drain extends Stoppable {
  start(): void
}

/**
 * Empties the server a few sessions at a time, so that the others are not hit by all checkpoints at once. Each visitor is
 * told to ask a web server; where there is no other session server it simply comes back.
 */
export function createDrain(clock: Clock, directory: SessionDirectory): Drain {
  const sentAtMs = new Map<SessionId, number>()
  let timer: Stoppable | null = null

  function step(): void {
    const nowMs = clock.now()
    let left: number = SERVER_LIMITS.drainVisitorsPerStep
    for (const id of sentAtMs.keys()) if (!directory.find(id)) sentAtMs.delete(id)
    for (const session of directory.all()) {
      if (left === 0) return
      const isNew = nowMs - (sentAtMs.get(session.id) ?? -Infinity) >= SERVER_LIMITS.drainAgainMs
      if (!isNew || !session.visitor.isHere) continue
      sentAtMs.set(session.id, nowMs)
      session.sendAway()
      left--
    }
  }

  return {
    start() {
      timer ??= clock.every(SERVER_LIMITS.drainStepMs, step)
    },
    stop() {
      timer?.stop()
      timer = null
      sentAtMs.clear()
    },
  }
}
