import { unreachable } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import { type SessionId, splitSessionId } from '../../protocol/ids.ts'
import { audit, NO_GROUP } from '../audit/audit.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { countAssetHosts } from '../reports/asset-hosts.ts'
import { addFigures } from '../reports/figures.ts'
import { auditName, recordStatus, sessionData } from '../sessions/store.ts'
import { emit } from '../webhooks/outbox.ts'
import type { Report } from './link.ts'

/** What can be done without when too much waits. */
const EXPENDABLE: readonly Report['type'][] = ['asset-hosts', 'session-figures']

type Parts = {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  /** A session's new status is in the database. */
  readonly onStatus?: (id: SessionId) => void
}

/**
 * Writes the session servers' reports into the database, in order. While the database is away they wait (bounded), so
 * that an outage of it costs no record (RA-05).
 */
export function startReportWriter(parts: Parts): Stoppable & {
  add(origin: string, report: Report): void
  /** Reports that are not written yet. */
  waiting(): number
  /** Resolves when everything added so far is written. */
  idle(): Promise<void>
} {
  const { clock, log } = parts
  const queue: { origin: string; report: Report }[] = []
  let isStopped = false
  let running: Promise<void> | null = null

  async function drain(): Promise<void> {
    for (let next = queue[0]; next && !isStopped; next = queue[0]) {
      try {
        await write(parts, next.origin, next.report)
        queue.shift()
      } catch (error) {
        if (isPermanent(error)) {
          log.warn('report dropped', { server: next.origin, code: next.report.type, error: String(error) })
          queue.shift()
        } else {
          log.error('database away; reports wait', { count: queue.length, error: String(error) })
          await new Promise<void>((resolve) => clock.after(WEB_LIMITS.reportRetryMs, resolve))
        }
      }
    }
    running = null
  }

  return {
    add(origin, report) {
      if (queue.length >= WEB_LIMITS.maxReportsWaiting) {
        if (EXPENDABLE.includes(report.type)) return
        // The first one is being written, and is taken away after that.
        queue.splice(1, 1)
      }
      queue.push({ origin, report })
      running ??= drain()
    },
    waiting: () => queue.length,
    idle: () => running ?? Promise.resolve(),
    stop() {
      isStopped = true
    },
  }
}

/** SQLSTATE classes 22 and 23: the report itself is at fault (a session that is unknown here), trying again is idle. */
function isPermanent(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return /^2[23]/.test(code)
}

