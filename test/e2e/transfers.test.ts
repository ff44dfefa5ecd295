import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Agent, openAgent } from '../support/agent.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

/* VW-6: a session is handed over, between two people in browsers of their own. */

const WAIT = { timeout: 15_000 }
const GRACE = { email: 'grace@example.com', password: 'correct horse battery' }

/** A colleague, who takes up the administrator's invitation, and waits in the console. */
async function openColleague({
  browser,
  stack,
}: Scenario): Promise<{ agent: Agent; context: BrowserContext }> {
  const admin = await browser.newContext()
  const inviting = await (await openAgent(admin, stack)).page
  await inviting.goto(stack.console)
  await inviting.locator('input[name=email]').fill(stack.admin.email)
  await inviting.locator('input[name=password]').fill(stack.admin.password)
  await inviting.keyboard.press('Enter')
  await inviting.locator('input[name=email]').waitFor({ state: 'detached' })
  const inviteUrl = await inviting.evaluate(async (email) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ email, name: 'Grace Agent', role: 'agent' })
    const answer = await fetch('/v1/groups/4711/users', { method: 'POST', headers, body })
    return ((await answer.json()) as { inviteUrl: string }).inviteUrl
  }, GRACE.email)
  await admin.close()
  const context = await browser.newContext({ viewport: { width: 1500, height: 1000 } })
  const agent = await openAgent(context, stack)
  await agent.page.goto(inviteUrl)
  await agent.page.locator('input[name=next]').fill(GRACE.password)
  await agent.page.locator('input[name=again]').fill(GRACE.password)
  await agent.page.keyboard.press('Enter')
  await agent.page.getByRole('link').click()
  await agent.login(GRACE)
  return { agent, context }
}

/** From inside the viewer, by keyboard. */
async function offerInViewer(view: Page, note: string): Promise<void> {
  await view.getByRole('button', { name: 'Hand over session' }).focus()
  await view.keyboard.press('Enter')
  const panel = view.getByRole('region', { name: 'Hand over session' })
  await panel.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Grace Agent (Agent)' })
  await panel.getByRole('textbox', { name: 'Note' }).fill(note)
  await view.keyboard.press('Enter')
  await panel.getByText('Waiting for Grace Agent to accept.').waitFor(WAIT)
  await view.keyboard.press('Escape')
  await panel.waitFor({ ...WAIT, state: 'hidden' })
}

async function offer(desk: Page, note: string): Promise<void> {
  await desk.getByRole('button', { name: /^Hand over session/ }).click(WAIT)
  await desk.getByLabel('Note', { exact: true }).fill(note)
  await desk.getByRole('button', { name: 'Offer', exact: true }).click()
  await desk.getByText('Waiting for Grace Agent to accept.').waitFor(WAIT)
}

scenario(
  'VW-6, RC-3: an offer is declined, and another accepted; control ends, the giver stays, and the visitor sees both names',
  { timeoutMs: 120_000 },
  async (s) => {
    const { agent, visitor, stack } = s
    await visitor.page.evaluate(() => {
      const page = window as unknown as {
        names: string
        Sidelong: { on(event: 'agents', fn: (agents: { list: { name: string }[] }) => void): void }
      }
      page.Sidelong.on('agents', ({ list }) => {
        page.names = list
          .map(({ name }) => name)
          .toSorted()
          .join()
      })
    })
    const names = () => visitor.page.evaluate('names')
    await s.meet()
    await agent.page.getByRole('button', { name: 'Ask the visitor for control', exact: true }).click()
    await visitor.ui.getByRole('button', { name: 'Accept' }).click()
    await agent.page.getByRole('button', { name: 'Give control back', exact: true }).waitFor()
    const colleague = await openColleague(s)
    const grace = colleague.agent.page
    const desk = await agent.context.newPage()
    await desk.goto(stack.console)

    await offer(desk, 'Knows invoices')
    await grace.getByText('Knows invoices').waitFor(WAIT)
    await grace.getByRole('button', { name: 'Decline' }).click()
    await desk.getByText('Grace Agent has declined.').waitFor(WAIT)
    expect(await names()).toBe('Ada Agent')

    // The other time from the viewer; the console tells it, too.
    await offerInViewer(agent.page, 'Please take it')
    await desk.getByText('Waiting for Grace Agent to accept.').waitFor(WAIT)
    await grace.getByText('Please take it').waitFor(WAIT)
    await grace.getByRole('button', { name: /^Join session/ }).click(WAIT)
    await grace.waitForURL(/\/view\//, WAIT)
    await expect.poll(() => colleague.agent.state(), WAIT).toBe('live')
    await expect.poll(names, WAIT).toBe('Ada Agent,Grace Agent')
    // The giver stays, without control, and may ask for it anew.
    await agent.page.getByRole('button', { name: 'Ask the visitor for control', exact: true }).waitFor(WAIT)
    await agent.page.getByText('Grace Agent has taken the session.').first().waitFor(WAIT)
    expect(await agent.state()).toBe('live')
    expect(await visitor.page.evaluate('Sidelong.control.state')).toBe('off')
    await desk.getByText('Grace Agent has taken it.').waitFor(WAIT)
    await agent.leave()
    await expect.poll(names, WAIT).toBe('Grace Agent')
    expect(await visitor.status()).toBe('A')
    await colleague.context.close()
  },
)
