import { request } from 'node:https'
import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { scenario } from '../support/scenario.ts'

// Web server, two session servers, the customer's site and a host of its assets, each under a name of its own.
const stack = { isTls: true, sessionServers: 2 }
const canary = newCanary()

scenario(
  'the whole way over TLS: start, join, see, continue, end; cookies are Secure and go where they must only',
  { stack, path: 'checkout.html', canaries: [canary] },
  async (s) => {
    const { visitor, agent, untilEqual } = s
    const names = [s.stack.site, s.stack.console, ...s.stack.sessionServers].map((url) => new URL(url))
    expect(names.map(({ protocol }) => protocol)).toEqual(Array(4).fill('https:'))
    expect(new Set(names.map(({ hostname }) => hostname)).size).toBe(4)

    await s.meet()
    await visitor.page.locator('#card-number').fill(canary)
    await visitor.page.locator('#given-name').fill('Maria')
    await untilEqual()
    await loadFromAssets(s)
    await untilEqual()
    await visitor.goto('shop.html')
    await untilEqual()

    const cookies = await agent.context.cookies()
    expect(cookies.length).toBeGreaterThan(1)
    for (const cookie of cookies) expect(cookie, cookie.name).toMatchObject({ secure: true, httpOnly: true })
    // The join credential was spent and is gone; the log-in stays with the web server, the view with one session server.
    expect(cookies.filter(({ name }) => name.includes('join'))).toEqual([])
    expect(cookies.filter(({ domain }) => domain.startsWith('.'))).toEqual([])
    const state = (await visitor.context.cookies()).find(({ name }) => name === 'sidelong')
    expect(state).toMatchObject({ secure: true, sameSite: 'Lax', domain: 'www.lindenhof.test' })

    await agent.end()
    await agent.untilState('ended')
    await visitor.untilStatus(null)
  },
)

scenario(
  'EM-6: over TLS every answer says HSTS, and nothing is served in the clear',
  { stack, skip: { tree: 'nothing is shown to anybody' } },
  async (s) => {
    for (const url of [s.stack.console, ...s.stack.sessionServers]) {
      const { status, headers } = await get(new URL(url))
      expect(status).toBeLessThan(500)
      expect(headers['strict-transport-security'], url).toMatch(/max-age=\d{8,}/)
      await expect(fetch(url.replace(/^https:\/\/[^:/]+/, 'http://127.0.0.1'))).rejects.toThrow()
    }
  },
)

/** A style sheet and a picture from another host of the customer's, put in by script. */
async function loadFromAssets({
  visitor,
  agent,
}: Parameters<Parameters<typeof scenario>[2]>[0]): Promise<void> {
  await visitor.page.evaluate(() => {
    const base = `https://assets.lindenhof.test:${location.port}/`
    const link = Object.assign(document.createElement('link'), {
      rel: 'stylesheet',
      href: `${base}cases/css/linked-a.css`,
    })
    const image = Object.assign(new Image(), { src: `${base}img/linde.svg`, id: 'from-assets', alt: '' })
    document.head.append(link)
    document.body.append(image)
  })
  const stage = await agent.stage()
  await expect
    .poll(() =>
      stage.evaluate(() => (document.querySelector('#from-assets') as HTMLImageElement | null)?.naturalWidth),
    )
    .toBeGreaterThan(0)
}

function get(url: URL): Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: url.port,
      path: url.pathname,
      servername: url.hostname,
      headers: { host: url.host },
      // The certificate's authority is known to the servers only.
      rejectUnauthorized: false,
    }
    request(options, (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers })
    })
      .once('error', reject)
      .end()
  })
}

scenario(
  'JN-9: an agent is handed over to a server under the same parent domain by cookie, to any other by form',
  { stack },
  async (s) => {
    const { visitor, agent, untilEqual } = s
    const used = new Set<string>()
    await agent.login()
    // Each session goes to the server with the most room: within a few, both have had one.
    for (let i = 0; i < 6 && used.size < 2; i++) {
      const posts: string[] = []
      agent.page.on('request', (one) => {
        if (one.method() === 'POST' && one.isNavigationRequest()) posts.push(new URL(one.url()).hostname)
      })
      await agent.joinByLink(await visitor.start())
      await untilEqual()
      const { hostname } = new URL(agent.page.url())
      used.add(hostname)
      expect(posts).toEqual(hostname.endsWith('.sidelong.test') ? [] : [hostname])
      expect(agent.page.url()).not.toContain('token')
      agent.page.removeAllListeners('request')
      await agent.end()
      await agent.untilState('ended')
      await visitor.untilStatus(null)
    }
    expect([...used].map((name) => name.split('.').slice(1).join('.')).sort()).toEqual([
      'cobrowse.test',
      'sidelong.test',
    ])
  },
)
