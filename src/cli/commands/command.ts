import { type GroupId, groupIdFromText } from '../../protocol/ids.ts'
import type { Sealer } from '../../web-server/accounts/sealing.ts'
import { findUserId } from '../../web-server/accounts/users.ts'
import { audit, NO_GROUP } from '../../web-server/audit/audit.ts'
import type { Db } from '../../web-server/db/open.ts'
import { CliError } from '../cli-error.ts'

export type Answer = {
  /** For people. */
  readonly lines: readonly string[]
  /** The same for programs (`--json`). */
  readonly data: unknown
  /** What was looked for is not in order: exit code 1. */
  readonly isBad?: boolean
}

export type OperatorParts = {
  /** A password or client secret given by pipe; empty if none. */
  readonly readPassword: () => Promise<string>
  /** Encrypts as the web servers do; throws if their keys are not known. */
  readonly sealer: () => Sealer
}

export type Command = {
  readonly min: number
  readonly max: number
  readonly run: (db: Db, args: readonly string[], parts: OperatorParts) => Promise<Answer>
}

export function done(data: unknown, line: string, more: readonly string[] = []): Answer {
  return { data, lines: [line, ...more] }
}

export function parseGroup(text: string): GroupId {
  const id = groupIdFromText(text)
  if (id === null) throw new CliError(`"${text}" is not a group id: a whole number from 1 to 999999999`)
  return id
}

export async function findGroup(db: Db, text: string): Promise<GroupId> {
  const id = parseGroup(text)
  const row = await db.selectFrom('groups').select('id').where('id', '=', id).executeTakeFirst()
  if (!row) throw new CliError(`there is no group ${id}`)
  return id
}

export async function findUser(db: Db, email: string): Promise<string> {
  const id = await findUserId(db, email)
  if (id === null) throw new CliError(`there is no user ${email}`)
  return id
}

export async function auditGroup(db: Db, group: GroupId, operation: string): Promise<void> {
  await audit(db, Date.now(), {
    groupId: group,
    actor: 'operator',
    operation,
    object: `group:${group}`,
    outcome: 'done',
  })
}

export async function auditUser(db: Db, id: string, operation: string, outcome: string): Promise<void> {
  await audit(db, Date.now(), {
    groupId: NO_GROUP,
    actor: 'operator',
    operation,
    object: `user:${id}`,
    outcome,
  })
}
