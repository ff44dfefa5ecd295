import { expect, test } from 'vitest'
import { VIEWER_LIMITS } from './limits.ts'
import { envelopeDown, handDown, nestedDown, nestedUp, portMessage, stageUp } from './stage-messages.ts'

test('SA-26 what no stage of ours says is refused', () => {
  const hostile: unknown[] = [
    null,
    1,
    'beat',
    [],
    {},
    { type: 'eval' },
    { type: '__proto__' },
    { type: 'toString' },
    { type: 'applied', generation: -1, sequence: 0, taken: 0 },
    { type: 'applied', generation: 1.5, sequence: 0, taken: 0 },
    { type: 'viewport', width: 1e9, height: 1 },
    { type: 'viewport', width: '1', height: 1 },
    { type: 'page', address: 'x'.repeat(VIEWER_LIMITS.maxAddressLength + 1), title: '' },
    { type: 'page', address: {}, title: '' },
    { type: 'page', address: '', title: 'x'.repeat(VIEWER_LIMITS.maxTitleLength + 1) },
    { type: 'pointer', x: Number.NaN, y: 0 },
    { type: 'resource', url: 'x', kind: 'other' },
    { type: 'resource', url: 'x'.repeat(VIEWER_LIMITS.maxFailedUrlLength + 1), kind: 'image' },
    { type: 'trouble', reason: 'x', mode: 'standards' },
  ]
  for (const message of hostile) expect(() => stageUp(message)).toThrow()
})

test('only declared keys come through', () => {
  expect(stageUp({ type: 'beat', taken: 3, more: 1 })).toEqual({ type: 'beat', taken: 3 })
  expect(nestedUp({ type: 'hosts', document: 2, __proto__: { a: 1 } })).toEqual({
    type: 'hosts',
    document: 2,
  })
})

test('bytes are bytes, and not too many', () => {
  expect(() => envelopeDown({ type: 'envelope', bytes: new Uint8Array(3) })).toThrow()
  expect(() => envelopeDown({ type: 'envelope', bytes: new ArrayBuffer(64 * 1_048_576) })).toThrow()
  expect(() => nestedDown({ type: 'section', document: 0, bytes: new ArrayBuffer(1) })).toThrow()
  expect(envelopeDown({ type: 'envelope', bytes: new ArrayBuffer(3) })).toMatchObject({
    bytes: { byteLength: 3 },
  })
  expect(() => handDown({ type: 'track', nodes: Array(401).fill(1) })).toThrow()
})

test('the message with the port', () => {
  expect(() => portMessage({ type: 'sidelong-port', role: 'shell', document: 1, depth: 0 })).toThrow()
  expect(() => portMessage({ type: 'sidelong-port', role: 'nested', document: 1, depth: 99 })).toThrow()
})
