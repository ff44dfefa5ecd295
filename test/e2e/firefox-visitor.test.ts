import { afterAll, beforeAll, expect } from 'vitest'
import { ALWAYS_MASKED } from '../../src/visitor/privacy/always.ts'
import { newCanary } from '../support/canaries.ts'
import { type Firefox, launchFirefox } from '../support/firefox.ts'
import { DEMO_MASKS, type Scenario, scenario } from '../support/scenario.ts'
import { diffTrees, lineOf } from '../support/tree/compare.ts'
import { expectedTree } from '../support/tree/normalize.ts'
import {
  FRAMES_KEY,
  type RawDocument,
  ROOTS_KEY,
  readRawTree,
  rememberClosedRoots,
} from '../support/tree/raw-tree.ts'

/* The main ways with the visitor in Firefox, driven over WebDriver BiDi; the agent is in Chromium. */

const WAIT = { timeout: 20_000 }
let firefox: Firefox
let tab: string

beforeAll(async () => {
  firefox = await launchFirefox()
  await firefox.send('script.addPreloadScript', {
    functionDeclaration: `() => (${rememberClosedRoots})({ rootsKey: ${JSON.stringify(ROOTS_KEY)} })`,
  })
  tab = (await firefox.send<{ context: string }>('browsingContext.create', { type: 'tab' })).context
}, 120_000)
afterAll(() => firefox?.stop())

const evaluate = (code: string) => firefox.evaluate(tab, code)

async function goto({ stack }: Scenario, path: string): Promise<void> {
  const url = new URL(path, stack.site).href
  await firefox.send('browsingContext.navigate', { context: tab, url, wait: 'complete' })
}

/** A real click on what the expression finds: our interface takes no other. */
async function press(element: string): Promise<void> {
  const middle = `(() => {
    const { x, y, width, height } = (${element})?.getBoundingClientRect() ?? {}
    return width ? [Math.round(x + width / 2), Math.round(y + height / 2)] : null
  })()`
  await expect.poll(() => evaluate(middle), WAIT).not.toBeNull()
  const [x, y] = (await evaluate(middle)) as [number, number]
  const actions = [
    { type: 'pointerMove', x, y },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ]
  await firefox.send('input.performActions', {
    context: tab,
    actions: [{ type: 'pointer', id: 'mouse', actions }],
  })
}

async function type(text: string): Promise<void> {
  const actions = [...text].flatMap((value) => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ])
  await firefox.send('input.performActions', {
    context: tab,
    actions: [{ type: 'key', id: 'keyboard', actions }],
  })
}

const ownButton = (words: string) =>
  `[...(document.querySelector('sidelong-ui')?.shadowRoot?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim() === ${JSON.stringify(words)})`

/** Nodes and masks; what a browser makes of its own style sheets differs from one to the other. */
async function differences({ agent }: Scenario): Promise<string[]> {
  const options = { masks: [...ALWAYS_MASKED, ...DEMO_MASKS], rootsKey: ROOTS_KEY, framesKey: FRAMES_KEY }
  const raw = (await evaluate(`(${readRawTree})(${JSON.stringify(options)})`)) as RawDocument
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
    await press(`document.querySelector('sidelong-ui')?.shadowRoot?.querySelector('button.start')`)
    await press(ownButton('Accept'))
    await expect.poll(() => evaluate('Sidelong.session?.status ?? null'), WAIT).toBe('W')
    const key = (await evaluate('Sidelong.getKey()')) as string
    await s.agent.login()
    await s.agent.join(key)
    await untilEqual(s)

    await evaluate(`document.querySelector('main').insertAdjacentHTML('afterbegin',
      '<p class="secret">${inText}</p><input type="password" value="${inField}"><p id="open">Open words</p>' +
      '<input id="typed"><input id="hidden" class="secret">')`)
    await press(`document.querySelector('#typed')`)
    await type('Words typed in Firefox')
    await press(`document.querySelector('#hidden')`)
    await type(typed ?? '')
    const stage = await s.agent.stage()
    await expect.poll(() => stage.locator('#typed').inputValue(), WAIT).toBe('Words typed in Firefox')
    expect(await evaluate(`document.querySelector('#hidden').value`)).toBe(typed)
    await untilEqual(s)

    for (const path of ['shop.html', 'help.html']) {
      await goto(s, path)
      await untilEqual(s)
      expect(await evaluate('Sidelong.getKey()')).toBe(key)
    }
    await evaluate('history.back()')
    await expect.poll(() => evaluate('location.pathname').catch(() => null), WAIT).toBe('/shop.html')
    await untilEqual(s)
    expect(await s.agent.state()).toBe('live')

    await press(ownButton('End'))
    await s.agent.untilState('ended')
    expect(await evaluate('document.cookie')).not.toContain('sidelong')
    const problems = firefox.events.filter(
      ({ method, params }) => method === 'log.entryAdded' && params['level'] === 'error',
    )
    expect(problems.map(({ params }) => params['text'])).toEqual([])
  },
)
