import type { Db } from '../db/open.ts'
import type { PasswordHasher } from './password.ts'

// Argon2id of nothing that anybody knows, with the cost of password.ts: an unknown user takes as long as a wrong password.
const NOBODYS_HASH = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** The user with this address and password; `null` for any other pair, after the same work (RO-4, T12). */
export async function findByPassword(
  db: Db,
  passwords: PasswordHasher,
  email: string,
  password: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('users as u')
    .leftJoin('accounts as a', (join) =>
      join.onRef('a.userId', '=', 'u.id').on('a.providerId', '=', 'credential'),
    )
    .select(['u.id', 'u.isDisabled', 'a.password'])
    .where('u.email', '=', email)
    .executeTakeFirst()
  const isRight = await passwords.verify({ hash: row?.password ?? NOBODYS_HASH, password })
  return row?.password && isRight && !row.isDisabled ? row.id : null
}

/** Whether this is the password of that user. */
export async function isPasswordOf(
  db: Db,
  passwords: PasswordHasher,
  userId: string,
  password: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .select('password')
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirst()
  const isRight = await passwords.verify({ hash: row?.password ?? NOBODYS_HASH, password })
  return isRight && row?.password != null
}
