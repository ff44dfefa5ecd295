import type { Stoppable } from '../../base/stoppable.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import { pruneAudit } from '../audit/prune.ts'
import { signedHead } from '../audit/routes.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import { readSettings } from '../settings/store.ts'
import { emitIn } from '../webhooks/outbox.ts'

type Parts = Pick<Context, 'db' | 'clock' | 'log' | 'signingSecret'>
const DAY_MS = 24 * 3_600_000

/** Deletes what is older than the group wants it kept (`retention.*`); hourly, by every web server, which does no harm. */
export function startRetention(parts: Parts): Stoppable & { run(): Promise<void> } {
  let running: Promise<void> | null = null
  const run = () => {
    running ??= clean(parts)
      .catch((error: unknown) => parts.log.error('retention failed', { error: String(error) }))
      .finally(() => {
        running = null
      })
    return running
  }
  const timer = parts.clock.every(WEB_LIMITS.retentionIntervalMs, () => void run())
  return { run, stop: () => timer.stop() }
}

async function clean(parts: Parts): Promise<void> {
  const { db, clock, log } = parts
  const nowMs = clock.now()
  const before = (days: number) => new Date(nowMs - days * DAY_MS)
  const groups = await db.selectFrom('groups').select('id').execute()
  for (const { id } of groups) {
    const { settings } = await readSettings(db, id, 'production')
    const contact = await db
      .updateTable('sessions')
      .set({ identity: null })
      .where('group_id', '=', id)
      .where('status', 'not in', LIVE_STATUSES)
      .where('ended_at', '<', before(settings['retention.contact']))
      .where('identity', 'is not', null)
      .executeTakeFirst()
    await db
      .updateTable('participants')
      .set({ name: '' })
      .where('kind', '=', 'guest')
      .where('name', '!=', '')
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('sessions as s')
            .select('s.id')
            .whereRef('s.id', '=', 'participants.session_id')
            .where('s.group_id', '=', id)
            .where('s.ended_at', '<', before(settings['retention.contact'])),
        ),
      )
      .execute()
    const sessions = await db
      .deleteFrom('sessions')
      .where('group_id', '=', id)
      .where('status', 'not in', LIVE_STATUSES)
      .where('ended_at', '<', before(settings['retention.sessions']))
      .executeTakeFirst()
    const entries = await pruneAudit(db, nowMs, id, before(settings['retention.audit']))
    const count = Number(contact.numUpdatedRows) + Number(sessions.numDeletedRows) + entries
    if (count > 0) log.info('records deleted by age', { group: id, count })
  }
  for (const { id } of groups) await sendHead(parts, id)
  await db
    .deleteFrom('webhook_deliveries')
    .where('created_at', '<', new Date(nowMs - WEB_LIMITS.webhookKeepMs))
    .execute()
  await db
    .deleteFrom('idempotency')
    .where('created_at', '<', new Date(nowMs - WEB_LIMITS.idempotencyLifeMs))
    .execute()
}

/** AU-2: once a day the signed head of the audit log goes out, so that a log that is written anew shows elsewhere. */
async function sendHead({ db, clock, signingSecret }: Parts, group: GroupId): Promise<void> {
  const nowMs = clock.now()
  const day = new Date(nowMs).toISOString().slice(0, 10)
  const head = await signedHead({ db, signingSecret }, group)
  await db.transaction().execute(async (tx) => {
    const isFirst = await tx
      .updateTable('webhook_streams')
      .set({ head_day: day })
      .where('group_id', '=', group)
      .where((eb) => eb.or([eb('head_day', 'is', null), eb('head_day', '!=', day)]))
      .executeTakeFirst()
    if (isFirst.numUpdatedRows === 0n) return
    await emitIn(tx, nowMs, { groupId: group, type: 'audit.head', session: null, data: head })
  })
}
