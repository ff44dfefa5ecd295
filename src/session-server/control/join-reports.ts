import type { Clock } from '../../base/clock.ts'
import type { ControlUp } from '../../protocol/control.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { TokenBucket } from '../session/token-bucket.ts'

export type JoinRefusedReport = Pick<
  Extract<ControlUp, { type: 'join-refused' }>,
  'why' | 'agentId' | 'sessionId'
>

/** Reports refused joins for the audit log. Anybody can cause one, so there are only so many in a second. */
export function createJoinReporter(
  clock: Clock,
  timeText: () => string,
  send: (message: ControlUp) => void,
): (report: JoinRefusedReport) => void {
  const perSecond = SERVER_LIMITS.joinRefusedReportsPerSecond
  const bucket = new TokenBucket(perSecond, perSecond, clock.now())
  return ({ why, agentId, sessionId }) => {
    if (bucket.take(1, clock.now())) send({ type: 'join-refused', why, agentId, sessionId, at: timeText() })
  }
}
