import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { build } from '../../scripts/build.ts'
import { CHROMIUM_ARGS, findChromiumIfAny } from '../../scripts/chromium.ts'
import { SETTING_KEYS } from '../../src/web-server/settings/registry.ts'
import { readSettings } from '../../src/web-server/settings/store.ts'
import { ADMIN, fillForScreens, SCREEN_PAGES } from '../screens/pages.ts'
import { PASSWORD, startTestServer, type TestServer } from './web-server-support.ts'

/* The administrator's pages in a real browser, under the console's content policy. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const executablePath = findChromiumIfAny()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let server: TestServer
let browser: Browser
const errors: string[] = []

async function open(options: { theme?: 'light' | 'dark'; locale?: string } = {}): Promise<Page> {
  const { theme = 'light', locale = 'en-US' } = options
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme: theme,
    locale,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) errors.push(message.text())
  })
  page.on('pageerror', (error) => void errors.push(error.message))
  await page.goto(`${server.web.url}/agent/login`)
  await page.locator('input[name=email]').fill(ADMIN)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^(Join a session|Einer Sitzung beitreten)$/ }).waitFor()
  return page
}

async function go(page: Page, path: string, ready: string | RegExp): Promise<void> {
  await page.goto(server.web.url + path)
  await page.getByRole('heading', { name: ready }).first().waitFor()
}

/** Rules of WCAG 2.2 AA that the page breaks, with where. */
async function problemsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>
      }
    }
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
  })
}

