import { randomUUID } from 'node:crypto'
import type { GroupId } from '../../protocol/ids.ts'
import { auditIn, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db/open.ts'
import { isRoleName } from '../groups/roles.ts'
import { readSettings } from '../settings/store.ts'
import type { CompanyAccount } from './sso.ts'
import { parseNewEmail } from './users.ts'

/*
 * JN-8: a company account is bound by issuer and subject, which the provider never gives to somebody else. An e-mail
 * address is never a bond: whoever runs a provider could claim any.
 */

export async function findIdentity(db: Db, { issuer, subject }: CompanyAccount): Promise<string | null> {
  const row = await db
    .selectFrom('identities')
    .select('user_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  return row?.user_id ?? null
}

/** Binds a company account to a user; false if it is bound already, to whomever. */
export async function linkIdentity(
  db: Pick<Db, 'insertInto'>,
  userId: string,
  { issuer, subject, label }: { issuer: string; subject: string; label: string },
  nowMs: number,
): Promise<boolean> {
  const row = await db
    .insertInto('identities')
    .values({ issuer, subject, user_id: userId, label, created_at: new Date(nowMs) })
    .onConflict((c) => c.columns(['issuer', 'subject']).doNothing())
    .returning('user_id')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * A new user for a company account that nobody has (`login.jit`), or `null`. Only with an address that the provider has
 * verified, in a domain that the *operator* has given to the group, and that no user has: an existing one is never taken
 * over, and nobody's address is taken beforehand.
 */
export async function createFromIdentity(
  { db, clock }: Context,
  groupId: GroupId,
  account: CompanyAccount,
): Promise<string | null> {
  const { settings } = await readSettings(db, groupId, 'production')
  const role = settings['login.jitRole']
  if (!settings['login.jit'] || role === null || !isRoleName(role)) return null
  const email = parseNewEmail(account.verifiedEmail)
  if (email === null || !(await domainsOf(db, groupId)).includes(email.split('@')[1] ?? '')) return null
  const nowMs = clock.now()
  const at = new Date(nowMs)
  const id = randomUUID()
  const name = (account.name ?? email).slice(0, 127)
  return db.transaction().execute(async (tx) => {
    const user = await tx
      .insertInto('users')
      .values({ id, name, email, emailVerified: true, createdAt: at, updatedAt: at })
      .onConflict((c) => c.column('email').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!user || !(await linkIdentity(tx, id, { ...account, label: email }, nowMs))) return null
    await tx
      .insertInto('memberships')
      .values({ user_id: id, group_id: groupId, role, created_at: at })
      .execute()
    const entry = { actor: 'sso', object: `user:${id}` }
    await auditIn(tx, nowMs, { ...entry, groupId: NO_GROUP, operation: 'user.create', outcome: 'done' })
    await auditIn(tx, nowMs, { ...entry, groupId, operation: 'membership.set', outcome: role })
    return id
  })
}

/** Domains whose addresses the group's provider may vouch for. */
export async function domainsOf(db: Db, groupId: GroupId): Promise<string[]> {
  const row = await db.selectFrom('sso').select('domains').where('group_id', '=', groupId).executeTakeFirst()
  return Array.isArray(row?.domains) ? row.domains.map(String) : []
}
