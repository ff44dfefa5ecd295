import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { build } from '../../scripts/build.ts'
import { CHROMIUM_ARGS, findChromiumIfAny } from '../../scripts/chromium.ts'
import { startResponse } from '../../src/protocol/rest.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { PASSWORD, SITE, startTestServer, type TestServer } from './web-server-support.ts'

/* JN-1 and JN-4 in the agent's browser: the built console on a web server, with a fake session server behind it. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const executablePath = findChromiumIfAny()
let server: TestServer
let browser: Browser
/** A page of a new agent's browser, and what its console says. */
async function open(): Promise<{ page: Page; errors: string[] }> {
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(10_000)
  const errors: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())))
  page.on('pageerror', (error) => void errors.push(error.message))
  return { page, errors }
}

async function logIn(page: Page): Promise<void> {
  await page.locator('input[name=email]').fill('ada@example.com')
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').click()
}

async function start(key: string): Promise<void> {
  const body = { groupId: 1, site: 'staging', script: 'test', key }
  const answer = await server.post('/v1/visitor/sessions', body, { origin: SITE })
  server.servers[0]!.reportStatus(startResponse(await answer.json()).sessionId, 'W')
}

describe.skipIf(executablePath === undefined)('console in Chromium', () => {
  beforeAll(async () => {
    await build({ only: ['console'], log: () => {} })
    server = await startTestServer()
    await server.addAgent('ada@example.com', 1, 'supervisor')
    browser = await chromium.launch({ args: [...CHROMIUM_ARGS], ...(executablePath && { executablePath }) })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  it('JN-1: opened without a log-in, the console leads to it and back, and nothing fails on the way', async () => {
    const { page, errors } = await open()
    await page.goto(`${server.web.url}/agent/history`)
    expect(new URL(page.url()).pathname).toBe('/agent/login')
    await logIn(page)
    await page.getByRole('heading', { name: 'History' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/agent/history')
    expect(errors).toEqual([])
  })

  it('JN-4: a join link waits, says for what, and joins by itself without a reload', async () => {
    const { page, errors } = await open()
    await page.goto(`${server.web.url}/agent/join?key=482917&wait=1`)
    await logIn(page)
    await page.getByRole('heading', { name: 'Waiting for session 482 917' }).waitFor()
    await page.getByText('Waiting for less than a minute').waitFor()
    await page.evaluate('window.isSamePage = true')
    const handOver = page.waitForRequest((request) =>
      request.url().startsWith(`${server.servers[0]!.origin}/join/`),
    )
    expect(await page.evaluate('window.isSamePage')).toBe(true)
    await start('482917')
    await handOver
    expect(
      errors.filter((text) => !text.includes(server.servers[0]!.origin) && !text.includes('426')),
    ).toEqual([])
  })

  it('JN-4: Cancel leads back to the form with the key in it, and nothing is asked any more', async () => {
    const { page, errors } = await open()
    await page.goto(`${server.web.url}/agent/join?key=111222&wait=1&group=1`)
    await logIn(page)
    const dropped = page.waitForEvent('requestfailed', (request) =>
      request.url().endsWith('/v1/sessions/lookup'),
    )
    await page.getByRole('button', { name: 'Cancel' }).click()
    await dropped
    expect(await page.locator('input[name=key]').inputValue()).toBe('111 222')
    expect(await page.locator('input[name=key]').evaluate((field) => field === document.activeElement)).toBe(
      true,
    )
    expect(errors).toEqual([])
  })

  it('JN-4: gives up after join.waitMax with a plain sentence', async () => {
    await setSetting(server.web.db, 1 as never, null, 'join.waitMax', 1)
    const { page, errors } = await open()
    await page.clock.install()
    await page.goto(`${server.web.url}/agent/join?key=333444&wait=1`)
    await logIn(page)
    await page.getByRole('heading', { name: 'Waiting for session 333 444' }).waitFor()
    await page.route('**/v1/sessions/lookup', (route) =>
      route.fulfill({ json: { found: false, joinUrl: null, waitMaxMinutes: 1 } }),
    )
    await page.evaluate('void 0')
    for (let i = 0; i < 40; i++) {
      await page.clock.runFor(5_000)
      if (await page.getByRole('alert').isVisible()) break
    }
    expect(await page.getByRole('alert').innerText()).toContain(
      'No session with the key 333 444 started within 1 min.',
    )
    expect(errors).toEqual([])
  })
})
