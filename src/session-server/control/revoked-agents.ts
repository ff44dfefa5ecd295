import type { SessionId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'

/** Agents revoked a moment ago, so that a join credential from before does not let them in again (T13). */
export class RevokedAgents {
  /** When each was last revoked, oldest first. */
  readonly #revoked = new Map<string, number>()

  get size(): number {
    return this.#revoked.size
  }

  add(agentId: string, sessionId: SessionId | null, nowMs: number): void {
    for (const [name, atMs] of this.#revoked) {
      if (atMs >= nowMs - SERVER_LIMITS.revokedKeepMs) break
      this.#revoked.delete(name)
    }
    const name = nameOf(agentId, sessionId)
    this.#revoked.delete(name)
    this.#revoked.set(name, nowMs)
  }

  /**
   * Whether a credential issued in second `issuedAtSeconds` may be older than a revocation. One of the same second
   * counts as older: it could have been asked for a moment before.
   */
  covers(agentId: string, sessionId: SessionId, issuedAtSeconds: number): boolean {
    return [null, sessionId].some((scope) => {
      const atMs = this.#revoked.get(nameOf(agentId, scope))
      return atMs !== undefined && issuedAtSeconds <= Math.floor(atMs / 1000)
    })
  }
}

/** `null`: in all sessions. */
function nameOf(agentId: string, sessionId: SessionId | null): string {
  return JSON.stringify([agentId, sessionId])
}
