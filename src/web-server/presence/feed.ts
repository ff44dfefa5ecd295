import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { GroupId } from '../../protocol/ids.ts'
import type { PresenceNews, PresenceVisitor } from '../../protocol/presence-api.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { listVisitors } from './store.ts'

type Visitors = ReadonlyMap<string, PresenceVisitor>

/** Tells agents what changes in a group's directory (PR-8), whichever web server holds the visitor's page. */
export interface PresenceFeed extends Stoppable {
  /** `visitorIds`: of these alone; `null`: of those who were active last. Begins with a `snapshot`. */
  follow(
    groupId: GroupId,
    visitorIds: readonly string[] | null,
    tell: (news: PresenceNews) => void,
  ): Stoppable
}

type Follower = {
  readonly visitorIds: readonly string[] | null
  readonly tell: (news: PresenceNews) => void
  isNew: boolean
}
type Followed = { readonly followers: Set<Follower>; known: Visitors }

/** What belongs together in what is told of a visitor. */
const PARTS = {
  page: ['url', 'title'],
  focus: ['hasFocus', 'isVisible'],
  terms: ['terms'],
  session: ['status'],
  invitation: ['invitation'],
  data: ['data', 'pages', 'site', 'browser', 'platform', 'language'],
} as const satisfies Record<string, readonly (keyof PresenceVisitor)[]>
const PART_NAMES = Object.keys(PARTS) as (keyof typeof PARTS)[]

/** The directory is read once a second for each group that somebody follows here, and compared with what was read before. */
export function startPresenceFeed({ db, clock, log }: { db: Db; clock: Clock; log: Log }): PresenceFeed {
  const groups = new Map<GroupId, Followed>()
  let isReading = false
  let isStopped = false

  async function read(): Promise<void> {
    if (isReading) return
    isReading = true
    try {
      for (const [groupId, group] of groups) await readGroup(groupId, group)
    } catch (error) {
      if (!isStopped) log.warn('presence: the directory cannot be followed', { error: String(error) })
    } finally {
      isReading = false
    }
  }

  async function readGroup(groupId: GroupId, group: Followed): Promise<void> {
    // Those who come while it is read are told with the next reading.
    const followers = [...group.followers]
    const { visitors, isCut } = await visitorsFor(db, groupId, followers)
    const before = group.known
    group.known = visitors
    const news = newsBetween(before, visitors, isCut)
    for (const follower of followers) {
      if (!group.followers.has(follower)) continue
      const { visitorIds, tell, isNew } = follower
      const isWanted = (id: string) => visitorIds === null || visitorIds.includes(id)
      follower.isNew = false
      if (isNew)
        tell({ type: 'snapshot', visitors: [...visitors.values()].filter((one) => isWanted(one.visitorId)) })
      else for (const one of news) if (isWanted(one.visitorId)) tell(one)
    }
  }

  const timer = clock.every(WEB_LIMITS.presenceFeedMs, () => void read())
  return {
    follow(groupId, visitorIds, tell) {
      const group = groups.get(groupId) ?? { followers: new Set<Follower>(), known: new Map() }
      const follower: Follower = { visitorIds, tell, isNew: true }
      groups.set(groupId, group)
      group.followers.add(follower)
      void read()
      return {
        stop() {
          group.followers.delete(follower)
          if (group.followers.size === 0 && groups.get(groupId) === group) groups.delete(groupId)
        },
      }
    },
    stop() {
      isStopped = true
      timer.stop()
      groups.clear()
    },
  }
}

/** `isCut`: there are more than are listed. */
async function visitorsFor(
  db: Db,
  groupId: GroupId,
  followers: readonly Follower[],
): Promise<{ visitors: Visitors; isCut: boolean }> {
  const visitors = new Map<string, PresenceVisitor>()
  let isCut = false
  if (followers.some(({ visitorIds }) => visitorIds === null)) {
    const list = await listVisitors(db, groupId, { limit: WEB_LIMITS.presenceFollowed, after: null })
    for (const one of list.items) visitors.set(one.visitorId, one)
    isCut = list.hasMore
  }
  const named = followers.flatMap(({ visitorIds }) => visitorIds ?? [])
  const more = [...new Set(named)].filter((id) => !visitors.has(id))
  for (let at = 0; at < more.length; at += WEB_LIMITS.presenceRowsAtOnce) {
    const visitorIds = more.slice(at, at + WEB_LIMITS.presenceRowsAtOnce)
    const { items } = await listVisitors(db, groupId, { visitorIds, limit: visitorIds.length, after: null })
    for (const one of items) visitors.set(one.visitorId, one)
  }
  return { visitors, isCut }
}

type Change = Exclude<PresenceNews, { type: 'snapshot' }>

/** What one has to be told who knows `before`. */
export function newsBetween(before: Visitors, after: Visitors, isCut: boolean): Change[] {
  const news: Change[] = []
  for (const [visitorId, visitor] of after) {
    const known = before.get(visitorId)
    if (!known) news.push({ type: 'connected', visitorId, visitor })
    else
      for (const type of PART_NAMES)
        if (isOther(known, visitor, type)) news.push({ type, visitorId, visitor })
  }
  for (const visitorId of before.keys())
    if (!after.has(visitorId))
      news.push({ type: isCut ? 'unlisted' : 'disconnected', visitorId, visitor: null })
  return news
}

function isOther(one: PresenceVisitor, other: PresenceVisitor, part: keyof typeof PARTS): boolean {
  return PARTS[part].some((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
}
