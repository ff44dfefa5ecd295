import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Request } from 'playwright-core'
import { expect } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { scenario } from '../support/scenario.ts'

scenario(
  'SE-1 JN-2: a visitor starts, an agent joins by the code and sees the page',
  {},
  async ({ meet, visitor }) => {
    const key = await meet()
    expect(key).toMatch(/^[1-9]\d{5}$/)
    expect(await visitor.status()).toBe('A')
  },
)

scenario(
  'JN-1: a join link leads through the log-in to the session',
  {},
  async ({ visitor, agent, stack, untilEqual }) => {
    const key = await visitor.start()
    await agent.page.goto(stack.join + key)
    await agent.login()
    await agent.untilState('live')
    await untilEqual()
  },
)

scenario('NV-1: the session goes on over page loads', {}, async ({ meet, visitor, agent, untilEqual }) => {
  const key = await meet()
  for (const path of ['shop.html', 'cart.html', 'help.html']) {
    await visitor.goto(path)
    await visitor.untilStatus('A')
    await untilEqual()
  }
  expect(await visitor.page.evaluate('Sidelong.getKey()')).toBe(key)
  expect(await agent.state()).toBe('live')
})

scenario('LC-7 UI-7: the visitor ends the session with one click', {}, async ({ meet, visitor, agent }) => {
  await meet()
  await visitor.end()
  await visitor.untilStatus(null)
  await agent.untilState('ended')
  const cookies = await visitor.context.cookies()
  expect(cookies.filter(({ name }) => name.startsWith('sidelong'))).toEqual([])
})

scenario('LC-7: the agent ends the session for both', {}, async ({ meet, visitor, agent }) => {
  await meet()
  await agent.end()
  await agent.untilState('ended')
  await visitor.untilStatus(null)
})

scenario('VW-5: an agent leaves, the session goes on, and the agent comes back', {}, async (s) => {
  const key = await s.meet()
  await s.agent.leave()
  await s.agent.untilState('ended')
  expect(await s.visitor.status()).toBe('A')
  await s.agent.joinByLink(key)
  await s.untilEqual()
})

/** Names of the cookies that go along with a request, and that its answer sets. */
async function cookiesOf(request: Request): Promise<string[]> {
  const sent = (await request.allHeaders())['cookie']?.split('; ') ?? []
  const set = (await (await request.response())?.headersArray()) ?? []
  const values = [...sent, ...set.flatMap(({ name, value }) => (/^set-cookie$/i.test(name) ? [value] : []))]
  return values.map((value) => value.split('=', 1)[0] ?? '')
}

scenario(
  'PL-2 SA-08: no third-party cookie on either side, no download, nothing but scripts of ours in the page',
  {},
  async ({ visitor, agent, stack, meet, visitorTap, agentTap }) => {
    const downloads: string[] = []
    for (const { page } of [visitor, agent]) page.on('download', (one) => downloads.push(one.url()))
    await meet({ hasOwnLogin: true })
    await visitor.goto('shop.html')
    await visitor.untilStatus('A')
    await agent.leave()
    await agent.untilState('ended')
    const isOfSite = (one: Request) => new URL(one.url()).host === new URL(stack.site).host
    const isHttp = (one: Request) => /^https?:/.test(one.url())
    const toServers = visitorTap.requests.filter((one) => isHttp(one) && !isOfSite(one))
    expect(toServers.length).toBeGreaterThan(3)
    for (const one of toServers) expect(await cookiesOf(one), one.url()).toEqual([])
    const toSite = agentTap.requests.filter((one) => isHttp(one) && isOfSite(one))
    expect(toSite.length).toBeGreaterThan(3)
    for (const one of toSite) expect(await cookiesOf(one), one.url()).toEqual([])
    const ownHost = new URL(stack.console).hostname
    expect(new Set((await agent.context.cookies()).map(({ domain }) => domain))).toEqual(new Set([ownHost]))
    expect(downloads).toEqual([])
    expect(await visitor.page.locator('object, embed, applet').count()).toBe(0)
  },
)

const watch = pathToFileURL(join(rootDir, 'test/support/watch-connections.ts')).href

scenario(
  'PL-9: one command, an embedded database, a whole session; no server asks anything outside this machine',
  { stack: { env: { NODE_OPTIONS: `--import=${watch}` } } },
  async ({ meet, visitor, stack, agent }) => {
    await meet()
    await visitor.end()
    await agent.untilState('ended')
    expect(stack.log().match(/connections are watched/g)).toHaveLength(1 + stack.processes().length)
    expect(stack.log()).not.toContain('asked outside')
  },
)
