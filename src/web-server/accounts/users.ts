import { randomUUID } from 'node:crypto'
import { ParseError, text } from '../../base/parse.ts'
import { audit, NO_GROUP } from '../audit/audit.ts'
import { noteRevocation, OPERATOR } from '../control/revocations.ts'
import type { Db } from '../db/open.ts'
import { LOGIN_RATE, SECOND_FACTOR_RATE } from '../http/rate-limits.ts'
import { WEB_LIMITS } from '../limits.ts'
import { endLogins } from './logins.ts'
import { createPasswordHasher, type PasswordHasher } from './password.ts'

export type NewUser = { readonly email: string; readonly name: string; readonly password: string }

const passwords = () => createPasswordHasher()

/** Addresses are kept in lower case. */
const newEmail = text(127, {
  pattern: /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/,
})
/** The address as it is kept; `null` if no user could have it. */
export function parseNewEmail(value: unknown): string | null {
  try {
    return newEmail(value).toLowerCase()
  } catch {
    return null
  }
}
export const newPassword = text(WEB_LIMITS.maxPasswordLength, { min: WEB_LIMITS.minPasswordLength })

/** Creates a user who logs in with e-mail and password; throws if the address is taken. Returns the user's id. */
export async function createUser(db: Db, user: NewUser, nowMs = Date.now()): Promise<string> {
  const address = newEmail(user.email, 'email').toLowerCase()
  const taken = await db.selectFrom('users').select('id').where('email', '=', address).executeTakeFirst()
  if (taken) throw new ParseError('email', 'is taken')
  const id = randomUUID()
  const at = new Date(nowMs)
  const password = await passwords().hash(newPassword(user.password, 'password'))
  await db.transaction().execute(async (tx) => {
    const name = text(127, { min: 1 })(user.name, 'name')
    await tx
      .insertInto('users')
      .values({ id, name, email: address, emailVerified: true, createdAt: at, updatedAt: at })
      .execute()
    await tx
      .insertInto('accounts')
      .values({
        id: randomUUID(),
        accountId: id,
        providerId: 'credential',
        userId: id,
        password,
        createdAt: at,
        updatedAt: at,
      })
      .execute()
  })
  await audit(db, nowMs, {
    groupId: NO_GROUP,
    actor: 'operator',
    operation: 'user.create',
    object: `user:${id}`,
    outcome: 'done',
  })
  return id
}

/** Creates the user, or brings name and password of the one with this e-mail address up to date. */
export async function ensureUser(db: Db, user: NewUser, nowMs = Date.now()): Promise<string> {
  const address = newEmail(user.email, 'email').toLowerCase()
  const found = await db
    .selectFrom('users as u')
    .innerJoin('accounts as a', (join) =>
      join.onRef('a.userId', '=', 'u.id').on('a.providerId', '=', 'credential'),
    )
    .select(['u.id', 'u.name', 'a.password'])
    .where('u.email', '=', address)
    .executeTakeFirst()
  if (!found) return createUser(db, user, nowMs)
  const at = new Date(nowMs)
  if (found.name !== user.name) {
    await db.updateTable('users').set({ name: user.name, updatedAt: at }).where('id', '=', found.id).execute()
  }
  const isSame = await passwords().verify({ hash: found.password ?? '', password: user.password })
  if (!isSame) await setPassword(db, found.id, user.password, nowMs)
  return found.id
}

/** The user with this e-mail address; `null` if there is none. */
export async function findUserId(db: Db, address: string): Promise<string | null> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('email', '=', address.toLowerCase())
    .executeTakeFirst()
  return row?.id ?? null
}

/** Replaces the password. Throws ParseError for one that is too short or too long, and for who logs in without. */
export async function storePassword(
  db: Db,
  hasher: PasswordHasher,
  userId: string,
  password: string,
  nowMs: number,
): Promise<void> {
  const hash = await hasher.hash(newPassword(password, 'password'))
  const set = await db
    .updateTable('accounts')
    .set({ password: hash, updatedAt: new Date(nowMs) })
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirst()
  if (set.numUpdatedRows === 0n) throw new ParseError('user', 'logs in without a password')
}

/** Gives the user another password and ends every log-in. Throws ParseError for one that is too short or too long. */
export async function setPassword(
  db: Db,
  userId: string,
  password: string,
  nowMs = Date.now(),
): Promise<void> {
  await storePassword(db, passwords(), userId, password, nowMs)
  await endAllLogins(db, userId)
  await audit(db, nowMs, {
    groupId: NO_GROUP,
    actor: 'operator',
    operation: 'user.password',
    object: `user:${userId}`,
    outcome: 'done',
  })
}

/** Ends every log-in, and within a second every open view (JN-10). */
export async function endAllLogins(db: Db, userId: string): Promise<number> {
  const count = await endLogins(db, { userId })
  await noteRevocation(db, userId, OPERATOR)
  return count
}

/** Forgets the wrong passwords and codes of a user. */
export async function unlockUser(db: Db, userId: string, address: string): Promise<void> {
  const keys = [`${LOGIN_RATE}:${address.toLowerCase()}`, `${SECOND_FACTOR_RATE}:${userId}`]
  await db.deleteFrom('rates').where('key', 'in', keys).execute()
}

/** Disables or enables a user. Disabling ends every log-in at once, and every open view within a second (JN-10). */
export async function setUserDisabled(
  db: Db,
  userId: string,
  isDisabled: boolean,
  nowMs = Date.now(),
): Promise<void> {
  await db
    .updateTable('users')
    .set({ isDisabled, updatedAt: new Date(nowMs) })
    .where('id', '=', userId)
    .execute()
  if (isDisabled) await endAllLogins(db, userId)
  await audit(db, nowMs, {
    groupId: NO_GROUP,
    actor: 'operator',
    operation: isDisabled ? 'user.disable' : 'user.enable',
    object: `user:${userId}`,
    outcome: 'done',
  })
}
