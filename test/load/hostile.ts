import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { credentialHash } from '../../src/node/control-auth.ts'
import { CLOSE } from '../../src/protocol/close-codes.ts'
import { ENVELOPE } from '../../src/protocol/envelope.ts'
import { envelope, Harness, SITE } from '../../src/session-server/testing/harness.ts'
import { type LoadServer, openOn, prepare, startGenerator } from './lab.ts'
import { binaryFrame, openRawSocket, type RawSocket } from './raw-socket.ts'
import { type Figures, withServer } from './scenarios.ts'

const HOSTILE_GROUP = 9
const FLOODS = 500
/** One of so many sends large envelopes, the others the smallest there are. */
const LARGE_EVERY = 25
const LARGE_BYTES = 3_900_000
/** Below the burst, and the rate, that would close the socket. */
const BURST = 1_000
const PER_SECOND = 300
const AT_ONCE = 10
const HONEST = 20
const MEGABYTE = 1_048_576

/**
 * RA-13: a heap of 128 MB, and a group whose visitors fill what they may, with checkpoints that never end: of large
 * envelopes, and of the smallest, which cost more than their bytes. Quotas, not a crash; honest sessions beside them go on.
 */
export async function hostile(seconds: number): Promise<Figures> {
  return withServer(
    async (server) => {
      const generator = startGenerator()
      try {
        const { sessions } = await prepare(server, HONEST, 1)
        await openOn(server, generator, sessions)
        const floods = await flood(server, performance.now() + seconds * 1_000)
        const held = await server.metric('sidelong_held_bytes')
        const heap = await server.metric('sidelong_heap_used_bytes')
        const honest = { perSecond: 10, seconds: Math.min(seconds, 5), warmUpSeconds: 0 }
        const { sent, received } = await generator.order({ type: 'run', ...honest }, 'ran')
        for (const { socket } of floods) socket.cut()
        return {
          sent: floods.reduce((sum, one) => sum + one.sent, 0),
          refused: floods.filter(({ code }) => code === CLOSE.limit.code).length,
          heldMegabytes: Math.round(held / MEGABYTE),
          heapMegabytes: Math.round(heap / MEGABYTE),
          megabytes: Math.round(server.usage().rssBytes / MEGABYTE),
          honestShare: Number((received / sent).toFixed(3)),
        }
      } finally {
        generator.stop()
      }
    },
    { nodeArgs: ['--max-old-space-size=128'] },
  )
}

type Flood = { socket: RawSocket; sent: number; code: number | null }

async function flood(server: LoadServer, untilMs: number): Promise<Flood[]> {
  const floods: Flood[] = []
  for (let at = 0; at < FLOODS; at += AT_ONCE)
    floods.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => begin(server, at + i)))))
  while (performance.now() < untilMs) {
    await wait(1_000)
    for (const [i, one] of floods.entries()) send(one, i, PER_SECOND)
  }
  return floods
}

/** A hostile visitor, welcome, whose first burst is under way. */
async function begin(server: LoadServer, i: number): Promise<Flood> {
  const credential = randomBytes(16).toString('base64url')
  const sessionId = `${HOSTILE_GROUP}:${i + 1}:${randomBytes(16).toString('base64url')}`
  const own = { sessionId, groupId: HOSTILE_GROUP, credentialHashes: [credentialHash(credential)] }
  await server.link().open({ ...new Harness().sessionOpen(), ...own } as never)
  const one: Flood = { socket: null as never, sent: 0, code: null }
  await new Promise<void>((resolve) => {
    one.socket = openRawSocket(
      {
        port: server.port,
        path: '/v1/visitor',
        from: `127.0.3.${1 + (i % 200)}`,
        headers: { Host: `localhost:${server.port}`, Origin: SITE },
      },
      {
        opened: () =>
          one.socket.sendText(
            JSON.stringify({
              type: 'hello',
              protocol: 1,
              sessionId,
              credential,
              pageId: 'page-0001',
              sent: null,
            }),
          ),
        text: () => resolve(),
        closed(code) {
          one.code = code
          resolve()
        },
      },
    )
  })
  send(one, i, BURST)
  return one
}

function send(one: Flood, i: number, count: number): void {
  if (one.code !== null || !one.socket.isOpen) return
  const isLarge = i % LARGE_EVERY === 0
  const payload = new Uint8Array(isLarge ? LARGE_BYTES : 0)
  const frames = Array.from({ length: isLarge ? 3 : count }, () => {
    const type = one.sent === 0 ? ENVELOPE.checkpointStart : ENVELOPE.checkpointPart
    return binaryFrame(envelope(type, 1, one.sent++, one.sent === 1 ? '' : payload))
  })
  one.socket.sendFrame(Buffer.concat(frames))
}
