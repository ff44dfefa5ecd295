import type { Transaction } from 'kysely'
import { toBase64Url } from '../../base/bytes.ts'
import { credentialHash } from '../../node/control-auth.ts'
import { SidelongError } from '../../protocol/errors.ts'
import {
  formatSessionId,
  type SessionId,
  type SessionKey,
  sessionKey,
  visitorCredential,
} from '../../protocol/ids.ts'
import { finalStatus, LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import type { StartRequest, StartResponse } from '../../protocol/rest.ts'
import { auditIn } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db/schema.ts'
import { requireStorable } from '../db/storable.ts'
import { toVisitorSettings } from '../settings/visitor-settings.ts'
import { assignSession } from './assign.ts'
import { isCredentialOf } from './handover.ts'
import { checkIdentity } from './identity.ts'
import { pickRandomKey } from './keys.ts'
import { auditName, findLiveByKey, recordStatusIn, type SessionRecord } from './store.ts'
import { type OpenGroup, openGroup } from './visitor-gate.ts'

const CREDENTIAL_BYTES = 16

/** SE-1 to SE-7: checks, records and assigns a new session. */
export async function startSession(
  context: Context,
  origin: string | undefined,
  request: StartRequest,
): Promise<StartResponse> {
  const { db, clock, random, pool } = context
  const group = await openGroup(db, origin, request.groupId, request.site)
  requireStorable([request.browser, request.script], 'browser')
  const identity = request.identity ? checkIdentity(request.identity) : null
  const wantedKey = request.key === undefined ? null : givenKey(group, request.key)
  if (pool.candidates().length === 0) throw new SidelongError('no-server', { retryAfterSeconds: 5 })

  const credential = visitorCredential(toBase64Url(random(CREDENTIAL_BYTES)))
  const replaced: SessionRecord[] = []
  const record = await refuseTakenKey(() =>
    db.transaction().execute(async (tx) => {
      // One start of a group at a time: quota and key are decided on what is true until the commit.
      await tx.selectFrom('groups').select('id').where('id', '=', group.id).forUpdate().execute()
      if (wantedKey) replaced.push(...(await makeRoomFor(tx, context, group, wantedKey, request.credential)))
      await checkQuota(tx, group)
      const endedAfter = new Date(clock.now() - group.settings['keys.cooldown'] * 60_000)
      const digits = group.settings['keys.randomLength']
      const key = wantedKey ?? (await pickRandomKey(tx, random, { group: group.id, digits, endedAfter }))
      return insertSession(tx, context, group, {
        key,
        isRandom: wantedKey === null,
        credential,
        identity,
        request,
      })
    }),
  )
  for (const old of replaced)
    pool.byOrigin(old.server)?.send({ type: 'session-end', sessionId: old.id, reason: 'replaced' })

  const server = await assignSession(context, group, record, null)
  if (!server) {
    await db.deleteFrom('sessions').where('id', '=', record.id).execute()
    throw new SidelongError('no-server', { retryAfterSeconds: 5 })
  }
  return {
    sessionId: record.id,
    key: record.key,
    isRandomKey: record.is_random_key,
    credential,
    sessionServer: server.origin,
    startedAt: record.started_at.toISOString(),
    settings: toVisitorSettings(group, request.locales),
  }
}

/** SE-4. */
function givenKey(group: OpenGroup, text: string): SessionKey {
  if (group.settings['keys.callerGiven'] === 'deny') throw new SidelongError('key-not-allowed')
  try {
    return sessionKey(text)
  } catch {
    throw new SidelongError('bad-key')
  }
}

/** SE-7: a live session with the key is replaced for its own visitor, and is in the way of everybody else. */
async function makeRoomFor(
  tx: Transaction<Database>,
  context: Context,
  group: OpenGroup,
  key: SessionKey,
  credential: string | undefined,
): Promise<SessionRecord[]> {
  const live = await findLiveByKey(tx, group.id, key)
  if (!live) return []
  const isOwn = credential !== undefined && (await isCredentialOf(tx, live, credential))
  if (!isOwn) throw new SidelongError('key-in-use')
  const nowMs = context.clock.now()
  const status = finalStatus(live.status, 'replaced')
  await recordStatusIn(tx, nowMs, { id: live.id, status, reason: 'replaced', at: new Date(nowMs) })
  return [live]
}

/** SE-13. */
async function checkQuota(tx: Transaction<Database>, group: OpenGroup): Promise<void> {
  const { count } = await tx
    .selectFrom('sessions')
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
    .where('group_id', '=', group.id)
    .where('status', 'in', LIVE_STATUSES)
    .executeTakeFirstOrThrow()
  if (count >= group.settings['session.maxConcurrent'])
    throw new SidelongError('quota-exceeded', { retryAfterSeconds: 60 })
}

type NewRow = {
  readonly key: SessionKey
  readonly isRandom: boolean
  readonly credential: string
  readonly identity: string | null
  readonly request: StartRequest
}

async function insertSession(
  tx: Transaction<Database>,
  context: Context,
  group: OpenGroup,
  row: NewRow,
): Promise<SessionRecord> {
  const nowMs = context.clock.now()
  const id: SessionId = formatSessionId(group.id, row.key, toBase64Url(context.random(CREDENTIAL_BYTES)))
  const record: SessionRecord = {
    id,
    group_id: group.id,
    key: row.key,
    site: group.site,
    status: 'J',
    is_random_key: row.isRandom,
    credential_hash: credentialHash(row.credential),
    server: null,
    started_at: new Date(nowMs),
    browser: row.request.browser ?? null,
    script: row.request.script,
  }
  await tx
    .insertInto('sessions')
    .values({
      ...record,
      origin: group.origin,
      identity: row.identity,
    })
    .execute()
  await tx
    .insertInto('session_statuses')
    .values({ session_id: id, status: 'J', reason: null, at: record.started_at })
    .execute()
  await auditIn(tx, nowMs, {
    groupId: group.id,
    actor: 'visitor',
    operation: 'session.start',
    object: auditName(id),
    outcome: 'J',
  })
  return record
}

const UNIQUE_VIOLATION = '23505'

/** SE-6: whatever the checks above saw, the unique index has the last word. */
async function refuseTakenKey<T>(insert: () => Promise<T>): Promise<T> {
  try {
    return await insert()
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === UNIQUE_VIOLATION) {
      throw new SidelongError('key-in-use')
    }
    throw error
  }
}
