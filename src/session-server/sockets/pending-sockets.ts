import type { Stoppable } from '../../base/stoppable.ts'
import { SERVER_LIMITS } from '../limits.ts'

/** Counts sockets that have not proved anything yet, so that strangers cannot fill the server with them. */
export class PendingSockets {
  readonly #byAddress = new Map<string, number>()
  #count = 0

  /** A place for one more, to be stopped when it has proved itself or is gone; `null` if there is none. */
  take(address: string): Stoppable | null {
    const here = this.#byAddress.get(address) ?? 0
    if (this.#count >= SERVER_LIMITS.maxPendingSockets || here >= SERVER_LIMITS.maxPendingPerAddress)
      return null
    this.#count++
    this.#byAddress.set(address, here + 1)
    let isHeld = true
    return {
      stop: () => {
        if (!isHeld) return
        isHeld = false
        this.#count--
        const left = (this.#byAddress.get(address) ?? 1) - 1
        if (left > 0) this.#byAddress.set(address, left)
        else this.#byAddress.delete(address)
      },
    }
  }
}
