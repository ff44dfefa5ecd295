import { toBase64Url } from '../../base/bytes.ts'
import { randomBytes } from '../../node/platform.ts'
import type { GroupId } from '../../protocol/ids.ts'
import type { Db } from '../db/open.ts'
import type { Sealer } from './sealing.ts'

/* What a group's CRM signs login keys with (JN-7). Two count, so that it can be changed without a gap. */

const SECRET_BYTES = 32
const SECRETS_KEPT = 2

const purposeOf = (group: GroupId) => `login-secret:${group}`

/** Makes a new secret and returns it, for the only time; the one before it goes on working, an older one does not. */
export async function rotateLoginSecret(
  db: Db,
  sealer: Sealer,
  group: GroupId,
  nowMs: number,
  secret: string = toBase64Url(randomBytes(SECRET_BYTES)),
): Promise<string> {
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom('groups').select('id').where('id', '=', group).forUpdate().execute()
    await tx
      .insertInto('login_secrets')
      .values({
        group_id: group,
        secret: sealer.seal(secret, purposeOf(group)),
        created_at: new Date(nowMs),
      })
      .execute()
    const old = await tx
      .selectFrom('login_secrets')
      .select('id')
      .where('group_id', '=', group)
      .orderBy('id', 'desc')
      .offset(SECRETS_KEPT)
      .execute()
    for (const { id } of old) await tx.deleteFrom('login_secrets').where('id', '=', id).execute()
  })
  return secret
}

/** Takes away all but the newest: the rotation is over. `isAll`: that one, too; no login key counts any more. */
export async function dropLoginSecrets(db: Db, group: GroupId, isAll: boolean): Promise<number> {
  const rows = await db
    .selectFrom('login_secrets')
    .select('id')
    .where('group_id', '=', group)
    .orderBy('id', 'desc')
    .execute()
  const dropped = isAll ? rows : rows.slice(1)
  for (const { id } of dropped) await db.deleteFrom('login_secrets').where('id', '=', id).execute()
  return dropped.length
}

/** The secrets that count, newest first; one that was sealed with a key that is gone is left out. */
export async function loginSecretsOf(db: Db, sealer: Sealer, group: GroupId): Promise<string[]> {
  const rows = await db
    .selectFrom('login_secrets')
    .select('secret')
    .where('group_id', '=', group)
    .orderBy('id', 'desc')
    .limit(SECRETS_KEPT)
    .execute()
  return rows.flatMap((row) => sealer.open(row.secret, purposeOf(group)) ?? [])
}
