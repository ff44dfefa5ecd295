// What the stage makes of an honest page, in a real document with layout.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { MODE, OP, STATE } from '../../src/protocol/codec/ops.ts'
import { createSectionWriter } from '../../src/protocol/codec/section-writer.ts'
import { createStageBench, element, type StageBench, text, type Writer } from './stage-host.ts'

const bench: StageBench = await createStageBench()
beforeEach(() => bench.open())
afterAll(() => bench.stop())

/** The first node in `body`. */
const FIRST = 5

function delta(write: (writer: Writer) => void): Promise<void> {
  const writer = createSectionWriter<string>()
  write(writer)
  return bench.delta([{ document: 1, bytes: writer.take() ?? new Uint8Array(0) }])
}

async function applied(count: number): Promise<void> {
  await bench.waitFor('applied', count)
  expect((await bench.messages()).filter(({ type }) => type === 'trouble')).toEqual([])
}

const colorOf = (selector: string): Promise<string> =>
  bench.stage().evaluate((s) => getComputedStyle(document.querySelector(s) ?? document.body).color, selector)

test('rules of a style element, changed one by one, and kept when it moves', async () => {
  await bench.show((writer) => {
    element(writer, 'style')
    element(writer, 'div', {}, { descend: true })
    element(writer, 'p')
    writer.op(OP.up)
    writer.op(OP.sheetText, FIRST)
    writer.text('p{color:rgb(1,1,1)} ::-moz-x{} p{color:rgb(2,2,2)}')
  })
  expect(await colorOf('p')).toBe('rgb(2, 2, 2)')
  await delta((writer) => {
    // Index 2 counts the rule that this browser did not take.
    writer.op(OP.ruleDelete, FIRST, 2, 1)
    writer.op(OP.ruleInsert, FIRST, 2)
    writer.text('p{color:rgb(3,3,3)}')
  })
  await applied(4)
  expect(await colorOf('p')).toBe('rgb(3, 3, 3)')
  await delta((writer) => writer.op(OP.detach, FIRST))
  await applied(5)
  expect(await colorOf('p')).toBe('rgb(0, 0, 0)')
  await delta((writer) => {
    writer.op(OP.at, FIRST + 1, 0)
    writer.op(OP.attach, FIRST)
  })
  await applied(6)
  expect(await colorOf('p')).toBe('rgb(3, 3, 3)')
  await delta((writer) => {
    writer.op(OP.sheetState, FIRST, 1)
    writer.text('')
  })
  await applied(7)
  expect(await colorOf('p')).toBe('rgb(0, 0, 0)')
})

test('links look like links unless the page says otherwise, in any layer', async () => {
  await bench.show((writer) => {
    element(writer, 'a', { href: 'https://a.test/', id: 'plain' }, { descend: true })
    text(writer, 'x')
    writer.op(OP.up)
    element(writer, 'a', { href: 'https://a.test/', class: 'styled' })
    element(writer, 'a', { id: 'anchor' })
    element(writer, 'style')
    writer.op(OP.sheetText, FIRST + 4)
    writer.text('@layer base{.styled{color:rgb(9,9,9);text-decoration:none}}')
  })
  expect(await colorOf('#plain')).toBe('rgb(0, 0, 238)')
  expect(await colorOf('.styled')).toBe('rgb(9, 9, 9)')
  expect(await colorOf('#anchor')).toBe('rgb(0, 0, 0)')
})

test('links in a shadow root, too', async () => {
  await bench.show((writer) => {
    element(writer, 'div')
    writer.op(OP.shadowRoot, FIRST, 1)
    element(writer, 'a', { href: 'https://a.test/' })
  })
  const color = await bench.stage().evaluate(() => {
    const link = document.querySelector('div')?.shadowRoot?.querySelector('a')
    return link ? getComputedStyle(link).color : null
  })
  expect(color).toBe('rgb(0, 0, 238)')
})

test('constructed sheets, shared by document and shadow root', async () => {
  await bench.show((writer) => {
    element(writer, 'p')
    element(writer, 'div')
    writer.op(OP.shadowRoot, FIRST + 1, 0)
    element(writer, 'p')
    writer.op(OP.sheet)
    writer.text('p{color:rgb(4,4,4)}')
    writer.op(OP.adopt, 1, 1, FIRST + 4)
    writer.op(OP.adopt, FIRST + 2, 1, FIRST + 4)
    writer.op(OP.sheetText, FIRST + 4)
    writer.text('p{color:rgb(5,5,5)}')
  })
  expect(await colorOf('body > p')).toBe('rgb(5, 5, 5)')
  const inner = await bench.stage().evaluate(() => {
    const p = document.querySelector('div')?.shadowRoot?.querySelector('p')
    return p ? getComputedStyle(p).color : null
  })
  expect(inner).toBe('rgb(5, 5, 5)')
})

