import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { build } from '../../../scripts/build.ts'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import type { CheckRules, PageCheck } from '../../protocol/page-check.ts'
import { CliError } from '../cli-error.ts'
import type { PageTag, RulesFor } from './rules.ts'
import { type Kind, kindOfText } from './sensitive.ts'
import type { Page } from './targets.ts'

const LOAD_TIMEOUT_MS = 30_000
/** How long a page that has loaded may go on to fetch what it shows. */
const QUIET_TIMEOUT_MS = 5_000
/** More of one page help nobody. */
const MAX_TEXT_FINDS = 100
const VIEWPORT = { width: 1280, height: 900 }
const ALWAYS_ONLY: CheckRules = { mode: 'listed', selectors: [], unmaskSelectors: [] }

export type PageResult = {
  readonly name: string
  readonly texts: readonly TextFinding[]
  /** `null` if the page could not be looked at: then `error` says why. */
  readonly check: PageCheck | null
  /** Nobody said which masks apply: no tag, no option. */
  readonly hasRules: boolean
  readonly error: string | null
}

/** A line of text that looks like something, and where it is. */
export type TextFinding = { readonly where: string; readonly kind: Kind }

/** What the check script puts on the page (src/visitor/entries/check.ts). */
type Script = {
  page(rules: CheckRules): PageCheck
  placeOfText(index: number): string
  tag(): PageTag | null
}
declare const sidelongCheck: Script

/** Opens the pages one after the other, each as a new visitor would, and looks at them under their masks. */
export async function checkPages(
  pages: readonly Page[],
  root: string,
  rulesFor: RulesFor,
): Promise<PageResult[]> {
  await build({ root, only: ['check'] })
  const script = await readFile(join(root, 'dist/check/check.js'), 'utf8')
  const browser = await launch()
  try {
    const results: PageResult[] = []
    for (const page of pages) results.push(await checkPage(browser, page, script, rulesFor))
    return results
  } finally {
    await browser.close()
  }
}

async function launch(): Promise<Browser> {
  try {
    // The sandbox does not work for root; everybody else keeps it.
    const isRoot = process.getuid?.() === 0
    const args = CHROMIUM_ARGS.filter((arg) => isRoot || arg !== '--no-sandbox')
    return await chromium.launch({ executablePath: findChromium(), args, chromiumSandbox: !isRoot })
  } catch (error) {
    throw new CliError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
}

async function checkPage(
  browser: Browser,
  { name, url }: Page,
  script: string,
  rulesFor: RulesFor,
): Promise<PageResult> {
  const context = await browser.newContext({ viewport: VIEWPORT, serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    const response = await page.goto(url, { timeout: LOAD_TIMEOUT_MS })
    if (response && !response.ok()) throw new CliError(`the server answers ${response.status()}`)
    await page.waitForLoadState('networkidle', { timeout: QUIET_TIMEOUT_MS }).catch(() => {})
    // By the browser's debugger, which the page's policy does not bind.
    await page.evaluate(script)
    const tag = await page.evaluate(() => sidelongCheck.tag())
    const rules = await rulesFor(new URL(page.url()).origin, tag)
    const check = await page.evaluate((given) => sidelongCheck.page(given), rules ?? ALWAYS_ONLY)
    const texts: TextFinding[] = []
    for (const [index, text] of check.texts.entries()) {
      const kind = kindOfText(text)
      if (kind) texts.push({ kind, where: await page.evaluate((at) => sidelongCheck.placeOfText(at), index) })
      if (texts.length >= MAX_TEXT_FINDS) break
    }
    return { name, check, texts, hasRules: rules !== null, error: null }
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { name, check: null, texts: [], hasRules: false, error: why }
  } finally {
    await context.close()
  }
}
