import { expect } from 'vitest'
import { LIMITS } from '../../src/protocol/limits.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

const PERIOD_MS = LIMITS.digestDelayMs + 1_500

async function change({ visitor }: Scenario, word: string): Promise<void> {
  await visitor.page.evaluate((text) => {
    const line = document.createElement('p')
    line.textContent = text
    document.body.prepend(line)
  }, word)
}

scenario(
  'MIRROR 5: a stage that was tampered with shows the right page again within one digest',
  { path: 'shop.html', timeoutMs: 90_000 },
  async (s) => {
    const resyncs = (): number =>
      s.agentTap.frames.filter(({ data }) => typeof data === 'string' && data.includes('"reason":"drift"'))
        .length
    await s.meet()
    await change(s, 'all is well')
    await s.visitor.page.waitForTimeout(PERIOD_MS)
    expect(resyncs()).toBe(0)
    const stage = await s.agent.stage()
    await stage.evaluate(() => document.querySelector('h1, h2, p')?.remove())
    await change(s, 'something else')
    await expect.poll(resyncs, { timeout: PERIOD_MS + 5_000 }).toBe(1)
    await s.untilEqual(20_000)
  },
)
