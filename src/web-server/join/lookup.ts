import type { Stoppable } from '../../base/stoppable.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, type SessionId, type SessionKey, type Site, sessionKey } from '../../protocol/ids.ts'
import type { CurrentUser } from '../accounts/current-user.ts'
import { audit, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { type Member, membershipsIn } from '../groups/groups.ts'
import { WEB_LIMITS } from '../limits.ts'
import { isClosed } from './closed-windows.ts'
import { isJoinable } from './hand-over.ts'
import { createLookupRepeats } from './lookup-repeats.ts'

export type Hit = {
  readonly id: SessionId
  readonly key: SessionKey
  readonly site: Site
  readonly server: string | null
  readonly member: Member
}

export type Wanted = {
  readonly key: string
  readonly group: GroupId | null
  /** The page goes on asking until the session is there (JN-4). */
  readonly isWaiting: boolean
  /** In which the agent looks, if a page of the company's has opened it. */
  readonly window: string | null
}

/** Who looks: a person, or a program for its group. `id`: by which look-ups are counted. */
export type Seeker =
  | CurrentUser
  | { readonly id: string; readonly actor: string; readonly findGroups: () => Promise<Member[]> }

export interface Lookup {
  /** JN-3: sessions with this key in the groups in which the agent has `view`. Throws `window-closed`. */
  find(user: Seeker, wanted: Wanted): Promise<Hit[]>
  /** The same, held back until one can be joined, `waitMs` have passed or `signal` aborts. */
  findWithin(
    user: Seeker,
    wanted: Wanted,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<{ hits: Hit[]; waitMaxMinutes: number }>
}

/** No session has this key (SE-4). */
const NO_KEY = ''

export function createLookup(context: Context): Lookup {
  const { rates } = context
  /** Look-ups without a hit in a row, per agent; in memory, since only their being many matters. */
  const misses = new Map<string, number>()
  const repeats = createLookupRepeats(context.clock)
  const places = createPlaces()

  /** The groups to look in. Counts the look-up (JN-6) unless it repeats one; throws `rate-limited`. */
  async function admit(user: Seeker, wanted: Wanted): Promise<{ searched: Member[]; isCounted: boolean }> {
    const what = JSON.stringify([user.id, wanted.group, wanted.key])
    const isCounted = !(wanted.isWaiting && repeats.take(what))
    if (isCounted) await rates.lookupsPerAgent.take(user.id)
    const searched = await searchedGroups(context, user, wanted.group)
    if (isCounted) {
      for (const member of searched) await rates.lookupsPerGroup.take(String(member.groupId))
      if (wanted.isWaiting) repeats.grant(what)
    }
    return { searched, isCounted }
  }

  return {
    async find(user, wanted) {
      const { searched, isCounted } = await admit(user, wanted)
      await requireOpen(context, wanted)
      const hits = await hitsIn(context, searched, spellingsOf(wanted.key))
      if (isCounted) await countMisses(context, misses, user, hits.length > 0)
      return hits
    },

    async findWithin(user, wanted, waitMs, signal) {
      const { searched, isCounted } = await admit(user, wanted)
      const place = places.take(user.id)
      if (!place) throw new SidelongError('rate-limited', { retryAfterSeconds: 5 })
      try {
        const hits = await waitForHits(context, user, wanted, searched, waitMs, signal)
        if (isCounted) await countMisses(context, misses, user, hits.length > 0)
        return { hits, waitMaxMinutes: Math.max(1, ...searched.map((member) => member.waitMaxMinutes)) }
      } finally {
        place.stop()
      }
    },
  }
}

async function searchedGroups(context: Context, user: Seeker, group: GroupId | null): Promise<Member[]> {
  const members = await ('findGroups' in user ? user.findGroups() : membershipsIn(context.db, user))
  return members.filter(
    (member) =>
      !member.isSuspended &&
      member.privileges.includes('view') &&
      (group === null || member.groupId === group),
  )
}

/** A wrong key, another group's and one without privilege take the same query and give the same empty answer. */
async function hitsIn(
  context: Context,
  searched: readonly Member[],
  keys: readonly SessionKey[],
): Promise<Hit[]> {
  const groups = searched.map((member) => member.groupId)
  const rows = await context.db
    .selectFrom('sessions')
    .select(['id', 'key', 'site', 'server', 'group_id'])
    // Group 0 never exists: an empty list would not be SQL, and skipping the query would show in the time taken.
    .where('group_id', 'in', [...groups, 0 as GroupId])
    .where('key', 'in', keys)
    .where('status', 'in', ['W', 'A'])
    .execute()
  const found = keys.map((key) => rows.filter((row) => row.key === key)).find((hits) => hits.length > 0) ?? []
  return found.flatMap((row) => {
    const member = searched.find((one) => one.groupId === row.group_id)
    return member ? [{ id: row.id, key: row.key, site: row.site, server: row.server, member }] : []
  })
}

async function waitForHits(
  context: Context,
  user: Seeker,
  wanted: Wanted,
  first: readonly Member[],
  waitMs: number,
  signal: AbortSignal,
): Promise<Hit[]> {
  const { watch, clock } = context
  const keys = spellingsOf(wanted.key)
  const untilMs = clock.now() + waitMs
  let searched = first
  for (;;) {
    const watcher = watch.begin({
      keys,
      groups: searched.map((member) => member.groupId),
      window: wanted.window,
    })
    const timeout = clock.after(Math.max(0, untilMs - clock.now()), () => watcher.stop())
    signal.addEventListener('abort', watcher.stop, { once: true })
    if (signal.aborted) watcher.stop()
    try {
      await requireOpen(context, wanted)
      const hits = (await hitsIn(context, searched, keys)).filter((hit) => isJoinable(context, hit))
      if (hits.length > 0) return hits
      if (!(await watcher.woken)) return []
    } finally {
      timeout.stop()
      watcher.stop()
      signal.removeEventListener('abort', watcher.stop)
    }
    // Rights may have changed meanwhile (RO-1).
    searched = await searchedGroups(context, user, wanted.group)
  }
}

async function requireOpen({ db }: Context, { window }: Wanted): Promise<void> {
  if (await isClosed(db, window)) throw new SidelongError('window-closed')
}

/** As typed, and, for all-digit entries, without spaces and hyphens (JN-2); only what can be a key (SE-4). */
export function spellingsOf(entry: string): SessionKey[] {
  const digits = entry.replace(/[\s-]/g, '')
  const spellings = /^[0-9]+$/.test(digits) && digits !== entry ? [entry, digits] : [entry]
  const keys = spellings.flatMap((spelling) => asKey(spelling) ?? [])
  return keys.length > 0 ? keys : [NO_KEY as SessionKey]
}

function asKey(spelling: string): SessionKey | null {
  try {
    return sessionKey(spelling)
  } catch {
    return null
  }
}

/** How many look-ups may wait at once, each a connection: for one agent and altogether. */
function createPlaces(): { take(userId: string): Stoppable | null } {
  const byUser = new Map<string, number>()
  let taken = 0
  return {
    take(userId) {
      const own = byUser.get(userId) ?? 0
      if (own >= WEB_LIMITS.lookupsWaitingPerAgent || taken >= WEB_LIMITS.lookupsWaitingOverall) return null
      taken++
      byUser.set(userId, own + 1)
      return {
        stop() {
          taken--
          const left = (byUser.get(userId) ?? 1) - 1
          if (left > 0) byUser.set(userId, left)
          else byUser.delete(userId)
        },
      }
    },
  }
}

/** JN-6: many misses in a row look like guessing. */
async function countMisses(
  context: Context,
  misses: Map<string, number>,
  user: Seeker,
  isHit: boolean,
): Promise<void> {
  const userId = user.id
  if (isHit) {
    misses.delete(userId)
    return
  }
  const count = (misses.get(userId) ?? 0) + 1
  misses.set(userId, count)
  if (count % WEB_LIMITS.missesBeforeAlert !== 0) return
  context.log.warn('many look-ups without a hit', { agent: userId, count })
  await audit(context.db, context.clock.now(), {
    groupId: NO_GROUP,
    actor: 'actor' in user ? user.actor : `user:${userId}`,
    operation: 'session.lookup',
    object: 'keys',
    outcome: `${count} misses in a row`,
  })
}
