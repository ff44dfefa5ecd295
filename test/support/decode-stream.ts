import { inflateRawSync } from 'node:zlib'
import { parseJson } from '../../src/base/parse.ts'
import { action } from '../../src/protocol/actions.ts'
import { agentDown } from '../../src/protocol/agent-down.ts'
import { agentUp } from '../../src/protocol/agent-up.ts'
import { type Applier, createApplier } from '../../src/protocol/codec/applier.ts'
import { decodePayload } from '../../src/protocol/codec/payload.ts'
import { createPlainTarget, type PlainDocument, type PlainNode } from '../../src/protocol/codec/plain-tree.ts'
import type { TreeTarget } from '../../src/protocol/codec/tree-target.ts'
import { decodeEnvelope, ENVELOPE, type Envelope, FLAG } from '../../src/protocol/envelope.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { presenceDown } from '../../src/protocol/presence-down.ts'
import { presenceUp } from '../../src/protocol/presence-up.ts'
import { visitorDown } from '../../src/protocol/visitor-down.ts'
import { visitorUp } from '../../src/protocol/visitor-up.ts'

export type Edge = 'visitor-up' | 'visitor-down' | 'agent-up' | 'agent-down' | 'presence-up' | 'presence-down'
export type Replica = { readonly document: PlainDocument; readonly applier: Applier<PlainNode> }

const MESSAGES = {
  'visitor-up': visitorUp,
  'visitor-down': visitorDown,
  'presence-up': presenceUp,
  'presence-down': presenceDown,
  'agent-up': agentUp,
  'agent-down': agentDown,
}

/** Reads every frame of one edge as its receiver would, and rebuilds the page. */
export interface StreamDecoder {
  /** Throws for a frame that does not parse. Returns the inflated payload of an envelope, the text of a message. */
  take(frame: string | Buffer): Uint8Array | string
  /** A new connection or page: the next message may begin anywhere that the protocol allows. */
  readonly replicas: ReadonlyMap<number, Replica>
  readonly counts: { readonly messages: number; readonly envelopes: number; readonly checkpoints: number }
}

/** `onOp`: called with the name of each operation that tells the stage something. */
export function createStreamDecoder(
  edge: Edge,
  onOp?: (name: string, args: readonly unknown[]) => void,
): StreamDecoder {
  const replicas = new Map<number, Replica>()
  const counts = { messages: 0, envelopes: 0, checkpoints: 0 }
  let generation = -1
  let sequence = -1

  function replica(number: number): Replica {
    let known = replicas.get(number)
    if (!known) {
      const { target, document } = createPlainTarget()
      known = { document, applier: createApplier(onOp ? listenTo(target, onOp) : target) }
      replicas.set(number, known)
    }
    return known
  }

  /** Whether the envelope is new; what a resume sends twice is not. */
  function isNew(envelope: Envelope): boolean {
    if (envelope.type === ENVELOPE.checkpointStart) {
      if (envelope.generation < generation) throw new Error('a checkpoint of an older generation')
      generation = envelope.generation
      sequence = envelope.sequence
      counts.checkpoints++
      replicas.clear()
      return true
    }
    if (envelope.generation < generation) return false
    if (envelope.generation > generation) throw new Error('a generation that has not begun')
    if (envelope.sequence <= sequence) return false
    if (envelope.sequence !== sequence + 1) throw new Error(`envelope ${envelope.sequence} after ${sequence}`)
    sequence = envelope.sequence
    return true
  }

  function envelopeOf(frame: Buffer): Uint8Array {
    const envelope = decodeEnvelope(new Uint8Array(frame))
    if (!envelope) throw new Error('not an envelope')
    counts.envelopes++
    if (envelope.type === ENVELOPE.ephemeral) return envelope.payload
    if (envelope.type > ENVELOPE.ephemeral) {
      if (envelope.type === ENVELOPE.action)
        parseJson(Buffer.from(envelope.payload).toString(), LIMITS.maxEphemeralBytes, action)
      return envelope.payload
    }
    const payload =
      envelope.flags & FLAG.compressed
        ? new Uint8Array(inflateRawSync(envelope.payload, { maxOutputLength: LIMITS.maxInflatedBytes }))
        : envelope.payload
    if (isNew(envelope)) {
      for (const section of decodePayload(payload)) replica(section.document).applier.apply(section.bytes)
    }
    return payload
  }

  return {
    take(frame) {
      if (typeof frame !== 'string') return envelopeOf(frame)
      counts.messages++
      parseJson<object>(frame, LIMITS.maxJsonBytes, MESSAGES[edge])
      return frame
    },
    replicas,
    counts,
  }
}

/** What the applier asks of a stage about itself; no operation. */
const STAGES_OWN = new Set<keyof TreeTarget<PlainNode>>(['isWaiting', 'willDigest'])

function listenTo(
  target: TreeTarget<PlainNode>,
  onOp: (name: string, args: readonly unknown[]) => void,
): TreeTarget<PlainNode> {
  return new Proxy(target, {
    get(_, name: keyof TreeTarget<PlainNode>) {
      const method = target[name] as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        if (!STAGES_OWN.has(name)) onOp(name, args)
        return method(...args)
      }
    },
  })
}
