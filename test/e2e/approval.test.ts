import { expect } from 'vitest'
import { type Scenario, scenario } from '../support/scenario.ts'

/* The visitor decides who sees the page (JN-5); what the session server does is in session/approvals.test.ts. */

async function joinAndWait({ agent, stack }: Scenario, key: string): Promise<void> {
  await agent.page.goto(stack.join + key)
  await agent.page.waitForURL(/\/view\//)
  await agent.untilState('asking')
}

/** What brought something of the page to the agent. */
const envelopes = ({ agentTap }: Scenario): number =>
  agentTap.frames.filter(({ edge, data }) => edge === 'agent-down' && typeof data !== 'string').length

scenario(
  'JN-5: nothing of the page reaches an agent before the visitor accepts them by name; declined is told',
  { stack: { settings: { 'consent.agentApproval': 'each' } } },
  async (parts) => {
    const { visitor, agent, untilEqual } = parts
    const question = visitor.ui.getByText('May Ada Agent see this page?')
    const key = await visitor.start()
    await agent.login()
    await joinAndWait(parts, key)
    await agent.page.getByText('The visitor is asked whether you may see the page.').waitFor()
    await question.waitFor()
    expect(await visitor.status()).toBe('W')
    // What happens on the page meanwhile stays with the visitor.
    await visitor.page.evaluate(() => document.body.append('while nobody may look'))
    await visitor.page.waitForTimeout(500)
    expect(envelopes(parts)).toBe(0)

    // Esc is a no.
    await visitor.page.keyboard.press('Escape')
    await agent.untilState('ended')
    await agent.page.getByRole('heading', { name: 'Not let in' }).waitFor()
    await agent.page.getByText('The visitor declined.').waitFor()
    expect([envelopes(parts), await visitor.status()]).toEqual([0, 'W'])

    // The question follows the visitor to the next page; with a yes the agent sees that.
    await joinAndWait(parts, key)
    await question.waitFor()
    await visitor.goto('cases/forms.html')
    await question.waitFor()
    expect(envelopes(parts)).toBe(0)
    await visitor.ui.getByRole('button', { name: 'Accept' }).click()
    await agent.untilState('live')
    await untilEqual()

    // Nothing is asked again: after a reload, on the next page, or when the same agent comes again.
    await agent.page.reload()
    await agent.untilState('live')
    await visitor.goto('')
    await untilEqual()
    await agent.leave()
    await agent.joinByLink(key)
    await untilEqual()
    expect(await question.count()).toBe(0)
  },
)
