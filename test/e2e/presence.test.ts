import { afterAll, expect } from 'vitest'
import { startOrigins } from '../support/origins.ts'
import { scenario } from '../support/scenario.ts'

const WAIT = { timeout: 25_000 }
const QUERY = 'canary-of-the-query-4711'
const MASKED = 'canary-of-the-title-0815'

const page = (title: string, more = '') =>
  `<!doctype html><html><head>${title}</head><body><h1>The cart</h1><a href="/pay">pay</a>${more}</body></html>`
const origins = await startOrigins({
  'shop/': page('<title>Your cart</title>'),
  'shop/pay': page(`<title data-sidelong-mask>${MASKED}</title>`),
})
afterAll(() => origins.stop())

scenario(
  'PR-2 PR-3 PR-6 PR-8: a visitor is there, is invited from the console, declines, accepts, and the viewer opens by itself',
  {
    stack: {
      settings: {
        'site.origins': [origins.of('shop'), 'http://127.0.0.1:*'],
        'presence.enabled': true,
        // The visitor is asked all the same.
        'consent.mode': 'never',
      },
    },
    canaries: [QUERY, MASKED],
    // The second: the test's own script, which runs twice in a window without an opener.
    allowConsole: [/favicon/, /__testShadowRoots/],
    skip: { tree: 'the page is of another origin than the demo; its words are compared' },
    timeoutMs: 90_000,
  },
  async ({ stack, visitor, agent, visitorTap }) => {
    const { page: shop, ui } = visitor
    const { page: console } = agent
    await agent.login()
    await console.goto(`${stack.console}presence`)
    await console.getByText('Nobody is there right now').waitFor(WAIT)

    const loader = `${new URL(stack.console).origin}/visitor/loader.js`
    // PR-2: without an id, nothing but the scripts.
    const sockets: string[] = []
    shop.on('websocket', (socket) => sockets.push(socket.url()))
    origins.tag(loader, 4711, ['shop'], 'data-presence="on"')
    await shop.goto(`${origins.of('shop')}/?token=${QUERY}`)
    await shop.waitForFunction('Sidelong.ui.loaded')
    await shop.evaluate('Sidelong.ready')
    const before = visitorTap.requests.filter((one) => one.url().includes('/v1/')).map((one) => one.url())
    expect([sockets, before.filter((url) => !url.endsWith('/settings'))]).toEqual([[], []])
    await shop.evaluate(`Sidelong.setIdentity({ visitorId: 'c-20931' })`)
    const row = console.getByRole('listitem').filter({ hasText: 'c-20931' })
    await row.waitFor(WAIT)
    await shop.evaluate(`Sidelong.presence.update({ plan: 'gold' })`)
    await row.filter({ hasText: 'gold' }).waitFor(WAIT)
    await expect.poll(() => row.innerText(), WAIT).toMatch(/stated by visitor/)
    expect(await row.innerText()).toContain(`${origins.of('shop')}/`)
    expect(await row.innerText()).toContain('Your cart')

    await row.getByRole('button', { name: 'Invite c-20931' }).click()
    await ui.getByRole('button', { name: 'Decline' }).click(WAIT)
    await console.getByText('c-20931: The visitor has declined.').waitFor(WAIT)
    expect(await visitor.status()).toBe(null)

    // On the next page, whose title is masked.
    origins.tag(loader, 4711, ['shop'], 'data-presence="on" data-visitorid="c-20931"')
    await shop.getByRole('link', { name: 'pay' }).click()
    await row.filter({ hasText: 'Page without title' }).waitFor(WAIT)
    await row.getByRole('button', { name: 'Invite c-20931' }).click()
    await ui.getByRole('button', { name: 'Accept' }).click(WAIT)
    await console.waitForURL(/\/view\//, WAIT)
    await expect.poll(() => agent.state(), WAIT).toBe('live')
    const stage = await agent.stage()
    await expect.poll(() => stage.locator('h1').innerText(), WAIT).toBe('The cart')
    expect(await shop.evaluate('Sidelong.getKey()')).toBe('c-20931')
    expect(await visitor.status()).toBe('A')
  },
)
