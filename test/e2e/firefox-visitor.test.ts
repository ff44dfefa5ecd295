import { expect } from 'vitest'
import { ALWAYS_MASKED } from '../../src/visitor/privacy/always.ts'
import { newCanary } from '../support/canaries.ts'
import { useFirefox } from '../support/firefox-tab.ts'
import { DEMO_MASKS, type Scenario, scenario } from '../support/scenario.ts'
import { diffTrees, lineOf } from '../support/tree/compare.ts'
import { expectedTree } from '../support/tree/normalize.ts'

/* The main ways with the visitor in Firefox, driven over WebDriver BiDi; the agent is in Chromium. */

const WAIT = { timeout: 20_000 }
const firefox = useFirefox()

const goto = ({ stack }: Scenario, path: string) => firefox.tab.goto(new URL(path, stack.site).href)

const ownButton = (words: string) =>
  `[...(document.querySelector('sidelong-ui')?.shadowRoot?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim() === ${JSON.stringify(words)})`

/** Nodes and masks; what a browser makes of its own style sheets differs from one to the other. */
async function differences({ agent }: Scenario): Promise<string[]> {
  const raw = await firefox.tab.rawTree([...ALWAYS_MASKED, ...DEMO_MASKS])
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
    await firefox.tab.press(
      `document.querySelector('sidelong-ui')?.shadowRoot?.querySelector('button.start')`,
    )
    await firefox.tab.press(ownButton('Accept'))
    await expect.poll(() => firefox.tab.evaluate('Sidelong.session?.status ?? null'), WAIT).toBe('W')
    const key = (await firefox.tab.evaluate('Sidelong.getKey()')) as string
    await s.agent.login()
    await s.agent.join(key)
    await untilEqual(s)

    await firefox.tab.evaluate(`document.querySelector('main').insertAdjacentHTML('afterbegin',
      '<p class="secret">${inText}</p><input type="password" value="${inField}"><p id="open">Open words</p>' +
      '<input id="typed"><input id="hidden" class="secret">')`)
    await firefox.tab.press(`document.querySelector('#typed')`)
    await firefox.tab.type('Words typed in Firefox')
    await firefox.tab.press(`document.querySelector('#hidden')`)
    await firefox.tab.type(typed ?? '')
    const stage = await s.agent.stage()
    await expect.poll(() => stage.locator('#typed').inputValue(), WAIT).toBe('Words typed in Firefox')
    expect(await firefox.tab.evaluate(`document.querySelector('#hidden').value`)).toBe(typed)
    await untilEqual(s)

    for (const path of ['shop.html', 'help.html']) {
      await goto(s, path)
      await untilEqual(s)
      expect(await firefox.tab.evaluate('Sidelong.getKey()')).toBe(key)
    }
    await firefox.tab.evaluate('history.back()')
    await expect
      .poll(() => firefox.tab.evaluate('location.pathname').catch(() => null), WAIT)
      .toBe('/shop.html')
    await untilEqual(s)
    expect(await s.agent.state()).toBe('live')

    await firefox.tab.press(ownButton('End'))
    await s.agent.untilState('ended')
    expect(await firefox.tab.evaluate('document.cookie')).not.toContain('sidelong')
    expect(firefox.errors).toEqual([])
  },
)
