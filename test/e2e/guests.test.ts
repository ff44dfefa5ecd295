import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { type Tap, tapContext } from '../support/taps.ts'

/* Guests through the whole system (FEATURES section 14). */

const SETTINGS = {
  'guests.enabled': true,
  'guests.privileges': ['view', 'point'],
  'masking.guestSelectors': ['#for-agents'],
  permissions: ['view', 'point', 'draw', 'end', 'invite-guest'],
}
const SECRET = newCanary('for agents alone')

type Guest = { readonly page: Page; readonly context: BrowserContext; readonly tap: Tap }

/** Opens the link that the agent copies, and states a name; the code is on the page then. */
async function ask({ browser }: Scenario, link: string, name: string): Promise<Guest & { code: string }> {
  const context = await browser.newContext({ viewport: { width: 1500, height: 1000 } })
  context.setDefaultTimeout(20_000)
  const tap = tapContext(context, 'agent')
  const page = await context.newPage()
  await page.goto(link)
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Go on' }).click()
  const code = (await page.locator('.code b').textContent())?.replace(' ', '') ?? ''
  expect(code).toMatch(/^\d{6}$/)
  expect(page.url()).not.toContain('#')
  return { page, context, tap, code }
}

/** The link, from the agent's panel. */
async function linkOf({ agent }: Scenario): Promise<string> {
  const toggle = agent.page.getByRole('button', { name: 'Guests', exact: true })
  if (!(await agent.page.getByLabel('Guest link').isVisible())) await toggle.click()
  return agent.page.getByLabel('Guest link').inputValue()
}

async function admit({ agent }: Scenario, code: string, answer: string): Promise<void> {
  await agent.page.getByLabel('Code of the guest').fill(code)
  await agent.page.getByRole('button', { name: 'Let in' }).click()
  await agent.page.locator('.guest-note', { hasText: answer }).waitFor()
}

const accept = ({ visitor }: Scenario): Promise<void> =>
  visitor.ui.getByRole('button', { name: 'Accept' }).click()
const state = (page: Page, wanted: string): Promise<void> =>
  page.locator(`body[data-state=${wanted}]`).waitFor()
const envelopes = ({ frames }: Tap): number =>
  frames.filter(({ edge, data }) => edge === 'agent-down' && typeof data !== 'string').length

