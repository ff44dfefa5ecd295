import { SidelongError } from '../../protocol/errors.ts'
import type { SessionId } from '../../protocol/ids.ts'
import { isLive } from '../../protocol/life-cycle.ts'
import type { ContinueRequest, StartResponse } from '../../protocol/rest.ts'
import type { Context } from '../context.ts'
import { toVisitorSettings } from '../settings/visitor-settings.ts'
import { assignSession } from './assign.ts'
import { isCredentialOf } from './handover.ts'
import { endSession, findSession, type SessionRecord } from './store.ts'
import { openGroup } from './visitor-gate.ts'

/** A new page load of a session, or its move away from a session server that was lost or drains (LC-17). */
export async function continueSession(
  context: Context,
  origin: string | undefined,
  request: ContinueRequest,
): Promise<StartResponse> {
  const group = await openGroup(context.db, origin, request.groupId, request.site)
  const record = await ownSession(context, request)
  if (!record || !isLive(record.status)) throw new SidelongError('session-expired')
  // GC-10: the session's own group and site decide, not what the request names.
  if (record.group_id !== group.id || record.site !== group.site)
    throw new SidelongError('origin-not-allowed')
  const current = context.pool.byOrigin(record.server)
  const isUsable = current !== null && current.serverId() !== null && !current.isDraining()
  // The page may have another release than the one that the session began with.
  const now = { ...record, script: request.script }
  const server = await assignSession(context, group, now, isUsable ? current : null)
  if (!server) throw new SidelongError('no-server', { retryAfterSeconds: 3 })
  return {
    sessionId: record.id,
    key: record.key,
    isRandomKey: record.is_random_key,
    credential: request.credential,
    sessionServer: server.origin,
    startedAt: record.started_at.toISOString(),
    settings: toVisitorSettings(group, request.locales),
  }
}

/** Ends a session whose session server its visitor cannot reach; repeating it is fine. */
export async function endByVisitor(
  context: Context,
  origin: string | undefined,
  request: { sessionId: SessionId; credential: string },
): Promise<void> {
  const record = await ownSession(context, request)
  if (!record) return
  await openGroup(context.db, origin, record.group_id, record.site)
  await endSession(context.db, context.clock.now(), record.id, 'visitor-ended')
  context.pool
    .byOrigin(record.server)
    ?.send({ type: 'session-end', sessionId: record.id, reason: 'visitor-ended' })
}

/** The session, if the credential is its own; `undefined` if there is none of this id. */
export async function ownSession(
  context: Context,
  request: { sessionId: SessionId; credential: string },
): Promise<SessionRecord | undefined> {
  const record = await findSession(context.db, request.sessionId)
  if (record && !(await isCredentialOf(context.db, record, request.credential)))
    throw new SidelongError('resume-refused')
  return record
}
