import { expect, test } from 'vitest'
import type { AddScript } from '../loader/add-script.ts'
import { createParts } from './parts.ts'

type Added = { file: string; integrity: string; hand: (value: unknown) => void; fail: () => void }

function setUp() {
  const added: Added[] = []
  const add: AddScript = (file, integrity, given, onFailed) =>
    void added.push({
      file,
      integrity,
      hand: given as Added['hand'],
      fail: () => onFailed('network'),
    })
  return { added, load: createParts(add, 'sha384-table') }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

test('decision 0009: the table first, then the part by the hash that it names, each once', async () => {
  const { added, load } = setUp()
  const first = load('pictures')
  const second = load('pictures')
  expect(added.map(({ file, integrity }) => [file, integrity])).toEqual([['parts.js', 'sha384-table']])
  added[0]?.hand({ pictures: 'sha384-pictures' })
  await settled()
  expect(added.slice(1).map(({ file, integrity }) => [file, integrity])).toEqual([
    ['pictures.js', 'sha384-pictures'],
  ])
  const part = () => {}
  added[1]?.hand(part)
  expect(await first).toBe(part)
  expect(await second).toBe(await first)
})

test('decision 0009: what cannot be loaded is null, and tried again when asked for again', async () => {
  const { added, load } = setUp()
  const first = load('pictures')
  added[0]?.fail()
  expect(await first).toBeNull()
  const second = load('pictures')
  added[1]?.hand({ pictures: 'sha384-pictures' })
  await settled()
  added[2]?.fail()
  expect(await second).toBeNull()
  const third = load('pictures')
  await settled()
  expect(added.map(({ file }) => file)).toEqual(['parts.js', 'parts.js', 'pictures.js', 'pictures.js'])
  added[3]?.hand({})
  expect(await third).toEqual({})
})
