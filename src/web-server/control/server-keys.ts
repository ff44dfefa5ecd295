import { toBase64Url } from '../../base/bytes.ts'
import type { Clock, RandomBytes } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { LIMITS } from '../../protocol/limits.ts'

/** The key to sign with now, and until when the session server is sure to know it. */
export type SigningKey = {
  readonly keyId: string
  readonly key: Uint8Array<ArrayBuffer>
  readonly acceptedUntilMs: number
}

type Held = {
  readonly keyId: string
  readonly key: Uint8Array<ArrayBuffer>
  readonly usedFromMs: number
  isDelivered: boolean
}

export interface ServerKeys extends Stoppable {
  /** `null` when no key is fit for use: joins are then refused. */
  current(): SigningKey | null
  /** How long the key that is fit for use has been in use. */
  ageMs(): number | null
  /** The session server has this key now. */
  delivered(keyId: string): void
}

/**
 * Server keys of one connection to one session server (ARCHITECTURE section 4): random, in memory only, a fresh one
 * every `serverKeyIntervalMs`, sent `serverKeyLeadMs` before its first use. The first one may be used as soon as it is
 * sent: messages keep their order, and a join takes a browser's round trip.
 *
 * The session server keeps two keys of ours, so the next but one pushes a key out. That moment, less the clock skew, is
 * `acceptedUntilMs`; credentials expire no later, hence none is ever refused for its key while it is valid.
 */
export function startServerKeys(parts: {
  readonly clock: Clock
  readonly random: RandomBytes
  /** Unlike any other connection's: key ids must not repeat. */
  readonly idPrefix: string
  /** False if it could not be sent. What was sent is confirmed by `delivered`. */
  readonly send: (key: { keyId: string; key: string }) => boolean
  /** A key is due and not confirmed in all its lead time: the connection is of no use. */
  readonly undelivered: () => void
}): ServerKeys {
  const { clock } = parts
  const interval = LIMITS.serverKeyIntervalMs
  const lead = LIMITS.serverKeyLeadMs
  let counter = 0
  let active: Held | null = null
  let next: Held | null = null
  let timer: Stoppable | null = null

  function make(usedFromMs: number): Held | null {
    counter++
    const held = {
      keyId: `${parts.idPrefix}.${counter}`,
      key: parts.random(LIMITS.serverKeyBytes),
      usedFromMs,
      isDelivered: false,
    }
    return parts.send({ keyId: held.keyId, key: toBase64Url(held.key) }) ? held : null
  }

  function promote(nowMs: number): void {
    if (next && nowMs >= next.usedFromMs) {
      active = next
      next = null
      if (!active.isDelivered) parts.undelivered()
    }
  }

  function isOfNow({ usedFromMs }: Held, nowMs: number): boolean {
    return nowMs < usedFromMs + interval && nowMs >= usedFromMs - LIMITS.maxClockSkewMs
  }

  function tick(): void {
    const nowMs = clock.now()
    promote(nowMs)
    // The machine slept, or a key could not be sent: begin anew rather than sign with an old key.
    if (!active || !isOfNow(active, nowMs)) {
      next = null
      active = make(nowMs)
    } else if (!next && nowMs >= active.usedFromMs + interval - lead) {
      next = make(active.usedFromMs + interval)
    }
    schedule(nowMs)
  }

  function schedule(nowMs: number): void {
    const dueMs = next ? next.usedFromMs : active ? active.usedFromMs + interval - lead : nowMs + 1_000
    timer = clock.after(Math.min(interval, Math.max(dueMs - nowMs, 1)), tick)
  }

  function current(): SigningKey | null {
    const nowMs = clock.now()
    promote(nowMs)
    // The clock was set: a timer would notice up to a minute later, or, set back, hours later.
    if (active && !isOfNow(active, nowMs)) {
      timer?.stop()
      tick()
    }
    if (!active?.isDelivered) return null
    const pushedOutMs = active.usedFromMs + 2 * interval - lead
    return { keyId: active.keyId, key: active.key, acceptedUntilMs: pushedOutMs - LIMITS.maxClockSkewMs }
  }

  tick()
  return {
    current,
    ageMs: () => (current() && active ? clock.now() - active.usedFromMs : null),
    delivered(keyId) {
      for (const held of [active, next]) if (held?.keyId === keyId) held.isDelivered = true
    },
    stop() {
      timer?.stop()
      active = null
      next = null
    },
  }
}
