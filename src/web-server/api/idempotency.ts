import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { text } from '../../base/parse.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { Caller } from './caller.ts'

/** An answer that can be given once more; `null`: it was sent by other means. */
export type Idempotent = { readonly status: number; readonly body: unknown } | null

const idempotencyKey = text(255, { min: 1, pattern: /^[\x21-\x7e]+$/ })

/**
 * RS-3: of several requests with one `Idempotency-Key`, the first is carried out and the others get its answer, for 24 h.
 * Answers can hold secrets that are shown once, so they are sealed. A request that failed may be tried again.
 */
export async function withIdempotency(
  { db, clock, sealer }: Context,
  request: FastifyRequest,
  caller: Caller,
  run: () => Promise<Idempotent>,
): Promise<Idempotent> {
  const header = request.headers['idempotency-key']
  if (header === undefined) return run()
  const key = idempotencyKey(header, 'Idempotency-Key')
  const hash = digest(caller.actor, key)
  const print = digest(request.method, request.url, JSON.stringify(request.body ?? null))
  const now = clock.now()
  await db
    .deleteFrom('idempotency')
    .where('created_at', '<', new Date(now - WEB_LIMITS.idempotencyLifeMs))
    .execute()
  const inserted = await db
    .insertInto('idempotency')
    .values({ hash, print, answer: null, created_at: new Date(now) })
    .onConflict((c) => c.column('hash').doNothing())
    .executeTakeFirst()
  if (!inserted.numInsertedOrUpdatedRows) {
    const row = await db.selectFrom('idempotency').selectAll().where('hash', '=', hash).executeTakeFirst()
    if (row && row.print !== print)
      throw new SidelongError('bad-params', { detail: { 'Idempotency-Key': 'was used for another request' } })
    const opened = row?.answer ? sealer.open(row.answer, `idempotency:${hash}`) : null
    // Still under way, here or at another web server.
    if (opened === null) throw new SidelongError('request-running', { retryAfterSeconds: 1 })
    const kept: unknown = JSON.parse(opened)
    return kept as Idempotent
  }
  try {
    const answer = await run()
    const sealed = sealer.seal(JSON.stringify(answer), `idempotency:${hash}`)
    await db.updateTable('idempotency').set({ answer: sealed }).where('hash', '=', hash).execute()
    return answer
  } catch (error) {
    await db.deleteFrom('idempotency').where('hash', '=', hash).execute()
    throw error
  }
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
