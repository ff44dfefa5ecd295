import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { scenario } from '../support/scenario.ts'

const noTree = { tree: 'nothing is shown to anybody' }

scenario('SE-1 UI-3: declined terms leave nothing behind and send nothing', { skip: noTree }, async (s) => {
  const { visitor, visitorTap, stack } = s
  await visitor.ui.locator('button.start').click()
  await visitor.ui.getByRole('button', { name: 'Decline' }).click()
  await visitor.page.waitForTimeout(500)
  expect(await visitor.status()).toBe(null)
  expect(visitorTap.frames).toEqual([])
  expect((await visitor.context.cookies()).filter(({ name }) => name.startsWith('sidelong'))).toEqual([])
  const posts = visitorTap.requests.filter((request) => request.url().endsWith('/v1/visitor/sessions'))
  expect(
    posts.map((request) => request.url()),
    stack.console,
  ).toEqual([])
})

scenario(
  'EM-3: without a session a page asks for the style of its button and nothing else',
  { skip: noTree },
  async (s) => {
    const { visitor, visitorTap, stack } = s
    await visitor.goto('help.html')
    await visitor.ui.locator('button.start').waitFor()
    await visitor.page.waitForTimeout(500)
    expect(visitorTap.frames).toEqual([])
    const server = new URL(stack.console).origin
    const asked = visitorTap.requests
      .filter((one) => one.url().startsWith(server))
      .map((one) => new URL(one.url()).pathname)
    expect(asked.filter((path) => !path.startsWith('/visitor/') && path !== '/v1/visitor/settings')).toEqual(
      [],
    )
    expect(
      await visitor.page.evaluate(
        '[...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].join()',
      ),
    ).not.toContain('sidelong')
  },
)

scenario(
  'UI-8: while paused nothing of the page leaves; resuming shows what changed meanwhile',
  {},
  async (s) => {
    const { visitor, agent, visitorTap } = s
    await s.meet()
    await visitor.ui.getByRole('button', { name: 'Pause' }).click()
    await agent.untilState('paused')
    const words = newCanary('while-paused')
    await visitor.page.evaluate((text) => document.body.prepend(text), words)
    await visitor.page.waitForTimeout(1_000)
    expect(visitorTap.search([words], { isOurs: () => true })).toEqual([])
    await visitor.ui.getByRole('button', { name: 'Resume' }).click()
    await agent.untilState('live')
    await s.untilEqual()
    // The search does find what was sent.
    expect(visitorTap.search([words], { isOurs: () => false })).not.toEqual([])
  },
)

scenario(
  'SE-1: consent.mode never starts without a question when the page asks',
  { stack: { settings: { 'consent.mode': 'never' } } },
  async (s) => {
    const { visitor, agent } = s
    await visitor.page.evaluate('Sidelong.start("crm-key.42")')
    expect(await visitor.status()).toBe('W')
    await agent.login()
    await agent.join('crm-key.42')
    await s.untilEqual()
  },
)
