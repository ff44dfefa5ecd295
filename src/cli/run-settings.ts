import { rmSync, writeFileSync } from 'node:fs'
import { list, object, parseJson, text } from '../base/parse.ts'
import { type GroupId, SITES } from '../protocol/ids.ts'
import type { Db } from '../web-server/db/open.ts'
import { isSettingKey, type SettingKey } from '../web-server/settings/registry.ts'
import { readSettings, setSetting } from '../web-server/settings/store.ts'
import { readTextIfAny } from './data-folder.ts'

/*
 * Settings "for this run" are written into the database like all others, because every part reads them there. What
 * they replaced is kept in a file, and the next start puts it back.
 */
export type RunSetting = { readonly key: SettingKey; readonly value: unknown }

const AUTHOR = 'npm start'
const MAX_FILE_LENGTH = 16 * 1_048_576
const json = (value: unknown): unknown => value ?? null
const kept = list(object({ key: text(100), set: json, production: json, staging: json }), 1_000)

/** Sets each setting on both sites; `file` remembers what was there, `null` for nowhere. */
export async function applyRunSettings(
  db: Db,
  group: GroupId,
  given: readonly RunSetting[],
  file: string | null,
): Promise<void> {
  const { production, staging } = await bothSites(db, group)
  const before = given.map(({ key, value }) => ({
    key,
    set: value,
    production: production[key],
    staging: staging[key],
  }))
  if (file !== null) writeFileSync(file, JSON.stringify(before), { mode: 0o600 })
  for (const { key, value } of given) await setSetting(db, group, null, key, value, { author: AUTHOR })
}

/** Puts back what the last run replaced, except for what somebody has changed since. */
export async function takeBackRunSettings(db: Db, group: GroupId, file: string | null): Promise<void> {
  const content = file === null ? null : readTextIfAny(file)
  if (file === null || content === null) return
  const now = await bothSites(db, group)
  for (const { key, set, ...before } of parseJson(content, MAX_FILE_LENGTH, kept)) {
    if (!isSettingKey(key)) continue
    for (const site of SITES) {
      const isUntouched = JSON.stringify(now[site][key]) === JSON.stringify(set)
      if (isUntouched) await setSetting(db, group, site, key, before[site], { author: AUTHOR })
    }
  }
  rmSync(file)
}

async function bothSites(db: Db, group: GroupId) {
  const [production, staging] = await Promise.all(SITES.map((site) => readSettings(db, group, site)))
  if (!production || !staging) throw new Error('a site is missing')
  return { production: production.settings, staging: staging.settings }
}
