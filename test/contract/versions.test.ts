// The upgrade path: pages that were open before an upgrade go on with newer servers.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { isServed, OLDEST_SERVED_VERSION, PROTOCOL_VERSION } from '../../src/protocol/version.ts'
import { Harness } from '../../src/session-server/testing/harness.ts'
import { readStream } from '../load/stream.ts'

/**
 * Every JSON message of a client of version 1, letter by letter, in the order in which it sent them. Never edited: when
 * version 1 is served no more, the file goes.
 */
const RECORDED = join(rootDir, 'test/contract/recorded/client-1.json')
type Recorded = { readonly visitor: readonly object[]; readonly agent: readonly object[] }

let harness: Harness
beforeEach(async () => {
  harness = await Harness.start()
})
afterEach(() => harness.stop())

test('the last major version is served, nothing older, and nothing newer than the server itself', () => {
  const served = [1, 2, 3, 4, 5].filter((version) => isServed(version, 2, 4))
  expect(served).toEqual([2, 3, 4])
  expect(PROTOCOL_VERSION - OLDEST_SERVED_VERSION).toBeLessThanOrEqual(1)
})

test('a recorded visitor and agent of version 1 meet on this server, byte by byte', async () => {
  const { visitor: said, agent: asked } = JSON.parse(readFileSync(RECORDED, 'utf8')) as Recorded
  const { checkpoint, changes } = readStream('shop')
  await harness.openSession()
  const [hello, ...later] = said
  const visitor = await harness.visitor(hello as Record<string, unknown>)
  await visitor.next('welcome')
  for (const message of later) visitor.send(message)
  for (const bytes of checkpoint) visitor.ws.send(bytes)
  const socket = await harness.agentSocket(await harness.join()).open()
  for (const message of asked) socket.send(message)
  await socket.next('welcome')
  const generation = checkpoint[0]?.readUInt32BE(4)
  const durable = changes
    .filter((bytes) => bytes[0] === 4 && bytes.readUInt32BE(4) === generation)
    .slice(0, 50)
  expect(durable.length).toBeGreaterThan(10)
  for (const bytes of durable) visitor.ws.send(bytes)
  const got = await socket.untilEnvelopes(checkpoint.length + durable.length)
  expect(Buffer.concat(got).equals(Buffer.concat([...checkpoint, ...durable]))).toBe(true)
  expect([visitor.closed, socket.closed]).toEqual([null, null])
})

test.each([
  ['a visitor', async (protocol: number) => harness.visitor({ protocol })],
  [
    'an agent',
    async (protocol: number) => {
      const socket = await harness.agentSocket(await harness.join()).open()
      socket.send({ type: 'hello', protocol, have: null })
      return socket
    },
  ],
])('%s of a version that is not served is told so: version-too-old', async (_who, open) => {
  await harness.openSession()
  const socket = await open(PROTOCOL_VERSION + 1)
  expect(await socket.untilClosed()).toEqual({ code: 4001, reason: 'version-too-old' })
})
