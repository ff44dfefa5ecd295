import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { build } from '../../scripts/build.ts'
import { CHROMIUM_ARGS, findChromiumIfAny } from '../../scripts/chromium.ts'
import { PASSWORD, SITE, startTestServer, type TestServer } from './web-server-support.ts'

/* VW-10: the console's language, as the account, the browser that is used, or the browser's settings say. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const executablePath = findChromiumIfAny()
const EMAIL = 'ada@example.com'
let server: TestServer

beforeAll(async () => {
  await build({ only: ['console'], log: () => {} })
  server = await startTestServer()
})
afterAll(() => server?.stop())
beforeEach(async () => {
  await server.web.db.deleteFrom('users').execute()
  await server.addAgent(EMAIL, 1, 'agent')
})

describe('VW-10: the language of a page', () => {
  const own = () => ({ origin: server.web.url })
  const langOf = async (headers: Record<string, string>, path = '/agent/login') =>
    /<html lang="([^"]*)"/.exec(await (await server.get(path, headers)).text())?.[1]
  const choose = (body: unknown, headers: Record<string, string> = {}) =>
    server.post('/api/auth/language', body, { ...own(), ...headers })
  const cookieOf = (answer: Response) => answer.headers.getSetCookie().join('; ').split(';')[0] ?? ''
  const german = { 'accept-language': 'nl, de-AT;q=0.9, en;q=0.8' }

  it('VW-10: is what the browser asks for, else English', async () => {
    expect(await langOf(german)).toBe('de')
    expect(await langOf({ 'accept-language': 'pt' })).toBe('pt-BR')
    expect(await langOf({ 'accept-language': 'nl' })).toBe('en')
    expect(await langOf({})).toBe('en')
  })

  it('VW-10: is what was chosen in this browser, whatever it asks for; that can be taken back', async () => {
    const chosen = await choose({ language: 'fr' })
    const cookie = cookieOf(chosen)
    expect(await langOf({ ...german, cookie })).toBe('fr')
    expect(chosen.headers.getSetCookie().join()).toMatch(/HttpOnly; Secure; SameSite=Lax/)
    expect((await choose({ language: null }, { cookie })).headers.getSetCookie().join()).toContain(
      'Max-Age=0',
    )
  })

  it('VW-10: is that of the account before that of the browser, for this person only', async () => {
    await server.addAgent('eva@example.com', 1, 'agent', 'Eva')
    const ada = await server.logIn(EMAIL)
    const eva = await server.logIn('eva@example.com')
    await choose({ language: 'it' }, { cookie: ada })
    const french = cookieOf(await choose({ language: 'fr' }))
    expect(await langOf({ ...german, cookie: `${ada}; ${french}` }, '/agent/account')).toBe('it')
    expect(await langOf({ ...german, cookie: `${eva}; ${french}` }, '/agent/account')).toBe('fr')
    const overview = await (await server.get('/api/auth/security', { cookie: ada })).json()
    expect(overview).toMatchObject({ language: 'it' })
  })

  it('VW-10: also on the way to a session: choosing a group, the hand-over, a login key that is refused', async () => {
    await server.addAgent(EMAIL, 2, 'agent')
    for (const groupId of [1, 2]) {
      const wanted = { groupId, site: 'staging', key: '31415', script: '0.1.0' }
      const started = await server.post('/v1/visitor/sessions', wanted, { origin: SITE })
      const { sessionId } = (await started.json()) as { sessionId: string }
      server.servers[0]?.reportStatus(sessionId as never, 'W')
    }
    const cookie = await server.logIn(EMAIL)
    await choose({ language: 'de' }, { cookie })
    const join = async (query: string, headers: Record<string, string>) =>
      (await server.get(`/agent/join?key=31415${query}`, headers)).text()
    await expect.poll(() => join('', { cookie })).toContain('<html lang="de">')
    expect(await join('', { cookie })).toContain('Mehrere Sitzungen haben diesen Schlüssel')
    const { headers } = await server.get('/agent/join?key=31415&group=1', { cookie })
    expect(headers.get('location')).toMatch(/\/join\/[\w-]{22}\?lang=de$/)
    const refused = await join('&groupid=1&externalid=x&loginkey=1.2', { ...german })
    expect(refused).toContain('<h1>Nicht angemeldet</h1>')
  })

  it('VW-10: is none that is not ours, and no other site can choose', async () => {
    const cookie = await server.logIn(EMAIL)
    for (const language of ['nl', 'DE', '"><b>', 7, undefined])
      expect((await choose({ language }, { cookie })).status).toBe(400)
    expect((await choose({ language: 'de' }, { cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect(await langOf({ cookie: `${cookie}; __Host-sidelong-language="><b>` }, '/agent/account')).toBe('en')
  })
})

describe.skipIf(executablePath === undefined)('the console in Chromium', () => {
  let browser: Browser
  const errors: string[] = []
  beforeAll(async () => {
    browser = await chromium.launch({ args: [...CHROMIUM_ARGS], ...(executablePath && { executablePath }) })
  })
  afterAll(() => browser?.close())
  beforeEach(() => void errors.splice(0))

  async function open(path: string, locale = 'en-US'): Promise<Page> {
    const page = await (await browser.newContext({ locale })).newPage()
    page.setDefaultTimeout(20_000)
    page.on('console', (message) => {
      // Chromium's own words for a refusal that the page expects.
      if (message.type() === 'error' && !/status of 401/.test(message.text())) errors.push(message.text())
    })
    page.on('pageerror', (error) => void errors.push(error.message))
    await page.goto(server.web.url + path)
    return page
  }

  async function logIn(page: Page): Promise<void> {
    await page.locator('input[name=email]').fill(EMAIL)
    await page.locator('input[name=password]').fill(PASSWORD)
    await page.keyboard.press('Enter')
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
  const lang = (page: Page) => page.evaluate(() => document.documentElement.lang)

  it('VW-10: who picks German reads German, after a reload and in the next browser, too', async () => {
    const page = await open('/agent/account')
    await logIn(page)
    await heading(page, 'Language').waitFor()
    expect(await lang(page)).toBe('en')
    await page.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch')
    await heading(page, 'Sprache').waitFor()
    await page.reload()
    await heading(page, 'Konto und Anmeldung').waitFor()
    expect(await lang(page)).toBe('de')
    expect(await page.getByRole('combobox', { name: 'Sprache' }).inputValue()).toBe('de')

    const other = await open('/agent/')
    await heading(other, 'Log in').waitFor()
    await logIn(other)
    await heading(other, 'Laufende Sitzungen').waitFor()
    expect(await lang(other)).toBe('de')
    expect(await other.title()).toBe('Einer Sitzung beitreten · Sidelong')

    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('Wie der Browser')
    await heading(page, 'Language').waitFor()
    expect(errors).toEqual([])
  })

  it('VW-10: before the log-in it is the browser’s, or the choice made there; both stay after it', async () => {
    const page = await open('/agent/login', 'it-IT')
    await heading(page, 'Accedi').waitFor()
    expect(await lang(page)).toBe('it')
    await page.getByRole('combobox', { name: 'Lingua' }).selectOption('Português (Brasil)')
    await heading(page, 'Entrar').waitFor()
    await logIn(page)
    await heading(page, 'Sessões em andamento').waitFor()
    await page.goto(`${server.web.url}/agent/account`)
    const time = page.getByRole('region', { name: 'Onde você está conectado' }).locator('time').first()
    expect(await time.innerText()).toMatch(/ de [a-z]{3,}\.? de 20\d\d/)
    expect(errors).toEqual([])
  })

  it('VW-10: without the texts of its language it is in English, and says so', async () => {
    const page = await open('/agent/login', 'es-ES')
    await heading(page, 'Iniciar sesión').waitFor()
    await page.route(/\/assets\/es-[^/]*\.js$/, (route) => route.abort())
    await page.reload()
    await heading(page, 'Log in').waitFor()
    expect(await lang(page)).toBe('en')
  })
})
