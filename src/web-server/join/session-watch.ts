import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import type { GroupId, SessionId } from '../../protocol/ids.ts'
import { splitSessionId } from '../../protocol/ids.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { closedAmong } from './closed-windows.ts'

export type Watched = {
  readonly keys: readonly string[]
  readonly groups: readonly GroupId[]
  /** In which somebody waits: they are woken when it is closed, too. */
  readonly window: string | null
}

export interface Watcher extends Stoppable {
  /** True when a session that is waited for may have come to be, or the window is closed; false after `stop`. */
  readonly woken: Promise<boolean>
}

export interface SessionWatch extends Stoppable {
  /** Begin before looking: what happens in between wakes, too. */
  begin(watched: Watched): Watcher
  /** Something happened to this session in this process. */
  announce(id: SessionId): void
}

type Parts = {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  /** Whether a session server that can be reached holds the session. */
  readonly isHeld: (session: { id: SessionId; server: string | null }) => boolean
}

type Entry = Watched & { readonly wake: (isThere: boolean) => void }

/**
 * Wakes look-ups that wait (JN-4): at once by what this web server hears, and within a second by the database, which
 * other web servers write to. One query serves all who wait.
 */
export function createSessionWatch({ db, clock, log, isHeld }: Parts): SessionWatch {
  const waiting = new Set<Entry>()
  let timer: Stoppable | null = null
  let isAsking = false

  function wake(key: string, group: GroupId): void {
    for (const entry of waiting) {
      if (entry.keys.includes(key) && entry.groups.includes(group)) entry.wake(true)
    }
  }

  async function ask(): Promise<void> {
    if (isAsking || waiting.size === 0) return
    isAsking = true
    try {
      const keys = [...new Set([...waiting].flatMap((entry) => entry.keys))]
      const rows = await db
        .selectFrom('sessions')
        .select(['id', 'key', 'group_id', 'server'])
        .where('key', 'in', keys as never[])
        .where('status', 'in', ['W', 'A'])
        .execute()
      for (const row of rows) if (isHeld(row)) wake(row.key, row.group_id)
      const closed = await closedAmong(
        db,
        [...waiting].flatMap(({ window }) => window ?? []),
      )
      for (const entry of waiting)
        if (entry.window !== null && closed.includes(entry.window)) entry.wake(true)
    } catch (error) {
      log.warn('cannot look for sessions that agents wait for', { error: String(error) })
    } finally {
      isAsking = false
    }
  }

  function forget(entry: Entry): void {
    waiting.delete(entry)
    if (waiting.size > 0) return
    timer?.stop()
    timer = null
  }

  return {
    begin(watched) {
      const { promise: woken, resolve } = Promise.withResolvers<boolean>()
      const entry: Entry = {
        ...watched,
        wake(isThere) {
          forget(entry)
          resolve(isThere)
        },
      }
      waiting.add(entry)
      timer ??= clock.every(WEB_LIMITS.waitPollMs, () => void ask())
      return { woken, stop: () => entry.wake(false) }
    },
    announce(id) {
      const { key, groupId } = splitSessionId(id)
      wake(key, groupId)
    },
    stop() {
      for (const entry of [...waiting]) entry.wake(false)
    },
  }
}
