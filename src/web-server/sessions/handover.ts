import { toBase64Url } from '../../base/bytes.ts'
import type { Infer } from '../../base/parse.ts'
import { credentialHash, isSameText } from '../../node/control-auth.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type SessionId, visitorCredential } from '../../protocol/ids.ts'
import { isLive } from '../../protocol/life-cycle.ts'
import { isOriginAllowed } from '../../protocol/origins.ts'
import type { HandoverRequest, handoverResponse, RedeemRequest, RedeemResponse } from '../../protocol/rest.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { Settings } from '../settings/registry.ts'
import { auditName, findSession, type SessionRecord } from './store.ts'
import { openGroup } from './visitor-gate.ts'

const CODE_BYTES = 16

type Trusted = Settings['site.trustedDomains'][number]

/** NV-8: listed as a trusted domain, and as a page of the group at all. */
function trusted(settings: Settings, origin: string): Trusted | undefined {
  const entry = settings['site.trustedDomains'].find((one) => one.origin === origin)
  return entry && isOriginAllowed(origin, settings['site.origins']) ? entry : undefined
}

/** Hashes of the credentials that pages of other domains got for this session. */
export async function handedOverHashes(db: Pick<Db, 'selectFrom'>, id: SessionId): Promise<string[]> {
  const rows = await db
    .selectFrom('session_credentials')
    .select('hash')
    .where('session_id', '=', id)
    .orderBy('created_at', 'desc')
    .limit(WEB_LIMITS.maxHandedOverCredentials)
    .execute()
  return rows.map(({ hash }) => hash)
}

export async function isCredentialOf(
  db: Pick<Db, 'selectFrom'>,
  record: SessionRecord,
  credential: string,
): Promise<boolean> {
  const hash = credentialHash(credential)
  if (isSameText(hash, record.credential_hash)) return true
  return (await handedOverHashes(db, record.id)).some((known) => isSameText(hash, known))
}

async function domainsOf(db: Db, id: SessionId): Promise<string[]> {
  const rows = await db
    .selectFrom('sessions')
    .select('origin')
    .where('id', '=', id)
    .union(db.selectFrom('session_credentials').select('origin').where('session_id', '=', id))
    .limit(64)
    .execute()
  return rows.map(({ origin }) => origin)
}

/** A code with which the session may go on at one other origin, once, within a minute (NV-9). */
export async function createHandover(
  context: Context,
  origin: string | undefined,
  request: HandoverRequest,
): Promise<Infer<typeof handoverResponse>> {
  const { db, clock, random } = context
  const group = await openGroup(db, origin, request.groupId, request.site)
  const record = await findSession(db, request.sessionId)
  if (!record || !isLive(record.status)) throw new SidelongError('session-expired')
  if (!(await isCredentialOf(db, record, request.credential))) throw new SidelongError('resume-refused')
  if (record.group_id !== group.id || record.site !== group.site)
    throw new SidelongError('origin-not-allowed')
  const target = trusted(group.settings, request.target)
  if (!target || !trusted(group.settings, group.origin)) throw new SidelongError('handover-refused')

  const nowMs = clock.now()
  const { count } = await db
    .selectFrom('handovers')
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
    .where('session_id', '=', record.id)
    .where('expires_at', '>', new Date(nowMs))
    .executeTakeFirstOrThrow()
  if (count >= WEB_LIMITS.handoversPerSession)
    throw new SidelongError('rate-limited', { retryAfterSeconds: 60 })
  await db
    .deleteFrom('handovers')
    .where('expires_at', '<', new Date(nowMs - WEB_LIMITS.handoverKeepMs))
    .execute()

  const code = `${group.id}.${toBase64Url(random(CODE_BYTES))}`
  await db
    .insertInto('handovers')
    .values({
      hash: credentialHash(code),
      session_id: record.id,
      group_id: group.id,
      target: target.origin,
      paused: request.paused,
      rules: request.rules,
      expires_at: new Date(nowMs + WEB_LIMITS.handoverLifeMs),
      used_at: null,
    })
    .execute()
  return { code, transport: target.transport, bridgeUrl: target.bridgeUrl }
}

/** Turns a code into a credential of the origin that shows it. Whatever is wrong with it, it is used up (NV-10). */
export async function redeemHandover(
  context: Context,
  origin: string | undefined,
  request: RedeemRequest,
): Promise<RedeemResponse> {
  const { db, clock, random } = context
  const group = await openGroup(db, origin, request.groupId, request.site)
  const nowMs = clock.now()
  const hash = credentialHash(request.code)
  const row = await db
    .selectFrom('handovers')
    .selectAll()
    .where('hash', '=', hash)
    .where('group_id', '=', group.id)
    .executeTakeFirst()
  const won = await db
    .updateTable('handovers')
    .set({ used_at: new Date(nowMs) })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new SidelongError('handover-expired')

  const record = await findSession(db, row.session_id)
  const target = trusted(group.settings, group.origin)
  const why =
    won.numUpdatedRows === 0n
      ? 'used'
      : row.target !== group.origin || !target
        ? 'origin'
        : row.expires_at.getTime() <= nowMs
          ? 'expired'
          : !record || !isLive(record.status) || record.site !== group.site
            ? 'over'
            : null
  await audit(db, nowMs, {
    groupId: group.id,
    actor: 'visitor',
    operation: 'session.handover',
    object: auditName(row.session_id),
    outcome: why ? `refused ${why}` : 'continued',
  })
  if (why || !record || !target) throw new SidelongError('handover-expired')

  const credential = visitorCredential(toBase64Url(random(CODE_BYTES)))
  await db
    .insertInto('session_credentials')
    .values({
      session_id: record.id,
      hash: credentialHash(credential),
      origin: group.origin,
      created_at: new Date(nowMs),
    })
    .execute()
  return {
    sessionId: record.id,
    credential,
    // Only a first guess: `continue` says which one it is by then.
    sessionServer: record.server ?? group.origin,
    paused: row.paused,
    rules: row.rules,
    domains: await domainsOf(db, record.id),
    isBridge: target.transport === 'bridge',
  }
}
