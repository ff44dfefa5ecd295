import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { build } from '../../scripts/build.ts'
import { CHROMIUM_ARGS, findChromiumIfAny } from '../../scripts/chromium.ts'
import { PASSWORD, startTestServer, type TestServer } from './web-server-support.ts'

/* Account pages in a real browser, under the console's content policy, used by keyboard where that is the point. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const executablePath = findChromiumIfAny()
const EMAIL = 'ada@example.com'
let server: TestServer
let browser: Browser
const errors: string[] = []

async function open(path = '/agent/account'): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(10_000)
  page.on('console', (message) => {
    // Chromium's own words for refusals that the page puts into its own.
    if (message.type() === 'error' && !/status of 40[13]/.test(message.text())) errors.push(message.text())
  })
  page.on('pageerror', (error) => void errors.push(error.message))
  await page.goto(server.web.url + path)
  return page
}

async function logIn(page: Page, password = PASSWORD, email = EMAIL): Promise<void> {
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(password)
  await page.keyboard.press('Enter')
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })

describe.skipIf(executablePath === undefined)('account pages in Chromium', () => {
  beforeAll(async () => {
    await build({ only: ['console'], log: () => {} })
    server = await startTestServer()
    await server.addAgent('max@example.com', 1, 'admin', 'Max Admin')
    browser = await chromium.launch({ args: [...CHROMIUM_ARGS], ...(executablePath && { executablePath }) })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })
  beforeEach(async () => {
    errors.length = 0
    await server.web.db.deleteFrom('rates').execute()
    await server.web.db.deleteFrom('logins').execute()
    await server.addAgent(EMAIL, 1, 'agent')
  })

  it('the password is changed there, and the other browser is logged out', async () => {
    const other = await open()
    await logIn(other)
    await heading(other, 'Where you are logged in').waitFor()
    const page = await open()
    await logIn(page)
    const next = 'a new one, quite long'
    await page.locator('input[name=current]').fill('not the password')
    await page.locator('input[name=next]').fill(next)
    await page.locator('input[name=again]').fill(`${next}!`)
    await page.keyboard.press('Enter')
    await page.getByText('The two are not the same.').waitFor()
    await page.locator('input[name=again]').fill(next)
    await page.keyboard.press('Enter')
    await page.getByText('That was not right. Please try again.').waitFor()
    await page.locator('input[name=current]').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('Your password is changed.').waitFor()
    expect(await page.locator('input[name=current]').inputValue()).toBe('')
    await other.reload()
    await other.locator('input[name=email]').waitFor()
    expect(new URL(other.url()).pathname).toBe('/agent/login')
    await logIn(other, next)
    await heading(other, 'Password').waitFor()
    expect(page.url()).not.toContain('password')
    expect(errors).toEqual([])
  })

  it('one log-in is ended from another, by keyboard', async () => {
    const other = await open()
    await logIn(other)
    await heading(other, 'Password').waitFor()
    const page = await open('/agent/')
    await logIn(page)
    // The way there without a mouse.
    await page.getByRole('button', { name: 'Account of Ada Lovelace' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Account and log-in' }).press('Enter')
    await heading(page, 'Where you are logged in').waitFor()
    const end = page.getByRole('button', { name: /^End the log-in of Chrome \d+ on Linux from 127/ })
    await expect.poll(() => end.count()).toBeGreaterThan(0)
    await end.first().press('Enter')
    await expect.poll(() => end.count()).toBe(0)
    await page.getByText('this browser', { exact: true }).waitFor()
    await other.reload()
    await other.locator('input[name=email]').waitFor()
    expect(errors).toEqual([])
  })

  it('RO-4: who manages people logs somebody out; an agent does not even see the page', async () => {
    const agent = await open()
    await logIn(agent)
    await heading(agent, 'Password').waitFor()
    expect(await agent.getByRole('link', { name: 'People' }).count()).toBe(0)
    const admin = await open('/agent/people')
    await logIn(admin, PASSWORD, 'max@example.com')
    await admin.getByRole('button', { name: 'Log Ada Lovelace out' }).click()
    await admin.getByRole('article', { name: 'Ada Lovelace' }).getByText('not logged in').waitFor()
    await agent.reload()
    await agent.locator('input[name=email]').waitFor()
    expect(errors).toEqual([])
  })
})
