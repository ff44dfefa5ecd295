import { expect } from 'vitest'
import { scenario } from '../support/scenario.ts'

/* Strict assets (SECURITY 2.2, `assets.policy` = `listed`), with a site and a host of its assets on names of their own. */

const stack = { isTls: true, settings: { 'assets.policy': 'listed' } }

scenario(
  'strict assets: the site’s own hosts are loaded, others are not, in no frame; they stand in the list with the cause',
  {
    stack,
    path: 'cases/frames.html',
    allowConsole: [/assets\.lindenhof\.test|Content Security Policy/],
  },
  async ({ stack: { admin, console: consoleUrl }, visitor, agent, meet, untilEqual }) => {
    const asked: string[] = []
    agent.context.on('response', (one) => asked.push(new URL(one.url()).hostname))
    await meet()
    await visitor.page.evaluate(() => {
      const base = `https://assets.lindenhof.test:${location.port}/img/linde.svg`
      const add = (to: Document, id: string) => {
        const image = Object.assign(to.createElement('img'), { src: `${base}?${id}`, id, alt: '' })
        to.body.append(image)
      }
      add(document, 'top')
      const inner = document.querySelector('iframe')?.contentDocument
      if (inner) add(inner, 'inner')
      const own = Object.assign(new Image(), { src: '/img/linde.svg', id: 'own', alt: '' })
      document.body.append(own)
      document.body.style.backgroundImage = `url(${base}?background)`
    })
    await untilEqual()
    const stage = await agent.stage()
    expect(new URL(stage.url()).pathname).toMatch(/^\/stage\/[\w-]{22}$/)
    const nested = agent.page.frames().filter((frame) => frame.url().includes('nested'))
    expect(nested.length).toBeGreaterThan(0)
    for (const frame of nested) expect(frame.url()).toContain(`${stage.url()}/nested`)
    const width = (id: string) =>
      stage.evaluate((one) => (document.getElementById(one) as HTMLImageElement | null)?.naturalWidth, id)
    await expect.poll(() => width('own')).toBeGreaterThan(0)
    expect(await width('top')).toBe(0)
    await agent.page.locator('.failure-count').click()
    const listed = agent.page.locator('.failure-entries li', { hasText: 'assets.lindenhof.test' })
    await expect.poll(() => listed.first().innerText()).toContain('takes nothing from this address')
    expect(asked.filter((host) => host === 'assets.lindenhof.test')).toEqual([])

    // What viewers told stands in the settings, without its path, with a button that lists it beside the site's own.
    await agent.leave()
    await agent.untilState('ended')
    const { page } = agent
    await agent.context.clearCookies()
    await page.goto(`${consoleUrl}settings`)
    await agent.login(admin)
    const field = page.locator('[data-setting="assets.hosts"]')
    const row = field.getByRole('listitem').filter({ hasText: 'assets.lindenhof.test' })
    await row.waitFor()
    expect(await row.innerText()).toMatch(
      /assets\.lindenhof\.test:\d+\s+Sessions that asked it: \d · Sessions that were not allowed to: 1/,
    )
    await row.getByRole('button', { name: 'Allow assets.lindenhof.test' }).click()
    await expect
      .poll(() => field.getByRole('textbox').inputValue())
      .toMatch(/\n.*assets\.lindenhof\.test:\d+$/)
    expect(await row.count()).toBe(0)
  },
)
