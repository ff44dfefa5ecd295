// Records what the visitor script sends while somebody uses three sites: `node test/load/record.ts`. The files in
// streams/ are made by this, and are replayed by the load tests.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { tablePage } from '../../bench/generated-pages.ts'
import { rootDir } from '../../scripts/paths.ts'
import { launchBrowser } from '../support/browser.ts'
import { startStack } from '../support/stack.ts'
import { tapContext } from '../support/taps.ts'
import { openVisitor } from '../support/visitor.ts'
import { encodeStream } from './stream.ts'

const SECONDS = 8
const STEP_MS = 250

type Recorded = { readonly name: string; readonly path: string; readonly site?: string }

async function use(page: Page): Promise<void> {
  const until = Date.now() + SECONDS * 1_000
  for (let i = 0; Date.now() < until; i++) {
    const fields = page.locator(
      'input:not([type=hidden]):not([type=checkbox]):not([type=radio]):visible, textarea:visible',
    )
    const count = await fields.count()
    try {
      if (i % 4 === 0) await page.mouse.wheel(0, i % 8 === 0 ? 300 : -200)
      else if (i % 4 === 1)
        await page.mouse.move(100 + ((i * 37) % 900), 100 + ((i * 53) % 500), { steps: 5 })
      else if (i % 4 === 2 && count > 0) {
        await fields.nth(i % count).click({ timeout: 500 })
        await page.keyboard.type('typed word', { delay: 30 })
      } else
        await page.evaluate((n) => {
          const all = document.querySelectorAll('td, p, li, h2, span')
          const one = all[(n * 7) % Math.max(1, all.length)]
          if (one) one.textContent = `changed ${n}`
        }, i)
    } catch {
      // Something lay over it.
    }
    await page.waitForTimeout(STEP_MS)
  }
}

async function record({ name, path, site }: Recorded): Promise<void> {
  const stack = await startStack({ ...(site ? { site } : {}) })
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } })
    const tap = tapContext(context, 'visitor')
    const visitor = await openVisitor({ context, site: stack.site, path, masks: [] })
    await visitor.start()
    await visitor.page.waitForTimeout(1_500)
    await use(visitor.page)
    const frames = tap.frames.flatMap(({ edge, data, atMs }) =>
      edge === 'visitor-up' && typeof data !== 'string' ? [{ data, atMs }] : [],
    )
    const file = join(rootDir, 'test/load/streams', `${name}.bin`)
    writeFileSync(file, encodeStream(frames))
    console.log(
      `${name}: ${frames.length} envelopes, ${frames.reduce((sum, { data }) => sum + data.length, 0)} bytes`,
    )
  } finally {
    await browser.close()
    await stack.stop()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'sidelong-record-'))
cpSync(join(rootDir, 'node_modules/startbootstrap-sb-admin-2'), join(folder, 'admin'), {
  recursive: true,
  filter: (path) => !/\/(scss|src)$|\.map$/.test(path),
})
writeFileSync(join(folder, 'table.html'), tablePage(231))
try {
  await record({ name: 'shop', path: 'shop.html' })
  await record({ name: 'admin', path: 'admin/tables.html', site: folder })
  await record({ name: 'table', path: 'table.html', site: folder })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