scenario(
  'GU-2 GU-3: link, name, code; the agent admits, the visitor accepts; masks of guests count before anything is shown',
  { stack: { settings: SETTINGS }, masks: ['#for-agents'] },
  async (parts) => {
    const { visitor, agent, meet, untilEqual } = parts
    await visitor.page.evaluate((text) => {
      const box = document.createElement('p')
      box.id = 'for-agents'
      box.textContent = text
      document.body.append(box)
    }, SECRET)
    await meet({ isEqual: false })
    await agent.untilState('live')
    await (await agent.stage()).getByText(SECRET).waitFor()
    const guest = await ask(parts, await linkOf(parts), 'Gus Guest')
    const { page, tap, code } = guest
    // The code alone opens nothing, and a wrong one does not count.
    await page.waitForTimeout(2_500)
    expect(page.url()).toMatch(/\/guest\/$/)
    await admit(parts, code === '100000' ? '100001' : '100000', 'This code does not count')
    await admit(parts, code, 'Let in.')
    await page.waitForURL(/\/view\//)
    await state(page, 'asking')
    await visitor.ui.getByText('May Gus Guest, a guest, see this page, too?').waitFor()
    expect(envelopes(tap)).toBe(0)
    await accept(parts)
    await state(page, 'live')
    // What is hidden from guests is hidden from everybody while one is there (MK-14), and never reached this one.
    await untilEqual()
    expect(await (await agent.stage()).getByText(SECRET).count()).toBe(0)
    expect(tap.search([SECRET], { isOurs: () => true })).toEqual([])
    await visitor.ui.getByText('Gus Guest').first().waitFor()
    const participants = await visitor.page.evaluate(
      () =>
        (window as unknown as { Sidelong: { session: { participants: object[] } } }).Sidelong.session
          .participants,
    )
    expect(participants).toMatchObject([
      { kind: 'agent', name: 'Ada Agent' },
      { kind: 'guest', name: 'Gus Guest', role: null, privileges: ['view', 'point'] },
    ])
    // No more than looking and pointing.
    expect(await page.getByRole('button', { name: 'Laser pointer' }).isVisible()).toBe(true)
    for (const name of ['Pen', 'Ask the visitor for control', 'End session', 'Guests'])
      expect(await page.getByRole('button', { name, exact: true }).isVisible(), name).toBe(false)
    // A reload needs no new code.
    await page.reload()
    await state(page, 'live')
    await guest.context.close()

    // One whom the visitor declines reads so, and so does the agent.
    const other = await ask(parts, await linkOf(parts), 'Otto Other')
    await admit(parts, other.code, 'Let in.')
    await visitor.ui.getByText('May Otto Other, a guest, see this page, too?').waitFor()
    await visitor.page.keyboard.press('Escape')
    await agent.page.getByText('The visitor did not let Otto Other in.').waitFor()
    await other.page.getByText('Not let in').first().waitFor()
    await other.context.close()
  },
)

scenario(
  'GU-4: an ejected guest is gone within a second, with a dead code; one leaves; the last agent takes them along',
  { stack: { settings: { ...SETTINGS, 'guests.visitorApproval': false, 'guests.max': 2 } } },
  async (parts) => {
    const { agent, visitor, meet } = parts
    await meet()
    const link = await linkOf(parts)
    const [first, second, third] = [
      await ask(parts, link, 'First'),
      await ask(parts, link, 'Second'),
      await ask(parts, link, 'Third'),
    ]
    for (const { page, code } of [first, second]) {
      await admit(parts, code, 'Let in.')
      await state(page, 'live')
    }
    await admit(parts, third.code, 'As many guests as allowed')

    const ejectedAt = performance.now()
    await agent.page.getByRole('button', { name: 'Remove First' }).click()
    await state(first.page, 'ended')
    expect(performance.now() - ejectedAt).toBeLessThan(1_000)
    await first.page.getByText('Access withdrawn').first().waitFor()
    await first.page.reload()
    await first.page.getByText('Please ask the person who invited you').waitFor()
    expect(await first.page.getByRole('link').count()).toBe(0)
    await first.page.goto(new URL('/guest/', link).href)
    await first.page.getByText('This link does not lead to a session').waitFor()
    await admit(parts, first.code, 'This code does not count')

    await admit(parts, third.code, 'Let in.')
    await state(third.page, 'live')
    await second.page.getByRole('button', { name: /^Leave/ }).click()
    await state(second.page, 'ended')
    expect([await agent.state(), await visitor.status()]).toEqual(['live', 'A'])
    await agent.leave()
    await state(third.page, 'ended')
    expect(await visitor.status()).toBe('A')
    for (const { context } of [first, second, third]) await context.close()
  },
)

scenario(
  'GU-5: the link leads to the customer’s own page, whose guest is admitted by code, sees the page, and ends on theirs',
  { stack: { isTls: true, hasCrm: true, settings: { ...SETTINGS, 'guests.visitorApproval': false } } },
  async (parts) => {
    const { agent, browser, meet, stack } = parts
    await meet()
    const link = await linkOf(parts)
    expect(new URL(link).host).toBe(new URL(stack.console).host)
    const context = await browser.newContext({ viewport: { width: 1500, height: 1000 } })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    const addresses: string[] = []
    page.on('request', (one) => addresses.push(one.url()))
    await page.goto(link)
    const own = new URL('/guest.html', stack.crm).href
    await page.waitForURL(own)
    // The link is out of the address, and known after a reload.
    await page.getByLabel('Who are you?').waitFor()
    expect(page.url()).toBe(own)
    await page.reload()

    const ask = async (name: string): Promise<string> => {
      await page.getByLabel('Who are you?').fill(name)
      await page.getByRole('button', { name: 'Go on' }).click()
      const note = page.locator('#note', { hasText: 'Your code: ' })
      return /\d{6}/.exec((await note.textContent()) ?? '')?.[0] ?? ''
    }
    const code = await ask('Gus Guest')
    await page.getByRole('button', { name: 'More time' }).click()
    await page.locator('#note', { hasText: `Your code: ${code}` }).waitFor()
    await admit(parts, code, 'Let in.')
    await page.waitForURL(/\/view\//)
    await state(page, 'live')
    const stage = page.frames().find((frame) => new URL(frame.url()).pathname.startsWith('/stage'))
    const shown = parts.visitor.page.locator('h1').first()
    expect(await stage?.locator('h1').first().textContent()).toBe(await shown.textContent())

    // Back on that page the guest is known, and goes on to the session.
    await page.goto(own)
    await page.waitForURL(/\/view\//)
    await state(page, 'live')
    const secret = await context.storageState().then(({ cookies }) => cookies.map(({ value }) => value))
    const [, linked = ''] = link.split('#')
    for (const address of addresses)
      for (const one of [...secret, linked]) expect(new URL(address).href.split('#')[0]).not.toContain(one)

    await agent.page.getByRole('button', { name: 'Remove Gus Guest' }).click()
    const goodbye = new URL('/goodbye.html', stack.crm).href
    await page.waitForURL(goodbye)
    // The dead code opens nothing: the page says so.
    await page.goto(own)
    await page.locator('#note', { hasText: 'This link leads nowhere any more.' }).waitFor()

    // The link goes on to count; a guest who leaves ends on the same page.
    await page.goto(link)
    await admit(parts, await ask('Gus Again'), 'Let in.')
    await state(page, 'live')
    await page.getByRole('button', { name: /^Leave/ }).click()
    await page.waitForURL(goodbye)
    expect([await agent.state(), await parts.visitor.status()]).toEqual(['live', 'A'])
    await context.close()
  },
)
