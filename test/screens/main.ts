// `npm run screenshots [name …]`: every page of the console, in both themes and three widths, into test-results/screens.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { build } from '../../scripts/build.ts'
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.ts'
import { PASSWORD, startTestServer } from '../contract/web-server-support.ts'
import { ADMIN, fillForScreens, SCREEN_PAGES } from './pages.ts'

const WIDTHS = [1280, 1920, 400]
const out = resolve(import.meta.dirname, '../../test-results/screens')
const wanted = process.argv.slice(2)

async function shoot(browser: Browser, base: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    for (const width of WIDTHS) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme })
      const page = await context.newPage()
      await page.goto(`${base}/agent/login`)
      await page.locator('input[name=email]').fill(ADMIN)
      await page.locator('input[name=password]').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Join a session' }).waitFor()
      for (const { name, path, ready } of SCREEN_PAGES) {
        if (wanted.length > 0 && !wanted.some((one) => name.startsWith(one))) continue
        await page.goto(base + path)
        await page.getByRole('heading', { name: ready }).first().waitFor({ timeout: 10_000 })
        await page.waitForLoadState('networkidle')
        const file = join(out, `${name}-${theme}-${width}.png`)
        await page.screenshot({ path: file, fullPage: width < 1920, animations: 'disabled' })
        process.stdout.write(`${file}\n`)
      }
      await context.close()
    }
  }
}

mkdirSync(out, { recursive: true })
await build({ only: ['console'], log: () => {} })
const server = await startTestServer()
const browser = await chromium.launch({ args: [...CHROMIUM_ARGS], executablePath: await findChromium() })
try {
  await fillForScreens(server)
  await shoot(browser, server.web.url)
} finally {
  await browser.close()
  await server.stop()
}
process.exit(0)
