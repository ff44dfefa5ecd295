// Parts of the stage that it loads when a page needs them (docs/decisions/0022), under the real policy.
import type { Route } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { MODE, OP } from '../../src/protocol/codec/ops.ts'
import { createStageBench, element, type StageBench, text, type Writer } from './stage-host.ts'

let bench: StageBench
let asked: string[]

beforeAll(async () => {
  bench = await createStageBench()
})
afterAll(async () => bench?.stop())
beforeEach(async () => {
  await bench.open()
  asked = []
  bench.page().on('request', (request) => {
    const [, name] = /\/stage\/parts\/[\w-]{22}\/(\w+)\.js$/.exec(request.url()) ?? []
    if (name) asked.push(name)
  })
})

const PARTS = '**/stage/parts/**'
/** Ids of what {@link page} writes. */
const PARAGRAPH = 5
const TEXT = 6
const CANVAS = 7
const FRAME = 8

let own: Writer

function page(writer: Writer): void {
  own = writer
  element(writer, 'p', { id: 'text' }, { descend: true })
  text(writer, 'before')
  writer.op(OP.up)
  element(writer, 'canvas', { width: '10', height: '10' })
  element(writer, 'iframe')
}

/** Writes a delta with the strings of the checkpoint. */
async function delta(write: (writer: Writer) => void): Promise<void> {
  write(own)
  await bench.delta([{ document: 1, bytes: own.take() ?? new Uint8Array(0) }])
}

function says(writer: Writer, words: string): void {
  writer.op(OP.characters, TEXT)
  writer.text(words)
}

const told = async (type: string) => (await bench.messages()).filter((message) => message.type === type)
const words = () => bench.stage().locator('#text').textContent()
const pixel = () =>
  bench.stage().evaluate(() => {
    const pen = document.querySelector('canvas')?.getContext('2d')
    return [...(pen?.getImageData(5, 5, 1, 1).data ?? [])]
  })

async function redPicture(): Promise<string> {
  return bench.page().evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 10, height: 10 })
    const pen = canvas.getContext('2d')
    if (pen) pen.fillStyle = 'rgb(255, 0, 0)'
    pen?.fillRect(0, 0, 10, 10)
    return canvas.toDataURL('image/png')
  })
}

/** Keeps every answer for parts back. */
async function holdParts(): Promise<{ held: Route[]; release(): Promise<void> }> {
  const held: Route[] = []
  let isOpen = false
  await bench.page().route(PARTS, (route) => (isOpen ? route.continue() : void held.push(route)))
  return {
    held,
    async release() {
      isOpen = true
      for (const route of held) await route.continue()
    },
  }
}

test('none is asked for without need', async () => {
  await bench.show(page)
  await delta((writer) => says(writer, 'after'))
  await expect.poll(words).toBe('after')
  expect(asked).toEqual([])
})

test('what needs one waits for it, and nothing overtakes it', async () => {
  await bench.show(page)
  const picture = await redPicture()
  const applied = (await told('applied')).length
  const { held, release } = await holdParts()
  await delta((writer) => {
    writer.op(OP.picture, CANVAS)
    writer.text(picture)
    says(writer, 'with it')
  })
  await delta((writer) => says(writer, 'after it'))
  await expect.poll(() => held.length).toBe(1)
  // A round trip through the stage: it is awake, and goes on with nothing.
  await bench.stage().evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
  expect([await words(), (await told('applied')).length - applied]).toEqual(['before', 0])
  await release()
  await expect.poll(words).toBe('after it')
  await expect.poll(pixel).toEqual([255, 0, 0, 255])
  expect([asked, (await told('applied')).length - applied, await told('trouble')]).toEqual([['looks'], 2, []])
})

test.each([
  [
    'looks',
    (writer: Writer) => {
      writer.op(OP.picture, CANVAS)
      writer.text('')
    },
  ],
  ['frames', (writer: Writer) => writer.op(OP.frame, FRAME, 2, MODE.standards)],
  ['digest', (writer: Writer) => writer.op(OP.digest, PARAGRAPH, 2, 1)],
] as const)('without %s the stage is in trouble, and shows nothing that came after', async (name, write) => {
  await bench.show(page)
  await bench.page().route(PARTS, (route) => route.fulfill({ status: 404, body: '' }))
  const applied = (await told('applied')).length
  await delta((writer) => {
    write(writer)
    says(writer, 'with it')
  })
  await delta((writer) => says(writer, 'after it'))
  await bench.waitFor('trouble')
  expect((await told('trouble')).map(({ reason }) => reason)).toEqual(['part'])
  expect([asked, await words(), (await told('applied')).length - applied]).toEqual([[name], 'before', 0])

  // A new checkpoint begins anew, and asks again.
  await bench.page().unroute(PARTS)
  await bench.show(page)
  await delta((writer) => {
    write(writer)
    says(writer, 'again')
  })
  await expect.poll(words).toBe('again')
  expect(asked).toEqual([name, name])
})

test('a supersede does not wait for a part', async () => {
  await bench.show(page)
  const { held, release } = await holdParts()
  await delta((writer) => {
    writer.op(OP.picture, CANVAS)
    writer.text('')
    says(writer, 'secret')
  })
  await expect.poll(() => held.length).toBe(1)
  await bench.supersede()
  await expect.poll(() => bench.stage().evaluate(() => document.documentElement === null)).toBe(true)
  await release()
  await bench.show(page)
  expect([await words(), await told('trouble')]).toEqual(['before', []])
})

test('the agent’s hand: answered when its part has come, trouble when it does not', async () => {
  await bench.show(page)
  const ask = (token: number) =>
    bench.page().evaluate((message) => Reflect.get(window, 'port').postMessage(message), {
      type: 'hit',
      token,
      x: 12,
      y: 20,
    })
  await bench.page().route(PARTS, (route) => route.fulfill({ status: 404, body: '' }))
  await ask(1)
  await bench.waitFor('trouble')
  expect([(await told('trouble'))[0]?.reason, await told('hit')]).toEqual(['part', []])
  await bench.page().unroute(PARTS)
  await bench.show(page)
  await ask(2)
  await bench.waitFor('hit')
  expect((await told('hit')).map(({ token, node }) => [token, node])).toEqual([[2, PARAGRAPH]])
  expect(asked).toEqual(['hand', 'hand'])
})

test('SA-10: of our own host nothing else may run', async () => {
  await bench.show(page)
  const parts = '/stage/parts/'
  const wrong = [`${parts}AAAAAAAAAAAAAAAAAAAAAA/looks.js`, `${parts}looks.js`, '/host', '/assets/shell.js']
  // As text: what builds the tests would put a loader of its own in the place of import().
  const tried = await bench
    .stage()
    .evaluate<string[]>(
      `Promise.all(${JSON.stringify(wrong)}.map((path) => import(path).then(() => 'ran', () => 'refused')))`,
    )
  expect(tried).toEqual(tried.map(() => 'refused'))
  expect(bench.consoleErrors.filter((line) => line.includes('Content Security Policy'))).toHaveLength(
    tried.length,
  )
  expect(bench.requests).toEqual([])
})
