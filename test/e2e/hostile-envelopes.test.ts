import { deflateRawSync } from 'node:zlib'
import { expect } from 'vitest'
import { FLAG, HEADER_BYTES } from '../../src/protocol/envelope.ts'
import { scenario } from '../support/scenario.ts'

/* A visitor's page that is not ours any more sends what it likes; the relay looks at headers only. Longer: HOSTILE_MS. */
const HOSTILE_MS = Number(process.env.HOSTILE_MS ?? 3_500)
const BOMB = deflateRawSync(Buffer.alloc(64 * 1_048_576)).toString('base64')
const MAX_HEAP_BYTES = 200 * 1_048_576

type Spoiler = { isOn: boolean; kinds: Record<string, number> }

/** Runs in the page: while it is on, no envelope leaves as it was. Headers stay: the relay would end the session. */
function spoilSockets(options: {
  header: number
  bomb: string
  compressed: number
  encrypted: number
}): void {
  const spoiler: Spoiler = { isOn: false, kinds: {} }
  Object.defineProperty(globalThis, 'spoiler', { value: spoiler })
  const bomb = Uint8Array.from(atob(options.bomb), (letter) => letter.charCodeAt(0))
  const random = (below: number): number => Math.floor(Math.random() * below)
  const ways: Record<string, (bytes: Uint8Array) => Uint8Array> = {
    flipped(bytes) {
      for (let i = 0; i < 4; i++) bytes[options.header + random(bytes.length - options.header)] = random(256)
      return bytes
    },
    cut: (bytes) => bytes.slice(0, options.header + random(bytes.length - options.header)),
    longer: (bytes) =>
      Uint8Array.from([...bytes.slice(0, 50_000), ...Array.from({ length: 300 }, () => random(256))]),
    noise: (bytes) =>
      bytes.map((byte, i) =>
        i < options.header ? (i === 1 ? byte & ~options.compressed : byte) : random(256),
      ),
    bomb(bytes) {
      const out = Uint8Array.from([...bytes.slice(0, options.header), ...bomb])
      out[1] = (out[1] ?? 0) | options.compressed
      return out
    },
    sealed(bytes) {
      bytes[1] = (bytes[1] ?? 0) | options.encrypted
      return bytes
    },
  }
  const names = Object.keys(ways)
  let count = 0
  const { send } = WebSocket.prototype
  WebSocket.prototype.send = function (data) {
    const isEnvelope = typeof data !== 'string' && !(data instanceof Blob)
    const bytes = isEnvelope
      ? new Uint8Array(
          ArrayBuffer.isView(data)
            ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
            : data.slice(0),
        )
      : null
    if (!spoiler.isOn || !bytes || bytes.length <= options.header) return send.call(this, data)
    const name = names[count++ % names.length] as string
    spoiler.kinds[name] = (spoiler.kinds[name] ?? 0) + 1
    const spoilt = ways[name]?.(bytes) ?? bytes
    return send.call(this, spoilt as Uint8Array<ArrayBuffer>)
  }
}

scenario(
  'MIRROR 5 SA-31: hostile envelopes end in a refusal and a resync, never in a hang; honest ones are shown again',
  {
    path: 'shop.html',
    timeoutMs: HOSTILE_MS + 120_000,
    skip: { frames: 'they are broken on purpose' },
  },
  async (s) => {
    await s.visitor.context.addInitScript(spoilSockets, {
      header: HEADER_BYTES,
      bomb: BOMB,
      compressed: FLAG.compressed,
      encrypted: FLAG.encrypted,
    })
    await s.visitor.page.reload()
    await s.meet()
    const resyncs = (): number =>
      s.agentTap.frames.filter(({ data }) => typeof data === 'string' && data.includes('"resync"')).length
    const turn = (isOn: boolean) =>
      s.visitor.page.evaluate((value) => {
        const { spoiler } = globalThis as unknown as { spoiler: Spoiler }
        spoiler.isOn = value
        return spoiler.kinds
      }, isOn)

    await turn(true)
    const until = performance.now() + HOSTILE_MS
    for (let i = 0; performance.now() < until; i++) {
      await s.visitor.page.evaluate((n) => {
        document.querySelector('h1, h2, p')?.append(` change ${n}`)
        document.body.prepend(document.createElement('section'))
      }, i)
      await s.visitor.page.waitForTimeout(60)
    }
    const kinds = await turn(false)
    expect(Object.keys(kinds).length, JSON.stringify(kinds)).toBeGreaterThan(4)
    expect(resyncs()).toBeGreaterThan(0)
    // The shell waits longer after each failure, up to half a minute.
    await s.visitor.page.evaluate(() => document.body.append('honest again'))
    await s.untilEqual(45_000)
    expect(await s.agent.state()).toBe('live')
    const heap = await s.agent.page.evaluate(
      () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
    )
    expect(heap).toBeLessThan(MAX_HEAP_BYTES)
  },
)
