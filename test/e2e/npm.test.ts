import { afterAll, beforeAll, expect } from 'vitest'
import { type SiteServer, startSiteServer } from '../../src/cli/site-server.ts'
import { buildProject, checkTypes, install, PROJECTS, pack } from '../npm/install.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

/* The npm module, packed, and installed into projects as people have them. All of them: `npm run test:npm`. */

const names = process.env.SIDELONG_NPM_PROJECTS === 'all' ? PROJECTS : ['plain']
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
