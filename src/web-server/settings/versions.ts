import type { Transaction } from 'kysely'
import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId } from '../../protocol/ids.ts'
import type {
  SettingChange,
  SettingScope,
  SettingsDocument,
  SettingsVersion,
} from '../../protocol/settings-api.ts'
import { auditIn } from '../audit/audit.ts'
import { noteMasks, noteRecheck, OPERATOR } from '../control/revocations.ts'
import type { Db } from '../db/open.ts'
import type { Database } from '../db/schema.ts'
import { requireStorable } from '../db/storable.ts'
import { rolesOf } from '../groups/role-store.ts'
import { FieldErrors } from '../http/field-errors.ts'
import { emitIn } from '../webhooks/outbox.ts'
import { isLoosening, isSame } from './loosening.ts'
import { isMask, parseSetting, SETTING_KEYS, SETTINGS, SettingError, type SettingKey } from './registry.ts'
import { sectionOf } from './schema.ts'

export type Values = Readonly<Record<string, unknown>>
type Reader = Pick<Db, 'selectFrom'>
type Row = { readonly version: number; readonly values: Values; readonly author: string; readonly at: Date }

export type Change = {
  readonly group: GroupId
  /** As in the audit log. */
  readonly actor: string
  readonly nowMs: number
  /** The version that the caller has seen (`If-Match`); `null`: whatever it is. */
  readonly seen: number | null
  /** Called with a change that loosens something, before it is made; throws to prevent it (SG-2). */
  readonly beforeLoosening: () => void
}

/** One scope as it is now. */
export async function readDocument(
  db: Reader,
  group: GroupId,
  scope: SettingScope,
): Promise<SettingsDocument> {
  const row = await newest(db, group, scope)
  const values = effective(scope, row?.values ?? {})
  return {
    scope,
    version: row?.version ?? 0,
    author: row?.author ?? null,
    createdAt: row?.at.toISOString() ?? null,
    values,
    own: keysOf(scope).filter((key) => Object.hasOwn(row?.values ?? {}, key)),
  }
}

/** Replaces staging or the group's own values (SG-1). Throws FieldErrors, `not-permitted` or `version-conflict`. */
export async function replaceValues(
  db: Db,
  scope: Exclude<SettingScope, 'production'>,
  given: Values,
  change: Change,
): Promise<{ version: number; changes: SettingChange[] }> {
  return db.transaction().execute(async (tx) => {
    const values = await checkValues(tx, change.group, scope, given)
    return write(tx, scope, values, change, 'settings.edit')
  })
}

/** Publishes staging, or an older version, to production: everything, or some sections (SG-1). */
export async function publish(
  db: Db,
  from: { version?: number | undefined; sections?: readonly string[] | undefined },
  change: Change,
): Promise<{ version: number; changes: SettingChange[] }> {
  const { group } = change
  return db.transaction().execute(async (tx) => {
    await lock(tx, group)
    const source =
      from.version === undefined
        ? await newest(tx, group, 'staging')
        : await versionOf(tx, group, from.version)
    const current = await newest(tx, group, 'production')
    const isChosen = (key: SettingKey) => !from.sections || from.sections.includes(sectionOf(key))
    const target =
      from.version === undefined
        ? stagingForProduction(source?.values ?? {}, current?.values ?? {})
        : (source?.values ?? {})
    const values = Object.fromEntries(
      keysOf('production').flatMap((key) => {
        const chosen = isChosen(key) ? target : (current?.values ?? {})
        return Object.hasOwn(chosen, key) ? [[key, chosen[key]]] : []
      }),
    )
    const operation = from.version === undefined ? 'settings.publish' : 'settings.rollback'
    return write(tx, 'production', await checkValues(tx, group, 'production', values), change, operation)
  })
}

/** What publishing everything would change. */
export async function difference(
  db: Reader,
  group: GroupId,
): Promise<{ production: number; staging: number; changes: SettingChange[] }> {
  const [production, staging] = await Promise.all([
    newest(db, group, 'production'),
    newest(db, group, 'staging'),
  ])
  const target = stagingForProduction(staging?.values ?? {}, production?.values ?? {})
  return {
    production: production?.version ?? 0,
    staging: staging?.version ?? 0,
    changes: changesBetween('production', production?.values ?? {}, target),
  }
}

/** Newest first, each with what it changed. */
export async function listVersions(
  db: Reader,
  group: GroupId,
  scope: SettingScope,
  page: { before: number; limit: number },
): Promise<SettingsVersion[]> {
  const rows = (
    await db
      .selectFrom('settings')
      .select(['version', 'json', 'author', 'created_at'])
      .where('group_id', '=', group)
      .where('site', '=', scope)
      .where('version', '<', page.before)
      .orderBy('version', 'desc')
      .limit(page.limit + 1)
      .execute()
  ).map(toRow)
  return rows.slice(0, page.limit).map((row, i) => ({
    version: row.version,
    author: row.author,
    createdAt: row.at.toISOString(),
    changes: changesBetween(scope, rows[i + 1]?.values ?? {}, row.values),
  }))
}

/**
 * What staging would be in production. Where staging keeps its own default (pages of this machine), production keeps what
 * it has: publishing must not let developers' machines into production.
 */
function stagingForProduction(staging: Values, production: Values): Values {
  const kept = SETTING_KEYS.filter(
    (key) => 'initialStaging' in SETTINGS[key] && !Object.hasOwn(staging, key) && key in production,
  )
  return { ...staging, ...Object.fromEntries(kept.map((key) => [key, production[key]])) }
}

