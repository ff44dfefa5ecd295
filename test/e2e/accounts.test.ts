import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Agent } from '../support/agent.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

const WAIT_MS = 10_000
const SOON_MS = 1_000
const allowConsole = [/status of 40[0-9]/]

/** Another browser of the same or another person, logged in on this page of the console. */
async function openConsole(
  { browser, stack }: Scenario,
  path: string,
  who: { email: string; password: string },
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  await page.goto(new URL(path, stack.console).href)
  await page.locator('input[name=email]').fill(who.email)
  await page.locator('input[name=password]').fill(who.password)
  await page.keyboard.press('Enter')
  return { page, context }
}

/** How long after `act` began the view says that access is withdrawn, in milliseconds; both on this machine's clock. */
async function closedAfter(agent: Agent, act: () => Promise<void>): Promise<number> {
  const closedAt = agent.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new MutationObserver(() => {
          if (document.body.innerText.includes('Access withdrawn')) resolve(Date.now())
        }).observe(document.body, { attributes: true, childList: true, subtree: true, characterData: true })
      }),
  )
  const beganMs = Date.now()
  await act()
  return (await closedAt) - beganMs
}

scenario(
  'SA-20 JN-10: who ends a log-in from another browser closes its live view in under a second, for good',
  { allowConsole },
  async (s) => {
    await s.meet({ hasOwnLogin: true })
    const { page, context } = await openConsole(s, 'account', s.stack.agent)
    const end = page.getByRole('button', { name: /^End the log-in of / })
    await end.first().waitFor()
    expect(await closedAfter(s.agent, () => end.first().click())).toBeLessThan(SOON_MS)
    // No way back without a new log-in.
    await s.agent.page.goto(s.stack.console)
    await s.agent.page.locator('input[name=email]').waitFor({ timeout: WAIT_MS })
    await context.close()
  },
)

scenario(
  'SA-20 RO-4: an administrator logs an agent out, and the live view closes in under a second',
  { allowConsole },
  async (s) => {
    await s.meet({ hasOwnLogin: true })
    const { page, context } = await openConsole(s, 'people', s.stack.admin)
    const out = page.getByRole('button', { name: /^Log out Ada Agent$/ })
    await out.waitFor()
    expect(await closedAfter(s.agent, () => out.click())).toBeLessThan(SOON_MS)
    expect(await s.visitor.status()).toBe('A')
    await context.close()
  },
)
