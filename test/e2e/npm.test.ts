import { afterAll, beforeAll, expect } from 'vitest'
import { freePorts } from '../../src/cli/listening.ts'
import { type SiteServer, startSiteServer } from '../../src/cli/site-server.ts'
import { buildProject, checkTypes, install, pack, SITES } from '../npm/install.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

/* The npm module, packed, and installed into projects as people have them. All of them: `npm run test:npm`. */

const names = process.env.SIDELONG_NPM_PROJECTS === 'all' ? SITES : ['plain']
const sites = new Map<string, SiteServer>()
afterAll(() => Promise.all([...sites.values()].map((site) => site.stop())))

beforeAll(async () => {
  const packed = pack('visitor')
  for (const name of names) {
    const folder = install(name, packed)
    checkTypes(folder)
    sites.set(name, await startSiteServer({ folder: await buildProject(folder), port: 0, tag: null }))
  }
})

/** From the page's own button to a session that waits, and to its end. */
async function runSession({ stack, visitor }: Scenario, origin: string, more = ''): Promise<void> {
  const { page, ui } = visitor
  const state = page.locator('output')
  await page.goto(`${origin}/?server=${new URL(stack.console).origin}${more}`)
  expect(await state.textContent()).toBe('idle')
  await page.getByRole('button', { name: 'Get help' }).click()
  await ui.getByRole('button', { name: 'Accept' }).click()
  await expect.poll(() => state.textContent(), { timeout: 15_000 }).toBe('W true')
  await page.evaluate('Sidelong.end()')
  await expect.poll(() => state.textContent()).toBe('idle')
}

for (const name of names)
  scenario(
    `EM-8 EM-4: @sidelong/visitor, packed and installed, type-checks, builds and starts a session: ${name}`,
    {
      stack: { settings: { 'site.origins': ['http://127.0.0.1:*'] } },
      skip: { tree: 'no agent joins' },
      timeoutMs: 180_000,
    },
    async (s) => {
      const { origin } = sites.get(name) as SiteServer
      // The scenario begins on the demo's page.
      const others = s.visitorTap.requests.length
      const fetched = () =>
        s.visitorTap.requests
          .slice(others)
          .map((request) => request.url())
          .filter((url) => /\.js(\?|$)/.test(url))
      const ofServer = () => fetched().filter((url) => url.startsWith(new URL(s.stack.console).origin))
      await runSession(s, origin)
      expect(ofServer().length).toBeGreaterThan(0)
      expect(ofServer().filter((url) => !/\/visitor\/v\/[\d.]+\/[0-9a-f]{16}\//.test(url))).toEqual([])
      if (name !== 'plain') return
      // Everything of ours from the site itself (EM-8).
      const before = ofServer().length
      await runSession(s, origin, '&scripts=/sidelong')
      expect(ofServer()).toHaveLength(before)
      expect(fetched().some((url) => url.startsWith(`${origin}/sidelong/`))).toBe(true)
    },
  )

const [deskPort = 0] = await freePorts(1)

scenario(
  'AE-5: @sidelong/agent, packed and installed, type-checks, builds, finds a session and shows it',
  {
    stack: { settings: { 'embed.parentOrigins': [`http://127.0.0.1:${deskPort}`] } },
    // Of the first visit, which has no token.
    allowConsole: [/401/],
    skip: { tree: 'compared by embed.test.ts' },
  },
  async ({ stack, visitor, agent }) => {
    const folder = install('desk', pack('agent'))
    checkTypes(folder)
    const built = await buildProject(folder)
    const desk = await startSiteServer({ folder: built, port: deskPort, tag: null })
    try {
      const key = await visitor.start()
      await agent.login()
      const token = await agent.page.evaluate(async () => {
        const headers = { 'content-type': 'application/json' }
        const body = JSON.stringify({ groupId: 4711, scopes: ['join'], minutes: 5 })
        const answer = await fetch('/v1/tokens', { method: 'POST', headers, body })
        return ((await answer.json()) as { token: string }).token
      })
      const page = await agent.context.newPage()
      const said = page.locator('output')
      const open = (pass: string) =>
        page.goto(
          `${desk.origin}/?${new URLSearchParams({ server: new URL(stack.console).origin, key, pass })}`,
        )
      await open('nobody')
      await expect.poll(() => said.textContent()).toBe('refused:not-logged-in')
      await open(token)
      await expect.poll(() => said.textContent(), { timeout: 15_000 }).toBe(`found started:${key}`)
      await visitor.page.evaluate('Sidelong.end()')
      await expect.poll(() => said.textContent()).toBe(`found started:${key} ended:visitor-ended`)
    } finally {
      await desk.stop()
    }
  },
)
