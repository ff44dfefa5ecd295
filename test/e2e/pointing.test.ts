import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openAgent } from '../support/agent.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

/* Agents point and draw (VW-4, UI-10): what arrives at the visitor and at the other agents. */

const tool = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })

/** The middle of an element of the mirrored page, in the agent's window. */
export async function middleOf(
  { agent }: Pick<Scenario, 'agent'>,
  selector: string,
): Promise<[number, number]> {
  const stage = await agent.stage()
  const box = await stage.locator(selector).boundingBox()
  if (!box) throw new Error(`${selector} is not shown`)
  return [box.x + box.width / 2, box.y + box.height / 2]
}

async function centerOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('not shown')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

scenario(
  'VW-4, UI-10: laser, highlight, ripple and drawings arrive where the agent means, with name, and take no clicks',
  { path: 'cases/forms.html', timeoutMs: 120_000 },
  async (parts) => {
    const { meet, visitor, agent, browser, stack } = parts
    const key = await meet()
    const { page } = agent
    const marks = visitor.ui.locator('.mark')
    expect(await marks.count()).toBe(0)

    // Laser: follows the pointer, over the same element.
    await tool(page, 'Laser pointer').click()
    const at = await middleOf(parts, '#set-values')
    await page.mouse.move(...at)
    const laser = visitor.ui.locator('.mark.laser')
    await laser.locator('i').waitFor()
    expect(await laser.locator('b').textContent()).toBe('Ada Agent')
    const button = visitor.page.locator('#set-values')
    const [dot, middle] = [await centerOf(laser.locator('i')), await centerOf(button)]
    expect(Math.hypot(dot.x - middle.x, dot.y - middle.y)).toBeLessThan(4)

    // It lies above the page and in nobody's way.
    await button.click()
    await visitor.page.locator('#status', { hasNotText: 'ready' }).waitFor()

    // Highlight, on both sides; a second agent sees it too.
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const other = await openAgent(context, stack)
    await other.login()
    await other.join(key)
    await tool(page, 'Highlight an element').click()
    await page.mouse.click(...(await middleOf(parts, '#f-text')))
    for (const side of [visitor.ui, page.locator('.marks'), other.page.locator('.marks')])
      await side.locator('.mark.highlight').waitFor()
    const [frame, field] = [
      await visitor.ui.locator('.mark.highlight').boundingBox(),
      await visitor.page.locator('#f-text').boundingBox(),
    ]
    expect(
      Math.abs((frame?.x ?? 0) - (field?.x ?? -9)) + Math.abs((frame?.width ?? 0) - (field?.width ?? -9)),
    ).toBeLessThan(3)
    const theirs = await other.page.locator('.mark.highlight b').textContent()
    expect(theirs).toBe('Ada Agent')

    // A drawing scrolls along with what it was drawn on.
    await tool(page, 'Arrow').click()
    const [x, y] = await middleOf(parts, '#f-email')
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 60, y + 30, { steps: 4 })
    await page.mouse.up()
    const path = visitor.ui.locator('.mark path')
    await path.waitFor({ state: 'attached' })
    await other.page.locator('.marks path').waitFor({ state: 'attached' })
    const place = () => path.evaluate((one) => one.getBoundingClientRect().top)
    const before = await place()
    await visitor.page.mouse.wheel(0, 120)
    await visitor.page.waitForFunction(() => scrollY > 60)
    const scrolled = await visitor.page.evaluate(() => scrollY)
    await expect.poll(async () => Math.abs(before - (await place()) - scrolled)).toBeLessThan(2)

    // By keyboard: choose, move the cross, press, move, press.
    await tool(page, 'Rectangle').focus()
    await page.keyboard.press('Enter')
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await expect.poll(() => path.count()).toBe(2)
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => path.last().getAttribute('d')).toMatch(/^M-?\d+ -?\d+H-?\d+V-?\d+H-?\d+Z$/)
    await page.keyboard.press('Escape')

    await tool(page, 'Clear my drawings').click()
    await expect.poll(() => path.count()).toBe(0)
    await expect.poll(() => other.page.locator('.marks path').count()).toBe(0)
    await context.close()
  },
)
