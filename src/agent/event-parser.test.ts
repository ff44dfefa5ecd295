import { expect, test } from 'vitest'
import { createEventParser } from './event-parser.ts'
import { AGENT_LIMITS } from './limits.ts'

function read(pieces: readonly string[]): [string, string][] {
  const events: [string, string][] = []
  const parse = createEventParser((type, data) => events.push([type, data]))
  for (const piece of pieces) parse(piece)
  return events
}

test('PR-10: events arrive whole, wherever the pieces end; comments and half events are left out', () => {
  const text =
    ':\n\nevent: snapshot\ndata: {"a":1}\n\n:\n\nevent: page\ndata: {"b":"x: y"}\n\nevent: half\ndata: {'
  const whole = [
    ['snapshot', '{"a":1}'],
    ['page', '{"b":"x: y"}'],
  ]
  expect(read([text])).toEqual(whole)
  expect(read([...text])).toEqual(whole)
})

test('PR-10: an event without end is not kept for ever', () => {
  expect(() => read(['x'.repeat(AGENT_LIMITS.maxEventLength + 1)])).toThrow(RangeError)
})
