import { describe, expect, it } from 'vitest'
import { decodeEnvelope, ENVELOPE, type Envelope, encodeEnvelope, HEADER_BYTES } from './envelope.ts'
import { LIMITS } from './limits.ts'

const sample: Envelope = {
  type: ENVELOPE.delta,
  flags: 1,
  privilege: 0x0102,
  generation: 7,
  sequence: 0xffff_fffe,
  payload: new Uint8Array([9, 8, 7]),
}

describe('envelopes', () => {
  it('come back as they were', () => {
    expect(decodeEnvelope(encodeEnvelope(sample))).toEqual(sample)
  })

  it('are refused when short, of unknown type or flags, or too large', () => {
    const good = encodeEnvelope(sample)
    const change = (at: number, value: number): Uint8Array => {
      const copy = good.slice()
      copy[at] = value
      return copy
    }
    expect(decodeEnvelope(good.subarray(0, HEADER_BYTES - 1))).toBeNull()
    expect(decodeEnvelope(change(0, 0))).toBeNull()
    expect(decodeEnvelope(change(0, 11))).toBeNull()
    expect(decodeEnvelope(change(1, 16))).toBeNull()
    const large = { ...sample, payload: new Uint8Array(LIMITS.maxPayloadBytes + 1) }
    expect(decodeEnvelope(encodeEnvelope(large))).toBeNull()
    const ephemeral = {
      ...sample,
      type: ENVELOPE.ephemeral,
      payload: new Uint8Array(LIMITS.maxEphemeralBytes + 1),
    }
    for (const type of [ENVELOPE.ephemeral, ENVELOPE.action])
      expect(decodeEnvelope(encodeEnvelope({ ...ephemeral, type }))).toBeNull()
  })
})
