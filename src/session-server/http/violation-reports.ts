import type { IncomingMessage } from 'node:http'
import type { Log } from '../../node/log.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { TokenBucket } from '../session/token-bucket.ts'
import { readBody } from './form-body.ts'

/** The name alone, and only one that exists: what else a report says may be a stranger's words. */
const DIRECTIVE =
  /"(?:effective|violated)-directive"\s*:\s*"((?:default|script|style|img|font|connect|frame|object|media|worker|manifest)-src(?:-elem|-attr)?|base-uri|form-action|frame-ancestors|(?:require-)?trusted-types(?:-for)?)[ "]/

/**
 * Takes the browser's reports of violations of the shell's policy: none is normal. Only the directive goes into the
 * log; a report also names addresses. Anybody can send one, hence few are read.
 */
export function createViolationReports(
  now: () => number,
  log: Log,
): (request: IncomingMessage) => Promise<void> {
  const { violationReportsPerSecond: perSecond, violationReportsBurst: burst } = SERVER_LIMITS
  const bucket = new TokenBucket(perSecond, burst, now())
  return async (request) => {
    if (!bucket.take(1, now())) return
    const body = await readBody(request, 'application/csp-report', SERVER_LIMITS.maxViolationReportBytes)
    const directive = DIRECTIVE.exec(body ?? '')?.[1]
    if (directive) log.error('the policy of the viewer was violated', { code: directive })
  }
}