async function write({ db, clock, onStatus }: Parts, origin: string, report: Report): Promise<void> {
  switch (report.type) {
    case 'session-status': {
      const { sessionId: id, status, reason } = report
      const isChanged = await recordStatus(db, clock.now(), {
        id,
        status,
        reason,
        at: timeOf(report.at, clock),
        server: origin,
      })
      if (isChanged) onStatus?.(id)
      return
    }
    case 'participant-joined':
      return writeJoined(db, clock, origin, report)
    case 'participant-left': {
      const at = timeOf(report.at, clock)
      const left = await db
        .updateTable('participants')
        .set({
          left_at: at,
          how: report.how,
          ...(report.counts && { counts: JSON.stringify(report.counts) }),
        })
        .where('session_id', '=', report.sessionId)
        .where('id', '=', report.participantId)
        .where('left_at', 'is', null)
        // Only the server that holds the session speaks for it.
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('sessions as s')
              .select('s.id')
              .whereRef('s.id', '=', 'participants.session_id')
              .where('s.server', '=', origin),
          ),
        )
        .returning(['name', 'kind', 'role'])
        .executeTakeFirst()
      if (!left) return
      // Who comes back after a lost connection needs no new code; who left or was sent away does (GU-4).
      if (left.kind === 'guest' && report.how !== 'lost')
        await db
          .updateTable('guests')
          .set({ state: 'over' })
          .where('participant_id', '=', report.participantId)
          .execute()
      const { sessionId: id, participantId, how } = report
      await emit(db, clock.now(), {
        groupId: splitSessionId(id).groupId,
        type: 'participant.left',
        session: id,
        data: { ...sessionData(id), participantId, ...left, how, at: at.toISOString() },
      })
      return
    }
    case 'control-event': {
      const { agentId, event, privileges, count } = report
      await audit(db, clock.now(), {
        groupId: splitSessionId(report.sessionId).groupId,
        actor: `user:${agentId}`,
        operation: 'session.control',
        object: auditName(report.sessionId),
        outcome: [event, ...privileges, ...(count > 1 ? [`${count} times`] : [])].join(' '),
      })
      if (event === 'accepted' || event === 'ended')
        await emit(db, clock.now(), {
          groupId: splitSessionId(report.sessionId).groupId,
          type: event === 'accepted' ? 'control.granted' : 'control.ended',
          session: report.sessionId,
          data: { ...sessionData(report.sessionId), userId: agentId, privileges },
        })
      return
    }
    case 'guest-ejected':
      return audit(db, clock.now(), {
        groupId: splitSessionId(report.sessionId).groupId,
        actor: `user:${report.agentId}`,
        operation: 'guest.eject',
        object: auditName(report.sessionId),
        outcome: 'done',
      })
    case 'join-refused': {
      await audit(db, clock.now(), {
        groupId: report.sessionId ? splitSessionId(report.sessionId).groupId : NO_GROUP,
        actor: report.agentId ? `user:${report.agentId}` : 'unknown',
        operation: 'session.join',
        object: report.sessionId ? auditName(report.sessionId) : 'session',
        outcome: `refused ${report.why}`,
      })
      return
    }
    case 'asset-hosts':
      return countAssetHosts(db, clock.now(), splitSessionId(report.sessionId).groupId, report)
    case 'session-figures':
      return addFigures(db, origin, report)
    default:
      unreachable(report)
  }
}

async function writeJoined(
  db: Db,
  clock: Clock,
  origin: string,
  report: Extract<Report, { type: 'participant-joined' }>,
): Promise<void> {
  const { participant, agentId } = report
  const id: SessionId = report.sessionId
  // Only the server that holds the session speaks for it.
  const session = await db
    .selectFrom('sessions')
    .select(['group_id', 'server'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (session?.server !== origin) return
  const user = await db.selectFrom('users').select('id').where('id', '=', agentId).executeTakeFirst()
  const inserted = await db
    .insertInto('participants')
    .values({
      session_id: id,
      id: participant.id,
      user_id: user?.id ?? null,
      kind: participant.kind,
      name: participant.name,
      role: participant.role,
      privileges: JSON.stringify(participant.privileges),
      joined_at: timeOf(participant.joinedAt, clock),
    })
    .onConflict((c) =>
      c
        .columns(['session_id', 'id'])
        .doUpdateSet({ left_at: null, how: null })
        .where('participants.left_at', 'is not', null),
    )
    .executeTakeFirst()
  if (!inserted.numInsertedOrUpdatedRows) return
  if (participant.kind === 'guest')
    await db.updateTable('guests').set({ participant_id: participant.id }).where('id', '=', agentId).execute()
  await audit(db, clock.now(), {
    groupId: session.group_id,
    actor: participant.kind === 'guest' ? 'guest' : `user:${agentId}`,
    operation: 'session.join',
    object: auditName(id),
    outcome: 'joined',
  })
  const { id: participantId, name, kind, role, privileges } = participant
  await emit(db, clock.now(), {
    groupId: session.group_id,
    type: 'participant.joined',
    session: id,
    data: { ...sessionData(id), participantId, userId: user?.id ?? null, name, kind, role, privileges },
  })
}

/** A time from another machine, if it can be one; else ours. */
function timeOf(text: string, clock: Clock): Date {
  const at = Date.parse(text)
  return new Date(Number.isFinite(at) ? at : clock.now())
}
