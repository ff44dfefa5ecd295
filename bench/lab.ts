import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from '../scripts/chromium.ts'
import { bundleScript } from './bundles.ts'
import type { BenchOperations } from './inject/operations.ts'
import type { BenchPage } from './inject/recorder.ts'
import { type PageServer, startPageServer } from './page-server.ts'
import { type MainThread, readMainThread, startTracing } from './trace.ts'

export const RECORDERS = ['none', 'sidelong', 'rrweb', 'datadog'] as const
export type RecorderName = (typeof RECORDERS)[number]

/** What every measurement needs: one browser, one server of pages and recorders. */
export type Lab = {
  readonly browser: Browser
  readonly session: CDPSession
  readonly pages: PageServer
  readonly restMs: number
  stop(): Promise<void>
}

declare global {
  interface Window {
    bench: BenchPage
    operations: BenchOperations
    offerOperations(many: number, few: number): void
  }
}

/** Before something is measured, the page is left alone for this long: loading and painting are over then. */
const REST_MS = 300
const SHORT_REST_MS = 20
const PAGE_TIMEOUT_MS = 180_000

export async function startLab(isShort: boolean): Promise<Lab> {
  const pages = await startPageServer()
  for (const name of [...RECORDERS, 'operations', 'react-operations']) {
    pages.add(`/bench/${name}.js`, await bundleScript(`bench/inject/${name}.ts`))
  }
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS],
    // Playwright would end the process at once, and leave our servers and folders behind.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  return {
    browser,
    session: await browser.newBrowserCDPSession(),
    pages,
    restMs: isShort ? SHORT_REST_MS : REST_MS,
    async stop() {
      await browser.close()
      await pages.stop()
    },
  }
}

export type Measured = {
  readonly page: Page
  /** Runs `work` between the marks and until the recorder has come to rest; says what the main thread did. */
  measure(work: () => Promise<void>): Promise<MainThread>
}

/** Opens `path` in a fresh page with a recorder that has not started, calls `use` and closes the page. */
export async function withPage<T>(
  lab: Lab,
  path: string,
  recorder: RecorderName,
  use: (measured: Measured) => Promise<T>,
  operations = 'operations',
): Promise<T> {
  const context = await lab.browser.newContext({ viewport: { width: 1_280, height: 800 } })
  try {
    context.setDefaultTimeout(PAGE_TIMEOUT_MS)
    const page = await context.newPage()
    const script = `/bench/${recorder}.js`
    await page.goto(lab.pages.origin + path)
    for (const one of [script, `/bench/${operations}.js`]) {
      await page.addScriptTag({ url: lab.pages.origin + one })
    }
    return await use({ page, measure: (work) => measure(lab, page, script, work) })
  } finally {
    await context.close()
  }
}

async function measure(lab: Lab, page: Page, script: string, work: () => Promise<void>): Promise<MainThread> {
  const session = await page.context().newCDPSession(page)
  await page.waitForTimeout(lab.restMs)
  await session.send('HeapProfiler.collectGarbage')
  const tracing = await startTracing(lab.session)
  await page.evaluate(() => window.bench.markBegin())
  await work()
  await page.evaluate(() => window.bench.settle())
  await page.evaluate(() => window.bench.markEnd())
  const events = await tracing.stop()
  await session.detach()
  return readMainThread(events, script)
}
