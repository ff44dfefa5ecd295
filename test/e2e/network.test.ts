import { expect } from 'vitest'
import { type Scenario, scenario } from '../support/scenario.ts'

/* A cut line shows in Chromium's console; that is the scenario, not an error of ours. */
const allowConsole = [/WebSocket connection to .* failed/, /ERR_(CONNECTION|SOCKET|EMPTY|INTERNET|NETWORK)/]
const options = { hasLines: true, allowConsole, path: 'shop.html', timeoutMs: 120_000 }

async function change({ visitor }: Scenario, word: string): Promise<void> {
  await visitor.page.evaluate((text) => {
    const line = document.createElement('p')
    line.textContent = text
    document.body.prepend(line)
  }, word)
}

async function wait(s: Scenario, ms: number): Promise<void> {
  await s.visitor.page.waitForTimeout(ms)
}

scenario(
  'RA-01: the visitor’s line is cut for 8 s, the page goes on changing, all is caught up',
  options,
  async (s) => {
    await s.meet()
    s.lines.visitor.cut()
    await change(s, 'while cut')
    await expect
      .poll(() => s.visitor.page.evaluate('Sidelong.state'), { timeout: 5_000 })
      .toBe('reconnecting')
    await s.agent.untilState('lost')
    await wait(s, 8_000)
    s.lines.visitor.restore()
    await s.agent.untilState('live')
    await s.untilEqual()
    expect(await s.visitor.ui.getByRole('button', { name: 'Accept' }).count()).toBe(0)
  },
)

scenario('RA-01: the agent’s line is cut for 8 s, nothing is missing afterwards', options, async (s) => {
  await s.meet()
  await s.agent.page.getByRole('button', { name: 'Read out to the visitor what I point at' }).click()
  const voices = () => s.visitor.ui.locator('p[role=status]').count()
  await expect.poll(voices, { timeout: 5_000 }).toBe(1)
  s.lines.agent.cut()
  await s.agent.untilState('reconnecting')
  await change(s, 'while the agent was away')
  await wait(s, 8_000)
  expect(await s.visitor.status()).toBe('A')
  await expect.poll(voices).toBe(0)
  s.lines.agent.restore()
  await s.agent.untilState('live')
  await s.untilEqual()
  // UI-10: what the agent has switched on is on again.
  await expect.poll(voices, { timeout: 5_000 }).toBe(1)
})

scenario('RA-01: both lines are cut for 5 s', options, async (s) => {
  await s.meet()
  s.lines.agent.cut()
  s.lines.visitor.cut()
  await change(s, 'while both were away')
  await wait(s, 5_000)
  s.lines.visitor.restore()
  s.lines.agent.restore()
  await s.agent.untilState('live')
  await s.untilEqual(20_000)
})

scenario(
  'VW-9: a stage that does not load because the line is out is made anew with the next one',
  options,
  async (s) => {
    await s.meet()
    // Another kind of page needs another stage.
    await s.agent.page.route(/\/stage/, (route) => route.abort())
    const asked = s.agent.page.waitForEvent('requestfailed')
    await s.visitor.goto('cases/quirks.html')
    await asked
    s.lines.agent.cut()
    await s.agent.untilState('reconnecting')
    await s.agent.page.unroute(/\/stage/)
    s.lines.agent.restore()
    await s.agent.untilState('live')
    await s.untilEqual()
  },
)

scenario('RA-09: 200 ms of latency on both sides', options, async (s) => {
  s.lines.visitor.setDelay(100)
  s.lines.agent.setDelay(100)
  await s.meet()
  await change(s, 'slow but sure')
  await s.untilEqual()
})

scenario(
  'LC-17 RA-02: the session server is killed, both ends are on another within 10 s',
  {
    ...options,
    hasLines: false,
    stack: { sessionServers: 2 },
    // The server that was started anew does not know the session.
    allowConsole: [...allowConsole, /status of 401 .*\/view\//],
  },
  async (s) => {
    await s.meet()
    const used = new URL(s.agent.page.url()).origin
    const at = s.stack.sessionServers.indexOf(used)
    const servers = s.stack.processes().filter(({ command }) => command.includes('session-server'))
    expect(servers).toHaveLength(2)
    // Processes are started in the order of their ports.
    const victim = servers.sort((a, b) => a.pid - b.pid)[at]
    process.kill(victim!.pid, 'SIGKILL')
    const killed = performance.now()
    await change(s, 'typed while it died')
    await expect.poll(() => new URL(s.agent.page.url()).origin, { timeout: 15_000 }).not.toBe(used)
    await s.agent.untilState('live')
    await s.untilEqual(15_000)
    expect(performance.now() - killed).toBeLessThan(15_000)
    expect(s.stack.log()).toContain('ended unexpectedly')
  },
)
