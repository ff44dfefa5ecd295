// What the stage makes of an honest page, in a real document with layout.
import { PNG } from 'pngjs'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { MODE, OP, STATE } from '../../src/protocol/codec/ops.ts'
import { encodePayload } from '../../src/protocol/codec/payload.ts'
import { createSectionWriter } from '../../src/protocol/codec/section-writer.ts'
import { ENVELOPE, encodeEnvelope, FLAG } from '../../src/protocol/envelope.ts'
import { VIEWER_LIMITS } from '../../src/viewer/limits.ts'
import { createStageBench, element, type StageBench, text, type Writer } from './stage-host.ts'

const bench: StageBench = await createStageBench()
beforeEach(() => bench.open())
afterAll(() => bench.stop())

const EMPTY = new Uint8Array(0)
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
    writer.op(OP.ruleInsert, FIRST, 2, 1)
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

test('a refused @import keeps its place', async () => {
  await bench.show((writer) => {
    element(writer, 'style')
    element(writer, 'p')
    writer.op(OP.ruleInsert, FIRST, 0, 3)
    for (const rule of ['@import "https://evil.test/a.css";', 'p{color:rgb(1,1,1)}', 'p{color:rgb(2,2,2)}'])
      writer.text(rule)
  })
  await delta((writer) => {
    writer.op(OP.ruleInsert, FIRST, 0, 1)
    writer.text('/*{*/@import "https://evil.test/b.css"')
    writer.op(OP.ruleDelete, FIRST, 3, 1)
  })
  await applied(4)
  expect(await colorOf('p')).toBe('rgb(1, 1, 1)')
  const rules = await bench
    .stage()
    .evaluate(
      () => [...(document.querySelector<HTMLStyleElement>('body style')?.sheet?.cssRules ?? [])].length,
    )
  expect(rules).toBe(3)
  expect(bench.requests).toEqual([])
})

test('links look like links unless the page says otherwise, in any layer, and page rules for links match', async () => {
  await bench.show((writer) => {
    element(writer, 'a', { href: 'https://a.test/', id: 'plain' }, { descend: true })
    text(writer, 'x')
    writer.op(OP.up)
    element(writer, 'a', { href: 'https://a.test/', class: 'styled' })
    element(writer, 'a', { id: 'anchor' })
    element(writer, 'style')
    writer.op(OP.sheetText, FIRST + 4)
    writer.text(
      '@layer base{.styled{color:rgb(9,9,9)}} #a:link,#b:any-link,#c[href]{color:rgb(8,8,8)} a:not([href]){color:rgb(7,7,7)}',
    )
    for (const id of ['a', 'b', 'c']) element(writer, 'a', { href: 'https://a.test/', id })
  })
  expect(await colorOf('#plain')).toBe('rgb(0, 0, 238)')
  expect(await colorOf('.styled')).toBe('rgb(9, 9, 9)')
  for (const id of ['a', 'b', 'c']) expect(await colorOf(`#${id}`)).toBe('rgb(8, 8, 8)')
  expect(await colorOf('#anchor')).toBe('rgb(7, 7, 7)')
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

test('hidden text controls without a given size have their own', async () => {
  await bench.show((writer) => {
    element(writer, 'input', { type: 'text', size: '30' })
    element(writer, 'input', { type: 'text', size: '30' }, { masked: [0, 0] })
    element(writer, 'textarea', { rows: '3', cols: '40' })
    element(writer, 'textarea', { rows: '3', cols: '40' }, { masked: [0, 0] })
    element(writer, 'div', {}, { masked: [0, 0] })
    for (const id of [FIRST + 1, FIRST + 3]) {
      writer.op(OP.value, id)
      writer.text('********')
    }
    element(writer, 'style')
    writer.op(OP.sheetText, FIRST + 5)
    writer.text('input{width:50%;padding:9px;border:1px solid} textarea{border:1px solid}')
  })
  const boxes = await bench.stage().evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('input,textarea,div')].map((box) => {
      const { width, height } = box.getBoundingClientRect()
      const isHatched = getComputedStyle(box).backgroundImage.startsWith('repeating-linear')
      return { size: `${width} ${height}`, isHatched, value: box.value }
    }),
  )
  const [input, maskedInput, textarea, maskedTextarea, div] = boxes
  expect(maskedInput).toEqual({ size: input?.size, isHatched: true, value: '********' })
  expect(maskedTextarea).toEqual({ size: textarea?.size, isHatched: true, value: '********' })
  expect(div).toEqual({ size: '0 0', isHatched: true, value: undefined })
})

