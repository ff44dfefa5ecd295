import type { Stoppable } from '../../base/stoppable.ts'
import type { ControlDown, SessionOpen } from '../../protocol/control.ts'
import type { SessionId } from '../../protocol/ids.ts'
import { type LinkParts, type ServerLink, startServerLink } from './link.ts'

export type { ServerLink } from './link.ts'

export type NewSession = Omit<SessionOpen, 'type'>

/** All session servers that are configured. */
export interface ServerPool extends Stoppable {
  byOrigin(origin: string | null): ServerLink | null
  links(): readonly ServerLink[]
  /** Live, not draining, most room first. */
  candidates(): ServerLink[]
  /** Whether some reachable server, not draining, holds the session. */
  holder(id: SessionId): ServerLink | null
  broadcast(message: ControlDown): void
  /** Replaces the list of servers: new ones are dialled, missing ones let go. */
  setServers(origins: readonly string[]): void
}

export function startServerPool(parts: Omit<LinkParts, 'origin'>, origins: readonly string[]): ServerPool {
  const links = new Map<string, ServerLink>()

  function setServers(wanted: readonly string[]): void {
    for (const [origin, link] of links) {
      if (wanted.includes(origin)) continue
      link.stop()
      links.delete(origin)
    }
    for (const origin of wanted) {
      if (!links.has(origin)) links.set(origin, startServerLink({ ...parts, origin }))
    }
  }

  setServers(origins)
  return {
    byOrigin: (origin) => (origin === null ? null : (links.get(origin) ?? null)),
    links: () => [...links.values()],
    candidates() {
      const free = [...links.values()].flatMap((link) => {
        const room = link.room()
        return room !== null && room > 0 ? [{ link, room }] : []
      })
      return free.sort((a, b) => b.room - a.room).map((entry) => entry.link)
    },
    holder: (id) => [...links.values()].find((link) => link.holds(id)) ?? null,
    broadcast(message) {
      for (const link of links.values()) link.send(message)
    },
    setServers,
    stop() {
      for (const link of links.values()) link.stop()
      links.clear()
    },
  }
}
