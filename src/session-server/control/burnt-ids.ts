/** One-time ids of join credentials that were used, kept until they would have expired anyway. */
export class BurntIds {
  readonly #expiryById = new Map<string, number>()

  /** False if `id` was burnt before. */
  burn(id: string, expiresAtMs: number, nowMs: number): boolean {
    for (const [old, expiry] of this.#expiryById) if (expiry <= nowMs) this.#expiryById.delete(old)
    if (this.#expiryById.has(id)) return false
    this.#expiryById.set(id, expiresAtMs)
    return true
  }

  get size(): number {
    return this.#expiryById.size
  }
}
