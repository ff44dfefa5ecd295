import { concatBytes } from '../../base/bytes.ts'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { ENVELOPE, type EnvelopeType, encodeEnvelope, FLAG } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { CaptureSink } from '../capture/sink.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A place in the stream of durable envelopes. */
export type Position = { generation: number; sequence: number }

export type UplinkOptions = {
  clock: Clock
  send: (bytes: Bytes) => boolean
  bufferedBytes: () => number
  compress: ((bytes: Bytes) => Promise<Bytes>) | null
  /** Ready again after {@link CaptureSink.isReady} has said no. */
  onReady: () => void
}

export interface Uplink extends CaptureSink, Stoppable {
  /** The last envelope that was numbered, for `hello`; `null` on a new page. */
  sent(): Position | null
  /**
   * The server has answered. With `isKept` it holds everything up to `position` and the rest is sent again.
   * False: a checkpoint is needed.
   */
  open(position: Position, isKept: boolean): boolean
  /** The link is gone; what is numbered from here on is kept for the next one. */
  close(): void
  ack(position: Position): void
  /** That of the next checkpoint. */
  nextGeneration(): number
  /** Drops what has not left yet: nothing that capture has handed over so far will be sent. */
  discard(): void
}

type Waiting = { type: EnvelopeType; flags: number; payload: Bytes }
type Kept = { sequence: number; bytes: Bytes }

const POLL_MS = 50
const EMPTY = new Uint8Array()

/** Numbers, compresses, keeps and sends what capture hands over, strictly in order. */
export function createUplink(options: UplinkOptions): Uplink {
  const { clock, compress } = options
  let isOpen = false
  let generation = 0
  let serverGeneration = 0
  let sequence = -1
  let isCheckpoint = false
  let ring: Kept[] = []
  let ringBytes = 0
  /** A durable envelope of this generation is in neither the ring nor, for certain, the server. */
  let hasGap = true
  let poll: Stoppable | null = null

  // Order: while something is being compressed, everything after it waits behind it.
  let tail: Promise<void> | null = null
  let waitingBytes = 0
  let round = 0
  /** Parts of a checkpoint compress better together: they leave in batches, each as large as all before it. */
  let batch: Bytes[] = []
  let batchBytes = 0
  let batchedBytes = 0

  function flushBatch(): void {
    if (batch.length === 0) return
    const payload = concatBytes(batch)
    batchedBytes += batchBytes
    batch = []
    batchBytes = 0
    put({ type: ENVELOPE.checkpointPart, flags: 0, payload })
  }

  function put(item: Waiting): void {
    const size = item.payload.length
    const compressed = compress && size >= LIMITS.compressFromBytes ? compress(item.payload) : null
    if (!tail && !compressed) {
      emit(item)
      return
    }
    const own = round
    waitingBytes += size
    const before = tail ?? Promise.resolve()
    const done = before.then(async () => {
      // Failed compression is no reason to lose a change.
      const smaller = await compressed?.catch(() => null)
      if (own !== round) return
      waitingBytes -= size
      if (tail === done) tail = null
      const isSmaller = smaller && smaller.length < size
      emit(isSmaller ? { ...item, payload: smaller, flags: item.flags | FLAG.compressed } : item)
    })
    tail = done
  }

  function emit({ type, flags, payload }: Waiting): void {
    if (type === ENVELOPE.checkpointStart) {
      generation = nextGeneration()
      sequence = -1
      forget()
      hasGap = false
    }
    sequence++
    const bytes = encodeEnvelope({ type, flags, privilege: 0, generation, sequence, payload })
    ring.push({ sequence, bytes })
    ringBytes += bytes.length
    if (ringBytes > LIMITS.resendRingBytes) {
      forget()
      hasGap = true
    }
    if (isOpen) options.send(bytes)
  }

  function nextGeneration(): number {
    return Math.max(generation, serverGeneration) + 1
  }

  function forget(): void {
    ring = []
    ringBytes = 0
  }

  function isBehind(): boolean {
    return waitingBytes + options.bufferedBytes() > LIMITS.visitorBacklogBytes
  }

  /** The socket has no event for this; the timer runs only while it is behind. */
  function waitUntilReady(): void {
    poll ??= clock.every(POLL_MS, () => {
      if (isOpen && isBehind()) return
      stopPoll()
      if (isOpen) options.onReady()
    })
  }

  function stopPoll(): void {
    poll?.stop()
    poll = null
  }

  function discard(): void {
    round++
    waitingBytes = 0
    tail = null
    batch = []
    batchBytes = 0
    batchedBytes = 0
    isCheckpoint = false
    // A difference that was dropped can only be made good by a checkpoint.
    hasGap = true
  }

  return {
    begin(flags) {
      discard()
      isCheckpoint = true
      put({ type: ENVELOPE.checkpointStart, flags, payload: EMPTY })
    },
    send(payload) {
      if (!isCheckpoint) return put({ type: ENVELOPE.delta, flags: 0, payload })
      batch.push(payload)
      batchBytes += payload.length
      if (batchBytes >= Math.max(LIMITS.firstBatchBytes, Math.min(batchedBytes, LIMITS.maxBatchBytes)))
        flushBatch()
    },
    complete() {
      flushBatch()
      put({ type: ENVELOPE.checkpointEnd, flags: 0, payload: EMPTY })
      isCheckpoint = false
    },
    ephemeral(payload) {
      if (!isOpen || isBehind()) return
      options.send(
        encodeEnvelope({
          type: ENVELOPE.ephemeral,
          flags: 0,
          privilege: 0,
          generation,
          sequence: 0,
          payload,
        }),
      )
    },
    isReady() {
      if (!isOpen) return false
      if (!isBehind()) return true
      waitUntilReady()
      return false
    },
    sent: () => (sequence < 0 ? null : { generation, sequence }),
    open(position, isKept) {
      isOpen = true
      serverGeneration = position.generation
      const first = ring[0]?.sequence ?? sequence + 1
      if (!isKept || hasGap || position.generation !== generation || first > position.sequence + 1)
        return false
      for (const { sequence: own, bytes } of ring) if (own > position.sequence) options.send(bytes)
      return true
    },
    close() {
      isOpen = false
      stopPoll()
    },
    ack(position) {
      if (position.generation !== generation) return
      let done = 0
      for (const { sequence: own, bytes } of ring) {
        if (own > position.sequence) break
        ringBytes -= bytes.length
        done++
      }
      ring = ring.slice(done)
    },
    nextGeneration,
    discard,
    stop() {
      isOpen = false
      discard()
      forget()
      stopPoll()
    },
  }
}
