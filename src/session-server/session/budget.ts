import type { GroupId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'

/** Memory that several sessions share. */
export interface Budget {
  readonly heldBytes: number
  readonly maxBytes: number
  hasRoom(bytes: number): boolean
  /** More is held, or less. */
  add(bytes: number): void
}

/** What a server may hold: of the smallest envelopes, nearly all that they count lies on the heap (RA-13). */
export function holdableBytes(heapLimitBytes: number): number {
  const { maxHeldBytes, heapReserveBytes } = SERVER_LIMITS
  return Math.max(0, Math.min(maxHeldBytes, heapLimitBytes - heapReserveBytes))
}

/** `outer`: what is held counts there, too. */
export function createBudget(maxBytes: number = SERVER_LIMITS.maxHeldBytes, outer?: Budget): Budget {
  let heldBytes = 0
  return {
    maxBytes,
    get heldBytes() {
      return heldBytes
    },
    hasRoom: (bytes) => heldBytes + bytes <= maxBytes && (outer?.hasRoom(bytes) ?? true),
    add(bytes) {
      heldBytes += bytes
      outer?.add(bytes)
    },
  }
}

/** A share of the server's memory for each group: no group takes the place of all others (T8). */
export class GroupBudgets {
  readonly #whole: Budget
  readonly #byGroup = new Map<GroupId, Budget>()

  constructor(whole: Budget) {
    this.#whole = whole
  }

  of(group: GroupId): Budget {
    const known = this.#byGroup.get(group)
    if (known) return known
    for (const [id, { heldBytes }] of this.#byGroup) {
      if (this.#byGroup.size < SERVER_LIMITS.maxIdleGroupBudgets) break
      // Sessions that hold nothing yet keep the budget they were made with; that one is not forgotten by them.
      if (heldBytes === 0) this.#byGroup.delete(id)
    }
    const made = createBudget(Math.floor(this.#whole.maxBytes * SERVER_LIMITS.maxGroupShare), this.#whole)
    this.#byGroup.set(group, made)
    return made
  }
}
