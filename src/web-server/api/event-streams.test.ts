import { EventEmitter } from 'node:events'
import type { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { expect, test } from 'vitest'
import { systemClock } from '../../node/platform.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { Caller } from './caller.ts'
import { createEventStreams } from './event-streams.ts'

const CALLER = { actor: 'user:u1', userId: 'u1' } as Caller

/** A reply of which nobody reads anything. */
function replyOf() {
  const raw = new EventEmitter()
  let body: PassThrough | null = null
  const reply = {
    raw,
    headers: () => reply,
    type: () => reply,
    send(given: PassThrough) {
      body = given
      return reply
    },
  }
  return { reply: reply as unknown as FastifyReply, raw, body: () => body }
}

test('RS-3: who does not read loses the stream, once more waits than is kept', async () => {
  const streams = createEventStreams(systemClock)
  const { reply, body } = replyOf()
  const stream = streams.open(CALLER, reply, async () => {})
  stream.answer()
  let ends = 0
  stream.onEnd(() => ends++)
  const large = 'x'.repeat(WEB_LIMITS.eventStreamMaxBacklogBytes)
  // One of any size is sent.
  stream.send('one', { large })
  expect(body()?.destroyed).toBe(false)
  stream.send('two', {})
  expect(body()?.destroyed).toBe(true)
  await new Promise((resolve) => setImmediate(resolve))
  stream.send('three', {})
  expect(ends).toBe(1)
})

test('a caller who is gone before the answer has begun leaves nothing behind', async () => {
  const streams = createEventStreams(systemClock)
  for (let i = 0; i < 2 * WEB_LIMITS.eventStreamsPerCaller; i++) {
    const { reply, raw } = replyOf()
    streams.open(CALLER, reply, async () => {})
    raw.emit('close')
    await new Promise((resolve) => setImmediate(resolve))
  }
})
