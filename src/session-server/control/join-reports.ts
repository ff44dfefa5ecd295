import type { Clock } from '../../base/clock.ts'
import type { ControlUp } from '../../protocol/control.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { TokenBucket } from '../session/token-bucket.ts'

export type JoinRefusedReport = Pick<
  Extract<ControlUp, { type: 'join-refused' }>,
  'why' | 'agentId' | 'sessionId'
>

/**
 * Reports refused joins for the audit log, only so many in a second. Anybody can cause one without a valid signature:
 * those have a small share of their own, so that they neither fill the log nor hide the rest.
 */
export function createJoinReporter(
  clock: Clock,
  timeText: () => string,
  send: (message: ControlUp) => void,
): (report: JoinRefusedReport) => void {
  const perSecond = SERVER_LIMITS.joinRefusedReportsPerSecond
  const proved = new TokenBucket(perSecond, perSecond, clock.now())
  const strangers = new TokenBucket(
    SERVER_LIMITS.strangerReportsPerSecond,
    SERVER_LIMITS.strangerReportsBurst,
    clock.now(),
  )
  return ({ why, agentId, sessionId }) => {
    const bucket = agentId === null ? strangers : proved
    if (bucket.take(1, clock.now())) send({ type: 'join-refused', why, agentId, sessionId, at: timeText() })
  }
}
