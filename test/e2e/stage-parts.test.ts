import { expect } from 'vitest'
import { scenario } from '../support/scenario.ts'

scenario(
  'VW-9: without a part that the page needs, the shell makes another stage, until one can show it',
  { path: 'shop.html', timeoutMs: 90_000, allowConsole: [/ERR_FAILED/] },
  async (s) => {
    const replaced = (): number =>
      s.agentTap.frames.filter(
        ({ data }) => typeof data === 'string' && data.includes('"reason":"stage-replaced"'),
      ).length
    await s.meet()
    await s.agent.page.route(/\/stage\/parts\//, (route) => route.abort())
    await s.visitor.page.evaluate(() => {
      const frame = document.createElement('iframe')
      frame.srcdoc = '<p>inside</p>'
      document.body.append(frame)
    })
    await expect.poll(replaced).toBeGreaterThan(1)
    await s.agent.page.unroute(/\/stage\/parts\//)
    await s.untilEqual(20_000)
    expect(await (await s.agent.stage()).frameLocator('iframe').locator('p').textContent()).toBe('inside')
  },
)
