// Links have an inert address (docs/decisions/0008): the agent's hand right on them, as if the shell's overlay were not there.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { OP } from '../../src/protocol/codec/ops.ts'
import { createStageBench, element, type StageBench, text, type Writer } from './stage-host.ts'
import { EVIL } from './stage-vectors.ts'

const bench: StageBench = await createStageBench()
beforeEach(() => bench.open())
afterAll(() => bench.stop())

const COVER = 'position:fixed;inset:0;display:block'

function htmlLink(writer: Writer): void {
  element(writer, 'a', { href: `${EVIL}/a`, target: '_top', style: COVER }, { descend: true })
  text(writer, 'link')
  writer.op(OP.up)
}

function svgLink(writer: Writer): void {
  element(writer, 'svg', { style: COVER, width: '800', height: '600' }, { namespace: 'svg', descend: true })
  element(writer, 'a', { 'xlink:href': `${EVIL}/a`, href: `${EVIL}/b` }, { namespace: 'svg', descend: true })
  element(writer, 'rect', { width: '800', height: '600' }, { namespace: 'svg' })
}

const HAND: Readonly<Record<string, () => Promise<void>>> = {
  async click() {
    await bench.page().mouse.click(200, 200)
    await bench.page().mouse.dblclick(200, 200)
  },
  async 'click with modifiers'() {
    for (const key of ['Control', 'Shift', 'Alt', 'Meta']) {
      await bench.page().keyboard.down(key)
      await bench.page().mouse.click(200, 200)
      await bench.page().keyboard.up(key)
    }
  },
  async 'middle and right click'() {
    await bench.page().mouse.click(200, 200, { button: 'middle' })
    await bench.page().mouse.click(200, 200, { button: 'right' })
  },
  async Enter() {
    await bench.page().mouse.click(200, 200)
    for (const key of ['Tab', 'Enter', 'Control+Enter', 'Shift+F10', 'Space']) {
      await bench.stage().evaluate(() => document.querySelector('a')?.focus())
      await bench.page().keyboard.press(key)
    }
    // In Chromium a frame may keep focus on what it blurs while the key is on its way: straight into its window, too.
    await bench.stage().evaluate(() => {
      const init = { key: 'Enter', bubbles: true, cancelable: true }
      document.querySelector('a')?.dispatchEvent(new KeyboardEvent('keydown', init))
    })
  },
  async drag() {
    const { mouse } = bench.page()
    await mouse.move(200, 200)
    await mouse.down()
    await mouse.move(400, 300, { steps: 5 })
    await mouse.move(1_000, 650, { steps: 5 })
    await mouse.up()
  },
}

describe.each([
  ['HTML', htmlLink],
  ['SVG', svgLink],
] as const)('%s link', (_name, write) => {
  test.each(Object.keys(HAND))('SA-02 %s', async (action) => {
    await bench.show(write)
    const at = await bench.stage().evaluate(() => {
      const link = document.elementFromPoint(200, 200)?.closest('a')
      return { isLink: link?.matches(':any-link'), length: history.length }
    })
    expect(at.isLink).toBe(true)
    await HAND[action]?.()
    await bench.page().waitForTimeout(100)
    expect(bench.stage().url()).toBe(`${bench.origin}/stage`)
    expect(bench.page().url()).toBe(`${bench.origin}/host`)
    expect(bench.page().context().pages().length).toBe(1)
    expect([bench.popups, bench.requests, bench.downloads, bench.dialogs]).toEqual([[], [], [], []])
    expect(await bench.stage().evaluate(() => history.length)).toBe(at.length)
    expect(await bench.page().evaluate(() => Reflect.get(window, 'reloads') ?? 0)).toBe(0)
    expect(
      await bench.stage().evaluate((evil) => document.documentElement.outerHTML.includes(evil), EVIL),
    ).toBe(false)
  })
})
