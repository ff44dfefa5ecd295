// The whole corpus again, with one layer of defence after the other taken away: the others have to hold.
import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStageBench, type StageBench, type Weaknesses } from './stage-host.ts'
import { stageWithoutLists } from './stage-variants.ts'
import { VECTORS, type Vector } from './stage-vectors.ts'

/** What a page consists of and the stage's policy lets through over https. */
const ASSETS = ['image', 'stylesheet', 'font', 'media']

const withoutSandbox = (policy: string): string => policy.replace(/; sandbox [^;]*/, '')

const LAYERS: Readonly<Record<string, () => Promise<Weaknesses>>> = {
  'the allow-lists and the deaf events': async () => ({ stageJs: await stageWithoutLists() }),
  'the policy': async () => ({ policy: () => null }),
  'the sandbox and with it the opaque origin': async () => ({ policy: withoutSandbox, hasNoSandbox: true }),
}

describe.each(Object.entries(LAYERS))('SA-03 without %s', (name, weaken) => {
  let bench: StageBench
  beforeAll(async () => {
    bench = await createStageBench(await weaken())
    await bench.open()
  })
  afterAll(async () => bench?.stop())

  test('nothing runs, opens, is downloaded or navigates', { timeout: 300_000 }, async () => {
    const broken: Record<string, string[]> = {}
    for (const vector of VECTORS) {
      const found = await attack(bench, vector, name !== 'the policy')
      if (found.length > 0) broken[vector.name] = found
    }
    expect(broken).toEqual({})
  })
})

test('without any of them the same corpus does run: it is no blank', { timeout: 60_000 }, async () => {
  const bench = await createStageBench({
    stageJs: await stageWithoutLists(),
    policy: () => null,
    hasNoSandbox: true,
  })
  await bench.open()
  const script = VECTORS.filter(({ name }) => name === 'script' || name === 'broken image with handler')
  const found: string[] = []
  for (const vector of script) found.push(...(await attack(bench, vector, false)))
  await bench.stop()
  expect(found).toContain('it ran')
})

async function attack(bench: StageBench, { write }: Vector, hasPolicy: boolean): Promise<string[]> {
  bench.forget()
  // What would have been left out may keep the page from being built.
  const isShown =
    (await within(
      3_000,
      bench.show(write).then(() => true),
    )) ?? false
  const page = bench.page()
  const isPoked = await within(1_500, poke(page))
  const found = [
    ...bench.dialogs.map((text) => `dialog: ${text}`),
    ...bench.popups.map((url) => `popup: ${url}`),
    ...bench.downloads.map((url) => `download: ${url}`),
    ...bench.requests.filter((_, i) => !ASSETS.includes(bench.kinds[i] ?? '')),
    // Which hosts may be asked for assets is the policy's own part.
    ...(hasPolicy
      ? bench.requests.filter((line) => !/^GET https:/.test(line) && !line.startsWith(`GET ${bench.origin}/`))
      : []),
  ]
  if (page.url() !== `${bench.origin}/host`) found.push(`host at ${page.url()}`)
  const frames = page.frames().map((frame) => ({ frame, url: frame.url() }))
  for (const { frame, url } of frames) {
    if (/^(about:blank|chrome-error:.*)?$/.test(url)) continue
    if (!url.startsWith(bench.origin)) found.push(`frame at ${url}`)
    else if (await hasRun(frame)) found.push('it ran')
  }
  // A stage that navigated itself away is refused by the shell's policy, and replaced by the shell.
  const isThere = frames.some(({ url }) => url === `${bench.origin}/stage`)
  const reloads = await page.evaluate(() => Reflect.get(window, 'reloads') ?? 0)
  if (!isShown || !isPoked || !isThere || reloads > 0 || page.url() !== `${bench.origin}/host`)
    await bench.open()
  return found
}

async function poke(page: Page): Promise<true> {
  await page.mouse.click(60, 30)
  await page.mouse.click(400, 300)
  await page.keyboard.press('Enter')
  await page.waitForTimeout(20)
  return true
}

/** A frame whose document was refused never answers. */
async function hasRun(frame: Frame): Promise<boolean> {
  return (
    (await within(
      500,
      frame.evaluate(() => Reflect.has(window, 'pwned')),
    )) ?? false
  )
}

/** `null` when it fails or takes longer: a chooser that the browser has opened holds back all input. */
function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  const silence = new Promise<null>((resolve) => setTimeout(() => resolve(null), ms))
  return Promise.race([work.catch(() => null), silence])
}
