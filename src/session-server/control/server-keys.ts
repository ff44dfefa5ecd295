import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'

type Key = { readonly keyId: string; readonly key: Uint8Array }
type HeldKey = Key & { readonly addedAtMs: number }
type Holder = { keys: HeldKey[]; expiry: Stoppable | null }

/** The server keys of each web server: the newest two, in memory only (ARCHITECTURE section 4). */
export class ServerKeys {
  readonly #clock: Clock
  readonly #holders = new Map<string, Holder>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes a key of a web server; false if another web server uses this key id. */
  add(webServerId: string, key: Key): boolean {
    for (const [id, holder] of this.#holders) {
      if (id !== webServerId && holder.keys.some(({ keyId }) => keyId === key.keyId)) return false
    }
    const holder = this.#holders.get(webServerId) ?? { keys: [], expiry: null }
    holder.keys = [
      { ...key, addedAtMs: this.#clock.now() },
      ...holder.keys.filter(({ keyId }) => keyId !== key.keyId),
    ].slice(0, 2)
    this.#holders.set(webServerId, holder)
    return true
  }

  find(keyId: string): Uint8Array | null {
    for (const { keys } of this.#holders.values()) {
      const found = keys.find((key) => key.keyId === keyId)
      if (found) return found.key
    }
    return null
  }

  /** Age of the newest key of the web server that sent one least recently; `null` without any. */
  ageMs(): number | null {
    const added = [...this.#holders.values()].flatMap(({ keys: [newest] }) => newest?.addedAtMs ?? [])
    return added.length === 0 ? null : this.#clock.now() - Math.min(...added)
  }

  /** The web server is connected: its keys stay. */
  keep(webServerId: string): void {
    const holder = this.#holders.get(webServerId)
    holder?.expiry?.stop()
  }

  /** The web server is gone: its keys go two intervals later. */
  expire(webServerId: string): void {
    const holder = this.#holders.get(webServerId)
    if (!holder) return
    holder.expiry?.stop()
    const delayMs = LIMITS.serverKeyIntervalMs * SERVER_LIMITS.keyIntervalsAfterLoss
    holder.expiry = this.#clock.after(delayMs, () => this.#holders.delete(webServerId))
  }

  stop(): void {
    for (const holder of this.#holders.values()) holder.expiry?.stop()
    this.#holders.clear()
  }
}
