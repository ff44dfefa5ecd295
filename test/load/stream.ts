import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { rootDir } from '../../scripts/paths.ts'
import { decodeEnvelope, ENVELOPE } from '../../src/protocol/envelope.ts'

/** Envelopes of one visitor, as they were sent. */
export type RecordedStream = {
  readonly name: string
  /** The first checkpoint. */
  readonly checkpoint: readonly Buffer[]
  /** What came after it, deltas and ephemeral ones, in order. */
  readonly changes: readonly Buffer[]
}

/** `u32 milliseconds since the first, u32 length, bytes` for each, compressed. */
export function encodeStream(frames: readonly { readonly data: Buffer; readonly atMs: number }[]): Buffer {
  const firstMs = frames[0]?.atMs ?? 0
  const pieces = frames.flatMap(({ data, atMs }) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(Math.round(atMs - firstMs), 0)
    head.writeUInt32BE(data.length, 4)
    return [head, data]
  })
  return deflateRawSync(Buffer.concat(pieces), { level: 9 })
}

export function readStream(name: string): RecordedStream {
  const all = inflateRawSync(readFileSync(join(rootDir, 'test/load/streams', `${name}.bin`)))
  const checkpoint: Buffer[] = []
  const changes: Buffer[] = []
  let isOpen = false
  for (let at = 0; at < all.length; ) {
    const length = all.readUInt32BE(at + 4)
    const data = all.subarray(at + 8, at + 8 + length)
    at += 8 + length
    const type = decodeEnvelope(data)?.type
    if (type === ENVELOPE.checkpointStart) isOpen = true
    const isCheckpoint = type !== ENVELOPE.delta && type !== ENVELOPE.ephemeral
    if (isCheckpoint && isOpen && changes.length === 0) checkpoint.push(data)
    else if (!isCheckpoint) changes.push(data)
    if (type === ENVELOPE.checkpointEnd) isOpen = false
  }
  return { name, checkpoint, changes }
}
