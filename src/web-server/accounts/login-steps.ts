import { createHash } from 'node:crypto'
import { toBase64Url } from '../../base/bytes.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'

/** What can be under way: each has a token that its holder alone has, of which the database keeps the hash. */
export type StepKind =
  | 'invitation'
  | 'second-factor'
  | 'passkey-log-in'
  | 'passkey-add'
  | 'passkey-confirm'
  | 'oidc'

export type LoginStep = { readonly userId: string | null; readonly data: unknown }

const TOKEN_BYTES = 32

const hashOf = (token: string) => createHash('sha256').update(`sidelong-step|${token}`).digest('base64url')

/** Begins something; returns the token that continues it. */
export async function beginStep(
  context: Context,
  kind: StepKind,
  { userId, data }: LoginStep,
  lifeMs: number = WEB_LIMITS.loginStepLifeMs,
): Promise<string> {
  const { db, clock, random } = context
  const now = new Date(clock.now())
  // Those that nobody came back for.
  await db.deleteFrom('login_steps').where('expires_at', '<', now).execute()
  const token = toBase64Url(random(TOKEN_BYTES))
  await db
    .insertInto('login_steps')
    .values({
      hash: hashOf(token),
      kind,
      user_id: userId,
      data: JSON.stringify(data),
      expires_at: new Date(clock.now() + lifeMs),
    })
    .execute()
  return token
}

/** What the token continues, without using it up; `null` if there is nothing (any more). */
export async function findStep(
  context: Context,
  kind: StepKind,
  token: string | undefined,
): Promise<LoginStep | null> {
  if (token === undefined) return null
  const row = await context.db
    .selectFrom('login_steps')
    .select(['user_id', 'data'])
    .where('hash', '=', hashOf(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', new Date(context.clock.now()))
    .executeTakeFirst()
  return row ? { userId: row.user_id, data: row.data } : null
}

/** The same, used up: of two who come at once, one gets it. */
export async function takeStep(
  context: Context,
  kind: StepKind,
  token: string | undefined,
): Promise<LoginStep | null> {
  if (token === undefined) return null
  const row = await context.db
    .deleteFrom('login_steps')
    .where('hash', '=', hashOf(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', new Date(context.clock.now()))
    .returning(['user_id', 'data'])
    .executeTakeFirst()
  return row ? { userId: row.user_id, data: row.data } : null
}
