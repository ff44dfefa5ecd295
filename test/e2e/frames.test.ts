import { afterAll, expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { startOrigins } from '../support/origins.ts'
import { type Scenario, type ScenarioOptions, scenario } from '../support/scenario.ts'

/*
 * Frames of other origins: `shop` and `bank` and `maps` are trusted and carry the tag, `evil` carries it and is not
 * trusted, pages under /plain carry none.
 */

const secret = { own: newCanary('own'), typed: newCanary('typed'), outer: newCanary('outer') }
const page = (body: string) => `<!doctype html><html><head><title>t</title></head><body>${body}</body></html>`
const WAIT = { timeout: 10_000 }
const size = 'width="400" height="150"'

/** Notes every message that the page gets, and those on ports that it was handed. */
const SPY = `<script>
  window.heard = []
  addEventListener('message', (event) => {
    heard.push(JSON.stringify(event.data))
    for (const port of event.ports) port.onmessage = ({ data }) => heard.push('port ' + JSON.stringify(data))
  })
</script>`

const origins = await startOrigins({
  'shop/': page(`<h1>The shop</h1><iframe id="bank" ${size} src="@bank@/"></iframe>`),
  'shop/two': page(
    `<iframe ${size} src="@bank@/"></iframe><iframe ${size} src="@bank@/other"></iframe><p>two</p>`,
  ),
  'shop/nested': page(`<iframe ${size} src="@bank@/outer"></iframe>`),
  'shop/masked': page(`<div class="secret"><iframe ${size} src="@bank@/"></iframe></div><p>masked</p>`),
  'shop/untagged': page(
    `<p>before</p><iframe id="plain" ${size} src="@bank@/plain?token=${secret.outer}"></iframe>`,
  ),
  'shop/evil': page(`<p>with a stranger</p><iframe ${size} src="@evil@/guest"></iframe>`),
  'bank/': page(
    `<p id="words">Words of the bank</p><input id="open" value="first"><p class="secret">${secret.own}</p><input type="password" id="pin">`,
  ),
  'bank/other': page('<p>The other account</p>'),
  'bank/outer': page(`<p>Bank around maps</p><iframe ${size} src="@maps@/"></iframe>`),
  'bank/plain': page('<p>Nothing for the agent</p>'),
  'maps/': page('<p id="map">A map in the bank</p>'),
  'evil/guest': page(
    `${SPY}<p>Evil content</p><script>setInterval(() => parent.postMessage({ sidelong: 1 }, '*'), 50)</script>`,
  ),
  'evil/spy': page(`<iframe id="victim" ${size} src="@bank@/"></iframe><script>
    window.heard = []
    document.querySelector('#victim').onload = ({ target }) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data }) => heard.push(JSON.stringify(data))
      target.contentWindow.postMessage({ sidelong: 2, group: 4711, nonce: 'n'.repeat(32) }, '*', [port2])
      port1.postMessage({ type: 'start', round: 0, base: 65536, people: [],
        rules: { mode: 'listed', selectors: [], unmaskSelectors: [], urlDetail: 'full', title: 'show' } })
    }
  </script>`),
})
afterAll(() => origins.stop())

const trusted = ['shop', 'bank', 'maps'].map(origins.of)
const options: ScenarioOptions = {
  stack: {
    settings: {
      'site.origins': [...trusted, origins.of('evil'), 'http://127.0.0.1:*'],
      'site.trustedDomains': trusted.map((origin) => ({ origin, transport: 'fragment', bridgeUrl: null })),
    },
  },
  canaries: Object.values(secret),
  allowConsole: [/favicon/],
  skip: { tree: 'a frame of another origin cannot be read from the page; each test compares by itself' },
  timeoutMs: 90_000,
}

async function open(s: Scenario, path: string): Promise<void> {
  origins.tag(`${new URL(s.stack.console).origin}/visitor/loader.js`, 4711, ['shop', 'bank', 'maps', 'evil'])
  await s.visitor.page.goto(origins.of('shop') + path)
  await s.meet({ isEqual: false })
}

/** The words in all stages, of the page and of the frames in it. */
async function shown({ agent }: Scenario): Promise<string> {
  const parts: string[] = []
  for (const frame of agent.page.frames()) {
    if (!frame.url().includes('/stage')) continue
    parts.push(await frame.evaluate(() => document.body?.innerText ?? '').catch(() => ''))
  }
  return parts.join('\n')
}

const until = (s: Scenario, words: RegExp) => expect.poll(() => shown(s), WAIT).toMatch(words)
const label = async (s: Scenario) =>
  (await s.agent.stage()).locator('iframe').first().getAttribute('data-sl-unsent')
const inner = (s: Scenario, name: string) => {
  const found = s.visitor.page.frames().find((frame) => frame.url().startsWith(origins.of(name)))
  if (!found) throw new Error(`no frame of ${name}`)
  return found
}

scenario(
  'NV-13 MK-25: a tagged frame of a trusted origin is seen, follows, and keeps its masks',
  options,
  async (s) => {
    await open(s, '/')
    await until(s, /The shop[\s\S]*Words of the bank/)
    const bank = inner(s, 'bank')
    await bank.locator('#pin').fill(secret.typed)
    await bank.locator('#open').fill('second')
    await bank.evaluate(() => {
      const line = document.querySelector('#words') as HTMLElement
      line.textContent = 'New words of the bank'
    })
    await until(s, /New words of the bank/)
    const stage = s.agent.page.frames().find((frame) => frame.url().includes('/stage/nested'))
    await expect.poll(() => stage?.locator('#open').inputValue(), WAIT).toBe('second')
    expect(await stage?.locator('[data-sl-masked]').count()).toBe(2)
  },
)

scenario('NV-13: two frames of one origin, and a reload of the page around them', options, async (s) => {
  await open(s, '/two')
  await until(s, /two[\s\S]*Words of the bank[\s\S]*The other account/)
  await s.visitor.page.reload()
  await s.visitor.untilStatus('A')
  await until(s, /two[\s\S]*Words of the bank[\s\S]*The other account/)
})

scenario('NV-13: a frame of another origin inside one of yet another', options, async (s) => {
  await open(s, '/nested')
  await until(s, /Bank around maps[\s\S]*A map in the bank/)
  await inner(s, 'maps').evaluate(() => document.querySelector('#map')?.append(' that changed'))
  await until(s, /A map in the bank that changed/)
})

scenario(
  'NV-13 PL-6: a frame goes to a page without the tag, comes back, and is removed',
  options,
  async (s) => {
    await open(s, '/')
    await until(s, /Words of the bank/)
    await inner(s, 'bank').evaluate(() => location.assign('/plain'))
    await expect.poll(() => label(s), WAIT).toBe('foreign')
    expect(await shown(s)).not.toContain('bank')
    await inner(s, 'bank').evaluate(() => location.assign('/other'))
    await until(s, /The other account/)
    expect(await label(s)).toBe(null)
    await s.visitor.page.locator('#bank').evaluate((frame) => frame.remove())
    await expect.poll(() => shown(s), WAIT).not.toContain('The other account')
  },
)

scenario(
  'PL-6: a frame without the tag is a labelled box of its size; its address is not told',
  options,
  async (s) => {
    await open(s, '/untagged')
    await until(s, /before/)
    await expect.poll(() => label(s), WAIT).toBe('foreign')
    const box = await (await s.agent.stage()).locator('iframe').evaluate((frame) => {
      const { width, height } = frame.getBoundingClientRect()
      return [width, height, getComputedStyle(frame).backgroundImage.includes('another')]
    })
    expect(box).toEqual([404, 154, true])
  },
)

scenario('MK-7 MK-25: a frame under a mask does not join', options, async (s) => {
  await open(s, '/masked')
  await until(s, /masked/)
  await s.visitor.page.waitForTimeout(500)
  expect(await shown(s)).not.toContain('bank')
})

scenario('SA-26 NV-13: a tagged frame of an origin that is not trusted hears nothing', options, async (s) => {
  await open(s, '/evil')
  await until(s, /with a stranger/)
  await expect.poll(() => label(s), WAIT).toBe('foreign')
  await s.visitor.page.waitForTimeout(1_000)
  expect(await inner(s, 'evil').evaluate('heard')).toEqual([])
  expect(await shown(s)).not.toContain('Evil content')
})

scenario(
  'SA-26 NV-13: a page that is not trusted learns nothing of a tagged page in its frame',
  options,
  async (s) => {
    await open(s, '/')
    await until(s, /Words of the bank/)
    const before = s.visitorTap.requests.length
    const spy = await s.visitor.context.newPage()
    await spy.goto(`${origins.of('evil')}/spy`)
    // The frame has fetched its own settings by then, and made up its mind.
    const asked = () =>
      s.visitorTap.requests
        .slice(before)
        .filter((one) => one.url().endsWith('/v1/visitor/settings'))
        .filter((one) => one.frame().url().startsWith(origins.of('bank')))
    await expect.poll(() => asked().length, WAIT).toBe(1)
    await spy.waitForTimeout(500)
    expect(await spy.evaluate('heard')).toEqual([])
  },
)
