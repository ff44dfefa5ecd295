import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { OwnView } from '../../protocol/agent-page-api.ts'
import type { GroupId, SessionId } from '../../protocol/ids.ts'
import { LIVE_STATUSES } from '../../protocol/life-cycle.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'

/** Whose view of which session. */
export type Viewer = { readonly userId: string; readonly groupId: GroupId; readonly keys: readonly string[] }

/** Tells what becomes of an agent's view in a window of its own (AE-6), from what session servers report. */
export interface ViewFeed extends Stoppable {
  /** Begins with the view as it is. */
  follow(viewer: Viewer, tell: (view: OwnView) => void): Stoppable
}

type Follower = {
  readonly viewer: Viewer
  readonly tell: (view: OwnView) => void
  /** Participants of the agent's that had left before; null before the first reading. */
  past: ReadonlySet<string> | null
  told: string
}

const WAITING: OwnView = {
  state: 'waiting',
  key: null,
  startedAt: null,
  participants: [],
  privileges: [],
  endReason: null,
}
const KEPT_SECONDS = 300

/** One reading of the record each second, for all who follow here. */
export function startViewFeed({ db, clock, log }: { db: Db; clock: Clock; log: Log }): ViewFeed {
  const followers = new Set<Follower>()
  let isReading = false
  let isStopped = false

  async function read(): Promise<void> {
    if (isReading || followers.size === 0) return
    isReading = true
    const asked = [...followers]
    try {
      const rows = await rowsOf(db, [...new Set(asked.map(({ viewer }) => viewer.userId))])
      for (const follower of asked) if (followers.has(follower)) tellOf(follower, rows)
    } catch (error) {
      if (!isStopped) log.warn('views cannot be followed', { error: String(error) })
    } finally {
      isReading = false
    }
  }

  const timer = clock.every(WEB_LIMITS.viewFeedMs, () => void read())
  return {
    follow(viewer, tell) {
      const follower: Follower = { viewer, tell, past: null, told: '' }
      followers.add(follower)
      void read()
      return { stop: () => void followers.delete(follower) }
    },
    stop() {
      isStopped = true
      timer.stop()
      followers.clear()
    },
  }
}

function tellOf(follower: Follower, rows: readonly Row[]): void {
  const { userId, groupId, keys } = follower.viewer
  const own = rows.filter(
    (row) => row.user_id === userId && row.group_id === groupId && keys.includes(row.key),
  )
  follower.past ??= new Set(own.filter((row) => row.left_at !== null).map((row) => row.id))
  const current = own.filter((row) => !follower.past?.has(row.id)).at(-1)
  const view = current ? viewOf(current, own, rows) : WAITING
  const json = JSON.stringify(view)
  if (json === follower.told) return
  follower.told = json
  follower.tell(view)
}

function viewOf(current: Row, own: readonly Row[], rows: readonly Row[]): OwnView {
  const here = own.find((row) => row.session_id === current.session_id && row.left_at === null)
  const isLive = LIVE_STATUSES.some((status) => status === current.status)
  return {
    state: isLive ? (here ? 'live' : 'left') : 'ended',
    key: current.key,
    startedAt: current.started_at.toISOString(),
    participants: isLive
      ? rows
          .filter((row) => row.session_id === current.session_id && row.left_at === null)
          .map(({ id, kind, name, role }) => ({ id, kind, name, role }))
      : [],
    privileges: isLive && here && Array.isArray(here.privileges) ? here.privileges.map(String) : [],
    endReason: current.end_reason,
  }
}

/** Everybody in the sessions that one of these people is in, or was until a moment ago; as they joined. */
async function rowsOf(db: Db, userIds: readonly string[]) {
  const since = sql<Date>`now() - make_interval(secs => ${KEPT_SECONDS})`
  return db
    .selectFrom('participants as p')
    .innerJoin('sessions as s', 's.id', 'p.session_id')
    .select(['p.session_id', 'p.id', 'p.user_id', 'p.kind', 'p.name', 'p.role', 'p.privileges', 'p.left_at'])
    .select(['s.group_id', 's.key', 's.status', 's.end_reason', 's.started_at'])
    .where('p.session_id', 'in', (eb) =>
      eb
        .selectFrom('participants')
        .select('session_id')
        .where('user_id', 'in', [...userIds])
        .where((own) => own.or([own('left_at', 'is', null), own('left_at', '>', since)])),
    )
    .orderBy('p.joined_at')
    .orderBy('p.id')
    .execute()
}
type Row = Awaited<ReturnType<typeof rowsOf>>[number]

/** Live sessions with one of these keys, and whether the agent is in them. */
export async function sessionsWith(
  db: Db,
  { userId, groupId, keys }: Viewer,
): Promise<{ id: SessionId; server: string | null; isIn: boolean }[]> {
  const rows = await db
    .selectFrom('sessions as s')
    .select(['s.id', 's.server'])
    .where('s.group_id', '=', groupId)
    .where('s.key', 'in', keys as never[])
    .where('s.status', 'in', LIVE_STATUSES)
    .select(({ selectFrom }) =>
      selectFrom('participants as p')
        .select('p.id')
        .whereRef('p.session_id', '=', 's.id')
        .where('p.user_id', '=', userId)
        .where('p.left_at', 'is', null)
        .limit(1)
        .as('own'),
    )
    .execute()
  return rows.map(({ own, ...session }) => ({ ...session, isIn: own !== null }))
}