test('hidden elements are boxes of the given size, whatever the page says', async () => {
  await bench.show((writer) => {
    element(writer, 'style')
    element(
      writer,
      'div',
      { style: 'width:10px !important;min-height:900px;display:flex' },
      { masked: [200, 40] },
    )
    element(writer, 'span', {}, { masked: [80, 24] })
    element(writer, 'input', { type: 'text', style: 'padding:9px' }, { masked: [160, 32] })
    writer.op(OP.value, FIRST + 3)
    writer.text('********')
    writer.op(OP.sheetText, FIRST)
    writer.text('*{width:7px !important;background:none !important;max-height:3px}')
  })
  const boxes = await bench.stage().evaluate(() =>
    [...document.querySelectorAll('[data-sl-masked]')].map((box) => {
      const { width, height } = box.getBoundingClientRect()
      const style = getComputedStyle(box)
      return [width, height, style.backgroundImage.startsWith('repeating-linear'), style.display]
    }),
  )
  expect(boxes).toEqual([
    [200, 40, true, 'flex'],
    [80, 24, true, 'inline-block'],
    [160, 32, true, 'inline-block'],
  ])
})

test('modal dialogs and popovers are in the top layer, and leave it', async () => {
  await bench.show((writer) => {
    element(writer, 'dialog', { open: '' })
    element(writer, 'div', { popover: '' })
    element(writer, 'div', { popover: 'auto' })
    writer.op(OP.state, FIRST, STATE.modal)
    writer.op(OP.state, FIRST + 1, STATE.popover)
    writer.op(OP.state, FIRST + 2, STATE.popover)
  })
  const count = (selector: string): Promise<number> =>
    bench.stage().evaluate((s) => document.querySelectorAll(s).length, selector)
  expect([await count('dialog:modal'), await count('div:popover-open')]).toEqual([1, 2])
  await delta((writer) => {
    writer.op(OP.state, FIRST, 0)
    writer.op(OP.state, FIRST + 1, 0)
  })
  await applied(4)
  expect([await count('dialog:modal'), await count('dialog[open]'), await count('div:popover-open')]).toEqual(
    [0, 0, 1],
  )
})

test('scroll offsets, at once and smooth or not', async () => {
  await bench.show((writer) => {
    element(writer, 'div', { style: 'height:100px;overflow:auto;scroll-behavior:smooth' }, { descend: true })
    element(writer, 'div', { style: 'height:1000px' })
    writer.op(OP.up)
    element(writer, 'div', { style: 'height:5000px' })
    for (const [id, y] of [
      [FIRST, 300],
      [1, 700],
    ] as const) {
      writer.op(OP.scroll, id)
      writer.int(0)
      writer.int(y)
    }
  })
  expect(await bench.stage().evaluate(() => [document.querySelector('div')?.scrollTop, scrollY])).toEqual([
    300, 700,
  ])
  // The next page begins at its top.
  await bench.show((writer) => element(writer, 'div', { style: 'height:5000px' }))
  expect(await bench.stage().evaluate(() => scrollY)).toBe(0)
})

test('quirks mode has a stage of its own', async () => {
  await bench.open('/stage/quirks')
  await bench.show((writer) => element(writer, 'p'), MODE.quirks)
  expect(await bench.stage().evaluate(() => document.compatMode)).toBe('BackCompat')
})

test('VW-3 what did not load is reported without its query', async () => {
  await bench.show((writer) => {
    element(writer, 'img', { src: 'http://insecure.test/a.png?token=1' })
    element(writer, 'img', { src: 'https://assets.test/b.png?token=1' })
  })
  await bench.waitFor('failed', 2)
  const failed = (await bench.messages())
    .filter(({ type }) => type === 'failed')
    .map(({ url, kind }) => `${url} ${kind}`)
  expect(failed.sort()).toEqual(['assets.test/b.png failed', 'insecure.test/a.png blocked'])
})

test('SA-09 a large page leaves room for heartbeats', async () => {
  await bench.show((writer) => {
    for (let i = 0; i < 70_000; i++) {
      element(writer, 'p', { class: 'row' }, { descend: true })
      text(writer, 'x')
      writer.op(OP.up)
    }
  })
  expect(await bench.stage().evaluate(() => document.querySelectorAll('p').length)).toBe(70_000)
})

test('SA-12 a mirrored log-in form never gets focus', async () => {
  await bench.show((writer) => {
    element(writer, 'form', {}, { descend: true })
    element(writer, 'input', {
      type: 'text',
      name: 'user',
      autocomplete: 'username',
      autofocus: '',
      style: 'position:fixed;inset:0',
    })
    element(writer, 'input', { type: 'password', name: 'password', autocomplete: 'current-password' })
  })
  await bench.page().mouse.click(100, 100)
  await bench.page().keyboard.press('Tab')
  await bench.page().keyboard.type('secret')
  const state = await bench
    .stage()
    .evaluate(() => [
      document.activeElement?.localName,
      ...[...document.querySelectorAll('input')].map((i) => i.value),
    ])
  expect(state).toEqual(['body', '', ''])
})
