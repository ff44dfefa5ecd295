import { BUDGETS } from './budgets.ts'
import { atMost, figure, type Group } from './figures.ts'
import { tablePage } from './generated-pages.ts'
import { type Lab, withPage } from './lab.ts'

const CHANGE_TO_DIGEST_MS = 5_000
const DIGEST_MS = 20_000
/** A small page's digest is over by then. */
const QUIET_AFTER_MS = 12_000
const IDLE_MS = 5_000

/** What we cost while little or nothing happens: the drift digest, an idle page, memory. */
export async function benchIdle(lab: Lab, isShort: boolean): Promise<Group> {
  const rows = isShort ? 500 : 10_000
  lab.pages.add('/table', tablePage(rows))
  const digest = await withPage(lab, '/table', 'sidelong', async ({ page, measure }) => {
    await page.evaluate(() => window.bench.capture())
    await page.evaluate(() => window.bench.settle())
    return measure(() => page.waitForTimeout(CHANGE_TO_DIGEST_MS + (isShort ? 1_000 : DIGEST_MS)))
  })
  const idle = await withPage(lab, '/site/shop.html', 'sidelong', async ({ page, measure }) => {
    await page.evaluate(() => window.bench.capture())
    await page.waitForTimeout(QUIET_AFTER_MS)
    return measure(() => page.waitForTimeout(isShort ? 500 : IDLE_MS))
  })
  const nodes = rows * 13
  const title = `table of ${nodes.toLocaleString('en')} nodes`
  return {
    title: 'While little happens',
    note: 'the digest of a large page is gone through in parts; heap: JavaScript’s and the browser’s own, after collection',
    figures: [
      figure('idle', `${title}: digest, share of the time`, 'percent', {
        ours: digest.dutyPercent,
        budget: atMost(BUDGETS.digestPercent, 'percent'),
      }),
      figure('idle', `${title}: digest, longest slice`, 'ms', {
        ours: digest.longestCallMs,
        budget: atMost(BUDGETS.sliceMs, 'ms'),
      }),
      figure('idle', '… in processor time', 'ms', { ours: digest.longestCallCpuMs }),
      figure('idle', 'PL-4: idle page: share of the time', 'percent', {
        ours: idle.dutyPercent,
        budget: atMost(0, 'percent'),
      }),
      figure('idle', `${title}: heap added for each node`, 'bytes', {
        ours: await heapPerNode(lab, nodes),
        budget: atMost(BUDGETS.heapBytesPerNode, 'bytes'),
      }),
    ],
  }
}

async function heapPerNode(lab: Lab, nodes: number): Promise<number> {
  return withPage(lab, '/table', 'sidelong', async ({ page }) => {
    const session = await page.context().newCDPSession(page)
    const heapBytes = async (): Promise<number> => {
      // What is found unreachable in one collection is given back by the next.
      for (let i = 0; i < 2; i++) await session.send('HeapProfiler.collectGarbage')
      const { usedSize, embedderHeapUsedSize, backingStorageSize } =
        await session.send('Runtime.getHeapUsage')
      return usedSize + embedderHeapUsedSize + backingStorageSize
    }
    const before = await heapBytes()
    await page.evaluate(() => window.bench.capture())
    await page.evaluate(() => window.bench.settle())
    return ((await heapBytes()) - before) / nodes
  })
}
