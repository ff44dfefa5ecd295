import { toBase64Url } from '../../base/bytes.ts'
import type { Clock, RandomBytes } from '../../base/clock.ts'
import { parseJson } from '../../base/parse.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Log } from '../../node/log.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { type PresenceDown, presenceDown } from '../../protocol/presence-down.ts'
import { PRESENCE_LIMITS } from '../../protocol/presence-limits.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'
import { openGroup } from '../sessions/visitor-gate.ts'
import { tellComings } from './comings.ts'
import { type Link, recut, rowOf } from './link.ts'
import { beatServer, dropDead, dropRows, dropServer, pageOf, putRows } from './store.ts'

/** What agents send to a page. */
export type Order = Extract<PresenceDown, { type: 'signal' | 'invite' }>

export interface PresenceHub extends Stoppable {
  add(link: Link): void
  remove(link: Link): void
  /** Has it written down, soon and together with others. */
  touch(link: Link): void
  count(): number
  /**
   * Hands the order to the page of this visitor that was used last, wherever its link is, if it is there or comes within
   * 5 s (PR-7). Throws `visitor-not-present`, or the code with which the page refuses it.
   */
  deliver(groupId: GroupId, visitorId: string, order: Order): Promise<void>
  /** Takes its entries out of the directory. */
  stop(): Promise<void>
}

type Parts = { readonly db: Db; readonly clock: Clock; readonly random: RandomBytes; readonly log: Log }

/** The refusals of a page that its agent is told; whatever else it says counts as the last one. */
const REFUSALS = ['group-not-allowed', 'already-in-session', 'not-permitted'] as const
const DELIVERED = ''

