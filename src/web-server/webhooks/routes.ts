import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { ParseError } from '../../base/parse.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId } from '../../protocol/ids.ts'
import {
  deliveries,
  madeWebhook,
  newWebhook,
  rotatedWebhook,
  WEBHOOK_EVENTS,
  type Webhook,
  webhook,
  webhookPatch,
  webhooks,
} from '../../protocol/webhooks-api.ts'
import { namesOfActors } from '../accounts/actor-names.ts'
import { pageOf, pageQuery } from '../api/pages.ts'
import { type Input, routesOf } from '../api/route.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import { emitTest } from './outbox.ts'
import { makeSecret } from './secrets.ts'
import { checkEndpoint } from './send.ts'

const BASE = '/v1/groups/:group/webhooks'

/** Endpoints of a group, and what was sent to them (section 18). */
export async function webhookRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, clock, random, sealer } = context
  const add = routesOf(app, context)
  const common = { tag: 'webhooks', needs: 'keys.manage' } as const

  add({
    ...common,
    method: 'GET',
    path: BASE,
    summary: 'Endpoints of the group.',
    answer: webhooks,
    handle: async ({ member }) => ({ items: await list(member.groupId), types: [...WEBHOOK_EVENTS] }),
  })

  add({
    ...common,
    method: 'POST',
    path: BASE,
    summary: 'A new endpoint; its secret stands in this answer only.',
    body: newWebhook,
    answer: madeWebhook,
    makes: true,
    async handle(input) {
      const { caller, member, body } = input
      const url = checkEndpoint(body.url, context.webhookHosts)
      if (body.types.length === 0) throw new ParseError('types', 'must name one at least')
      if ((await list(member.groupId)).length >= WEB_LIMITS.maxWebhooksPerGroup)
        throw new ParseError('webhooks', 'are too many')
      const id = randomUUID()
      const { secret, sealed } = makeSecret(random, sealer, id)
      await db
        .insertInto('webhooks')
        .values({
          id,
          group_id: member.groupId,
          url,
          types: JSON.stringify([...new Set(body.types)]),
          secret: sealed,
          created_by: caller.actor,
          created_at: new Date(clock.now()),
        })
        .execute()
      await db
        .insertInto('webhook_streams')
        .values({ group_id: member.groupId, seq: 0 })
        .onConflict((c) => c.column('group_id').doNothing())
        .execute()
      await note(input, 'webhook.create', id, new URL(url).host)
      return { webhook: await find(member.groupId, id), secret }
    },
  })

  add({
    ...common,
    method: 'PATCH',
    path: `${BASE}/:webhook`,
    summary: 'Changes an endpoint; enabling it again sends what waits.',
    body: webhookPatch,
    answer: webhook,
    async handle(input) {
      const { member, params, body } = input
      const before = await find(member.groupId, params.webhook)
      if (body.types?.length === 0) throw new ParseError('types', 'must name one at least')
      const set = {
        ...(body.url !== undefined && { url: checkEndpoint(body.url, context.webhookHosts) }),
        ...(body.types !== undefined && { types: JSON.stringify([...new Set(body.types)]) }),
        ...(body.isEnabled !== undefined && { is_enabled: body.isEnabled, disabled_reason: null }),
      }
      if (Object.keys(set).length > 0)
        await db.updateTable('webhooks').set(set).where('id', '=', before.id).execute()
      if (body.isEnabled)
        await db
          .updateTable('webhook_deliveries')
          .set({ next_at: new Date(clock.now()), first_at: new Date(clock.now()) })
          .where('endpoint_id', '=', before.id)
          .where('state', '=', 'waiting')
          .execute()
      await note(input, 'webhook.change', before.id, Object.keys(body).join(', '))
      return find(member.groupId, before.id)
    },
  })

  add({
    ...common,
    method: 'DELETE',
    path: `${BASE}/:webhook`,
    summary: 'Deletes an endpoint, with what waits for it.',
    async handle(input) {
      const { id } = await find(input.member.groupId, input.params.webhook)
      await db.deleteFrom('webhooks').where('id', '=', id).execute()
      await note(input, 'webhook.delete', id, 'done')
    },
  })

  add({
    ...common,
    method: 'POST',
    path: `${BASE}/:webhook/test`,
    summary: 'Sends an event of the type "test".',
    async handle({ member, params }) {
      const { id } = await find(member.groupId, params.webhook)
      await emitTest(db, clock.now(), member.groupId, id)
    },
  })

  add({
    ...common,
    method: 'POST',
    path: `${BASE}/:webhook/rotate`,
    summary: 'A new secret; the one before it signs, too, until the next rotation.',
    answer: rotatedWebhook,
    makes: true,
    async handle(input) {
      const { id } = await find(input.member.groupId, input.params.webhook)
      const { secret, sealed } = makeSecret(random, sealer, id)
      await db
        .updateTable('webhooks')
        .set((eb) => ({ old_secret: eb.ref('secret'), secret: sealed }))
        .where('id', '=', id)
        .execute()
      await note(input, 'webhook.rotate', id, 'done')
      return { secret }
    },
  })

  add({
    ...common,
    method: 'GET',
    path: `${BASE}/:webhook/deliveries`,
    summary: 'What was sent, or waits, newest first; kept for 30 days.',
    query: pageQuery,
    answer: deliveries,
    async handle({ member, params, query }) {
      const { id } = await find(member.groupId, params.webhook)
      const { limit, after } = pageOf(query, 'deliveries')
      const before = after === null ? 2_147_483_647 : Number(after[0])
      const rows = await db
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('endpoint_id', '=', id)
        .where('sequence', '<', before)
        .orderBy('sequence', 'desc')
        .limit(limit + 1)
        .execute()
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        items: rows.slice(0, limit).map((row) => ({
          id: row.id,
          sequence: row.sequence,
          type: row.type,
          createdAt: row.created_at.toISOString(),
          state: row.state,
          attempts: row.attempts,
          status: row.status,
          error: row.error,
          nextAt: row.state === 'waiting' ? row.next_at.toISOString() : null,
          deliveredAt: row.delivered_at?.toISOString() ?? null,
        })),
        cursor: last ? pageOf.cursor('deliveries', [String(last.sequence)]) : null,
      }
    },
  })

  add({
    ...common,
    method: 'POST',
    path: `${BASE}/:webhook/deliveries/:delivery/retry`,
    summary: 'Sends it again, whether it arrived or not.',
    async handle({ member, params }) {
      const { id } = await find(member.groupId, params.webhook)
      const now = new Date(clock.now())
      const set = await db
        .updateTable('webhook_deliveries')
        .set({ state: 'waiting', attempts: 0, first_at: now, next_at: now, claimed_until: null })
        .where('endpoint_id', '=', id)
        .where('id', '=', params.delivery ?? '')
        .executeTakeFirst()
      if (set.numUpdatedRows === 0n) throw new SidelongError('not-found')
    },
  })

  async function list(group: GroupId): Promise<Webhook[]> {
    const rows = await db
      .selectFrom('webhooks as w')
      .selectAll('w')
      .select((eb) =>
        eb
          .selectFrom('webhook_deliveries as d')
          .select((inner) => inner.cast<number>(inner.fn.countAll(), 'integer').as('count'))
          .whereRef('d.endpoint_id', '=', 'w.id')
          .where('d.state', '=', 'waiting')
          .as('waiting'),
      )
      .where('w.group_id', '=', group)
      .orderBy('w.created_at')
      .execute()
    const names = await namesOfActors(
      db,
      rows.map((row) => row.created_by),
    )
    return rows.map((row) => ({
      id: row.id,
      url: row.url,
      types: WEBHOOK_EVENTS.filter((type) => Array.isArray(row.types) && row.types.includes(type)),
      isEnabled: row.is_enabled,
      disabledReason: row.disabled_reason,
      isRotating: row.old_secret !== null,
      createdBy: names.get(row.created_by) ?? row.created_by,
      createdAt: row.created_at.toISOString(),
      waiting: row.waiting ?? 0,
    }))
  }

  async function find(group: GroupId, id: string | undefined): Promise<Webhook> {
    const found = (await list(group)).find((one) => one.id === id)
    if (!found) throw new SidelongError('not-found')
    return found
  }

  async function note(
    { caller, member }: Pick<Input<unknown, unknown>, 'caller' | 'member'>,
    operation: string,
    id: string,
    outcome: string,
  ): Promise<void> {
    await audit(db, clock.now(), {
      groupId: member.groupId,
      actor: caller.actor,
      operation,
      object: `webhook:${id}`,
      outcome,
    })
  }
}