test('MK-19 hidden boxes say so where there is room', async () => {
  await bench.show((writer) => {
    element(writer, 'style')
    element(writer, 'div', {}, { masked: [48, 16] })
    element(writer, 'img', { alt: '' }, { masked: [96, 40] })
    element(writer, 'select', {}, { masked: [96, 40] })
    element(writer, 'svg', {}, { masked: [96, 40], namespace: 'svg' })
    element(writer, 'div', {}, { masked: [40, 40] })
    element(writer, 'img', {}, { masked: [96, 8] })
    writer.op(OP.sheetText, FIRST)
    writer.text(
      '*::before{content:"shown" !important;color:transparent !important;opacity:0} div{font-size:0}',
    )
  })
  const labels = await bench.stage().evaluate(() =>
    [...document.querySelectorAll('[data-sl-masked]')].map((box) => {
      const before = getComputedStyle(box, '::before')
      const isText = before.content === '"hidden"' && before.opacity === '1' && before.fontSize === '11px'
      return `${isText} ${getComputedStyle(box).backgroundImage.includes('hidden')}`
    }),
  )
  expect(labels.slice(0, 4).map((label) => label.includes('true'))).toEqual([true, true, true, true])
  expect(labels.slice(1, 4).every((label) => label.endsWith('true'))).toBe(true)
  expect(labels.slice(4)).toEqual(['false false', 'false false'])
})

test('MK-19 hidden controls say nothing: text eight asterisks, no choice, not on, mid-way', async () => {
  await bench.show((writer) => {
    element(writer, 'input', { type: 'text' }, { masked: [0, 0] })
    writer.op(OP.value, FIRST)
    writer.text('********')
    for (const type of ['checkbox', 'radio', 'range']) element(writer, 'input', { type }, { masked: [0, 0] })
    for (const tag of ['select', 'meter', 'progress']) element(writer, tag, {}, { masked: [96, 16] })
  })
  const states = await bench.stage().evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('[data-sl-masked]')].map((box) => {
      const { localName, type, value, checked, childElementCount } = box
      return [
        type ?? localName,
        type === 'text' || !/x|radio/.test(type) ? value : checked,
        childElementCount,
      ].join(' ')
    }),
  )
  expect(states).toEqual([
    'text ******** 0',
    'checkbox false 0',
    'radio false 0',
    'range 50 0',
    'select-one  0',
    'meter 0.5 0',
    'progress 0.5 0',
  ])
})

