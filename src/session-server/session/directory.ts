import type { SessionOpen } from '../../protocol/control.ts'
import type { GroupId, ParticipantId, SessionId, Site } from '../../protocol/ids.ts'
import type { EndReason } from '../../protocol/life-cycle.ts'
import { Session, type SessionDeps } from './session.ts'

/** The live sessions of this process. Nothing is kept of one that is over. */
export class SessionDirectory {
  readonly #sessions = new Map<SessionId, Session>()
  readonly #deps: SessionDeps

  constructor(deps: Omit<SessionDeps, 'ended'>, ended: () => void = () => undefined) {
    const forget = (session: Session): void => {
      this.#sessions.delete(session.id)
      ended()
    }
    this.#deps = { ...deps, ended: forget }
  }

  get size(): number {
    return this.#sessions.size
  }

  get agentCount(): number {
    let count = 0
    for (const session of this.#sessions.values()) count += session.agents.openCount
    return count
  }

  get visitorCount(): number {
    let count = 0
    for (const session of this.#sessions.values()) if (session.visitor.isHere) count++
    return count
  }

  *statuses(): Iterable<string> {
    for (const session of this.#sessions.values()) yield session.status
  }

  all(): Session[] {
    return [...this.#sessions.values()]
  }

  find(id: SessionId): Session | null {
    return this.#sessions.get(id) ?? null
  }

  /** The session in which `id` is a participant, if it is that session. */
  findWith(sessionId: SessionId, id: ParticipantId): Session | null {
    const session = this.find(sessionId)
    return session?.agents.has(id) ? session : null
  }

  open(open: SessionOpen): void {
    const known = this.find(open.sessionId)
    if (known) known.reopen(open)
    else this.#sessions.set(open.sessionId, new Session(open, this.#deps))
  }

  /** A web server says that it is over; `server-lost`: another server has it, where everybody here is to go. */
  endBy(id: SessionId, reason: EndReason): void {
    const session = this.find(id)
    if (reason === 'server-lost') session?.abandon()
    else session?.end(reason)
  }

  revoke(agentId: string, sessionId: SessionId | null, isLeave = false): void {
    for (const session of sessionId ? [this.find(sessionId)] : this.all()) session?.revoke(agentId, isLeave)
  }

  /** Newer masks of this group's site are published (MK-28). */
  publish(groupId: GroupId, site: Site, round: number): void {
    for (const session of this.all()) if (session.isOf(groupId, site)) session.publish(round)
  }

  stop(): void {
    for (const session of this.all()) session.abandon()
  }
}
