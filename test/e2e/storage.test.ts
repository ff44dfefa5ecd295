import { expect } from 'vitest'
import { type Scenario, scenario } from '../support/scenario.ts'

/* SE-11: browsers that keep nothing. All other scenarios run in private windows: each side has a context that is off the record. */

async function startWithout(s: Scenario): Promise<string> {
  await s.visitor.page.reload()
  await s.visitor.page.evaluate("window.codes = []; Sidelong.on('error', ({ code }) => codes.push(code))")
  return s.meet()
}

scenario('SE-11: cookies blocked: the session goes on over page loads, in its tab alone', {}, async (s) => {
  const { page, context } = s.visitor
  const blocked = async (one: typeof page) =>
    (await context.newCDPSession(one)).send('Emulation.setDocumentCookieDisabled', { disabled: true })
  await blocked(page)
  const key = await startWithout(s)
  expect(await page.evaluate('document.cookie')).toBe('')
  expect(await page.evaluate('codes')).toEqual(['storage-blocked'])
  await s.visitor.goto('checkout.html')
  await s.untilEqual()
  expect(await page.evaluate('Sidelong.getKey()')).toBe(key)

  const tab = await context.newPage()
  await blocked(tab)
  await tab.goto(page.url())
  expect(await tab.evaluate('Sidelong.session')).toBeNull()
  await tab.close()
})

scenario(
  'SE-11: all storage blocked: a session runs as long as its page, and the next page works without',
  {},
  async (s) => {
    const { page } = s.visitor
    await page.addInitScript(() => {
      const refuse = {
        get() {
          throw new DOMException('blocked', 'SecurityError')
        },
      }
      for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, refuse)
      Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => undefined })
    })
    await startWithout(s)
    expect(await page.evaluate('codes')).toEqual(['storage-blocked'])
    await page.evaluate("document.body.append('more')")
    await s.untilEqual()
    await s.visitor.goto('checkout.html')
    await s.visitor.ui.locator('button.start').waitFor()
    expect(await page.evaluate('Sidelong.session')).toBeNull()
  },
)