/** The links of this web server, and the way to those of others (docs/protocol.md, "Presence"). */
export function startPresence({ db, clock, random, log }: Parts): PresenceHub {
  // Of this process and start: a restarted one holds nothing of what it held.
  const server = toBase64Url(random(12))
  const links = new Map<string, Link>()
  const dirty = new Set<Link>()
  const gone = new Map<string, Link>()
  const orders = new Set<string>()
  let callers = 0
  let beatAtMs = Number.NEGATIVE_INFINITY
  let isStopped = false
  let flushing: Promise<void> | null = null

  const nameOf = ({ groupId, pageId }: Pick<Link, 'groupId' | 'pageId'>) => `${groupId}:${pageId}`
  const sleep = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))

  // ---- the directory

  async function flush(): Promise<void> {
    if (dirty.size + gone.size === 0 && links.size === 0) return
    const nowMs = clock.now()
    if (nowMs - beatAtMs >= WEB_LIMITS.presenceServerBeatMs) {
      await beatServer(db, server)
      // Others may have taken us for dead meanwhile.
      if (nowMs - beatAtMs >= WEB_LIMITS.presenceServerSilentMs)
        for (const link of links.values()) dirty.add(link)
      beatAtMs = nowMs
    }
    const put = [...dirty]
    const drop = [...gone.values()]
    dirty.clear()
    gone.clear()
    try {
      if (drop.length > 0) await dropRows(db, server, drop)
      const here = put.filter((link) => links.get(nameOf(link)) === link)
      if (here.length > 0)
        await putRows(
          db,
          here.map((link) => rowOf(link, server)),
        )
    } catch (error) {
      for (const link of put) dirty.add(link)
      for (const link of drop) if (!links.has(nameOf(link))) gone.set(nameOf(link), link)
      throw error
    }
  }

  function beat(what: string, work: () => Promise<void>): () => Promise<void> {
    let running: Promise<void> | null = null
    return () => {
      running ??= work()
        .catch((error: unknown) => {
          if (!isStopped) log.warn(`presence: ${what} failed`, { error: String(error) })
        })
        .finally(() => {
          running = null
        })
      return running
    }
  }

  function silence(): void {
    const nowMs = clock.now()
    for (const link of links.values()) {
      const { silentMs, hiddenSilentMs } = PRESENCE_LIMITS
      if (nowMs - link.heardAtMs > (link.isVisible ? silentMs : hiddenSilentMs)) link.close('silent')
    }
  }

  /** What the group has changed since: presence, its origins, how much is told (T13). */
  async function recheck(): Promise<void> {
    const doors = Map.groupBy(links.values(), ({ groupId, site, origin }) => `${groupId} ${site} ${origin}`)
    for (const some of doors.values()) {
      const { origin, groupId, site } = some[0] as Link
      const group = await openGroup(db, origin, groupId, site).catch((error: unknown) => {
        if (error instanceof SidelongError) return null
        throw error
      })
      for (const link of some) {
        if (!group?.settings['presence.enabled']) link.close('revoked')
        else if (recut(link, group.settings)) dirty.add(link)
      }
    }
  }

  // ---- orders

  function hand(link: Link, order: Order, untilMs: number): Promise<string | null> {
    return new Promise((resolve) => {
      const settle = (code: string | null) => {
        timer.stop()
        link.acks.delete(order.id)
        resolve(code)
      }
      const timer = clock.after(untilMs - clock.now(), () => settle(null))
      link.acks.set(order.id, (code) => {
        if (code === DELIVERED && order.type === 'invite') {
          const { id, groupId } = order
          link.invitation = { id, groupId, state: 'delivered', key: null, code: null }
          touch(link)
        }
        settle(code)
      })
      link.send(order)
    })
  }

  /** By the table, to the web server that holds the page. */
  async function handOver(
    page: { pageId: string; server: string },
    groupId: GroupId,
    order: Order,
    untilMs: number,
  ): Promise<string | null> {
    const id = toBase64Url(random(12))
    await db
      .insertInto('presence_orders')
      .values({
        id,
        server: page.server,
        group_id: groupId,
        page_id: page.pageId,
        body: JSON.stringify(order),
        expires_at: new Date(untilMs),
        outcome: null,
      })
      .execute()
    try {
      while (clock.now() < untilMs) {
        await sleep(WEB_LIMITS.presencePollMs)
        const row = await db
          .selectFrom('presence_orders')
          .select('outcome')
          .where('id', '=', id)
          .executeTakeFirst()
        if (row?.outcome != null) return row.outcome === 'gone' ? null : row.outcome
        if (!row) return null
      }
      return null
    } finally {
      await db.deleteFrom('presence_orders').where('id', '=', id).execute()
    }
  }

  async function takeOrders(): Promise<void> {
    if (links.size === 0) return
    const rows = await db
      .selectFrom('presence_orders')
      .selectAll()
      .where('server', '=', server)
      .where('outcome', 'is', null)
      .where('expires_at', '>', new Date(clock.now()))
      .limit(WEB_LIMITS.maxPresenceOrdersAtOnce)
      .execute()
    for (const row of rows) {
      if (orders.has(row.id)) continue
      orders.add(row.id)
      void carryOut(row.id, row.group_id, row.page_id, row.body, row.expires_at.getTime()).catch(() => {})
    }
  }

  async function carryOut(id: string, groupId: GroupId, pageId: string, body: string, untilMs: number) {
    try {
      const link = links.get(nameOf({ groupId, pageId }))
      const order = parseJson(body, PRESENCE_LIMITS.maxMessageLength, presenceDown)
      const isOrder = order.type === 'signal' || order.type === 'invite'
      const outcome = link && isOrder ? await hand(link, order, untilMs) : null
      await db
        .updateTable('presence_orders')
        .set({ outcome: outcome ?? 'gone' })
        .where('id', '=', id)
        .execute()
    } finally {
      orders.delete(id)
    }
  }

  async function deliver(groupId: GroupId, visitorId: string, order: Order): Promise<void> {
    if (callers >= WEB_LIMITS.presenceCallersWaiting)
      throw new SidelongError('rate-limited', { retryAfterSeconds: 1 })
    callers++
    try {
      const untilMs = clock.now() + PRESENCE_LIMITS.deliverWithinMs
      // Which of our pages was used last may not have been written down yet.
      await write()
      for (;;) {
        const page = await pageOf(db, groupId, visitorId)
        const link = page && links.get(nameOf({ groupId, pageId: page.pageId }))
        let outcome: string | null = null
        if (link) outcome = await hand(link, order, untilMs)
        else if (page && page.server !== server) outcome = await handOver(page, groupId, order, untilMs)
        if (outcome === DELIVERED) return
        if (outcome !== null)
          throw new SidelongError(REFUSALS.find((code) => code === outcome) ?? 'not-permitted')
        if (clock.now() + WEB_LIMITS.presencePollMs >= untilMs) throw new SidelongError('visitor-not-present')
        await sleep(WEB_LIMITS.presencePollMs)
      }
    } finally {
      callers--
    }
  }

  function touch(link: Link): void {
    dirty.add(link)
  }

  const write = beat('the directory', flush)
  const clean = beat('clearing up', () => dropDead(db))
  const timers = [
    clock.every(WEB_LIMITS.presenceFlushMs, () => {
      flushing = write()
    }),
    clock.every(WEB_LIMITS.presenceServerSilentMs, () => void clean()),
    clock.every(WEB_LIMITS.presenceSilenceCheckMs, silence),
    clock.every(WEB_LIMITS.presenceRecheckMs, beat('the re-check', recheck)),
    clock.every(WEB_LIMITS.presencePollMs, beat('orders', takeOrders)),
    clock.every(
      WEB_LIMITS.presenceComingsMs,
      beat('telling who came', () => tellComings(db, clock.now())),
    ),
  ]

  return {
    add(link) {
      const name = nameOf(link)
      links.get(name)?.close('replaced')
      links.set(name, link)
      gone.delete(name)
      touch(link)
    },
    remove(link) {
      const name = nameOf(link)
      for (const settle of [...link.acks.values()]) settle(null)
      if (links.get(name) !== link) return
      links.delete(name)
      dirty.delete(link)
      gone.set(name, link)
    },
    touch,
    count: () => links.size,
    deliver,
    async stop() {
      isStopped = true
      for (const timer of timers) timer.stop()
      for (const link of links.values()) link.close('goingAway')
      links.clear()
      await flushing
      await dropServer(db, server).catch(() => undefined)
    },
  }
}
