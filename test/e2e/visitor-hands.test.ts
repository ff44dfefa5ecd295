import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { type Scenario, scenario } from '../support/scenario.ts'

/* A session from start to end on a phone, and without a pointer. */

async function join({ visitor, agent, untilEqual }: Scenario): Promise<void> {
  const key = await visitor.page.evaluate('Sidelong.getKey()')
  await agent.login()
  await agent.join(String(key))
  await untilEqual()
}

scenario(
  'PL-1 UI-2 UI-7: on a phone all controls are in view, and react to taps',
  {
    context: { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true, deviceScaleFactor: 3 },
  },
  async (s) => {
    const { ui, page } = s.visitor
    const tap = async (name: string) => {
      const button = ui.getByRole('button', { name, exact: true })
      await button.waitFor()
      const box = await button.boundingBox()
      expect(box?.x).toBeGreaterThanOrEqual(0)
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360)
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(640)
      await button.tap()
    }
    await ui.locator('button.start').tap()
    await tap('Accept')
    await ui.locator('.code b').waitFor()
    await join(s)
    await page.touchscreen.tap(180, 300)
    await page.evaluate('scrollTo(0, 200)')
    await s.untilEqual()
    await tap('Pause')
    await tap('Resume')
    await s.untilEqual()
    await tap('End')
    await s.agent.untilState('ended')
  },
)

scenario('UI-12: start, agree, pause, go on and end with the keyboard alone', {}, async (s) => {
  const { ui, page } = s.visitor
  const press = async (button: Locator) => {
    await button.waitFor()
    const hasFocus = () => button.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one)
    for (let i = 0; i < 60 && !(await hasFocus()); i++) await page.keyboard.press('Tab')
    expect(await hasFocus()).toBe(true)
    await page.keyboard.press('Enter')
  }
  const named = (name: string) => ui.getByRole('button', { name, exact: true })
  await press(ui.locator('button.start'))
  await press(named('Accept'))
  await ui.locator('.code b').waitFor()
  await join(s)
  await press(named('Pause'))
  await press(named('Resume'))
  await s.untilEqual()
  await press(named('End'))
  await s.agent.untilState('ended')
})