async function write(
  tx: Transaction<Database>,
  scope: SettingScope,
  values: Values,
  change: Change,
  operation: string,
): Promise<{ version: number; changes: SettingChange[] }> {
  const { group, nowMs, actor } = change
  await lock(tx, group)
  const old = await newest(tx, group, scope)
  const seen = old?.version ?? 0
  if (change.seen !== null && seen !== change.seen)
    throw new SidelongError('version-conflict', { detail: { version: seen } })
  const changes = changesBetween(scope, old?.values ?? {}, values)
  if (changes.length === 0) return { version: seen, changes }
  if (scope !== 'staging' && changes.some((one) => one.isLoosening)) change.beforeLoosening()
  const version = seen + 1
  await tx
    .insertInto('settings')
    .values({
      group_id: group,
      site: scope,
      version,
      json: JSON.stringify(values),
      author: actor,
      created_at: new Date(nowMs),
    })
    .execute()
  await auditIn(tx, nowMs, {
    groupId: group,
    actor,
    operation,
    object: `settings:${scope}`,
    outcome: `version ${version}: ${describeChanges(changes)}`,
  })
  if (scope === 'production')
    await emitIn(tx, nowMs, {
      groupId: group,
      type: 'settings.published',
      session: null,
      data: { version, author: actor, keys: changes.map(({ key }) => key) },
    })
  if (changes.some(({ key }) => key === 'permissions')) await noteRecheck(tx, OPERATOR)
  if (scope !== 'group' && changes.some(({ key }) => isMask(key))) await noteMasks(tx, group, scope)
  return { version, changes }
}

const MAX_DESCRIBED = 1_000

/** AU-1: the difference itself, as far as it fits; the rest is in the version. */
function describeChanges(changes: readonly SettingChange[]): string {
  const words = changes.map(
    ({ key, before, after, isLoosening: looser }) =>
      `${key}${looser ? ' (looser)' : ''}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
  )
  const text = words.join('; ')
  return text.length <= MAX_DESCRIBED ? text : `${text.slice(0, MAX_DESCRIBED)}…`.toWellFormed()
}

/** MK-7: a mask for a role that the group does not have would never apply. Throws SettingError. */
export async function checkRoleMasks(db: Reader, group: GroupId, key: string, value: unknown): Promise<void> {
  if (key !== 'masking.roleSelectors' || typeof value !== 'object' || value === null) return
  const titles = (await rolesOf(db, group)).map(({ title }) => title)
  const unknown = Object.keys(value).find((name) => !titles.includes(name))
  if (unknown !== undefined)
    throw new SettingError(
      `The setting is refused: ${key} has an unknown role; there are ${titles.join(', ')}.`,
    )
}

/** Throws FieldErrors naming each key that is refused (SG-4); returns the values as their rules read them. */
async function checkValues(db: Reader, group: GroupId, scope: SettingScope, given: Values): Promise<Values> {
  const errors: { path: string; message: string }[] = []
  const values: Record<string, unknown> = {}
  const keys: readonly string[] = keysOf(scope)
  for (const [key, value] of Object.entries(given)) {
    try {
      if (!keys.includes(key)) throw new SettingError(`There is no setting "${key}" here.`)
      requireStorable(value, key)
      values[key] = parseSetting(key, value).value
      await checkRoleMasks(db, group, key, values[key])
    } catch (error) {
      errors.push({ path: key, message: error instanceof Error ? error.message : String(error) })
    }
  }
  if (errors.length > 0) throw new FieldErrors(errors)
  return values
}

function changesBetween(scope: SettingScope, before: Values, after: Values): SettingChange[] {
  const [old, next] = [effective(scope, before), effective(scope, after)]
  return keysOf(scope).flatMap((key) =>
    isSame(old[key], next[key])
      ? []
      : [{ key, before: old[key], after: next[key], isLoosening: isLoosening(key, old[key], next[key]) }],
  )
}

function keysOf(scope: SettingScope): SettingKey[] {
  return SETTING_KEYS.filter((key) => (SETTINGS[key].scope === 'G') === (scope === 'group'))
}

function effective(scope: SettingScope, values: Values): Record<string, unknown> {
  return Object.fromEntries(
    keysOf(scope).map((key) => {
      const setting = SETTINGS[key]
      const initial =
        scope === 'staging' && 'initialStaging' in setting ? setting.initialStaging : setting.initial
      return [key, Object.hasOwn(values, key) ? values[key] : initial]
    }),
  )
}

async function lock(tx: Transaction<Database>, group: GroupId): Promise<void> {
  await tx.selectFrom('groups').select('id').where('id', '=', group).forUpdate().executeTakeFirstOrThrow()
}

async function newest(db: Reader, group: GroupId, scope: SettingScope): Promise<Row | null> {
  const row = await db
    .selectFrom('settings')
    .select(['version', 'json', 'author', 'created_at'])
    .where('group_id', '=', group)
    .where('site', '=', scope)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toRow(row) : null
}

async function versionOf(db: Reader, group: GroupId, version: number): Promise<Row> {
  const row = await db
    .selectFrom('settings')
    .select(['version', 'json', 'author', 'created_at'])
    .where('group_id', '=', group)
    .where('site', '=', 'production')
    .where('version', '=', version)
    .executeTakeFirst()
  if (!row) throw new SidelongError('not-found')
  return toRow(row)
}

/** Keys that no longer exist are left behind. */
function toRow(row: { version: number; json: unknown; author: string; created_at: Date }): Row {
  const stored = typeof row.json === 'object' && row.json !== null ? row.json : {}
  return {
    version: row.version,
    author: row.author,
    at: row.created_at,
    values: Object.fromEntries(Object.entries(stored).filter(([key]) => Object.hasOwn(SETTINGS, key))),
  }
}
