import { createHmac } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { object, optional, text } from '../../base/schema.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { type AuditEntry, auditEntries, auditVerified } from '../../protocol/reports-api.ts'
import { namesOfActors } from '../accounts/actor-names.ts'
import { csvOf, sendCsv } from '../api/csv.ts'
import { pageOf, pageParams } from '../api/pages.ts'
import { routesOf } from '../api/route.ts'
import { timeOf } from '../api/sessions.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { audit, headOf, verifyAudit } from './audit.ts'

const BASE = '/v1/groups/:group/audit'
const filterParams = {
  /** Part of a name, or exactly as it stands in the log. */
  actor: optional(text(127)),
  operation: optional(text(127)),
  object: optional(text(255)),
  from: optional(text(32)),
  to: optional(text(32)),
}
const listQuery = object({ ...pageParams, ...filterParams }, { exact: true })
const exportQuery = object(filterParams, { exact: true })
type Filter = ReturnType<typeof exportQuery>
const MAX_EXPORTED = 100_000
const MAX_SEQUENCE = 2_147_483_647

/** The audit log of a group: search, export, verification (AU-2). */
export async function auditRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, clock } = context
  const add = routesOf(app, context)

  add({
    method: 'GET',
    path: BASE,
    tag: 'audit',
    summary: 'Entries of the audit log, newest first.',
    needs: 'audit.read',
    query: listQuery,
    answer: auditEntries,
    async handle({ member, query }) {
      const { limit, after } = pageOf(query, 'audit')
      const before = after === null ? MAX_SEQUENCE : Number(after[0])
      const items = await search(db, member.groupId, query, before, limit + 1)
      const last = items.length > limit ? items[limit - 1] : undefined
      return {
        items: items.slice(0, limit),
        cursor: last ? pageOf.cursor('audit', [String(last.sequence)]) : null,
      }
    },
  })

  for (const kind of ['csv', 'json'] as const)
    add({
      method: 'GET',
      path: `${BASE}.${kind}`,
      tag: 'audit',
      summary: `Entries of the audit log as ${kind.toUpperCase()}; the export is itself audited.`,
      needs: 'audit.read',
      query: exportQuery,
      answerType: kind === 'csv' ? 'text/csv' : 'application/json',
      async handle({ caller, member, query, reply }) {
        const items = await search(db, member.groupId, query, MAX_SEQUENCE, MAX_EXPORTED)
        await audit(db, clock.now(), {
          groupId: member.groupId,
          actor: caller.actor,
          operation: 'audit.export',
          object: `audit.${kind}`,
          outcome: `${items.length} entries`,
        })
        const header = ['sequence', 'time', 'actor', 'actorName', 'operation', 'object', 'outcome'] as const
        if (kind === 'csv')
          return sendCsv(
            reply,
            'audit.csv',
            csvOf(
              header,
              items.map((item) => header.map((name) => item[name])),
            ),
          )
        return reply
          .type('application/json; charset=utf-8')
          .header('content-disposition', 'attachment; filename="audit.json"')
          .send(JSON.stringify({ items }))
      },
    })

  add({
    method: 'GET',
    path: `${BASE}/verify`,
    tag: 'audit',
    summary: 'Whether the log is whole; names the first entry that was altered, removed, moved or cut off.',
    needs: 'audit.read',
    answer: auditVerified,
    async handle({ member }) {
      const { entries, brokenAt } = await verifyAudit(db, member.groupId)
      return { entries, brokenAt, head: await signedHead(context, member.groupId) }
    },
  })
}

/** The head of a group's chain, signed, so that it can be kept elsewhere and compared. */
export async function signedHead(
  { db, signingSecret }: Pick<Context, 'db' | 'signingSecret'>,
  group: number,
): Promise<{ sequence: number; hash: string; signature: string }> {
  const { seq: sequence, hash } = await headOf(db, group)
  const signature = createHmac('sha256', signingSecret)
    .update(`audit-head|${group}|${sequence}|${hash}`)
    .digest('base64url')
  return { sequence, hash, signature }
}

async function search(
  db: Db,
  group: GroupId,
  filter: Filter,
  before: number,
  limit: number,
): Promise<AuditEntry[]> {
  const { actor, operation, object: about } = filter
  const [from, to] = [timeOf(filter.from, 'from'), timeOf(filter.to, 'to')]
  let query = db
    .selectFrom('audit')
    .select(['seq', 'at', 'actor', 'operation', 'object', 'outcome'])
    .where('group_id', '=', group)
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(limit)
  if (actor !== undefined) query = query.where('actor', 'in', [actor, ...(await actorsNamed(db, actor))])
  if (operation !== undefined) query = query.where('operation', 'like', `${escapeLike(operation)}%`)
  if (about !== undefined) query = query.where('object', 'like', `%${escapeLike(about)}%`)
  if (from) query = query.where('at', '>=', from)
  if (to) query = query.where('at', '<', to)
  const rows = await query.execute()
  const names = await namesOfActors(
    db,
    rows.flatMap((row) => [row.actor, row.object]),
  )
  return rows.map((row) => ({
    sequence: row.seq,
    time: row.at.toISOString(),
    actor: row.actor,
    actorName: names.get(row.actor) ?? null,
    operation: row.operation,
    object: row.object,
    objectName: names.get(row.object) ?? null,
    outcome: row.outcome,
  }))
}

async function actorsNamed(db: Db, name: string): Promise<string[]> {
  const like = `%${escapeLike(name)}%`
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where((eb) => eb.or([eb('name', 'ilike', like), eb('email', 'ilike', like)]))
    .limit(1_000)
    .execute()
  return rows.map(({ id }) => `user:${id}`)
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
