import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { WebhookEvent } from '../../protocol/webhooks-api.ts'
import type { Db } from '../db/open.ts'
import type { Database } from '../db/schema.ts'

export const API_VERSION = '1'

export type Event = {
  readonly groupId: number
  readonly type: WebhookEvent
  /** Events of one session arrive in their order; `null`: it has no order. */
  readonly session: string | null
  /** Metadata only: ids, codes, times and names; never content. */
  readonly data: object
}

/** Notes an event for every endpoint of the group that wants it, with what it tells of: both are there, or neither. */
export async function emitIn(tx: Transaction<Database>, nowMs: number, event: Event): Promise<void> {
  const endpoints = await tx
    .selectFrom('webhooks')
    .select(['id', 'types'])
    .where('group_id', '=', event.groupId as never)
    .where('is_enabled', '=', true)
    .execute()
  const wanting = endpoints.filter(({ types }) => Array.isArray(types) && types.includes(event.type))
  if (wanting.length === 0) return
  await put(tx, nowMs, event, event.type, wanting)
}

/** The same outside a transaction of the caller's. */
export async function emit(db: Db, nowMs: number, event: Event): Promise<void> {
  await db.transaction().execute((tx) => emitIn(tx, nowMs, event))
}

/** One event for one endpoint, whether it wants it or not. */
export async function emitTest(db: Db, nowMs: number, groupId: number, endpoint: string): Promise<void> {
  await db
    .transaction()
    .execute((tx) => put(tx, nowMs, { groupId, session: null, data: {} }, 'test', [{ id: endpoint }]))
}

async function put(
  tx: Transaction<Database>,
  nowMs: number,
  event: Omit<Event, 'type'>,
  type: string,
  endpoints: readonly { readonly id: string }[],
): Promise<void> {
  // The row's lock makes sequences be seen in their order: who sends never overtakes one that is being written.
  const { seq: sequence } = await tx
    .insertInto('webhook_streams')
    .values({ group_id: event.groupId as never, seq: 1 })
    .onConflict((c) => c.column('group_id').doUpdateSet((eb) => ({ seq: eb('webhook_streams.seq', '+', 1) })))
    .returning('seq')
    .executeTakeFirstOrThrow()
  const id = randomUUID()
  const body = JSON.stringify({
    id,
    type,
    sequence,
    time: new Date(nowMs).toISOString(),
    groupId: event.groupId,
    apiVersion: API_VERSION,
    data: event.data,
  })
  for (const endpoint of endpoints) {
    const delivery = randomUUID()
    await tx
      .insertInto('webhook_deliveries')
      .values({
        id: delivery,
        endpoint_id: endpoint.id,
        group_id: event.groupId as never,
        sequence,
        type,
        // What has no order stands in nobody's way.
        lane: event.session ?? delivery,
        body,
        state: 'waiting',
        attempts: 0,
        created_at: new Date(nowMs),
        first_at: new Date(nowMs),
        next_at: new Date(nowMs),
      })
      .execute()
  }
}
