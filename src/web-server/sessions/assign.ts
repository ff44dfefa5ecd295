import type { SessionId } from '../../protocol/ids.ts'
import { browserAndPlatform } from '../accounts/browser-name.ts'
import type { Context } from '../context.ts'
import type { ServerLink } from '../control/link.ts'
import type { NewSession } from '../control/pool.ts'
import type { Db } from '../db/open.ts'
import { guestsOf } from '../guests/admission.ts'
import { assetsOf } from '../settings/assets.ts'
import { sessionTimesOf } from '../settings/visitor-settings.ts'
import { handedOverHashes } from './handover.ts'
import type { SessionRecord } from './store.ts'
import type { OpenGroup } from './visitor-gate.ts'

const MAX_SERVERS_TRIED = 3

async function toNewSession(context: Context, group: OpenGroup, record: SessionRecord): Promise<NewSession> {
  const { db, httpFollow } = context
  return {
    sessionId: record.id,
    groupId: record.group_id,
    site: record.site,
    credentialHashes: [record.credential_hash, ...(await handedOverHashes(db, record.id))],
    origins: [...group.settings['site.origins']],
    assets: assetsOf(group.settings),
    httpFollow: httpFollow && group.settings['transport.httpFollow'],
    maxAgents: group.settings['session.maxAgents'],
    agentApproval: group.settings['consent.agentApproval'],
    letIn: await letIn(db, record.id),
    guests: await guestsOf(context, group, record.id),
    figures: group.settings['metrics.collect'],
    visitor: { ...browserAndPlatform(record.browser ?? ''), script: record.script },
    status: record.status,
    startedAt: record.started_at.toISOString(),
    times: sessionTimesOf(group.settings),
  }
}

/** Who has been in the session; not whose right to that was taken since. */
async function letIn(db: Db, id: SessionId): Promise<string[]> {
  const rows = await db
    .selectFrom('participants')
    .select('user_id')
    .distinct()
    .where('session_id', '=', id)
    .where('user_id', 'is not', null)
    .where('how', 'is distinct from', 'revoked')
    .limit(900)
    .execute()
  const guests = await db
    .selectFrom('guests')
    .select('id')
    .where('session_id', '=', id)
    .where('state', '=', 'admitted')
    .where('participant_id', 'is not', null)
    .limit(100)
    .execute()
  return [...rows.flatMap(({ user_id }) => user_id ?? []), ...guests.map((guest) => guest.id)]
}

/**
 * Puts a session on a session server: `preferred` if it still can, else the ones with most room, one after the other.
 * The database says which server holds the session, changed by compare-and-set: of two tabs continuing at once, the
 * second joins the first one's choice. `null` if no server took it.
 */
export async function assignSession(
  context: Context,
  group: OpenGroup,
  record: SessionRecord,
  preferred: ServerLink | null,
): Promise<ServerLink | null> {
  const session = await toNewSession(context, group, record)
  const others = context.pool.candidates().filter((link) => link !== preferred)
  const candidates = [...(preferred ? [preferred] : []), ...others].slice(0, MAX_SERVERS_TRIED)
  const silent: ServerLink[] = []
  let holder = record.server
  for (const candidate of candidates) {
    const chosen = await claim(context, record, holder, candidate)
    if (!chosen) return null
    if (await chosen.open(session)) {
      // A silent one may have taken the session after all; now that it has no say any more, it can be told to forget.
      const before = context.pool.byOrigin(record.server)
      for (const link of before ? [before, ...silent] : silent) {
        if (link !== chosen) link.send({ type: 'session-end', sessionId: record.id, reason: 'server-lost' })
      }
      return chosen
    }
    context.log.warn('session server did not open a session', { server: chosen.origin, session: record.id })
    silent.push(chosen)
    holder = chosen.origin
  }
  return null
}

async function claim(
  context: Context,
  record: SessionRecord,
  holder: string | null,
  candidate: ServerLink,
): Promise<ServerLink | null> {
  const changed = await context.db
    .updateTable('sessions')
    .set({ server: candidate.origin, lost_at: null })
    .where('id', '=', record.id)
    .where('server', 'is not distinct from', holder)
    .executeTakeFirst()
  if (changed.numUpdatedRows > 0n) return candidate
  const now = await context.db
    .selectFrom('sessions')
    .select('server')
    .where('id', '=', record.id)
    .executeTakeFirst()
  return context.pool.byOrigin(now?.server ?? null)
}
