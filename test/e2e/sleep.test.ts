import type { Browser } from 'playwright-core'
import { expect } from 'vitest'
import { type Scenario, scenario } from '../support/scenario.ts'

/* RA-08: lines that are dead without saying so, and tabs and machines that sleep. FAULTS=full has more of them, and waits as long as people's do. */

const IS_FULL = process.env.FAULTS === 'full'
const allowConsole = [
  /WebSocket connection to .* failed/,
  /ERR_(CONNECTION|SOCKET|EMPTY|INTERNET|NETWORK|TIMED)/,
  // A part that was asked for over a dead line: what answers a minute later is a bare 408.
  /\/http\.js/,
]
const options = { hasLines: true, allowConsole, path: 'shop.html', timeoutMs: 240_000 }
const longForm: typeof scenario = IS_FULL ? scenario : () => undefined
const SIDES = ['visitor', 'agent'] as const

async function write({ visitor }: Scenario, word: string): Promise<void> {
  await visitor.page.evaluate((text) => {
    const line = document.createElement('p')
    line.textContent = text
    document.body.prepend(line)
  }, word)
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Stops the processes of a browser: those of its tabs, as browsers do with tabs in the background, or all. */
async function whileAsleep(
  browser: Browser | null,
  what: 'tabs' | 'machine',
  run: () => Promise<void>,
): Promise<void> {
  const cdp = await browser?.newBrowserCDPSession()
  const { processInfo = [] } = (await cdp?.send('SystemInfo.getProcessInfo')) ?? {}
  const asleep = processInfo.filter(({ type }) => what === 'machine' || type === 'renderer')
  expect(asleep.length).toBeGreaterThan(0)
  for (const { id } of asleep) process.kill(id, 'SIGSTOP')
  try {
    await run()
  } finally {
    for (const { id } of asleep) process.kill(id, 'SIGCONT')
  }
}

async function untilBack(s: Scenario): Promise<void> {
  await write(s, 'after all that')
  await s.agent.untilState('live')
  await s.untilEqual()
  expect(await s.visitor.ui.getByRole('button', { name: 'Accept' }).count()).toBe(0)
}

for (const side of SIDES)
  longForm(`RA-08: the ${side} is offline, and online again`, options, async (s) => {
    await s.meet()
    await s[side].context.setOffline(true)
    s.lines[side].blackHole()
    await write(s, 'while offline')
    await wait(3_000)
    expect(await s.differences()).not.toEqual([])
    s.lines[side].cut()
    s.lines[side].restore()
    await s[side].context.setOffline(false)
    await untilBack(s)
  })

longForm('RA-08: the visitor’s tab sleeps, its line dies meanwhile, and it wakes', options, async (s) => {
  await s.meet()
  await whileAsleep(s.visitor.context.browser(), 'tabs', async () => {
    s.lines.visitor.cut()
    await s.agent.untilState('lost')
    s.lines.visitor.restore()
  })
  await untilBack(s)
})

scenario('RA-08: the agent’s tab sleeps while the page changes, and wakes', options, async (s) => {
  await s.meet()
  await whileAsleep(s.agent.context.browser(), 'tabs', async () => {
    for (let i = 0; i < 50; i++) await write(s, `change ${i} that nobody sees`)
    await wait(IS_FULL ? 60_000 : 2_000)
  })
  await untilBack(s)
})

for (const side of SIDES)
  scenario(`RA-08: the ${side}’s machine sleeps; its line is dead without a word`, options, async (s) => {
    await s.meet()
    await whileAsleep(s[side].context.browser(), 'machine', async () => {
      s.lines[side].blackHole()
      if (side === 'agent') await write(s, 'while the agent’s machine slept')
      await wait(IS_FULL ? 60_000 : 3_000)
    })
    s.lines[side].cut()
    s.lines[side].restore()
    await untilBack(s)
  })

// The product’s 45 s of silence.
longForm('RA-08: both lines are dead without a word for a minute', options, async (s) => {
  await s.meet()
  s.lines.visitor.blackHole()
  s.lines.agent.blackHole()
  await write(s, 'into the void')
  await wait(60_000)
  expect(await s.visitor.page.evaluate('Sidelong.state')).toBe('reconnecting')
  expect(await s.agent.state()).toBe('reconnecting')
  s.lines.visitor.restore()
  s.lines.agent.restore()
  await untilBack(s)
})
