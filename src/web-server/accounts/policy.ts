import type { GroupId } from '../../protocol/ids.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { type LoginWay, parseSetting, SETTINGS, type SettingKey } from '../settings/registry.ts'

/** How somebody may log in: of all groups they are in, the strictest (FEATURES section 16). */
export type LoginPolicy = {
  readonly ways: readonly LoginWay[]
  readonly isSecondFactorRequired: boolean
  /** Whether one may be set up. */
  readonly isSecondFactorOffered: boolean
  readonly idleMinutes: number
  readonly maxSeconds: number
}

const KEYS = ['login.methods', 'login.mfa', 'login.idle', 'login.maxSession'] as const

/** Somebody without group has the settings that a new group starts with. `onlyGroup`: a log-in that opens just this one. */
export async function loginPolicy(
  db: Db,
  userId: string,
  onlyGroup: GroupId | null = null,
): Promise<LoginPolicy> {
  let query = db
    .selectFrom('memberships as m')
    .select('m.group_id')
    .select((eb) =>
      eb
        .selectFrom('settings as s')
        .select('s.json')
        .whereRef('s.group_id', '=', 'm.group_id')
        .where('s.site', '=', 'group')
        .orderBy('s.version', 'desc')
        .limit(1)
        .as('json'),
    )
    .where('m.user_id', '=', userId)
  if (onlyGroup !== null) query = query.where('m.group_id', '=', onlyGroup)
  const rows = await query.execute()
  const groups = (rows.length > 0 ? rows.map((row) => row.json) : [{}]).map(policyOfGroup)
  return {
    ways: common(groups.map((group) => group.ways)),
    isSecondFactorRequired: groups.some((group) => group.isSecondFactorRequired),
    isSecondFactorOffered: groups.some((group) => group.isSecondFactorOffered),
    idleMinutes: Math.min(...groups.map((group) => group.idleMinutes)),
    maxSeconds: Math.min(WEB_LIMITS.loginMaxSeconds, ...groups.map((group) => group.maxSeconds)),
  }
}

function common(lists: readonly (readonly LoginWay[])[]): LoginWay[] {
  const [first = [], ...others] = lists
  return first.filter((way) => others.every((list) => list.includes(way)))
}

function policyOfGroup(json: unknown): LoginPolicy {
  const stored = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {}
  const [ways, mfa, idle, max] = KEYS.map((key) => settingIn(stored, key)) as [
    LoginWay[],
    string,
    number,
    number,
  ]
  return {
    ways,
    isSecondFactorRequired: mfa === 'required',
    isSecondFactorOffered: mfa !== 'off',
    idleMinutes: idle,
    maxSeconds: max * 3_600,
  }
}

function settingIn(stored: Record<string, unknown>, key: SettingKey): unknown {
  try {
    return parseSetting(key, stored[key] ?? SETTINGS[key].initial).value
  } catch {
    return SETTINGS[key].initial
  }
}

/** Whether the user is a member of the group; a disabled one may be. */
export async function isMember(db: Db, userId: string, groupId: GroupId): Promise<boolean> {
  const row = await db
    .selectFrom('memberships')
    .select('role')
    .where('user_id', '=', userId)
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether the user is a member of another group, too. */
export async function isInOthers(db: Db, userId: string, groupId: GroupId): Promise<boolean> {
  const row = await db
    .selectFrom('memberships')
    .select('role')
    .where('user_id', '=', userId)
    .where('group_id', '!=', groupId)
    .executeTakeFirst()
  return row !== undefined
}
