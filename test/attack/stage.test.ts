import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStageBench, type StageBench } from './stage-host.ts'
import { CLOBBERING_VECTORS, CSS_VECTORS, OTHER_VECTORS, type Vector } from './stage-vectors.ts'

let bench: StageBench

beforeAll(async () => {
  bench = await createStageBench()
  await bench.open()
})
afterAll(async () => bench?.stop())

/** As if the shell's overlay were not there: the agent's hand right on the page. */
async function poke(): Promise<void> {
  const page = bench.page()
  for (const [x, y] of [
    [60, 30],
    [150, 120],
    [400, 300],
  ] as const)
    await page.mouse.click(x, y)
  for (const key of ['Tab', 'Enter', 'Space', 'Control+V']) await page.keyboard.press(key)
  await page.mouse.move(120, 60)
  await page.waitForTimeout(40)
}

async function attack({ write, allows }: Vector): Promise<void> {
  bench.forget()
  await bench.show(write)
  // Proof that the page was built at all: an empty stage is safe, too.
  const isBuilt = await bench.stage().evaluate(() => document.querySelector('body')?.isConnected === true)
  expect(isBuilt).toBe(true)
  await poke()
  const ran = await bench.stage().evaluate(() => Reflect.has(window, 'pwned'))
  expect(ran).toBe(false)
  expect(await bench.page().evaluate(() => Reflect.has(window, 'pwned'))).toBe(false)
  expect(bench.dialogs).toEqual([])
  expect(bench.popups).toEqual([])
  expect(bench.downloads).toEqual([])
  expect(
    bench.consoleErrors.filter(
      (line) => /pwned|page error/.test(line) && !line.includes('violates the following'),
    ),
  ).toEqual([])
  const bad = bench.requests.filter(
    (line) => !/^GET https:\/\//.test(line) || (line.includes('evil.test') && !allows?.test(line)),
  )
  expect(bad).toEqual([])
  expect(bench.page().url()).toBe(`${bench.origin}/host`)
  expect(bench.stage().url()).toBe(`${bench.origin}/stage`)
  expect(await bench.page().evaluate(() => Reflect.get(window, 'reloads') ?? 0)).toBe(0)
}

describe('attack corpus into the stage', () => {
  test.each(OTHER_VECTORS)('SA-02 $name', attack)
  test.each(CSS_VECTORS)('SA-02 SA-06 $name', attack)
  test.each(CLOBBERING_VECTORS)('SA-02 SA-05 $name', attack)
})
