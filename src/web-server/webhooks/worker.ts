import { sql } from 'kysely'
import type { Clock, RandomBytes } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { Sealer } from '../accounts/sealing.ts'
import { auditIn } from '../audit/audit.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { secretsOf } from './secrets.ts'
import type { Sender } from './send.ts'
import { signatureOf } from './signature.ts'

type Parts = {
  readonly db: Db
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  readonly sealer: Sealer
  readonly send: Sender
}

type Due = {
  id: string
  endpoint_id: string
  group_id: number
  type: string
  body: string
  attempts: number
  first_at: Date
  url: string
  secret: string
  old_secret: string | null
}

/**
 * Sends what the outbox holds (WH-3). Several web servers share the work: each claims what it sends for a while; of one
 * session and endpoint, the next waits until the one before it has arrived, or is given up.
 */
export function startWebhookWorker(parts: Parts): Stoppable & { run(): Promise<void> } {
  let running: Promise<void> | null = null
  let isStopped = false
  const run = () => {
    running ??= work(parts, () => isStopped)
      .catch((error: unknown) => parts.log.error('webhooks cannot be sent', { error: String(error) }))
      .finally(() => {
        running = null
      })
    return running
  }
  const timer = parts.clock.every(WEB_LIMITS.webhookPollMs, () => void run())
  return {
    run,
    stop() {
      isStopped = true
      timer.stop()
    },
  }
}

async function work(parts: Parts, isStopped: () => boolean): Promise<void> {
  for (let round = 0; round < WEB_LIMITS.webhookRounds && !isStopped(); round++) {
    const due = await claim(parts)
    if (due.length === 0) return
    await Promise.all(due.map((one) => deliver(parts, one)))
  }
}

/** What is due and next in its lane, held for a while. */
async function claim({ db, clock }: Parts): Promise<Due[]> {
  const now = new Date(clock.now())
  const until = new Date(clock.now() + WEB_LIMITS.webhookClaimMs)
  const { rows } = await sql<Due>`
    with due as (
      select d.id from webhook_deliveries d join webhooks w on w.id = d.endpoint_id
      where d.state = 'waiting' and d.next_at <= ${now} and w.is_enabled
        and (d.claimed_until is null or d.claimed_until < ${now})
        and not exists (
          select 1 from webhook_deliveries e
          where e.endpoint_id = d.endpoint_id and e.lane = d.lane and e.state = 'waiting' and e.sequence < d.sequence)
      order by d.sequence limit ${WEB_LIMITS.webhooksAtOnce} for update of d skip locked
    )
    update webhook_deliveries d set claimed_until = ${until}
    from due, webhooks w where d.id = due.id and w.id = d.endpoint_id
    returning d.id, d.endpoint_id, d.group_id, d.type, d.body, d.attempts, d.first_at, w.url, w.secret, w.old_secret`.execute(
    db,
  )
  return rows
}

async function deliver(parts: Parts, due: Due): Promise<void> {
  const { db, clock, sealer, send, log } = parts
  const secrets = secretsOf(sealer, due)
  const unix = Math.floor(clock.now() / 1_000)
  const attempt =
    secrets.length === 0
      ? { isDone: false, status: null, error: 'the secret cannot be read' }
      : await send(
          due.url,
          {
            'user-agent': 'Sidelong-Webhooks/1',
            'sidelong-signature': signatureOf(secrets, unix, due.body),
            'sidelong-event': due.type,
            'sidelong-delivery': due.id,
          },
          due.body,
        )
  const nowMs = clock.now()
  const isOver = !attempt.isDone && nowMs - due.first_at.getTime() >= WEB_LIMITS.webhookRetryForMs
  const attempts = due.attempts + 1
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('webhook_deliveries')
      .set({
        state: attempt.isDone ? 'delivered' : isOver ? 'failed' : 'waiting',
        attempts,
        status: attempt.status,
        error: attempt.error,
        claimed_until: null,
        next_at: new Date(nowMs + backOffMs(parts.random, attempts)),
        delivered_at: attempt.isDone ? new Date(nowMs) : null,
      })
      .where('id', '=', due.id)
      .execute()
    if (!isOver) return
    const disabled = await tx
      .updateTable('webhooks')
      .set({ is_enabled: false, disabled_reason: attempt.error ?? 'failed' })
      .where('id', '=', due.endpoint_id)
      .where('is_enabled', '=', true)
      .executeTakeFirst()
    if (disabled.numUpdatedRows === 0n) return
    await auditIn(tx, nowMs, {
      groupId: due.group_id,
      actor: 'server',
      operation: 'webhook.disable',
      object: `webhook:${due.endpoint_id}`,
      outcome: `nothing arrived for 24 h: ${attempt.error ?? 'failed'}`,
    })
    log.warn('webhook disabled', { group: due.group_id, code: attempt.error ?? 'failed' })
  })
}

/** Doubles from seconds to an hour; half of it is chance, so that many do not come back at once. */
export function backOffMs(random: RandomBytes, attempts: number): number {
  const full = Math.min(
    WEB_LIMITS.webhookBackOffMaxMs,
    WEB_LIMITS.webhookBackOffMs * 2 ** Math.min(attempts, 20),
  )
  const [byte = 0] = random(1)
  return full / 2 + (full / 2) * (byte / 255)
}
