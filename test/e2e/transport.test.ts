import type { Route } from 'playwright-core'
import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { scenario } from '../support/scenario.ts'

const canary = newCanary()

scenario(
  'where WebSockets are refused, uploads and long polls carry the visitor’s session, its pages, a break and its end',
  {
    hasLines: true,
    path: 'checkout.html',
    canaries: [canary],
    allowConsole: [
      /WebSocket connection to .* failed/,
      /ERR_(CONNECTION|SOCKET|EMPTY|INTERNET|NETWORK)/,
      /Failed to fetch/,
    ],
    timeoutMs: 120_000,
  },
  async (s) => {
    const { visitor, agent } = s
    s.lines.visitor.refuseUpgrades()
    await s.meet()
    await visitor.page.locator('#card-number').fill(canary)
    await visitor.page.locator('#given-name').fill('Maria')
    await s.untilEqual()
    // Nothing came through a WebSocket, and no secret through an address.
    expect(s.visitorTap.frames.filter(({ edge }) => edge === 'visitor-down')).toEqual([])
    const posts = s.visitorTap.requests.filter((one) => /\/v1\/visitor\/(open|send|poll)$/.test(one.url()))
    expect(posts.length).toBeGreaterThan(3)
    expect(posts.map((one) => one.url()).join('\n')).not.toMatch(/[?#]/)

    await visitor.goto('shop.html')
    await s.untilEqual(20_000)
    s.lines.visitor.cut()
    await visitor.page.evaluate(() => document.body.prepend('while it was cut'))
    await expect.poll(() => visitor.page.evaluate('Sidelong.state'), { timeout: 40_000 }).toBe('reconnecting')
    s.lines.visitor.restore()
    await agent.untilState('live')
    await s.untilEqual(20_000)
    await visitor.end()
    await agent.untilState('ended')
  },
)

scenario(
  'what carries a session without WebSockets is fetched again when it could not be had',
  {
    hasLines: true,
    allowConsole: [/WebSocket connection to .* failed/, /ERR_(FAILED|CONNECTION|SOCKET|EMPTY)/],
    timeoutMs: 60_000,
  },
  async (s) => {
    let failures = 0
    const abort = (route: Route) => {
      failures++
      return route.abort()
    }
    await s.visitor.context.route(/\/http\.js$/, abort, { times: 1 })
    s.lines.visitor.refuseUpgrades()
    await s.meet()
    await s.untilEqual(20_000)
    expect(failures).toBe(1)
  },
)
