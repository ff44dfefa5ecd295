import { afterAll, expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { startOrigins } from '../support/origins.ts'
import { scenario } from '../support/scenario.ts'

const secret = { marked: newCanary('marked'), hooked: newCanary('hooked') }
const origins = await startOrigins({
  'shop/plain': `<!doctype html><html><head><title>t</title><script>
    window.GLANCE_COBROWSE = {
      visitorid: 'visitor-7', name: 'Ann',
      getMaskingDescriptor: ({ agents }) => Promise.resolve({
        maskpage: false,
        maskedelements: agents.agentlist.some(({ agentrole }) => agentrole === 'Supervisor') ? [] : ['.salary'],
      }),
    }
    window.seen = []
    const tag = Object.assign(document.createElement('script'), {
      id: 'glance-cobrowse',
      src: new URLSearchParams(location.search).get('server') + '/visitor/compat.js',
      onload() {
        for (const name of ['sessionstart', 'agents', 'sessionend'])
          GLANCE.Cobrowse.Visitor.addEventListener(name, ({ sessionkey, agentlist }) =>
            seen.push([name, sessionkey ?? agentlist?.map(({ agentrole }) => agentrole).join()].join(' ')))
      },
    })
    tag.setAttribute('data-groupid', '4711')
    document.head.append(tag)
  </script></head><body><h1>The older form</h1><button glance_button="showTerms">Help</button>
  <p class="glance_masked">${secret.marked}</p><p class="salary">${secret.hooked}</p></body></html>`,
})
afterAll(() => origins.stop())

scenario(
  'EM-9 MK-2 MK-11: a page tagged for the older product runs with the address of the script alone changed',
  {
    stack: { settings: { 'site.origins': [origins.of('shop'), 'http://127.0.0.1:*'] } },
    canaries: Object.values(secret),
    allowConsole: [/favicon/],
    skip: { tree: 'the page is of another origin than the demo; the test compares by itself' },
    timeoutMs: 90_000,
  },
  async (s) => {
    const { page, ui } = s.visitor
    await page.goto(`${origins.of('shop')}/plain?server=${new URL(s.stack.console).origin}`)
    await page.locator('button').click()
    await ui.getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => page.evaluate('GLANCE.Cobrowse.Visitor.getKey()')).toBe('visitor-7')
    await s.agent.login()
    await s.agent.join('visitor-7')
    const stage = async () => (await (await s.agent.stage()).locator('body').innerText()) as string
    await expect.poll(stage, { timeout: 15_000 }).toContain('The older form')
    await expect.poll(() => page.evaluate('seen.join("; ")')).toMatch(/^sessionstart visitor-7; .*agents \w+/)
    await page.evaluate('GLANCE.Cobrowse.Visitor.stopSession()')
    await s.agent.untilState('ended')
    await expect.poll(() => page.evaluate('seen.at(-1)')).toBe('sessionend visitor-7')
  },
)
