import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Scenario, scenario } from '../support/scenario.ts'

/* Remote control through the whole system (FEATURES section 13); what hands do is in test/mirror/deeds.browser.test.ts. */

const tool = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const ASK = 'Ask the visitor for control'
const STOP = 'Give control back'

/** Clicks where the agent sees it; the visitor has scrolled there before. */
async function point(
  { agent, visitor }: Pick<Scenario, 'agent' | 'visitor'>,
  selector: string,
  /** What is hidden has no id at the agent. */
  shownAs = selector,
): Promise<void> {
  const own = visitor.page.locator(selector)
  await own.evaluate((one) => one.scrollIntoView({ block: 'center', behavior: 'instant' }))
  const target = (await agent.stage()).locator(shownAs)
  const top = (one: Element): number => one.getBoundingClientRect().top
  await expect
    .poll(async () => Math.abs((await own.evaluate(top)) - (await target.evaluate(top))), { timeout: 5_000 })
    .toBeLessThan(2)
  const box = await target.boundingBox()
  if (!box) throw new Error(`${selector} is not shown`)
  await agent.page.mouse.click(box.x + Math.min(box.width / 2, 40), box.y + box.height / 2)
}

async function takeControl({ agent, visitor }: Pick<Scenario, 'agent' | 'visitor'>): Promise<void> {
  await tool(agent.page, ASK).click()
  await visitor.ui.getByRole('button', { name: 'Accept' }).click()
  await tool(agent.page, STOP).waitFor()
}

const notice = (page: Page, text: string): Promise<void> =>
  page.locator('.notice', { hasText: text }).waitFor()

scenario(
  'RC-2, RC-3, RC-8, RC-10, RC-11, SA-24: asked, agreed, clicked, typed, chosen, refused where hidden, stopped by the visitor',
  { path: 'cases/forms.html', timeoutMs: 150_000 },
  async (parts) => {
    const { meet, visitor, agent } = parts
    await meet()
    const { page } = agent
    const value = (id: string): Promise<string> =>
      visitor.page.locator(id).evaluate((one) => (one as HTMLInputElement).value)
    await visitor.page.evaluate(() => {
      const heard: string[] = []
      Object.assign(window, { heard })
      const { Sidelong } = window as unknown as {
        Sidelong: { on(event: string, fn: (payload: Record<string, unknown>) => void): void }
      }
      Sidelong.on('control', ({ state }) => heard.push(`control ${state}`))
      Sidelong.on('control-action', ({ action, path }) => heard.push(`${action} ${path}`))
    })
    const heard = (): Promise<string[]> =>
      visitor.page.evaluate(() => (window as unknown as { heard: string[] }).heard)

    // Script cannot say yes for the visitor, who first says no.
    await tool(page, ASK).click()
    const accept = visitor.ui.getByRole('button', { name: 'Accept' })
    await accept.waitFor()
    await accept.dispatchEvent('click')
    await accept.evaluate((one) => (one as HTMLElement).click())
    expect(await accept.isVisible()).toBe(true)
    await visitor.ui.getByRole('button', { name: 'Decline' }).click()
    await notice(page, 'The visitor declined.')
    await takeControl(parts)
    await visitor.ui.locator('.bar', { hasText: 'Ada Agent can act on this page' }).waitFor()

    // Text, check box, select by our picker, date by our picker.
    await point(parts, '#f-text')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Typed by Ada')
    await expect.poll(() => value('#f-text')).toBe('Typed by Ada')
    await point(parts, '#c1')
    await expect.poll(() => visitor.page.locator('#c1').isChecked()).toBe(true)
    await point(parts, '#one')
    await page.locator('.picker-options').selectOption({ label: 'Apple' })
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect.poll(() => value('#one')).toBe('a')
    await point(parts, '#f-date')
    await page.locator('.picker input').fill('2027-01-02')
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect.poll(() => value('#f-date')).toBe('2027-01-02')
    await visitor.ui.locator('.mark.highlight').waitFor()

    // SA-24, RC-6: nothing into what is hidden.
    await point(parts, '#f-password', 'label:has-text("password") >> input')
    await notice(page, 'That is hidden from you.')
    await page.keyboard.type('guess')
    expect(await value('#f-password')).toBe('initial')

    // RC-8: the visitor decides whether a form is sent.
    await point(parts, '#f-submit')
    await visitor.ui.getByText('Ada Agent wants to send this form.').waitFor()
    await visitor.ui.getByRole('button', { name: 'Decline' }).click()
    await notice(page, 'The visitor did not want to send the form.')

    // RC-11: told to the page, by place and without words.
    const told = await heard()
    expect(told).toContain('control on')
    expect(told.some((line) => /^text html:nth-of-type\(1\)>body.*input:nth-of-type\(1\)$/.test(line))).toBe(
      true,
    )
    expect(told.join()).not.toMatch(/Typed|Ada|2027/)

    // RC-3: over at once, whatever the agent still sends.
    await visitor.ui.getByRole('button', { name: 'Stop' }).click()
    await tool(page, ASK).waitFor()
    await notice(page, 'Control has ended.')
    await point(parts, '#c2')
    await page.keyboard.type('no')
    expect(await visitor.page.locator('#c2').isChecked()).toBe(true)
    expect((await heard()).at(-1)).toBe('control off')
  },
)

