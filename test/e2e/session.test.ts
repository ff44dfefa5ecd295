import { expect } from 'vitest'
import { scenario } from '../support/scenario.ts'

scenario(
  'SE-1 JN-2: a visitor starts, an agent joins by the code and sees the page',
  {},
  async ({ meet, visitor }) => {
    const key = await meet()
    expect(key).toMatch(/^[1-9]\d{5}$/)
    expect(await visitor.status()).toBe('A')
  },
)

scenario(
  'JN-1: a join link leads through the log-in to the session',
  {},
  async ({ visitor, agent, stack, untilEqual }) => {
    const key = await visitor.start()
    await agent.page.goto(stack.join + key)
    await agent.login()
    await agent.untilState('live')
    await untilEqual()
  },
)

scenario('NV-1: the session goes on over page loads', {}, async ({ meet, visitor, agent, untilEqual }) => {
  const key = await meet()
  for (const path of ['shop.html', 'cart.html', 'help.html']) {
    await visitor.goto(path)
    await visitor.untilStatus('A')
    await untilEqual()
  }
  expect(await visitor.page.evaluate('Sidelong.getKey()')).toBe(key)
  expect(await agent.state()).toBe('live')
})

scenario('LC-7 UI-7: the visitor ends the session with one click', {}, async ({ meet, visitor, agent }) => {
  await meet()
  await visitor.end()
  await visitor.untilStatus(null)
  await agent.untilState('ended')
  const cookies = await visitor.context.cookies()
  expect(cookies.filter(({ name }) => name.startsWith('sidelong'))).toEqual([])
})

scenario('LC-7: the agent ends the session for both', {}, async ({ meet, visitor, agent }) => {
  await meet()
  await agent.end()
  await agent.untilState('ended')
  await visitor.untilStatus(null)
})

scenario('VW-5: an agent leaves, the session goes on, and the agent comes back', {}, async (s) => {
  const key = await s.meet()
  await s.agent.leave()
  await s.agent.untilState('ended')
  expect(await s.visitor.status()).toBe('A')
  await s.agent.joinByLink(key)
  await s.untilEqual()
})
