import { expect } from 'vitest'
import { scenario } from '../support/scenario.ts'

scenario('shots', { path: 'cases/forms.html', timeoutMs: 120_000, skip: { tree: 'x', console: 'x', frames: 'x' } }, async (parts) => {
  const { meet, visitor, agent } = parts
  await meet()
  const { page } = agent
  const shot = async (name: string) => {
    await page.screenshot({ path: `/tmp/shots/${name}-agent.png` })
    await visitor.page.screenshot({ path: `/tmp/shots/${name}-visitor.png` })
  }
  const stage = await agent.stage()
  const at = async (selector: string) => {
    const box = (await stage.locator(selector).boundingBox())!
    return [box.x + Math.min(box.width / 2, 40), box.y + box.height / 2] as const
  }
  await page.setViewportSize({ width: 1280, height: 760 })
  await page.getByRole('button', { name: 'Highlight an element' }).click()
  await page.mouse.click(...(await at('#f-email')))
  await page.getByRole('button', { name: 'Pen', exact: true }).click()
  const [x, y] = await at('#f-range')
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let i = 0; i < 40; i++) await page.mouse.move(x + i * 3, y + 20 * Math.sin(i / 4))
  await page.mouse.up()
  await page.getByRole('button', { name: 'Arrow', exact: true }).click()
  await page.mouse.move(x + 200, y + 100)
  await page.mouse.down()
  await page.mouse.move(x + 60, y + 30, { steps: 5 })
  await page.mouse.up()
  await page.getByRole('button', { name: 'Laser pointer' }).click()
  await page.mouse.move(x - 30, y + 60, { steps: 5 })
  await visitor.ui.locator('.mark.laser i').waitFor()
  await shot('1-draw')
  await page.getByRole('button', { name: 'Ask the visitor for control' }).click()
  await visitor.ui.getByRole('button', { name: 'Accept' }).waitFor()
  await shot('2-ask')
  await visitor.ui.getByRole('button', { name: 'Accept' }).click()
  await page.getByRole('button', { name: 'Give control back' }).waitFor()
  await page.mouse.click(...(await at('#f-text')))
  await page.keyboard.type(' and more')
  await page.mouse.click(...(await at('#one')))
  await page.locator('.picker').waitFor()
  await shot('3-control')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Follow the visitor’s scrolling' }).click()
  await page.mouse.move(x, y)
  await page.getByRole('button', { name: 'Give control back' }).click()
  await page.getByRole('button', { name: 'Ask the visitor for control' }).waitFor()
  await page.getByRole('button', { name: 'Search the page' }).click()
  await page.getByLabel('Words on the page').fill('progress')
  await page.keyboard.press('Enter')
  await page.waitForTimeout(500)
  await shot('4-find')
  await page.setViewportSize({ width: 400, height: 640 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForTimeout(300)
  await shot('5-narrow')
  expect(1).toBe(1)
})
