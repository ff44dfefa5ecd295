import type { GroupId, Site } from '../../protocol/ids.ts'
import { SITES } from '../../protocol/ids.ts'
import { auditIn } from '../audit/audit.ts'
import { noteMasks, noteRecheck, OPERATOR } from '../control/revocations.ts'
import type { Db } from '../db/open.ts'
import {
  isMask,
  isSettingKey,
  parseSetting,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  type Settings,
} from './registry.ts'
import { checkRoleMasks } from './versions.ts'

type Scope = Site | 'group'
type Stored = { readonly version: number; readonly values: Readonly<Record<string, unknown>> }

async function latest(
  db: Pick<Db, 'selectFrom'>,
  group: GroupId,
  scopes: readonly Scope[],
): Promise<Map<Scope, Stored>> {
  const rows = await db
    .selectFrom('settings')
    .select(['site', 'version', 'json'])
    .distinctOn('site')
    .where('group_id', '=', group)
    .where('site', 'in', [...scopes])
    .orderBy('site')
    .orderBy('version', 'desc')
    .execute()
  return new Map(
    rows.map((row) => [row.site, { version: row.version, values: row.json as Record<string, unknown> }]),
  )
}

function initialOf(key: SettingKey, site: Site): unknown {
  const setting = SETTINGS[key]
  return site === 'staging' && 'initialStaging' in setting ? setting.initialStaging : setting.initial
}

/** All settings of a group for a site. A stored value that its rule no longer accepts counts as not set. */
export async function readSettings(
  db: Db,
  group: GroupId,
  site: Site,
): Promise<{ version: number; settings: Settings }> {
  const stored = await latest(db, group, [site, 'group'])
  const values = { ...stored.get('group')?.values, ...stored.get(site)?.values }
  const entries = SETTING_KEYS.map((key) => [key, storedOrInitial(key, site, values)])
  const version = (stored.get(site)?.version ?? 0) + (stored.get('group')?.version ?? 0)
  return { version, settings: Object.fromEntries(entries) as Settings }
}

function storedOrInitial(key: SettingKey, site: Site, values: Readonly<Record<string, unknown>>): unknown {
  if (!Object.hasOwn(values, key)) return initialOf(key, site)
  try {
    return parseSetting(key, values[key]).value
  } catch (error) {
    // Falling back to a default could drop a mask: a masking rule that cannot be read hides everything (MK: doubt means hidden).
    if (isMask(key)) throw error
    return initialOf(key, site)
  }
}

/**
 * Sets one setting and writes a new version. A group-wide key ignores `site`; `null` sets it on both sites.
 * Throws SettingError for an unknown key or a value out of range.
 */
export async function setSetting(
  db: Db,
  group: GroupId,
  site: Site | null,
  key: string,
  value: unknown,
  options: { author?: string; nowMs?: number } = {},
): Promise<void> {
  const parsed = parseSetting(key, value)
  const author = options.author ?? 'operator'
  const at = options.nowMs ?? Date.now()
  const scopes: readonly Scope[] = SETTINGS[parsed.key].scope === 'G' ? ['group'] : site ? [site] : SITES
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom('groups').select('id').where('id', '=', group).forUpdate().executeTakeFirstOrThrow()
    await checkRoleMasks(tx, group, parsed.key, parsed.value)
    const before = await latest(tx, group, scopes)
    for (const scope of scopes) {
      const old = before.get(scope)
      const kept = Object.entries(old?.values ?? {}).filter(([name]) => isSettingKey(name))
      const json = JSON.stringify({ ...Object.fromEntries(kept), [parsed.key]: parsed.value })
      const version = (old?.version ?? 0) + 1
      await tx
        .insertInto('settings')
        .values({ group_id: group, site: scope, version, json, author, created_at: new Date(at) })
        .execute()
      await auditIn(tx, at, {
        groupId: group,
        actor: author,
        operation: 'settings.set',
        object: `${scope}/${parsed.key}`,
        outcome: `version ${version}`,
      })
    }
    if (parsed.key === 'permissions') await noteRecheck(tx, OPERATOR)
    for (const scope of scopes) if (scope !== 'group' && isMask(parsed.key)) await noteMasks(tx, group, scope)
  })
}
