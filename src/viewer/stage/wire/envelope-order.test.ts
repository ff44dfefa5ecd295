import { expect, test } from 'vitest'
import { ENVELOPE, type Envelope, type EnvelopeType } from '../../../protocol/envelope.ts'
import { createEnvelopeOrder } from './envelope-order.ts'

function envelope(type: EnvelopeType, generation: number, sequence: number): Envelope {
  return { type, generation, sequence, flags: 0, privilege: 0, payload: new Uint8Array(0) }
}
const { checkpointStart: start, checkpointPart: part, checkpointEnd: end, delta, ephemeral } = ENVELOPE

function begun(): ReturnType<typeof createEnvelopeOrder> {
  const order = createEnvelopeOrder()
  expect(order.next(envelope(start, 1, 0))).toBe('begin')
  expect(order.next(envelope(part, 1, 1))).toBe('apply')
  expect(order.next(envelope(end, 1, 2))).toBe('apply')
  return order
}

test('a checkpoint and its tail', () => {
  const order = begun()
  expect(order.next(envelope(delta, 1, 3))).toBe('apply')
  expect(order.next(envelope(start, 2, 0))).toBe('begin')
})

test('nothing before the first start', () => {
  const order = createEnvelopeOrder()
  for (const type of [part, end, delta, ephemeral]) expect(order.next(envelope(type, 1, 1))).toBe('skip')
})

test('what was sent again is left out', () => {
  const order = begun()
  expect(order.next(envelope(part, 1, 1))).toBe('skip')
  expect(order.next(envelope(end, 1, 2))).toBe('skip')
  expect(order.next(envelope(delta, 1, 3))).toBe('apply')
})

test('gaps, other generations and things out of place are refused', () => {
  expect(() => begun().next(envelope(delta, 1, 4))).toThrow('gap')
  expect(() => begun().next(envelope(delta, 2, 3))).toThrow('gap')
  expect(() => begun().next(envelope(part, 1, 3))).toThrow('out of place')
  expect(() => begun().next(envelope(start, 2, 5))).toThrow('start within')
  const order = createEnvelopeOrder()
  order.next(envelope(start, 1, 0))
  expect(() => order.next(envelope(delta, 1, 1))).toThrow('out of place')
})

test('after a failure only a start helps', () => {
  const order = begun()
  order.fail()
  expect(order.next(envelope(delta, 1, 3))).toBe('skip')
  expect(order.next(envelope(ephemeral, 1, 0))).toBe('skip')
  expect(order.next(envelope(start, 1, 0))).toBe('begin')
})
