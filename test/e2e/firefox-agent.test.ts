import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { useFirefox } from '../support/firefox-tab.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { diffTrees, lineOf } from '../support/tree/compare.ts'
import { shownTree } from '../support/tree/normalize.ts'

/* The main ways with the agent in Firefox, driven over WebDriver BiDi; the visitor is in Chromium. */

const WAIT = { timeout: 20_000 }
const STAGE = /\/stage(\/[\w-]{22})?(\/quirks|\/limited)?$/
/** WebDriver's Enter key (w3.org/TR/webdriver2, table of keys). */
const ENTER = '\uE007'
const firefox = useFirefox()

const untilState = (state: string) =>
  expect
    .poll(() => firefox.tab.evaluate('document.body?.dataset.state ?? null').catch(() => null), WAIT)
    .toBe(state)

const named = (label: string) => `document.querySelector('[aria-label=${JSON.stringify(label)}]')`
const worded = (words: string) =>
  `[...document.querySelectorAll('button')].find((one) => one.textContent.trim() === ${JSON.stringify(words)})`

/** Nodes and masks; what a browser makes of its own style sheets differs from one to the other. */
async function differences({ visitor }: Scenario): Promise<string[]> {
  const stage = shownTree(await firefox.tab.rawTree([], STAGE))
  return diffTrees(await visitor.tree(), stage, { max: 1_000 })
    .differences.filter(({ kind }) => kind === 'nodes')
    .map(lineOf)
}
const untilEqual = (s: Scenario) =>
  expect.poll(() => differences(s).catch((error: unknown) => [String(error)]), WAIT).toEqual([])

async function login({ stack }: Scenario): Promise<void> {
  await firefox.tab.goto(stack.console)
  await firefox.tab.press(`document.querySelector('input[name=email]')`)
  await firefox.tab.type(stack.agent.email)
  await firefox.tab.press(`document.querySelector('input[name=password]')`)
  await firefox.tab.type(stack.agent.password)
  await firefox.tab.press(`document.querySelector('button[type=submit]')`)
  await expect
    .poll(() => firefox.tab.evaluate(`document.querySelector('input[name=email]') === null`), WAIT)
    .toBe(true)
}

const canaries = [newCanary(), newCanary()]
const [inText, inField] = canaries

scenario(
  'PL-1: an agent in Firefox logs in, joins by code, sees the page live, points, follows to other pages, and ends',
  { canaries, skip: { tree: 'the agent is in Firefox, and the stage compared by this test itself' } },
  async (s) => {
    const { visitor } = s
    const key = await visitor.start()
    await login(s)
    await firefox.tab.press(`document.querySelector('form input')`)
    await firefox.tab.type(key + ENTER)
    await untilState('live')
    await untilEqual(s)

    await visitor.page.evaluate(
      ([text, value]) =>
        document
          .querySelector('main')
          ?.insertAdjacentHTML(
            'afterbegin',
            `<p class="secret">${text}</p><input type="password" value="${value}"><p>Open words</p>`,
          ),
      [inText, inField],
    )
    await untilEqual(s)
    expect(JSON.stringify(await firefox.tab.rawTree([], STAGE))).toContain('Open words')

    await firefox.tab.press(named('Laser pointer'))
    await firefox.tab.press(`document.querySelector('iframe')`)
    const laser = visitor.ui.locator('.mark.laser')
    await laser.locator('i').waitFor()
    expect(await laser.locator('b').textContent()).toBe('Ada Agent')

    for (const path of ['shop.html', 'checkout.html']) {
      await visitor.goto(path)
      await untilEqual(s)
    }
    await untilState('live')

    await firefox.tab.press(`document.querySelector('.end-controls button:last-of-type')`)
    await firefox.tab.press(worded('End for everyone'))
    await untilState('ended')
    await visitor.untilStatus(null)
    expect(firefox.errors).toEqual([])
  },
)
