import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createBytesWriter } from '../../src/protocol/codec/bytes-writer.ts'
import { MODE, OP } from '../../src/protocol/codec/ops.ts'
import { encodePayload } from '../../src/protocol/codec/payload.ts'
import { createSectionWriter } from '../../src/protocol/codec/section-writer.ts'
import { ENVELOPE, encodeEnvelope, FLAG } from '../../src/protocol/envelope.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { createStageBench, element, type StageBench, text, type Writer } from './stage-host.ts'

const bench: StageBench = await createStageBench()
beforeEach(() => bench.open())
afterAll(() => bench.stop())

const EMPTY = new Uint8Array(0)

function envelope(type: 1 | 2 | 3 | 4 | 5, sequence: number, payload: Uint8Array, flags = 0): Uint8Array {
  return encodeEnvelope({ type, flags, privilege: 0, generation: 1, sequence, payload })
}

function section(write: (writer: Writer) => void): Uint8Array {
  const writer = createSectionWriter<string>()
  write(writer)
  return encodePayload([{ document: 1, bytes: writer.take() ?? EMPTY }])
}

/** Sends a checkpoint whose one part is `payload`, and expects the stage to refuse it and to live on. */
async function refuses(payload: Uint8Array, flags = 0, reason = 'decode'): Promise<void> {
  await bench.post(envelope(ENVELOPE.checkpointStart, 0, EMPTY))
  await bench.post(envelope(ENVELOPE.checkpointPart, 1, payload, flags))
  await bench.waitFor('trouble')
  const troubles = (await bench.messages()).filter(({ type }) => type === 'trouble')
  expect(troubles.map((message) => message.reason)).toEqual([reason])
  expect((await bench.messages()).filter(({ type }) => type === 'shown')).toEqual([])
  await isAlive()
}

/** A stage that refused something shows the next good checkpoint. */
async function isAlive(): Promise<void> {
  await bench.show((writer) => element(writer, 'p', { id: 'alive' }))
  expect(await bench.stage().evaluate(() => document.getElementById('alive')?.localName)).toBe('p')
}

function nodes(count: number, write: (writer: Writer) => void): Uint8Array {
  return section((writer) => {
    writer.op(OP.document, MODE.standards)
    element(writer, 'html', {}, { descend: true })
    for (let i = 0; i < count; i++) write(writer)
  })
}

