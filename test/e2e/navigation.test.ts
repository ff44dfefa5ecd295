import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { DEMO_MASKS, type Scenario, scenario } from '../support/scenario.ts'
import { openVisitor } from '../support/visitor.ts'

/* The short form is part of `npm test`; FAULTS=full navigates for a minute. */

const PAGES = ['shop.html', 'cart.html', 'help.html', 'product.html', 'index.html']
const NAVIGATIONS = process.env.FAULTS === 'full' ? 60 : 8
const EVERY_MS = 1_000
const WAIT = { timeout: 15_000 }

const keyOf = (page: Page) => page.evaluate('Sidelong.getKey()') as Promise<string | null>

/** Pages that come back from the cache say so. */
const noteReturns = (page: Page) =>
  page.addInitScript(() =>
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) document.documentElement.setAttribute('data-returned', '')
    }),
  )
const isReturned = (page: Page) =>
  page.evaluate(() => document.documentElement.hasAttribute('data-returned')).catch(() => false)

async function write(page: Page, word: string): Promise<void> {
  await page.evaluate((text) => {
    const line = document.createElement('p')
    line.textContent = text
    document.body.prepend(line)
  }, word)
}

async function untilShown({ agent }: Scenario, word: string): Promise<void> {
  const text = async () => (await agent.stage()).evaluate(() => document.body?.innerText ?? '')
  await expect.poll(() => text().catch(() => ''), WAIT).toContain(word)
}

/** All that was asked of the web server: one session was started, and none a second time. */
function expectOneStart({ visitorTap }: Scenario): void {
  const starts = visitorTap.requests.filter((one) => one.url().endsWith('/v1/visitor/sessions'))
  expect(starts.filter((one) => one.method() === 'POST')).toHaveLength(1)
}

scenario(
  'RA-10 NV-1: a page every second, reloads without waiting: one session, its page, and nothing of another one',
  { path: 'shop.html', timeoutMs: 240_000 },
  async (s) => {
    const context = await s.browser.newContext()
    const other = await openVisitor({ context, site: s.stack.site, path: 'shop.html', masks: DEMO_MASKS })
    const [otherKey, key] = [await other.start(), await s.meet()]
    await write(other.page, 'words of the other session')
    for (let i = 0; i < NAVIGATIONS; i++) {
      const startedMs = performance.now()
      await s.visitor.goto(PAGES[i % PAGES.length] ?? '')
      await write(s.visitor.page, `page ${i}`)
      await write(other.page, `words of the other session ${i}`)
      await s.visitor.page.waitForTimeout(Math.max(0, EVERY_MS - (performance.now() - startedMs)))
    }
    await untilShown(s, `page ${NAVIGATIONS - 1}`)
    await s.untilEqual()
    for (let i = 0; i < 5; i++) await s.visitor.page.reload({ waitUntil: 'domcontentloaded' })
    await s.visitor.page.waitForLoadState()
    await s.visitor.untilStatus('A')
    await s.untilEqual()
    expect([await keyOf(s.visitor.page), await keyOf(other.page)]).toEqual([key, otherKey])
    expect(await other.status()).toBe('W')
    expect(s.agentTap.search(['words of the other session'], { isOurs: () => true })).toEqual([])
    expectOneStart(s)
    await context.close()
  },
)

scenario(
  'RA-10 NV-4: pages that come back from the back/forward cache go on with the session',
  { path: 'shop.html' },
  async (s) => {
    const { page } = s.visitor
    await noteReturns(page)
    const key = await s.meet()
    await s.visitor.goto('help.html')
    await write(page, 'page of the help')
    await untilShown(s, 'page of the help')
    await s.visitor.goto('cart.html')
    await s.visitor.untilStatus('A')
    for (const [go, word] of [
      ['back', 'page of the help'],
      ['forward', 'Your cart'],
      ['back', 'page of the help'],
    ] as const) {
      await page.evaluate(`history.${go}()`)
      await expect.poll(() => isReturned(page), WAIT).toBe(true)
      await s.visitor.untilStatus('A')
      await untilShown(s, word)
      await s.untilEqual()
      await write(page, `${go}, and alive`)
      await untilShown(s, `${go}, and alive`)
    }
    expect(await keyOf(page)).toBe(key)
    expectOneStart(s)
  },
)

scenario(
  'RA-10 NV-4: a duplicated tab takes the session over, the first one takes it back; one tab is shown at a time',
  { path: 'shop.html' },
  async (s) => {
    const { page, context } = s.visitor
    const key = await s.meet()
    const opened = context.waitForEvent('page')
    // With a copy of the tab's storage, as browsers make it for "Duplicate".
    await page.evaluate('void open(location.href)')
    const copy = await opened
    await copy.waitForLoadState()
    await expect.poll(() => copy.evaluate('Sidelong.session?.status'), WAIT).toBe('A')
    await s.visitor.untilStatus(null)
    await write(copy, 'words of the copy')
    await untilShown(s, 'words of the copy')
    await write(page, 'words behind the copy')
    await page.bringToFront()
    // Under test Chromium lets every page believe that it has focus, so it says nothing of this.
    await page.evaluate("window.dispatchEvent(new Event('focus'))")
    await s.visitor.untilStatus('A')
    await untilShown(s, 'words behind the copy')
    await expect.poll(() => copy.evaluate('Sidelong.session?.status ?? null'), WAIT).toBe(null)
    await copy.close()
    await s.untilEqual()
    expect([await keyOf(page), await s.visitor.status()]).toEqual([key, 'A'])
    expectOneStart(s)
  },
)
