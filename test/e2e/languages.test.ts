import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { scenario } from '../support/scenario.ts'

/** What sticks out of the bar or of a button at this width. */
async function cutAt(page: Page, width: number): Promise<string[]> {
  await page.setViewportSize({ width, height: 800 })
  return page.evaluate(() => {
    const parts = [...document.querySelectorAll<HTMLElement>('.bar > *, .bar button, .card *, .rail button')]
    return parts
      .filter((part) => part.offsetParent !== null)
      .filter((part) => {
        const { left, right } = part.getBoundingClientRect()
        const isButton = part.matches('button')
        return left < 0 || right > window.innerWidth || (isButton && part.scrollWidth > part.clientWidth + 1)
      })
      .map((part) => `${part.className}: ${part.textContent}`)
  })
}

scenario('VW-10: who reads German joins in German, also by link, and after a reload', {}, async (s) => {
  const { page } = s.agent
  const lang = () => page.evaluate(() => document.documentElement.lang)
  const status = page.getByRole('status').first()
  const key = await s.visitor.start()
  await s.agent.login()
  await page.goto(new URL('account', s.stack.console).href)
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de')
  await page.getByRole('heading', { name: 'Sprache' }).waitFor()
  await page.goto(s.stack.console)
  await s.agent.join(key)
  await s.untilEqual()
  expect(await lang()).toBe('de')
  await page.getByRole('button', { name: 'Sitzung beenden' }).waitFor()
  for (const width of [400, 1280]) expect(await cutAt(page, width)).toEqual([])

  await s.visitor.ui.getByRole('button', { name: 'Pause' }).click()
  await s.agent.untilState('paused')
  expect(await status.innerText()).toBe('Vom Besucher pausiert')
  for (const width of [400, 1280]) expect(await cutAt(page, width)).toEqual([])
  await page.reload()
  await s.agent.untilState('paused')
  expect(await status.innerText()).toBe('Vom Besucher pausiert')
  await s.visitor.ui.getByRole('button', { name: 'Resume' }).click()
  await s.agent.untilState('live')

  await s.agent.joinByLink(key)
  await page.getByRole('button', { name: 'Sitzung beenden' }).click()
  await page.getByRole('button', { name: 'Für alle beenden' }).click()
  await s.agent.untilState('ended')
  expect(await status.innerText()).toBe('Sitzung beendet')
  expect(await page.title()).toBe('Sitzung beendet – Sidelong')
})
