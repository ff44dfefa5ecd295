import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { TreeDocument } from './tree/normalize.ts'
import { ROOTS_KEY, rememberClosedRoots } from './tree/raw-tree.ts'
import { readVisitorTree } from './tree/read.ts'

/** The visitor's browser: a context of its own, on the customer's site. */
export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** Our interface on the page. */
  readonly ui: Locator
  /** Presses the start button, accepts the terms, and returns the code that the page then shows. */
  start(): Promise<string>
  /** Presses End in our interface. */
  end(): Promise<void>
  /** `Sidelong.session.status`, `null` without a session. */
  status(): Promise<string | null>
  untilStatus(status: string | null): Promise<void>
  goto(path: string): Promise<void>
  tree(): Promise<TreeDocument>
}

const WAIT_MS = 10_000

export type VisitorOptions = {
  readonly context: BrowserContext
  readonly site: string
  readonly path: string
  readonly masks: readonly string[]
}

export async function openVisitor({ context, site, path, masks }: VisitorOptions): Promise<Visitor> {
  await context.addInitScript(rememberClosedRoots, { rootsKey: ROOTS_KEY })
  const page = await context.newPage()
  await page.goto(new URL(path, site).href)
  const ui = page.locator('sidelong-ui')

  const status = (): Promise<string | null> =>
    page.evaluate(() => (globalThis as unknown as SidelongWindow).Sidelong?.session?.status ?? null)

  async function untilStatus(wanted: string | null): Promise<void> {
    await page.waitForFunction(
      (value) => ((globalThis as unknown as SidelongWindow).Sidelong?.session?.status ?? null) === value,
      wanted,
      { timeout: WAIT_MS },
    )
  }

  return {
    context,
    page,
    ui,
    async start() {
      await ui.locator('button.start').click({ timeout: WAIT_MS })
      await ui.getByRole('button', { name: 'Accept' }).click({ timeout: WAIT_MS })
      const digits = ui.locator('.code b')
      await digits.waitFor({ timeout: WAIT_MS })
      const code = (await digits.textContent())?.replaceAll(' ', '') ?? ''
      const key = await page.evaluate(() => (globalThis as unknown as SidelongWindow).Sidelong?.getKey())
      if (code !== key) throw new Error(`the page shows the code ${code}, its key is ${key}`)
      return code
    },
    async end() {
      await ui.getByRole('button', { name: 'End', exact: true }).click({ timeout: WAIT_MS })
    },
    status,
    untilStatus,
    async goto(to) {
      await page.goto(new URL(to, site).href)
    },
    tree: () => readVisitorTree(page, masks),
  }
}

type SidelongWindow = {
  readonly Sidelong?: { readonly session: { readonly status: string } | null; getKey(): string | null }
}