test('custom elements count as defined once the visitor’s are, each name once and not without end', async () => {
  const TAGS = ['my-tabs', 'my-tabs', 'x-ü', 'font-face', 'blink', 'script']
  const undefinedNow = () =>
    bench
      .stage()
      .evaluate(() =>
        [...document.querySelectorAll('.one')]
          .filter((one) => !one.matches(':defined'))
          .map((one) => one.localName),
      )
  const define = (writer: Writer, name: string) => {
    writer.op(OP.defined)
    writer.str(name)
  }
  await bench.show((writer) => {
    for (const tag of TAGS) element(writer, tag, { class: 'one', onclick: 'x', 'data-a': '1' })
    writer.op(OP.shadowRoot, FIRST, 0)
    element(writer, 'my-inner')
  })
  expect(await undefinedNow()).toEqual(['my-tabs', 'my-tabs', 'x-ü', 'x-script'])
  await bench.show((writer) => {
    for (const tag of TAGS) element(writer, tag, { class: 'one', onclick: 'x', 'data-a': '1' })
    for (const tag of [...TAGS, 'my-inner', 'x-script']) define(writer, tag)
    writer.op(OP.shadowRoot, FIRST, 0)
    element(writer, 'my-inner')
  })
  expect(await undefinedNow()).toEqual([])
  const found = await bench.stage().evaluate(() => {
    const tabs = document.querySelector('my-tabs')
    const definition = customElements.get('my-tabs')
    return {
      inner: tabs?.shadowRoot?.querySelector('my-inner')?.matches(':defined'),
      names: definition && [
        ...Object.getOwnPropertyNames(definition.prototype),
        ...Object.getOwnPropertyNames(definition).filter(
          (name) => !['length', 'name', 'prototype'].includes(name),
        ),
      ],
    }
  })
  expect(found).toEqual({ inner: true, names: ['constructor'] })

  await bench.show((writer) => {
    for (let i = 0; i < VIEWER_LIMITS.maxElementDefinitions + 5; i++) {
      define(writer, `y-${i}`)
      element(writer, `y-${i}`)
    }
  })
  const defined = await bench
    .stage()
    .evaluate(() => [...document.body.children].filter((one) => one.matches(':defined')).length)
  expect(defined).toBeLessThan(VIEWER_LIMITS.maxElementDefinitions)
  expect(defined).toBeGreaterThan(VIEWER_LIMITS.maxElementDefinitions - 10)
})

