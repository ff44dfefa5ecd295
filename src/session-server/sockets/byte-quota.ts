import type { Stoppable } from '../../base/stoppable.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { TokenBucket } from '../session/token-bucket.ts'

export interface ByteMeter extends Stoppable {
  /** False when this address has sent more than it may. */
  take(bytes: number): boolean
}

/** Bytes that all visitors of one address may send; of each session by itself: session/visitor-side.ts. */
export class ByteQuota {
  readonly #byAddress = new Map<string, { readonly bucket: TokenBucket; sockets: number; leftAtMs: number }>()
  #sweptAtMs = 0
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  get addresses(): number {
    return this.#byAddress.size
  }

  /** For one socket, to be stopped when it is gone. */
  open(address: string): ByteMeter {
    const { maxAddressBytesPerSecond: perSecond, visitorBurstSeconds } = SERVER_LIMITS
    this.#sweep()
    const entry = this.#byAddress.get(address) ?? {
      bucket: new TokenBucket(perSecond, perSecond * visitorBurstSeconds, this.#now()),
      sockets: 0,
      leftAtMs: 0,
    }
    this.#byAddress.set(address, entry)
    entry.sockets++
    let isOpen = true
    return {
      take: (bytes) => entry.bucket.take(bytes, this.#now()),
      stop: () => {
        if (!isOpen) return
        isOpen = false
        entry.sockets--
        entry.leftAtMs = this.#now()
      },
    }
  }

  /** Whoever leaves and comes back at once finds what they have used; after a burst's time it would be full again. */
  #sweep(): void {
    const nowMs = this.#now()
    const keepMs = SERVER_LIMITS.visitorBurstSeconds * 1_000
    if (nowMs - this.#sweptAtMs < keepMs) return
    this.#sweptAtMs = nowMs
    for (const [address, { sockets, leftAtMs }] of this.#byAddress)
      if (sockets === 0 && nowMs - leftAtMs >= keepMs) this.#byAddress.delete(address)
  }
}
