import { ParseError } from '../../base/parse.ts'
import { newUser, type UserPatch } from '../../protocol/people-api.ts'
import { csvRecords } from '../api/csv.ts'
import type { Db } from '../db/open.ts'
import { addUser, changeUser, type Manager } from './people.ts'

const COLUMNS = ['email', 'name', 'role', 'username', 'externalid', 'state'] as const
type Column = (typeof COLUMNS)[number]
type RowError = { readonly row: number; readonly column: string | null; readonly message: string }
export type ImportOutcome = {
  readonly errors: readonly RowError[]
  readonly created: readonly { readonly email: string; readonly userId: string }[]
  readonly updated: readonly string[]
}

export const MAX_IMPORT_ROWS = 5_000

/**
 * People from a CSV file (RO-4): those whose address is a member's are changed, the others made. All rows or none: every
 * row is tried in one transaction, which is taken back if one is refused, or if it is a dry run.
 */
export async function importUsers(
  db: Db,
  manager: Manager,
  csv: string,
  isDryRun: boolean,
): Promise<ImportOutcome> {
  const errors: RowError[] = []
  const created: { email: string; userId: string }[] = []
  const updated: string[] = []
  const rows = rowsOf(csv)
  await db
    .transaction()
    .execute(async (tx) => {
      for (const [index, row] of rows.entries()) {
        // Row 1 is the header.
        const at = index + 2
        try {
          const user = newUser({
            email: row.email ?? '',
            name: row.name ?? '',
            role: row.role ?? '',
            username: row.username || null,
            externalId: row.externalid || null,
          })
          const state = row.state ?? ''
          if (!['', 'active', 'disabled', 'locked', 'invited'].includes(state))
            throw new ParseError('state', 'must be active or disabled')
          const found = await tx
            .selectFrom('users as u')
            .innerJoin('memberships as m', 'm.user_id', 'u.id')
            .select(['u.id', 'u.name', 'u.isDisabled'])
            .where('u.email', '=', user.email.toLowerCase())
            .where('m.group_id', '=', manager.group)
            .executeTakeFirst()
          const userId = found?.id ?? (await addUser(tx, manager, user))
          const isDisabled = state === 'disabled'
          const { email: _same, ...rest } = user
          const patch: UserPatch = {
            ...(found && rest),
            ...((found?.isDisabled ?? false) !== isDisabled && state !== '' && { isDisabled }),
          }
          if (Object.keys(patch).length > 0) await changeUser(tx, manager, userId, patch)
          if (found) updated.push(user.email)
          else created.push({ email: user.email, userId })
        } catch (error) {
          errors.push({ row: at, ...describe(error) })
        }
      }
      if (errors.length > 0 || isDryRun) throw new TakenBack()
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error
    })
  return { errors, created, updated }
}

class TakenBack extends Error {}

function rowsOf(csv: string): Partial<Record<Column, string>>[] {
  const [header = [], ...records] = csvRecords(csv)
  const columns = header.map((name) => name.trim().toLowerCase().replace(/[ _-]/g, ''))
  const unknown = columns.find((name) => !COLUMNS.some((one) => one === name))
  if (unknown !== undefined)
    throw new ParseError('csv', `has a column that is not known; known are ${COLUMNS.join(', ')}`)
  for (const needed of ['email', 'name', 'role'])
    if (!columns.includes(needed)) throw new ParseError('csv', `has no column "${needed}"`)
  if (records.length > MAX_IMPORT_ROWS)
    throw new ParseError('csv', `must not have more than ${MAX_IMPORT_ROWS} rows`)
  return records.map((record) =>
    Object.fromEntries(
      columns.map((name, i) => [name, (record[i] ?? '').trim().replace(/^'(?=[=+\-@])/, '')]),
    ),
  )
}

function describe(error: unknown): { column: string | null; message: string } {
  if (error instanceof ParseError) return { column: error.path, message: error.message }
  const detail = error instanceof Error && 'detail' in error ? error.detail : undefined
  if (typeof detail === 'object' && detail !== null)
    return {
      column: null,
      message: Object.entries(detail)
        .map(([name, rule]) => `${name}: ${String(rule)}`)
        .join('; '),
    }
  throw error
}
