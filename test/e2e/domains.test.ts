import type { Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { startOrigins } from '../support/origins.ts'
import { type Scenario, type ScenarioOptions, scenario } from '../support/scenario.ts'

/*
 * Several domains of one company. `shop`, `bank` (codes in the fragment), `pay` (in the query) and `club` (by a bridge
 * page) are trusted; `other` carries the tag and is not trusted; pages under /plain carry none.
 */

const WAIT = { timeout: 25_000 }
/** What the page's own scripts see of its address, once they run at `load`. */
const NOTE = `<script>addEventListener('load', () => { window.seen = location.href })
  window.events = []
  ;(window.SidelongQueue ??= []).push((s) => { for (const name of ['handover', 'blocked', 'error'])
    s.on(name, ({ outcome, code }) => events.push(name + ' ' + (outcome ?? code))) })</script>`
const page = (title: string, body: string) =>
  `<!doctype html><html><head><title>t</title>${NOTE}</head><body><h1>${title}</h1>${body}</body></html>`

const origins = await startOrigins({
  'shop/': page(
    'The shop',
    `<a id="bank" href="@bank@/?a=1#part" referrerpolicy="no-referrer">bank</a>
    <a id="tab" href="@bank@/tab" target="_blank" rel="noopener">tab</a>
    <a id="pay" href="@pay@/?a=1#part">pay</a>
    <a id="other" href="@other@/">other</a>
    <a id="plain" href="/plain">uncovered</a>
    <form id="form" action="@bank@/found"><input name="q" value="x y"><button name="go" value="1">go</button></form>`,
  ),
  'shop/plain': page('Uncovered', `<a id="back" href="/">back</a>`),
  'bank/': page('Words of the bank', `<a id="shop" href="@shop@/">shop</a>`),
  'bank/tab': page('Another tab of the bank', ''),
  'bank/found': page('Found by the bank', ''),
  'bank/wrong': page('A page of another group', ''),
  'pay/': page('Time to pay', ''),
  'club/': page('The club', ''),
  // With the focus at the worst moment: the page has the session's secret and is about to close.
  'club/bridge': page('Bridge', `<script>setInterval(() => dispatchEvent(new Event('focus')), 1)</script>`),
  'other/': page('A stranger', ''),
})
afterAll(() => origins.stop())

const trusted = ['shop', 'bank', 'pay', 'club']
const options: ScenarioOptions = {
  stack: {
    settings: {
      'site.origins': [...trusted.map(origins.of), origins.of('other'), 'http://127.0.0.1:*'],
      'site.trustedDomains': trusted.map((name) => ({
        origin: origins.of(name),
        transport: name === 'pay' ? 'query' : name === 'club' ? 'bridge' : 'fragment',
        bridgeUrl: name === 'club' ? `${origins.of('club')}/bridge` : null,
      })),
      'masking.urlDetail': 'full',
    },
  },
  // The second: the test's own script, which runs twice in a window without an opener.
  allowConsole: [/favicon/, /__testShadowRoots/],
  skip: { tree: 'the pages are of other origins than the demo; each test compares by itself' },
  timeoutMs: 90_000,
}

async function open(s: Scenario): Promise<Page> {
  const loader = `${new URL(s.stack.console).origin}/visitor/loader.js`
  origins.tag(loader, 4711, [...trusted, 'other'])
  const { page: shop } = s.visitor
  await shop.goto(`${origins.of('shop')}/`)
  await s.meet({ isEqual: false })
  await until(s, /The shop/)
  return shop
}

async function shown({ agent }: Scenario): Promise<string> {
  const stage = agent.page.frames().find((frame) => frame.url().includes('/stage'))
  return (await stage?.evaluate(() => document.body?.innerText ?? '').catch(() => '')) ?? ''
}
const until = (s: Scenario, words: RegExp) => expect.poll(() => shown(s), WAIT).toMatch(words)
const accept = (one: Page) =>
  one.locator('sidelong-ui').getByRole('button', { name: 'Accept' }).click({ timeout: 10_000 })
const seen = (one: Page) => one.evaluate('window.seen') as Promise<string>
const events = (one: Page) => one.evaluate('window.events') as Promise<string[]>
const keyOf = (one: Page) => one.evaluate('Sidelong.getKey()') as Promise<string | null>
const call = (one: Page, source: string) => one.evaluate(source) as Promise<unknown>
/** Everything that our servers, and the agent, got to see. */
const traces = (s: Scenario) => s.agentTap.requests.map((one) => one.url()).join('\n') + s.stack.log()

scenario(
  'NV-8 NV-9 NV-11 GC-5: a link to a trusted domain, asked once, and back without',
  options,
  async (s) => {
    const visitor = await open(s)
    const key = await keyOf(visitor)
    const requests: string[] = []
    visitor.on('request', (one) => requests.push(`${one.url()} ${one.headers().referer ?? '-'}`))
    await visitor.locator('#bank').click()
    await accept(visitor)
    await until(s, /Words of the bank/)
    // The code is out of the address before the page reads it, and the rest is as it was.
    expect(await seen(visitor)).toBe(`${origins.of('bank')}/?a=1#part`)
    expect(await keyOf(visitor)).toBe(key)
    expect(requests.find((one) => one.startsWith(`${origins.of('bank')}/?a=1`))).toMatch(/ -$/)
    // A code in a request, in a log or at the agent would be a secret given away.
    expect(traces(s)).not.toMatch(/sidelong=\d/)
    const cookies = await visitor.context().cookies()
    const states = cookies.filter(({ name }) => name === 'sidelong').map(({ value }) => value.split('|'))
    expect(states).toHaveLength(2)
    expect(states[0]?.[1]).toBe(states[1]?.[1])
    expect(states[0]?.[2]).not.toBe(states[1]?.[2])
    await visitor.locator('#shop').click()
    await until(s, /The shop/)
    await visitor.locator('#bank').click()
    await until(s, /Words of the bank/)
  },
)

scenario(
  'NV-11 NV-2: a new tab, window.open and a GET form take the session along; declined, the way is free all the same',
  options,
  async (s) => {
    const visitor = await open(s)
    const { context } = s.visitor
    await visitor.locator('#form button').click()
    await s.visitor.ui.getByRole('button', { name: 'Decline' }).click()
    await visitor.waitForURL(/\/found/)
    expect(await seen(visitor)).toBe(`${origins.of('bank')}/found?q=x+y&go=1`)
    expect(await keyOf(visitor)).toBe(null)
    await visitor.goBack()
    // The agent has seen the shop all the time.
    await expect.poll(() => keyOf(visitor).catch(() => null), WAIT).not.toBe(null)
    await visitor.locator('#form button').click()
    await accept(visitor)
    await until(s, /Found by the bank/)
    expect(await seen(visitor)).toBe(`${origins.of('bank')}/found?q=x+y&go=1`)

    await visitor.goto(`${origins.of('shop')}/`)
    await until(s, /The shop/)
    const byLink = context.waitForEvent('page')
    await visitor.locator('#tab').click()
    const tab = await byLink
    await until(s, /Another tab of the bank/)
    await tab.close()
    await visitor.bringToFront()
    const byScript = context.waitForEvent('page')
    // The page gets the window that it asked for.
    await visitor.evaluate(`window.opened = window.open('${origins.of('bank')}/?pop', 'pop')`)
    const popup = await byScript
    await until(s, /Words of the bank/)
    expect(popup.url()).toBe(`${origins.of('bank')}/?pop`)
    expect(await visitor.evaluate('opened.closed')).toBe(false)
  },
)

scenario('NV-12: by script, with the code in the query, and by a bridge page', options, async (s) => {
  const visitor = await open(s)
  const bridges = s.visitor.context.waitForEvent('page')
  const joined = visitor.evaluate(
    `Sidelong.navigation.promptCrossDomain({ url: '${origins.of('club')}/', target: '', text: 'The club, too' })`,
  )
  await expect.poll(() => s.visitor.ui.getByText('The club, too').count()).toBe(1)
  await accept(visitor)
  const bridge = await bridges
  expect(await joined).toBe(true)
  expect(bridge.isClosed()).toBe(true)
  // The bridge page was never shown, and now the domain is joined.
  expect(await shown(s)).toMatch(/The shop/)
  expect(
    await call(visitor, `Sidelong.navigation.promptCrossDomain({ url: '${origins.of('club')}/' })`),
  ).toBe(true)
  await visitor.goto(`${origins.of('club')}/`)
  await until(s, /The club/)

  await visitor.goto(`${origins.of('shop')}/`)
  await until(s, /The shop/)
  void visitor
    .evaluate(`Sidelong.navigation.crossDomain({ url: '${origins.of('pay')}/?a=1#part' })`)
    .catch(() => {})
  await until(s, /Time to pay/)
  expect(await seen(visitor)).toBe(`${origins.of('pay')}/?a=1#part`)
  // Whoever comes by such an address later gets nowhere.
  await visitor.goto(`${origins.of('shop')}/`)
  await until(s, /The shop/)
})

scenario(
  'NV-8 NV-10 GC-5: not to a stranger, not twice, not into a page of another group',
  { ...options, allowConsole: [/favicon/, /status of 4(03|10)/, /__testShadowRoots/] },
  async (s) => {
    const visitor = await open(s)
    const refused = (url: string) =>
      visitor.evaluate(
        (to) =>
          (
            globalThis as never as { Sidelong: { navigation: { crossDomain(to: object): Promise<void> } } }
          ).Sidelong.navigation
            .crossDomain({ url: to })
            .then(
              () => 'gone',
              ({ code }: { code: string }) => code,
            ),
        url,
      )
    expect(await refused(`${origins.of('other')}/`)).toBe('handover-refused')
    expect(await refused('javascript:alert(1)')).toBe('bad-params')
    expect(await events(visitor)).toContain('handover failed')

    // A code that somebody has seen is worth nothing at another origin, nor a second time.
    let code = ''
    await visitor.route('**/v1/visitor/handover', async (route) => {
      const response = await route.fetch()
      code = ((await response.json()) as { code: string }).code
      await route.fulfill({ response })
    })
    void visitor
      .evaluate(`Sidelong.navigation.crossDomain({ url: '${origins.of('bank')}/' })`)
      .catch(() => {})
    await until(s, /Words of the bank/)
    await visitor.goto(`${origins.of('bank')}/tab#sidelong=${code}`)
    await until(s, /Another tab of the bank/)
    await expect.poll(() => events(visitor)).toContain('error handover-expired')
    expect(visitor.url()).toBe(`${origins.of('bank')}/tab`)

    // A tag of another group: the code is shown to nobody.
    const posts: string[] = []
    visitor.on('request', (one) => posts.push(`${one.url()} ${one.postData()}`))
    await visitor.context().clearCookies()
    origins.tag(`${new URL(s.stack.console).origin}/visitor/loader.js`, 999, ['bank'])
    await visitor.goto(`${origins.of('bank')}/wrong#sidelong=${code}`)
    await expect.poll(() => events(visitor)).toContain('blocked group-not-allowed')
    // Only the page's own settings are asked for, by its own group.
    expect(posts.filter((one) => /\/v1\/(?!visitor\/settings \{"groupId":999,)/.test(one))).toEqual([])
    expect(posts.filter((one) => one.includes('/v1/') && one.includes(code))).toEqual([])
  },
)

scenario('NV-5 NV-6: an uncovered page sends nothing, an announced absence is told', options, async (s) => {
  const visitor = await open(s)
  await call(visitor, `Sidelong.navigation.expectAbsence({ seconds: 300, note: 'Paying at the bank' })`)
  await visitor.locator('#plain').click()
  await visitor.waitForURL(/\/plain$/)
  const frames = s.visitorTap.frames.length
  await expect.poll(() => s.agent.page.locator('body').innerText(), WAIT).toContain('Paying at the bank')
  expect(await shown(s)).not.toContain('Uncovered')
  expect(s.visitorTap.frames.length).toBe(frames)
  await visitor.locator('#back').click()
  await until(s, /The shop/)
  await expect.poll(() => s.agent.page.locator('body').innerText(), WAIT).not.toContain('Paying at the bank')
})

scenario('NV-3: the shown tab closes while another one is open', options, async (s) => {
  const visitor = await open(s)
  const second = await s.visitor.context.newPage()
  await second.goto(`${origins.of('shop')}/`)
  await second.bringToFront()
  await second.evaluate(`document.querySelector('h1').textContent = 'The second tab'`)
  await until(s, /The second tab/)
  await second.close()
  await visitor.bringToFront()
  // Under test Chromium lets every page believe that it has focus, so it says nothing of this.
  await visitor.evaluate("window.dispatchEvent(new Event('focus'))")
  await until(s, /The shop/)
})