describe('a new checkpoint of the page that is shown', () => {
  const OLD = '200,0,0'
  const NEW = '0,0,200'
  const cover = (color: string) => (writer: Writer) =>
    element(writer, 'div', { style: `position:fixed;inset:0;background:rgb(${color})` })

  /** The start and the content of a checkpoint, whose end is left to the test. */
  async function begin(flags: number, color: string): Promise<() => Promise<void>> {
    const generation = bench.generation() + 1
    const writer = createSectionWriter<string>()
    writer.op(OP.document, MODE.standards)
    element(writer, 'html', {}, { descend: true })
    element(writer, 'body', {}, { descend: true })
    cover(color)(writer)
    const payload = encodePayload([{ document: 1, bytes: writer.take() ?? EMPTY }])
    const send = (type: 1 | 2 | 3, sequence: number, bytes: Uint8Array, bits = 0): Promise<void> =>
      bench.post(encodeEnvelope({ type, flags: bits, privilege: 0, generation, sequence, payload: bytes }))
    await send(ENVELOPE.checkpointStart, 0, EMPTY, flags)
    await send(ENVELOPE.checkpointPart, 1, payload)
    await bench.waitFor('applied', 5)
    return () => send(ENVELOPE.checkpointEnd, 2, EMPTY)
  }

  async function painted(): Promise<string> {
    const { data } = PNG.sync.read(
      await bench.page().screenshot({ clip: { x: 300, y: 300, width: 1, height: 1 } }),
    )
    return [...data.subarray(0, 3)].join(',')
  }

  test('the old picture stays until the new one is complete', async () => {
    await bench.show(cover(OLD))
    const end = await begin(FLAG.samePage, NEW)
    await bench.page().waitForTimeout(100)
    expect(await painted()).toBe(OLD)
    await end()
    await bench.waitFor('shown', 2)
    await expect.poll(painted).toBe(NEW)
    expect(bench.consoleErrors).toEqual([])
  })

  test('… but not for long', async () => {
    await bench.show(cover(OLD))
    await begin(FLAG.samePage, NEW)
    await expect.poll(painted, { timeout: VIEWER_LIMITS.heldPictureMs + 2_000 }).toBe(NEW)
  })

  test('another page is shown as it comes', async () => {
    await bench.show(cover(OLD))
    await begin(0, NEW)
    await expect.poll(painted).toBe(NEW)
  })

  test.each([
    ['alone', FLAG.supersede],
    ['also said to be the same page', FLAG.supersede | FLAG.samePage],
  ])('MK-26 what is superseded goes at once, %s', async (_name, flags) => {
    await bench.show(cover(OLD))
    const start = { type: ENVELOPE.checkpointStart, privilege: 0, sequence: 0, payload: EMPTY }
    await bench.post(encodeEnvelope({ ...start, flags, generation: bench.generation() + 1 }))
    await expect.poll(painted).toBe('255,255,255')
    expect(await bench.stage().evaluate(() => document.documentElement)).toBeNull()
  })

  test('MK-26 a picture that is held goes at once, too, and what was being built is void', async () => {
    await bench.show(cover(OLD))
    await begin(FLAG.samePage, NEW)
    const start = { type: ENVELOPE.checkpointStart, privilege: 0, sequence: 0, payload: EMPTY }
    await bench.post(encodeEnvelope({ ...start, flags: FLAG.supersede, generation: bench.generation() + 2 }))
    await expect.poll(painted, { timeout: 1_000 }).toBe('255,255,255')
    expect((await bench.messages()).filter(({ type }) => type === 'trouble')).toEqual([])
  })

  test('MK-26 the content of a large page that is on its way is dropped', async () => {
    await bench.show(cover(OLD))
    const generation = bench.generation() + 1
    const writer = createSectionWriter<string>()
    writer.op(OP.document, MODE.standards)
    element(writer, 'html', {}, { descend: true })
    for (let i = 0; i < 60_000; i++) element(writer, 'p', { class: 'old' })
    const payload = encodePayload([{ document: 1, bytes: writer.take() ?? EMPTY }])
    const envelope = { flags: 0, privilege: 0, payload: EMPTY, sequence: 0, generation }
    const later = { flags: FLAG.supersede, generation: generation + 1 }
    await Promise.all([
      bench.post(encodeEnvelope({ ...envelope, type: ENVELOPE.checkpointStart })),
      bench.post(encodeEnvelope({ ...envelope, type: ENVELOPE.checkpointPart, sequence: 1, payload })),
      bench.post(encodeEnvelope({ ...envelope, ...later, type: ENVELOPE.checkpointStart })),
    ])
    await bench.waitFor('applied', 5)
    expect(await bench.stage().evaluate(() => document.querySelectorAll('.old').length)).toBe(0)
    const messages = await bench.messages()
    expect(messages.filter(({ type }) => type === 'trouble')).toEqual([])
    expect(messages.filter(({ type, sequence }) => type === 'applied' && sequence === 1).length).toBe(1)
  })
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
  // The attribute goes by itself: a dialog that is modal no more may still be open.
  expect([await count('dialog:modal'), await count('dialog[open]'), await count('div:popover-open')]).toEqual(
    [0, 1, 1],
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

test('MIRROR 5: each document mode has a stage of its own', async () => {
  const inStage = () => {
    const line = document.createElement('div')
    line.style.fontSize = '40px'
    const picture = line.appendChild(document.createElement('img'))
    picture.width = picture.height = 9
    document.documentElement.append(line)
    return `${document.compatMode} ${line.offsetHeight > 9 ? 'high' : 'low'}`
  }
  for (const [path, mode, expected] of [
    ['/stage', MODE.standards, 'CSS1Compat high'],
    ['/stage/quirks', MODE.quirks, 'BackCompat low'],
    ['/stage/limited', MODE.limited, 'CSS1Compat low'],
  ] as const) {
    await bench.open(path)
    await bench.show((writer) => element(writer, 'p'), mode)
    expect(await bench.stage().evaluate(inStage)).toBe(expected)
  }
})

test('VW-3 what did not load is reported without its query, hosts that were asked without a path', async () => {
  await bench.show((writer) => {
    element(writer, 'img', { src: 'http://insecure.test/a.png?token=1' })
    element(writer, 'img', { src: 'https://assets.test/b.png?token=1' })
    element(writer, 'p', { style: 'height:9px;background:url(https://assets.test/c.png?token=1)' })
  })
  await bench.waitFor('resource', 5)
  const told = (await bench.messages())
    .filter(({ type }) => type === 'resource')
    .map(({ url, kind }) => `${url} ${kind}`)
  expect(told.sort()).toEqual([
    'assets.test asked',
    'assets.test/b.png image',
    'assets.test/c.png image',
    'insecure.test asked',
    'insecure.test/a.png blocked',
  ])
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