describe.skipIf(executablePath === undefined)('the administrator’s pages in Chromium', () => {
  beforeAll(async () => {
    await build({ only: ['console'], log: () => {} })
    server = await startTestServer()
    await fillForScreens(server)
    browser = await chromium.launch({ args: [...CHROMIUM_ARGS], ...(executablePath && { executablePath }) })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })
  beforeEach(() => {
    errors.length = 0
  })

  // German has the longest words. Both at once: each waits for the network most of the time.
  it.concurrent.each([
    ['light', 'en-US'],
    ['dark', 'de-DE'],
  ] as const)(
    'VW-10: no page breaks a rule of WCAG 2.2 AA that axe knows, nor its layout at 400, 1280 or 1920, in %s and %s',
    async (theme, locale) => {
      const page = await open({ theme, locale })
      const found: string[] = []
      for (const { name, path, ready } of SCREEN_PAGES) {
        await go(page, path, locale === 'en-US' ? ready : /./)
        await page.waitForLoadState('networkidle')
        found.push(...(await problemsOf(page)).map((problem) => `${name} ${problem}`))
        for (const width of [400, 1280, 1920]) {
          await page.setViewportSize({ width, height: 900 })
          const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          if (over > 0) found.push(`${name} is ${over}px too wide at ${width}`)
          const hidden = await page.evaluate(() => {
            const { scrollWidth = 0, clientWidth = 0 } = document.querySelector('header nav') ?? {}
            return scrollWidth - clientWidth
          })
          if (hidden > 0 && width > 400)
            found.push(`${name}: ${hidden}px of the header are hidden at ${width}`)
        }
      }
      expect(found).toEqual([])
      expect(errors).toEqual([])
      await page.context().close()
    },
  )

  it('SG-1 to SG-4: a value is edited by keyboard, refused, saved, seen in the difference and published', async () => {
    const page = await open()
    await go(page, '/agent/settings', 'Masking')
    // Every setting of a site has a title and words of its own.
    const bare = await page
      .locator('[data-setting]')
      .evaluateAll((rows) =>
        rows.flatMap((row) =>
          row.querySelector('label')?.textContent === row.getAttribute('data-setting')
            ? [row.getAttribute('data-setting')]
            : [],
        ),
      )
    expect(bare).toEqual([])
    await page.getByLabel('Find a setting').fill('hidden elements')
    const field = page.getByRole('textbox', { name: 'Hidden elements' })
    await field.fill('#iban\na[')
    await page.getByText('Line 2: a[ is no CSS selector.').waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).isEnabled()).toBe(false)
    await field.fill('#iban\n.secret')
    await page.getByLabel('Find a setting').fill('length of codes')
    await page.getByRole('textbox', { name: 'Length of codes' }).fill('12')
    await page.getByText('2 unsaved changes').waitFor()
    // By the browser's own rules these are fine; the server refuses one, and says which.
    await page.getByRole('button', { name: 'Save' }).press('Enter')
    await page.getByText('keys.randomLength: must be from 4 to 9').waitFor()
    await page.getByRole('textbox', { name: 'Length of codes' }).fill('8')
    await page.getByRole('button', { name: 'Save' }).press('Enter')
    await page.getByText('unsaved').waitFor({ state: 'hidden' })
    const staging = await readSettings(server.web.db, 1 as never, 'staging')
    expect(staging.settings['masking.selectors']).toEqual(['#iban', '.secret'])
    expect(staging.settings['keys.randomLength']).toBe(8)

    await page.getByRole('link', { name: 'Publish', exact: true }).press('Enter')
    await page.getByLabel('Publish the section Session keys').check()
    await page.getByRole('button', { name: 'Publish one section' }).press('Enter')
    await page.getByText('Published as version').waitFor()
    const production = () => readSettings(server.web.db, 1 as never, 'production')
    expect((await production()).settings['keys.randomLength']).toBe(8)
    expect((await production()).settings['masking.selectors']).toEqual(['#iban', '.account-number'])

    // Less is hidden than before, and the log-in is old: a proof is asked for, then it is done.
    await server.web.db
      .updateTable('logins')
      .set({ confirmedAt: new Date(0) })
      .execute()
    await page.getByRole('button', { name: 'Publish everything' }).press('Enter')
    const proof = page.getByRole('dialog', { name: 'Please confirm that it is you' })
    await proof.getByRole('textbox', { name: 'Your password' }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('There is nothing to publish.').waitFor()
    expect((await production()).settings['masking.selectors']).toEqual(['#iban', '.secret'])

    // And back.
    await page.getByRole('link', { name: 'Versions' }).press('Enter')
    await page.getByRole('button', { name: 'Roll back to version 3' }).press('Enter')
    await page
      .getByRole('group', { name: 'Publish version 3 once more?' })
      .getByRole('button', { name: 'Roll back to version 3' })
      .press('Enter')
    await expect
      .poll(async () => (await production()).settings['masking.selectors'])
      .toEqual(['#iban', '.account-number'])
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('RO-2, RO-4: somebody is invited in the console, chooses a password, logs in, gets a role of the group’s own, is disabled', async () => {
    const page = await open()
    await go(page, '/agent/people', 'Members')
    await page.locator('input[name=invite-name]').fill('Ina Invited')
    await page.locator('input[name=invite-email]').fill('ina@example.com')
    await page.getByRole('button', { name: 'Make an invitation' }).press('Enter')
    const address = await page.getByText('/agent/invitation#').textContent()
    const guest = await (await browser.newContext()).newPage()
    guest.setDefaultTimeout(15_000)
    await guest.goto(address ?? '')
    await guest.locator('input[name=next]').fill('a password of mine')
    await guest.locator('input[name=again]').fill('a password of mine')
    await guest.keyboard.press('Enter')
    await guest.getByText('You can log in as ina@example.com now.').waitFor()
    expect(guest.url()).not.toContain('#')
    await guest.getByRole('link', { name: 'To the log-in' }).click()
    await guest.locator('input[name=email]').fill('ina@example.com')
    await guest.locator('input[name=password]').fill('a password of mine')
    await guest.keyboard.press('Enter')
    await guest.getByRole('heading', { name: 'Join a session' }).waitFor()

    await page.getByRole('link', { name: 'Roles' }).click()
    await page.getByRole('textbox', { name: 'Name of the role' }).fill('Helper')
    await page.getByRole('checkbox', { name: 'See the page' }).check()
    await page.getByRole('button', { name: 'Make the role' }).press('Enter')
    await page.getByRole('heading', { name: 'Helper' }).waitFor()
    await page.getByRole('link', { name: 'Members' }).click()
    await page.getByLabel('Find by name').fill('ina@')
    const entry = page.getByRole('article', { name: 'Ina Invited' })
    await entry.getByRole('button', { name: 'Edit Ina Invited' }).press('Enter')
    await entry.getByLabel('Role').selectOption('Helper')
    await entry.getByRole('button', { name: 'Save' }).press('Enter')
    await entry.getByText('ina@example.com · Helper').waitFor()
    await entry.getByRole('button', { name: 'Disable' }).press('Enter')
    await entry.getByText('disabled', { exact: true }).waitFor()
    await guest.reload()
    await guest.locator('input[name=email]').waitFor()
    expect(errors).toEqual([])
    await guest.context().close()
    await page.context().close()
  })

  it('section 18, RO-4: a token is made and withdrawn; a CSV file is tried before it is imported', async () => {
    const page = await open()
    await go(page, '/agent/integrations', 'A new token')
    await page.locator('input[name=token-name]').fill('Robot')
    await page.getByRole('checkbox', { name: 'Manage people' }).check()
    await page.getByRole('button', { name: 'Make the token' }).press('Enter')
    const token = await page.getByText(/^sl_/).textContent()
    const asRobot = () => server.get('/v1/groups/1/users', { authorization: `Bearer ${token}` })
    expect((await asRobot()).status).toBe(200)
    // What cannot be taken back is asked for first; the focus is where nothing happens.
    const withdraw = page.getByRole('button', { name: 'Withdraw the token Robot' })
    await withdraw.press('Enter')
    await page.keyboard.press('Enter')
    expect((await asRobot()).status).toBe(200)
    await withdraw.press('Enter')
    await page.getByRole('group', { name: 'stop working at once' }).waitFor()
    await withdraw.press('Enter')
    await page.getByRole('article', { name: 'Robot' }).waitFor({ state: 'hidden' })
    expect((await asRobot()).status).toBe(401)

    await go(page, '/agent/people?view=csv', 'Import people')
    const choose = async (csv: string) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'p.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await choose('email,name,role\ncem@example.com,Cem,king')
    await page.getByText('Row 2, role').waitFor()
    await choose('email,name,role\ncem@example.com,Cem,agent')
    await page.getByText('1 new member, 0 members changed').waitFor()
    await page.getByRole('button', { name: 'Import now' }).press('Enter')
    await page.getByRole('row', { name: /cem@example.com .*invitation#/ }).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('section 16: every setting has words for people', async () => {
    const { settingsTexts } = await import('../../src/console/languages/en/settings.ts')
    const { sections: titles, settings: words } = settingsTexts
    expect(SETTING_KEYS.filter((key) => !Object.hasOwn(words, key))).toEqual([])
    const sections = SETTING_KEYS.map((key) => key.split('.')[0] ?? '')
    expect(sections.filter((section) => !Object.hasOwn(titles, section))).toEqual([])
  })
})
