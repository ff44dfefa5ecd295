import { expect, test } from 'vitest'
import { createApplier } from '../../src/protocol/codec/applier.ts'
import { DecodeError } from '../../src/protocol/codec/bytes-reader.ts'
import { ELEMENT, MODE, OP } from '../../src/protocol/codec/ops.ts'
import { decodePayload, encodePayload } from '../../src/protocol/codec/payload.ts'
import { createPlainTarget } from '../../src/protocol/codec/plain-tree.ts'
import { createSectionWriter } from '../../src/protocol/codec/section-writer.ts'
import { decodeEnvelope, ENVELOPE, encodeEnvelope } from '../../src/protocol/envelope.ts'
import { createRandom, type Random } from './random.ts'

/*
 * Envelopes from a sender that is broken or means harm: well-formed ones, spoilt by a few bytes, and ones whose
 * operations are drawn at random. Each must end in a refusal or in a valid state, soon.
 */
const CASES = Number(process.env['FUZZ_CASES'] ?? 20_000)
const MAX_CASE_MS = 1_000
const CODES = Object.values(OP)
const WORDS = ['div', 'p', 'class', 'a', 'style', 'iframe', 'href', '', 'ä€😀', 'x'.repeat(70)]

/** A start that is right, then operations whose arguments mostly are. */
function randomSection(random: Random): Uint8Array {
  const writer = createSectionWriter<string>()
  writer.op(OP.document, MODE.standards)
  let last = 1
  for (let i = random.int(30) + 1; i > 0; i--) {
    const id = (): number => random.int(last + (random.chance(0.05) ? 9 : 1))
    const word = (): string => random.pick(WORDS)
    const way = random.int(10)
    if (way < 4) {
      writer.op(OP.element, random.chance(0.4) ? ELEMENT.descend : 0)
      writer.str(random.pick(['div', 'p', 'b', 'iframe', 'style']))
      writer.uint(1)
      writer.str('class')
      writer.value(word())
      last++
    } else if (way === 4) {
      writer.op(OP.text)
      writer.text(word())
      last++
    } else if (way === 5) writer.op(OP.at, id(), random.chance(0.6) ? 0 : id())
    else if (way === 6) writer.op(random.pick([OP.detach, OP.attach, OP.up]), id())
    else if (way === 7) {
      writer.op(OP.attribute, id())
      writer.str(word())
      writer.value(word())
    } else if (way === 8)
      writer.op(random.pick([OP.remove, OP.digest, OP.adopt, OP.frame]), id(), random.int(3), 0)
    else writer.op(random.pick(CODES), ...Array.from({ length: random.int(4) }, id))
  }
  return writer.take() ?? new Uint8Array()
}

function spoil(bytes: Uint8Array, random: Random): Uint8Array {
  let out = Uint8Array.from(bytes)
  for (let i = random.int(4); i > 0 && out.length > 0; i--) {
    const at = random.int(out.length)
    switch (random.int(5)) {
      case 0:
        out[at] = random.int(256)
        break
      case 1:
        out[at] = (out[at] ?? 0) ^ (1 << random.int(8))
        break
      case 2:
        out = out.slice(0, at)
        break
      case 3:
        out = Uint8Array.from([...out.subarray(0, at), ...out.subarray(at + 1)])
        break
      default:
        out = Uint8Array.from([...out.subarray(0, at), 0xff, 0xff, 0xff, 0xff, 0x0f, ...out.subarray(at)])
    }
  }
  return out
}

/** True if it was taken. Anything thrown but a refusal is an error. */
function take(bytes: Uint8Array): boolean {
  const envelope = decodeEnvelope(bytes)
  if (!envelope) return false
  const { target } = createPlainTarget()
  const applier = createApplier(target)
  try {
    for (const section of decodePayload(envelope.payload)) applier.apply(section.bytes)
    return true
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return false
  } finally {
    expect(applier.tree.size).toBeLessThanOrEqual(bytes.length)
  }
}

test(`SA-28: ${CASES} spoilt envelopes end in a refusal or a valid state`, { timeout: 1_800_000 }, () => {
  let taken = 0
  let slowestMs = 0
  for (let seed = 0; seed < CASES; seed++) {
    const random = createRandom(seed)
    const payload = encodePayload([{ document: 1, bytes: randomSection(random) }])
    const whole = encodeEnvelope({
      type: ENVELOPE.checkpointPart,
      flags: 0,
      privilege: 0,
      generation: 1,
      sequence: 1,
      payload,
    })
    const startMs = performance.now()
    try {
      if (take(spoil(whole, random))) taken++
    } catch (error) {
      throw new Error(`case ${seed}`, { cause: error })
    }
    slowestMs = Math.max(slowestMs, performance.now() - startMs)
  }
  console.info(`bad input: ${CASES} cases, ${taken} taken, slowest ${slowestMs.toFixed(1)} ms`)
  expect(slowestMs).toBeLessThan(MAX_CASE_MS)
  // Both ways must have been gone.
  expect(taken).toBeGreaterThan(CASES / 100)
  expect(taken).toBeLessThan(CASES * 0.99)
})