scenario(
  'RC-3, RC-9: control goes on on the next page; navigates within the site; Esc twice ends it',
  { path: 'index.html', timeoutMs: 150_000 },
  async (parts) => {
    const { meet, visitor, agent, stack } = parts
    await meet()
    await takeControl(parts)
    await tool(agent.page, 'Visitor’s page: go to an address').click()
    await agent.page.getByLabel('Address on this site').fill('/cases/forms.html')
    await agent.page.keyboard.press('Enter')
    await visitor.page.waitForURL('**/cases/forms.html')
    await visitor.ui.locator('.bar').waitFor()
    await agent.untilState('live')
    await expect.poll(async () => (await agent.stage()).locator('#f-text').count()).toBe(1)
    await point(parts, '#f-text')
    await agent.page.keyboard.type('!')
    await expect.poll(() => visitor.page.locator('#f-text').inputValue()).toBe('Plain text!')
    await tool(agent.page, 'Visitor’s page: go to an address').click()
    await agent.page.getByLabel('Address on this site').fill('https://evil.test/')
    await agent.page.keyboard.press('Enter')
    await notice(agent.page, 'Control does not lead to that address')
    expect(visitor.page.url()).toBe(new URL('cases/forms.html', stack.site).href)
    await visitor.page.keyboard.press('Escape')
    await visitor.page.keyboard.press('Escape')
    await tool(agent.page, ASK).waitFor()
    expect(await visitor.ui.locator('.bar').count()).toBe(0)
  },
)

scenario(
  'RC-6, T6: a page that hides or covers the banner stops the agent’s hands; the banner comes back on top',
  { path: 'cases/forms.html', timeoutMs: 120_000 },
  async (parts) => {
    const { meet, visitor, agent } = parts
    await meet()
    await takeControl(parts)
    const checked = () => visitor.page.locator('#r2').isChecked()
    await visitor.page.evaluate(() => {
      const cover = document.createElement('div')
      cover.popover = 'manual'
      Object.assign(cover.style, { inset: '0', width: '100vw', height: '70px', margin: '0', border: '0' })
      document.body.append(cover)
      // Again and again, faster than anybody can put it back.
      const id = setInterval(() => {
        cover.hidePopover()
        cover.showPopover()
      }, 1)
      Object.assign(window, { uncover: () => clearInterval(id) })
    })
    await point(parts, '#r2')
    await notice(agent.page, 'covers the visitor’s Stop button')
    expect(await checked()).toBe(false)
    await visitor.page.evaluate(() => {
      ;(window as unknown as { uncover(): void }).uncover()
      for (const one of document.querySelectorAll('[popover]')) one.remove()
      for (const one of document.querySelectorAll('sidelong-ui')) one.remove()
    })
    await visitor.ui.locator('.bar').waitFor()
    await expect
      .poll(
        async () => {
          await point(parts, '#r2')
          return checked()
        },
        { interval: 1_000, timeout: 15_000 },
      )
      .toBe(true)
  },
)
