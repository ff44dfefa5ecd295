import type { Page } from 'playwright-core'
import { BUDGETS } from './budgets.ts'
import { atMost, atMostTimes, type Figure, figure, type Group } from './figures.ts'
import { componentsPage, styledPage, tablePage } from './generated-pages.ts'
import { type Lab, type RecorderName, withPage } from './lab.ts'
import { added, alternate, type Medians, medianOf, type Sample } from './runs.ts'

type Subject = { readonly title: string; readonly path: string; prepare(page: Page): Promise<void> }

const SHOP_NODES = 3_000

/** The first capture of a large page and of a usual one. */
export async function benchFirstCapture(lab: Lab, runs: number, isShort: boolean): Promise<Group> {
  const rows = isShort ? 500 : 10_000
  lab.pages.add('/table', tablePage(rows))
  const hugeRows = isShort ? 600 : 34_500
  const components = isShort ? 50 : 1_000
  lab.pages.add('/huge', tablePage(hugeRows))
  lab.pages.add('/styled', styledPage())
  lab.pages.add('/components', componentsPage(components))
  const asItIs = async () => {}
  const subjects: Subject[] = [
    { title: `table of ${count(rows * 13)} nodes`, path: '/table', prepare: asItIs },
    { title: `shop page of ${count(SHOP_NODES)} nodes`, path: '/site/shop.html', prepare: fillShop },
    { title: 'text with 3,000 rules', path: '/styled', prepare: asItIs },
    { title: `${count(components)} components`, path: '/components', prepare: asItIs },
    { title: `table of ${count(hugeRows * 13)} nodes`, path: '/huge', prepare: asItIs },
  ]
  const figures: Figure[] = []
  for (const subject of subjects) {
    const medians = await alternate(runs, (recorder) => measureOnce(lab, subject, recorder))
    figures.push(...figuresOf(subject.title, medians))
  }
  return {
    title: 'First capture',
    note: 'times are what is added to the page alone; the floor of bytes is the page’s outerHTML, gzipped',
    figures,
  }
}

async function measureOnce(lab: Lab, subject: Subject, recorder: RecorderName): Promise<Sample> {
  return withPage(lab, subject.path, recorder, async ({ page, measure }) => {
    await subject.prepare(page)
    let completeMs = 0
    const mainThread = await measure(async () => {
      completeMs = await page.evaluate(() => window.bench.capture())
    })
    const { together } = await page.evaluate(() => window.bench.takeBytes())
    const htmlBytes = await page.evaluate(() => window.bench.outerHtmlBytes())
    return { completeMs, bytes: together, htmlBytes, ...mainThread }
  })
}

/** Repeats the products until the page is as large as wanted; each gets a number, as real products differ. */
async function fillShop(page: Page): Promise<void> {
  await page.waitForSelector('#product-grid > *')
  await page.evaluate((nodes) => {
    const grid = document.getElementById('product-grid') as HTMLElement
    const products = [...grid.children]
    const countNodes = () => {
      const walker = document.createTreeWalker(document)
      let total = 1
      while (walker.nextNode()) total++
      return total
    }
    for (let i = 0; products.length > 0 && countNodes() < nodes; i++) {
      const copy = products[i % products.length]?.cloneNode(true) as Element
      copy.querySelector('h2, h3, a')?.append(` No ${i}`)
      grid.append(copy)
    }
  }, SHOP_NODES)
}

function figuresOf(title: string, all: Medians): Figure[] {
  const times = (label: string, key: string, budgetMs?: number) =>
    figure('first', `${title}: ${label}`, 'ms', {
      ours: added(all, 'sidelong', key),
      peer: added(all, 'rrweb', key),
      datadog: added(all, 'datadog', key),
      budget: budgetMs === undefined ? null : atMost(budgetMs, 'ms'),
    })
  const htmlBytes = medianOf(all, 'none', 'htmlBytes')
  const ours = medianOf(all, 'sidelong', 'bytes')
  const peer = medianOf(all, 'rrweb', 'bytes')
  const datadog = medianOf(all, 'datadog', 'bytes')
  const bytes = (label: string, budget: ReturnType<typeof atMostTimes>) =>
    figure('first', `${title}: ${label}`, 'bytes', { floor: htmlBytes, ours, peer, datadog, budget })
  return [
    times('until complete', 'completeMs'),
    mainThread(title, all),
    times('longest task', 'longestTaskMs'),
    times('longest slice', 'longestCallMs', BUDGETS.sliceMs),
    times('… in processor time', 'longestCallCpuMs'),
    bytes('on the wire', atMostTimes(BUDGETS.snapshotOfPageHtml, 'floor', htmlBytes)),
    bytes('… beside rrweb', atMostTimes(BUDGETS.snapshotOfRrweb, 'rrweb', peer)),
  ]
}

function mainThread(title: string, all: Medians): Figure {
  const [peer, datadog] = [added(all, 'rrweb', 'busyMs'), added(all, 'datadog', 'busyMs')]
  return figure('first', `${title}: main thread`, 'ms', {
    ours: added(all, 'sidelong', 'busyMs'),
    peer,
    datadog,
    budget: atMostTimes(BUDGETS.captureTimeOfPeers, 'better', Math.min(peer, datadog)),
  })
}

function count(value: number): string {
  return value.toLocaleString('en')
}
