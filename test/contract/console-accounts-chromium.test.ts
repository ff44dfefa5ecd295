import { Secret, TOTP } from 'otpauth'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { build } from '../../scripts/build.ts'
import { CHROMIUM_ARGS, findChromiumIfAny } from '../../scripts/chromium.ts'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { CLIENT_ID, CLIENT_SECRET, startOpenIdProvider } from '../support/openid-provider.ts'
import { PASSWORD, startTestServer, type TestServer, testSealer } from './web-server-support.ts'

/* Account pages in a real browser, under the console's content policy, used by keyboard where that is the point. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const executablePath = findChromiumIfAny()
const EMAIL = 'ada@example.com'
let server: TestServer
let browser: Browser
const errors: string[] = []

async function open(path = '/agent/account'): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(20_000)
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

/** The code of the period before this one, which the app has shown and the server still takes for a while. */
async function codeBefore(totp: TOTP): Promise<string> {
  await expect.poll(() => totp.remaining()).toBeGreaterThan(6_000)
  return totp.generate({ timestamp: Date.now() - totp.period * 1_000 })
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
    for (const table of ['rates', 'logins', 'login_steps', 'totps', 'recovery_codes', 'passkeys'] as const)
      await server.web.db.deleteFrom(table).execute()
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
    await admin.getByRole('button', { name: 'Log out Ada Lovelace' }).click()
    await admin.getByRole('article', { name: 'Ada Lovelace' }).getByText('not logged in').waitFor()
    await agent.reload()
    await agent.locator('input[name=email]').waitFor()
    expect(errors).toEqual([])
  })

  it('SECURITY 6: an authenticator app is set up there, and asked for at the next log-in; a recovery code stands in', async () => {
    const page = await open()
    await logIn(page)
    await page.getByRole('button', { name: 'Set up an app' }).click()
    await page.getByRole('img', { name: /^QR code/ }).waitFor()
    const secret = (await page.locator('[data-secret]').innerText()).replaceAll(' ', '')
    const totp = new TOTP({ secret: Secret.fromBase32(secret) })
    await page.locator('input[name=first-code]').fill(await codeBefore(totp))
    await page.keyboard.press('Enter')
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
    await expect.poll(() => codes.count()).toBe(10)
    const recovery = await codes.first().innerText()
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('Your log-in asks for a code of your app.').waitFor()

    for (const proof of [() => totp.generate(), () => recovery]) {
      const next = await open()
      await logIn(next)
      await heading(next, 'One more step').waitFor()
      await next.locator('input[name=code]').fill('not-one')
      await next.keyboard.press('Enter')
      await next.getByText('This code is not right.').waitFor()
      await next.locator('input[name=code]').fill(proof())
      await next.keyboard.press('Enter')
      await heading(next, 'Where you are logged in').waitFor()
      expect(next.url()).not.toMatch(/code|secret/)
    }
    expect(errors).toEqual([])
  })

  it('SG-2: the app is removed only after a proof, asked for in place, by keyboard', async () => {
    const page = await open()
    await logIn(page)
    await page.getByRole('button', { name: 'Set up an app' }).click()
    const secret = (await page.locator('[data-secret]').innerText()).replaceAll(' ', '')
    const totp = new TOTP({ secret: Secret.fromBase32(secret) })
    await page.locator('input[name=first-code]').fill(await codeBefore(totp))
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await server.web.db
      .updateTable('logins')
      .set({ confirmedAt: new Date(0) })
      .execute()
    const remove = page.getByRole('button', { name: 'Remove the app' })
    await remove.press('Enter')
    const proof = page.getByRole('dialog', { name: 'Please confirm that it is you' })
    await proof.waitFor()
    expect(
      await proof.locator('input[name=proof-code]').evaluate((field) => field === document.activeElement),
    ).toBe(true)
    await page.keyboard.type(totp.generate())
    await page.keyboard.press('Enter')
    await page.getByText('No app is set up.').waitFor()
    expect(await proof.count()).toBe(0)
    expect(errors).toEqual([])
  })

  it('login.mfa required: the log-in leads to the set-up, and from there to where one wanted to go', async () => {
    await setSetting(server.web.db, 1 as never, null, 'login.mfa', 'required')
    const page = await open('/agent/history')
    await logIn(page)
    await page.getByText('Your group asks for a second factor.').waitFor()
    const key = await withAuthenticator(page)
    await page.locator('input[name=passkey-name]').fill('Laptop')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByRole('button', { name: 'Go on' }).click()
    await heading(page, 'History').waitFor()
    await key.remove()
    await setSetting(server.web.db, 1 as never, null, 'login.mfa', 'optional')
    expect(errors).toEqual([])
  })

  it('SECURITY 6: a passkey is made, lets in without password, proves who one is, and is void once removed', async () => {
    const page = await open()
    await logIn(page)
    await heading(page, 'Passkeys').waitFor()
    const key = await withAuthenticator(page)
    await page.locator('input[name=passkey-name]').fill('Office laptop')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('Office laptop').waitFor()
    expect((await key.credentials()).length).toBe(1)
    // One for each device.
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('This device has a passkey of yours already.').waitFor()

    await page.context().clearCookies()
    await page.goto(`${server.web.url}/agent/account`)
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.getByText(/127\.0\.0\.1, by passkey/).waitFor()

    // With a passkey, the password alone is half a log-in.
    const other = await open()
    await logIn(other)
    await heading(other, 'One more step').waitFor()

    await server.web.db
      .updateTable('logins')
      .set({ confirmedAt: new Date(0) })
      .execute()
    await page.getByRole('button', { name: 'Remove the passkey Office laptop' }).click()
    await page.getByRole('button', { name: 'Use a passkey', exact: true }).click()
    await expect.poll(() => page.getByText('Office laptop').count()).toBe(0)

    await page.context().clearCookies()
    await page.goto(`${server.web.url}/agent/account`)
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.getByText('No passkey of yours let you in.').waitFor()
    expect(await operations()).toEqual(
      expect.arrayContaining([
        'passkey.add done',
        'login done: passkey',
        'account.confirm done',
        'passkey.remove done',
      ]),
    )
    await key.remove()
    expect(errors).toEqual([])
  })

  it('SECURITY 6: a passkey whose owner was not asked for finger or PIN lets nobody in; an answer is good once', async () => {
    const page = await open()
    await logIn(page)
    await heading(page, 'Passkeys').waitFor()
    const key = await withAuthenticator(page)
    await page.locator('input[name=passkey-name]').press('Enter')
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.context().clearCookies()
    await page.goto(`${server.web.url}/agent/login`)
    const answers: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/api/auth/passkey')) answers.push(request.postData() ?? '')
    })
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.getByRole('heading', { name: 'Join a session' }).waitFor()
    expect(answers).toHaveLength(1)
    const again = (body: string) =>
      server.post('/api/auth/passkey', body, { origin: server.web.url }).then(({ status }) => status)
    expect(await server.web.db.selectFrom('login_steps').select('kind').execute()).toEqual([])
    expect(await again(answers[0]!)).toBe(403)

    // An answer signed without asking its owner, as a browser gives it that was told not to.
    await page.context().clearCookies()
    await page.goto(`${server.web.url}/agent/login`)
    await key.setUserVerified(false)
    await page.route('**/api/auth/passkey/options', async (route) => {
      const answer = await route.fetch()
      const body = (await answer.json()) as { options: { userVerification: string } }
      body.options.userVerification = 'discouraged'
      await route.fulfill({ response: answer, json: body })
    })
    await page.getByRole('button', { name: 'Log in with a passkey' }).click()
    await page.getByText('No passkey of yours let you in.').waitFor()
    expect(answers).toHaveLength(2)
    expect(JSON.parse(answers[1]!)).toMatchObject({
      credential: { response: { signature: expect.any(String) } },
    })
    await key.remove()
    expect(errors).toEqual([])
  })

  it('JN-8: a company account is linked, lets in from the log-in page, and is asked for again as proof', async () => {
    const idp = await startOpenIdProvider(() => `${server.web.url}/agent/sso/callback`)
    const { db } = server.web
    const sealer = testSealer
    await runOperatorCommand(db, ['sso', 'secret', '1'], { readPassword: async () => CLIENT_SECRET, sealer })
    const oidc = { issuer: idp.issuer, clientId: CLIENT_ID, name: 'Acme', state: 'live' }
    await setSetting(db, 1 as never, null, 'sso.oidc', oidc)
    await setSetting(db, 1 as never, null, 'login.methods', ['password', 'passkey', 'oidc'])
    idp.current = { sub: 'ada', email: 'ada@acme.example', email_verified: true, name: 'Ada' }

    const page = await open()
    await logIn(page)
    await page.getByRole('button', { name: 'Link your account of Acme' }).click()
    await page.getByText('ada@acme.example').waitFor()
    await page.context().clearCookies()

    // From the place that one wanted to go to, through the company, and back to it.
    await page.goto(`${server.web.url}/agent/history`)
    await page.getByRole('button', { name: 'Log in with your company' }).press('Enter')
    await page.locator('input[name=company]').fill('1')
    await page.keyboard.press('Enter')
    await heading(page, 'History').waitFor()

    await page.goto(`${server.web.url}/agent/account`)
    const { id } = await db
      .selectFrom('users')
      .select('id')
      .where('email', '=', EMAIL)
      .executeTakeFirstOrThrow()
    await db.deleteFrom('accounts').where('userId', '=', id).execute()
    await page.reload()
    await page.getByText(/127\.0\.0\.1, by company account/).waitFor()
    await db
      .updateTable('logins')
      .set({ confirmedAt: new Date(0) })
      .execute()
    await page.getByRole('button', { name: 'Set up an app' }).click()
    await page.getByRole('button', { name: 'Log in again with Acme' }).click()
    await heading(page, 'Join a session').waitFor()
    await page.goto(`${server.web.url}/agent/account`)
    await page.getByRole('button', { name: 'Set up an app' }).click()
    await page.getByRole('img', { name: /^QR code/ }).waitFor()

    const stranger = await open('/agent/login')
    idp.current = { sub: 'eve', email: EMAIL, email_verified: true }
    await stranger.getByRole('button', { name: 'Log in with your company' }).click()
    await stranger.locator('input[name=company]').fill('1')
    await stranger.keyboard.press('Enter')
    await stranger.getByText('Your company account opens no account here.').waitFor()
    await setSetting(db, 1 as never, null, 'sso.oidc', null)
    await idp.stop()
    await db.deleteFrom('users').where('email', '=', EMAIL).execute()
    expect(errors).toEqual([])
  })
})

async function operations(): Promise<string[]> {
  const rows = await server.web.db.selectFrom('audit').select(['operation', 'outcome']).execute()
  return rows.map(({ operation, outcome }) => `${operation} ${outcome}`)
}

/** A device that keeps passkeys and whose owner always agrees (Chromium's virtual authenticator). */
async function withAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    setUserVerified: (isUserVerified: boolean) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    remove: async () => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  }
}
