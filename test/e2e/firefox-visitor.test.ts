import { afterAll, beforeAll, expect } from 'vitest'
import { ALWAYS_MASKED } from '../../src/visitor/privacy/always.ts'
import { newCanary } from '../support/canaries.ts'
import { type Firefox, launchFirefox } from '../support/firefox.ts'
import { type FirefoxTab, openFirefoxTab } from '../support/firefox-tab.ts'
import { DEMO_MASKS, type Scenario, scenario } from '../support/scenario.ts'
import { diffTrees, lineOf } from '../support/tree/compare.ts'
import { expectedTree } from '../support/tree/normalize.ts'

/* The main ways with the visitor in Firefox, driven over WebDriver BiDi; the agent is in Chromium. */

const WAIT = { timeout: 20_000 }
let firefox: Firefox
let tab: FirefoxTab

beforeAll(async () => {
  firefox = await launchFirefox()
  tab = await openFirefoxTab(firefox)
}, 120_000)
afterAll(() => firefox?.stop())

const goto = ({ stack }: Scenario, path: string) => tab.goto(new URL(path, stack.site).href)

const ownButton = (words: string) =>
  `[...(document.querySelector('sidelong-ui')?.shadowRoot?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim() === ${JSON.stringify(words)})`

/** Nodes and masks; what a browser makes of its own style sheets differs from one to the other. */
async function differences({ agent }: Scenario): Promise<string[]> {
  const raw = await tab.rawTree([...ALWAYS_MASKED, ...DEMO_MASKS])
  return diffTrees(expectedTree(raw), await agent.tree(), { max: 1_000 })
    .differences.filter(({ kind }) => kind === 'nodes')
    .map(lineOf)
}
const untilEqual = (s: Scenario) =>
  expect.poll(() => differences(s).catch((error: unknown) => [String(error)]), WAIT).toEqual([])

const canaries = [newCanary(), newCanary(), newCanary()]
const [inText, inField, typed] = canaries

scenario(
  'PL-1: a visitor in Firefox starts, is seen, types, keeps masks, goes to other pages, and ends',
  { canaries, skip: { tree: 'the visitor is in Firefox, and compared by this test itself' } },
  async (s) => {
    await goto(s, 'checkout.html')
    await tab.press(`document.querySelector('sidelong-ui')?.shadowRoot?.querySelector('button.start')`)
    await tab.press(ownButton('Accept'))
    await expect.poll(() => tab.evaluate('Sidelong.session?.status ?? null'), WAIT).toBe('W')
    const key = (await tab.evaluate('Sidelong.getKey()')) as string
    await s.agent.login()
    await s.agent.join(key)
    await untilEqual(s)

    await tab.evaluate(`document.querySelector('main').insertAdjacentHTML('afterbegin',
      '<p class="secret">${inText}</p><input type="password" value="${inField}"><p id="open">Open words</p>' +
      '<input id="typed"><input id="hidden" class="secret">')`)
    await tab.press(`document.querySelector('#typed')`)
    await tab.type('Words typed in Firefox')
    await tab.press(`document.querySelector('#hidden')`)
    await tab.type(typed ?? '')
    const stage = await s.agent.stage()
    await expect.poll(() => stage.locator('#typed').inputValue(), WAIT).toBe('Words typed in Firefox')
    expect(await tab.evaluate(`document.querySelector('#hidden').value`)).toBe(typed)
    await untilEqual(s)

    for (const path of ['shop.html', 'help.html']) {
      await goto(s, path)
      await untilEqual(s)
      expect(await tab.evaluate('Sidelong.getKey()')).toBe(key)
    }
    await tab.evaluate('history.back()')
    await expect.poll(() => tab.evaluate('location.pathname').catch(() => null), WAIT).toBe('/shop.html')
    await untilEqual(s)
    expect(await s.agent.state()).toBe('live')

    await tab.press(ownButton('End'))
    await s.agent.untilState('ended')
    expect(await tab.evaluate('document.cookie')).not.toContain('sidelong')
    const problems = firefox.events.filter(
      ({ method, params }) => method === 'log.entryAdded' && params['level'] === 'error',
    )
    expect(problems.map(({ params }) => params['text'])).toEqual([])
  },
)
