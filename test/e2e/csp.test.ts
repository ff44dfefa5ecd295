import { get } from 'node:https'
import { expect } from 'vitest'
import { type Scenario, scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

/* The CSP recipes of FEATURES section 2: under each, a whole session without a single violation (EM-13). */

const site = makeSite({
  'index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Strict</title>
<link rel="stylesheet" href="page.css"></head><body><h1>Strict</h1><input id="name"><p class="secret">hidden</p><ul id="list"><li>one</li></ul></body></html>`,
  'two.html':
    '<!doctype html><html lang="en"><head><title>Two</title><link rel="stylesheet" href="page.css"></head><body><h1>Page two</h1></body></html>',
  'page.css': 'h1 { color: rgb(10, 20, 30) } .secret { color: red }',
})
// Names of their own, so that the wildcard of the recipe stands for something.
const stack = { site, isTls: true, sessionServers: 1 }

type Recipe = {
  /** Directives besides those of a page that permits nothing to anybody. */
  readonly policy: (at: { host: string; servers: string; sockets: string }) => string
  /** What becomes of the page's tag. */
  readonly tag?: (tag: string, s: Scenario) => Promise<string>
  /** Whether our scripts come from the customer's own origin. */
  readonly isSelfHosted?: boolean
}

const RECIPES: Readonly<Record<string, Recipe>> = {
  minimal: {
    policy: ({ host, servers, sockets }) => `script-src ${host}; connect-src ${host} ${servers} ${sockets}`,
  },
  'self-hosted scripts': {
    policy: ({ host, servers, sockets }) => `script-src 'self'; connect-src ${host} ${servers} ${sockets}`,
    isSelfHosted: true,
    tag: async (tag, s) =>
      tag.replace(/src="[^"]*"/, `src="/visitor/loader.js" data-server="${new URL(s.stack.console).origin}"`),
  },
  'a pinned version with integrity': {
    policy: ({ host, servers, sockets }) => `script-src ${host}; connect-src ${host} ${servers} ${sockets}`,
    tag: async (tag, s) => {
      const { path, integrity } = await pinned(s)
      return tag.replace(
        /src="[^"]*"/,
        `src="${new URL(`/visitor/${path}`, s.stack.console)}" integrity="${integrity}" crossorigin="anonymous"`,
      )
    },
  },
  'a site that enforces Trusted Types': {
    policy: ({ host, servers, sockets }) =>
      `script-src ${host}; connect-src ${host} ${servers} ${sockets}; require-trusted-types-for 'script'; trusted-types sidelong`,
  },
}

for (const [name, recipe] of Object.entries(RECIPES)) {
  scenario(`EM-13: ${name}: a session without any violation`, { stack }, async (s) => {
    const violations = await serveUnder(s, recipe)
    await s.visitor.goto('index.html')
    await s.meet()
    await s.visitor.page.locator('#name').fill('Maria')
    await s.visitor.page.evaluate(() => {
      const item = document.createElement('li')
      item.textContent = 'two'
      document.querySelector('#list')?.append(item)
    })
    await s.untilEqual()
    await s.visitor.goto('two.html')
    await s.untilEqual()
    expect(violations).toEqual([])
    await s.agent.end()
    await s.visitor.untilStatus(null)
    expect(violations).toEqual([])
  })
}

scenario(
  'EM-14: without the session servers in connect-src no session comes about, and it is seen',
  {
    stack,
    skip: { tree: 'nothing is shown to anybody', console: 'the violation is an error of the console' },
  },
  async (s) => {
    const violations = await serveUnder(s, {
      policy: ({ host }) => `script-src ${host}; connect-src ${host}`,
    })
    await s.visitor.goto('index.html')
    await s.visitor.ui.locator('button.start').click()
    await s.visitor.ui.getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => violations).toContain('connect-src')
  },
)

/** From now on the site's pages come with the recipe's policy; returns the directives that are violated. */
async function serveUnder(s: Scenario, { policy, tag, isSelfHosted }: Recipe): Promise<string[]> {
  const { page, context } = s.visitor
  const violations: string[] = []
  // A page that the test answers for has no address; the servers have one of this machine.
  await context.grantPermissions(['local-network-access'])
  await context.exposeFunction('noteViolation', (directive: string) => void violations.push(directive))
  await page.addInitScript(() =>
    addEventListener('securitypolicyviolation', (event) =>
      Reflect.get(window, 'noteViolation')(event.effectiveDirective),
    ),
  )
  const host = new URL(s.stack.console).origin
  const [server = ''] = s.stack.sessionServers
  const domain = new URL(server).hostname.split('.').slice(1).join('.')
  const own = policy({ host, servers: `https://*.${domain}:*`, sockets: `wss://*.${domain}:*` })
  const header = `default-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; ${own}`
  await page.route(/\.html$/, async (route) => {
    const body = (await load(route.request().url())).toString()
    const [found = ''] = /<script id="sidelong"[^>]*>/.exec(body) ?? []
    const changed = tag ? body.replace(found, await tag(found, s)) : body
    await route.fulfill({
      body: changed,
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': header },
    })
  })
  if (isSelfHosted)
    await page.route(`${new URL(s.stack.site).origin}/visitor/**`, async (route) => {
      const url = new URL(new URL(route.request().url()).pathname, host)
      await route.fulfill({ body: await load(url.href), contentType: 'text/javascript' })
    })
  return violations
}

async function pinned({ stack: { console: host } }: Scenario): Promise<{ path: string; integrity: string }> {
  const manifest = await load(new URL('/visitor/manifest.json', host).href)
  return (JSON.parse(manifest.toString()) as { pinned: { path: string; integrity: string } }).pinned
}

/** The names are known to the browser only. */
function load(address: string): Promise<Buffer> {
  const { hostname, host, port, pathname } = new URL(address)
  return new Promise((resolve, reject) => {
    const headers = { host }
    get(
      { host: '127.0.0.1', port, path: pathname, servername: hostname, headers, rejectUnauthorized: false },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => resolve(Buffer.concat(chunks)))
      },
    ).on('error', reject)
  })
}
