import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId, Site } from '../../protocol/ids.ts'
import { isOriginAllowed } from '../../protocol/origins.ts'
import type { Db } from '../db/open.ts'
import type { Settings } from '../settings/registry.ts'
import { readSettings } from '../settings/store.ts'

export type OpenGroup = {
  readonly id: GroupId
  readonly name: string
  readonly site: Site
  readonly origin: string
  readonly version: number
  readonly settings: Settings
}

/**
 * GC-8: the group, if the page's origin may run sessions of it. GC-9: a group that is unknown, suspended or does not
 * list the origin gives one answer, after the same work.
 */
export async function openGroup(
  db: Db,
  origin: string | undefined,
  group: GroupId,
  site: Site,
): Promise<OpenGroup> {
  const [row, { version, settings }] = await Promise.all([
    db.selectFrom('groups').select(['name', 'is_suspended']).where('id', '=', group).executeTakeFirst(),
    readSettings(db, group, site),
  ])
  const isListed = origin !== undefined && isOriginAllowed(origin, settings['site.origins'])
  if (!row || row.is_suspended || !isListed) throw new SidelongError('origin-not-allowed')
  return { id: group, name: row.name, site, origin, version, settings }
}