describe('decoder limits of the stage', () => {
  test('SA-29 a compression bomb', { timeout: 60_000 }, async () => {
    await refuses(deflateRawSync(Buffer.alloc(LIMITS.maxInflatedBytes + 1_000)), FLAG.compressed)
  })

  test('broken compression', async () => {
    await refuses(Uint8Array.from([1, 2, 3, 4, 5, 6, 7]), FLAG.compressed)
  })

  test('truncated compression', async () => {
    const whole = deflateRawSync(section((writer) => writer.op(OP.document, MODE.standards)))
    await refuses(whole.subarray(0, whole.length - 2), FLAG.compressed)
  })

  test('bytes after the end of the compressed data', async () => {
    const whole = deflateRawSync(section((writer) => writer.op(OP.document, MODE.standards)))
    await refuses(Buffer.concat([whole, Buffer.from('more')]), FLAG.compressed)
  })

  test('a payload said to be encrypted', async () => {
    await refuses(
      section((writer) => writer.op(OP.document, MODE.standards)),
      FLAG.encrypted,
    )
  })

  test('SA-09 too many nodes, with heartbeats on the way', { timeout: 60_000 }, async () => {
    await refuses(nodes(LIMITS.maxLiveNodes + 1, (writer) => text(writer, '')))
  })

  test('SA-04 too deep', async () => {
    await refuses(nodes(LIMITS.maxTreeDepth + 1, (writer) => element(writer, 'b', {}, { descend: true })))
  })

  test('SA-04 as deep as allowed', async () => {
    await bench.show((writer) => {
      for (let i = 0; i < LIMITS.maxTreeDepth - 4; i++) element(writer, 'b', {}, { descend: true })
    })
    expect(await bench.stage().evaluate(() => document.querySelectorAll('b').length)).toBe(
      LIMITS.maxTreeDepth - 4,
    )
  })

  test('too many attributes', async () => {
    const attributes = Object.fromEntries(
      Array.from({ length: LIMITS.maxAttributesPerElement + 1 }, (_, i) => [`data-${i}`, '']),
    )
    await refuses(nodes(1, (writer) => element(writer, 'b', attributes)))
  })

  test('an attribute that is too long', async () => {
    const value = 'x'.repeat(LIMITS.maxAttributeLength + 1)
    await refuses(
      nodes(1, (writer) => {
        writer.op(OP.element, 0)
        writer.str('b')
        writer.uint(1)
        writer.str('class')
        writer.str(value)
      }),
    )
  })

  test('a text that is too long', async () => {
    await refuses(nodes(1, (writer) => text(writer, 'x'.repeat(LIMITS.maxTextLength + 1))))
  })

  test.each([
    ['an unknown operation', (w: Writer) => w.op(99)],
    ['an unknown node', (w: Writer) => w.op(OP.remove, 77, 1)],
    ['node 0', (w: Writer) => w.op(OP.remove, 0, 1)],
    ['the document removed', (w: Writer) => w.op(OP.remove, 1, 1)],
    ['a second document', (w: Writer) => w.op(OP.document, 0)],
    ['a cursor under a stranger', (w: Writer) => w.op(OP.at, 2, 9)],
    ['up from the top', (w: Writer) => w.op(OP.up, OP.up, OP.up, OP.up)],
    ['a move of an attached node', (w: Writer) => w.op(OP.attach, 2)],
    ['a sheet that is none', (w: Writer) => w.op(OP.adopt, 1, 1, 2)],
    ['more sheets than bytes', (w: Writer) => w.op(OP.adopt, 1, 4_000_000)],
    ['a document mode of the future', (w: Writer) => w.op(OP.document, 9)],
    ['an unknown string', (w: Writer) => w.op(OP.element, 0, 4_000, 0)],
    ['a text past the end', (w: Writer) => w.op(OP.text)],
    ['an operation cut off', (w: Writer) => w.op(OP.scroll, 2)],
    [
      'a frame that shows document 1',
      (w: Writer) => {
        element(w, 'iframe')
        w.op(OP.frame, 3, 1, 0)
      },
    ],
    [
      'two frames that show one document',
      (w: Writer) => {
        element(w, 'iframe')
        element(w, 'iframe')
        w.op(OP.frame, 3, 5, 0, OP.frame, 4, 5, 0)
      },
    ],
    [
      'a scroll of a sheet',
      (w: Writer) => {
        w.op(OP.sheet)
        w.text('a{}')
        w.op(OP.scroll, 3, 0, 0)
      },
    ],
  ] as const)('SA-28 %s', async (_name, write) => {
    await refuses(nodes(1, (writer) => void write(writer)))
  })

  test('more documents than allowed', async () => {
    await refuses(
      nodes(1, (writer) => {
        for (let i = 0; i < LIMITS.maxDocuments + 1; i++) {
          element(writer, 'iframe')
          writer.op(OP.frame, 3 + i, 10 + i, 0)
        }
      }),
    )
  })

  test('sections for documents of nobody', async () => {
    const sections = Array.from({ length: LIMITS.maxDocuments + 2 }, (_, i) => ({
      document: 100 + i,
      bytes: Uint8Array.from([1]),
    }))
    await refuses(encodePayload(sections))
  })

  test('a payload that is cut off', async () => {
    const whole = nodes(50, (writer) => element(writer, 'i', { class: 'a' }))
    await refuses(whole.subarray(0, whole.length - 3))
  })

  test('a length beyond the payload', async () => {
    const writer = createBytesWriter()
    writer.uint(1)
    writer.uint(0xffff_ffff)
    await refuses(writer.take())
  })

  test('not UTF-8', async () => {
    const writer = createBytesWriter()
    writer.uint(0)
    writer.uint(0)
    writer.uint(1)
    writer.uint(1)
    writer.bytes(Uint8Array.from([0xff]))
    await refuses(encodePayload([{ document: 1, bytes: writer.take() }]))
  })

  test('a page of another mode is left to another stage', async () => {
    await refuses(
      section((writer) => writer.op(OP.document, MODE.quirks)),
      0,
      'mode',
    )
  })

  test('a gap in the sequence', async () => {
    await bench.post(envelope(ENVELOPE.checkpointStart, 0, EMPTY))
    await bench.post(envelope(ENVELOPE.checkpointPart, 2, EMPTY))
    await bench.waitFor('trouble')
    await isAlive()
  })

  test('garbage instead of envelopes', async () => {
    for (const bytes of [
      [],
      [1],
      [255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]) {
      await bench.post(Uint8Array.from(bytes))
    }
    await bench.waitFor('trouble', 4)
    await isAlive()
  })

  test('what was sent already is not applied again', async () => {
    await bench.show((writer) => element(writer, 'p'))
    const add = section((writer) => {
      writer.op(OP.at, 4, 0)
      text(writer, 'once')
    })
    const delta = encodeEnvelope({
      type: ENVELOPE.delta,
      flags: 0,
      privilege: 0,
      generation: bench.generation(),
      sequence: 3,
      payload: add,
    })
    await bench.post(delta)
    await bench.post(delta)
    await bench.waitFor('applied', 4)
    expect(await bench.stage().evaluate(() => document.body.textContent)).toBe('once')
    expect((await bench.messages()).filter(({ type }) => type === 'trouble')).toEqual([])
  })

  test('ephemeral garbage', async () => {
    await bench.show((writer) => element(writer, 'p'))
    for (const bytes of [[], [1], [1, 255, 255, 255, 255, 255, 255], [7, 1, 1]]) {
      await bench.post(envelope(ENVELOPE.ephemeral, 0, Uint8Array.from(bytes)))
    }
    await isAlive()
  })

  test('SA-26 one port, and only from the window around', async () => {
    const answers = await bench.page().evaluate(async () => {
      const frame = document.querySelector('iframe')
      const { port1, port2 } = new MessageChannel()
      let heard = 0
      port1.onmessage = () => heard++
      frame?.contentWindow?.postMessage({ type: 'sidelong-port', role: 'top', document: 1, depth: 0 }, '*', [
        port2,
      ])
      await new Promise((resolve) => setTimeout(resolve, 300))
      return heard
    })
    expect(answers).toBe(0)
    await isAlive()
  })
})

describe('nested stages', () => {
  function frameSection(write: (writer: Writer) => void, mode: number = MODE.standards): Uint8Array {
    const writer = createSectionWriter<string>()
    writer.op(OP.document, mode)
    element(writer, 'html', {}, { descend: true })
    element(writer, 'body', {}, { descend: true })
    write(writer)
    return writer.take() ?? EMPTY
  }

  test('documents reach the stage that holds them, however deep, and whichever comes first', async () => {
    await bench.show((writer) => {
      element(writer, 'iframe')
      writer.op(OP.frame, 5, 2, MODE.quirks)
    })
    // The innermost first: nobody holds it yet.
    await bench.delta([
      { document: 3, bytes: frameSection((writer) => element(writer, 'i', { id: 'inner' })) },
      {
        document: 2,
        bytes: frameSection((writer) => {
          element(writer, 'p', { id: 'outer' })
          element(writer, 'iframe')
          writer.op(OP.frame, 5, 3, MODE.standards)
        }, MODE.quirks),
      },
    ])
    await expect.poll(() => bench.page().frames().length).toBe(4)
    const [outer, inner] = [bench.page().frames()[2]!, bench.page().frames()[3]!]
    await expect.poll(() => inner.evaluate(() => document.getElementById('inner')?.localName)).toBe('i')
    expect(
      await outer.evaluate(() => [document.compatMode, document.getElementById('outer')?.localName]),
    ).toEqual(['BackCompat', 'p'])
    expect(await outer.evaluate(() => self.origin)).toBe('null')
    expect((await bench.messages()).filter(({ type }) => type === 'trouble')).toEqual([])
  })

  test('a broken section inside asks for a new checkpoint', async () => {
    await bench.show((writer) => {
      element(writer, 'iframe')
      writer.op(OP.frame, 5, 2, MODE.standards)
    })
    await bench.delta([{ document: 2, bytes: Uint8Array.from([5, 1]) }])
    await bench.waitFor('trouble')
    const troubles = (await bench.messages()).filter(({ type }) => type === 'trouble')
    expect(troubles[0]?.reason).toBe('frame-lost')
    await isAlive()
  })

  test('a frame that was moved says that its document is lost', async () => {
    await bench.show((writer) => {
      element(writer, 'iframe')
      writer.op(OP.frame, 5, 2, MODE.standards)
    })
    await bench.delta([{ document: 2, bytes: frameSection((writer) => element(writer, 'p')) }])
    await expect.poll(() => bench.page().frames().length).toBe(3)
    await bench.page().waitForTimeout(300)
    const moved = createSectionWriter<string>()
    moved.op(OP.detach, 5)
    moved.op(OP.at, 4, 0)
    moved.op(OP.attach, 5)
    await bench.delta([{ document: 1, bytes: moved.take() ?? EMPTY }])
    await bench.waitFor('trouble')
    expect((await bench.messages()).filter(({ type }) => type === 'trouble')[0]?.reason).toBe('frame-lost')
  })
})
