import type { SessionId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'

/** Agents revoked a moment ago, so that a join credential from before does not let them in again (T13). */
export class RevokedAgents {
  readonly #revoked: { agentId: string; sessionId: SessionId | null; atMs: number }[] = []

  add(agentId: string, sessionId: SessionId | null, nowMs: number): void {
    while (this.#revoked[0] && this.#revoked[0].atMs < nowMs - SERVER_LIMITS.revokedKeepMs)
      this.#revoked.shift()
    this.#revoked.push({ agentId, sessionId, atMs: nowMs })
  }

  /**
   * Whether a credential issued in second `issuedAtSeconds` may be older than a revocation. One of the same second
   * counts as older: it could have been asked for a moment before.
   */
  covers(agentId: string, sessionId: SessionId, issuedAtSeconds: number): boolean {
    return this.#revoked.some(
      (entry) =>
        entry.agentId === agentId &&
        (entry.sessionId === null || entry.sessionId === sessionId) &&
        issuedAtSeconds <= Math.floor(entry.atMs / 1000),
    )
  }
}
