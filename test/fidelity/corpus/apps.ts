import type { Page } from 'playwright-core'
import type { FidelityCase } from '../case.ts'
import { FOCUS_PIXELS } from '../known-limits.ts'

/** A small app in `apps/`, built with its framework's own tool during the test run. */
function app(name: string, steps: FidelityCase['steps'], more: Partial<FidelityCase> = {}): FidelityCase {
  return {
    name: `app/${name}`,
    site: 'corpus',
    path: `apps/${name}/`,
    limits: [FOCUS_PIXELS],
    ...(steps ? { steps } : {}),
    ...more,
  }
}

/** Presses these one after the other, as a visitor would. */
function click(...selectors: readonly string[]): (page: Page) => Promise<void> {
  return async (page) => {
    for (const selector of selectors) await page.locator(selector).first().click()
  }
}

export const appCases: readonly FidelityCase[] = [
  app(
    'react-styled',
    async (page) => {
      await click('#add', '#shuffle', '#theme')(page)
      await page.locator('#text').fill('something')
    },
    { isShort: true },
  ),
  app('react-mantine', async (page) => {
    await click('#tab-more', '#open')(page)
    await page.locator('#reason').fill('changed my mind')
  }),
  app('react-mantine-select', click('#wood', '[role=option]'), { path: 'apps/react-mantine/' }),
  app(
    'vue',
    async (page) => {
      await page.locator('#entry').fill('Alder')
      await click('#add', '#sort', '#open')(page)
      await page.locator('#hue').fill('30')
      await page.locator('li input').nth(2).check()
    },
    { isShort: true },
  ),
  app('svelte', click('#toggle', '#shuffle', '#remove', 'label:nth-of-type(3)')),
  app('lit', click('#card-1 button', '#card-1 button', '#card-2 button'), {
    isShort: true,
  }),
  app('material', async (page) => {
    // Their own inputs lie above them: no ordinary click gets through to the elements.
    for (const id of ['check', 'radio', 'switch', 'tab-2', 'chip'])
      await page.evaluate((one) => document.getElementById(one)?.click(), id)
    await page.locator('#field input').fill('Ada')
  }),
  app(
    'material-dialog',
    async (page) => {
      await page.evaluate(() => (document.getElementById('dialog') as HTMLDialogElement).show())
    },
    { path: 'apps/material/', isLiveOnly: true },
  ),
  app(
    'angular',
    async (page) => {
      await click('#add', '#drop', '#late')(page)
      await page.locator('input').nth(1).fill('77')
      await page.locator('.note').waitFor()
    },
    { isShort: true },
  ),
  app('solid', click('#more', '#swap', '#on')),
  app('preact', click('#add', '#raw', '#raw', '#add')),
  app('codemirror', async (page) => {
    await page.locator('.cm-line').nth(3).click()
    await page.keyboard.type('const answer = 42')
    await page.evaluate(() => {
      document.querySelector('.cm-scroller')!.scrollTop = 300
    })
  }),
  app('ag-grid', async (page) => {
    await click('.ag-header-cell[col-id=name]')(page)
    await page.evaluate(() => (globalThis as unknown as Grid).grid.ensureIndexVisible(150))
    await click('.ag-row:not(.ag-row-position-absolute.ag-hidden) .ag-cell[col-id=wood]')(page)
  }),
  app('leaflet', async (page) => {
    await click('.leaflet-control-zoom-in')(page)
    await page.evaluate(() => (globalThis as unknown as Grid).map.panBy([120, 60], { animate: false }))
  }),
  app('uplot', async (page) => {
    await click('.u-legend .u-series:nth-child(2) th')(page)
  }),
  app('d3', async (page) => {
    await page.evaluate(() => (globalThis as unknown as Grid).draw(14))
  }),
  app('quill', async (page) => {
    await page.locator('.ql-editor p').first().click()
    await page.keyboard.type('Typed here. ')
    await click('.ql-blockquote')(page)
  }),
]

type Grid = {
  readonly grid: { ensureIndexVisible(index: number): void }
  readonly map: { panBy(by: number[], options: object): void }
  draw(count: number): void
}
