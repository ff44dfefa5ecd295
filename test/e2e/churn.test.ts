import type { Frame, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { InPage } from '../fuzz/stack/in-page.ts'
import { inPageScript } from '../fuzz/stack/in-page-script.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

/*
 * A page of a shop that changes without end, and is the same size after each round, with an agent who looks on: visitor's
 * page, stage and viewer may keep nothing of what is gone. `npm run test:fuzz -- churn` does it for an hour (CHURN_MINUTES).
 */
const MINUTES = Number(process.env.CHURN_MINUTES ?? 0.1)
const PAUSE_MS = MINUTES < 1 ? 30 : 700
/** Longer than what a round animates. */
const ANIMATED_MS = 1_500
/** The browser's own optimizing, and what is kept for later, settle in this time. */
const WARM_UP_MINUTES = Math.min(30, MINUTES / 2)
const EVERY_MINUTES = 5
/** The short form shows that nothing broke; what is kept of each round shows in the long one. */
const MAX_GROWTH = MINUTES < 1 ? 0.25 : 0.05

type Held = {
  /** What script and nodes take, after garbage collection. */
  readonly kilobytes: number
  readonly nodes: number
  readonly listeners: number
}

async function held(page: Page, at: Page | Frame): Promise<Held> {
  const session = await page.context().newCDPSession(at)
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
  await session.detach()
  const bytes = usedSize + embedderHeapUsedSize + backingStorageSize
  return { kilobytes: Math.round(bytes / 1_024), nodes, listeners: jsEventListeners }
}

type Sides = { readonly visitor: Held; readonly stage: Held; readonly viewer: Held }

async function measure({ visitor, agent, untilEqual }: Scenario, minute: number): Promise<Sides> {
  // What is animated is kept until that is over, and a stage that is behind still has what came with the last round.
  await visitor.page.waitForTimeout(ANIMATED_MS)
  await untilEqual()
  const sides = {
    visitor: await held(visitor.page, visitor.page),
    // A process of its own, as its origin is opaque.
    stage: await held(agent.page, await agent.stage()),
    viewer: await held(agent.page, agent.page),
  }
  console.info(`churn: minute ${minute.toFixed(1)} ${JSON.stringify(sides)}`)
  return sides
}

async function churn({ visitor }: Scenario, minutes: number): Promise<number> {
  const rounds = await visitor.page.evaluate(
    ([forMs, pauseMs]) => (globalThis as unknown as { fuzzPage: InPage }).fuzzPage.churn(forMs, pauseMs),
    [minutes * 60_000, PAUSE_MS] as const,
  )
  await visitor.page.mouse.move(rounds % 500, 200)
  return rounds
}

scenario(
  `MIRROR 1: a visitor's page, its stage and the viewer do not grow over ${MINUTES} minutes of churn`,
  {
    path: 'shop.html',
    stack: { settings: { 'session.idleLimit': 0, 'login.idle': 720 } },
    timeoutMs: MINUTES * 60_000 + 150_000,
  },
  async (s) => {
    await s.visitor.context.addInitScript(await inPageScript())
    await s.visitor.page.reload()
    await s.meet()
    await measure(s, 0)
    let minute = WARM_UP_MINUTES
    let rounds = await churn(s, minute)
    const before = await measure(s, minute)
    let after = before
    while (minute < MINUTES) {
      const minutes = Math.min(EVERY_MINUTES, MINUTES - minute)
      rounds = await churn(s, minutes)
      minute += minutes
      after = await measure(s, minute)
    }
    console.info(`churn: ${rounds} rounds`)
    for (const side of ['visitor', 'stage', 'viewer'] as const)
      for (const what of ['kilobytes', 'nodes', 'listeners'] as const)
        expect(after[side][what], `${what} of the ${side}`).toBeLessThanOrEqual(
          before[side][what] * (1 + MAX_GROWTH) + 50,
        )
    const resyncs = s.agentTap.frames.filter(
      ({ data }) => typeof data === 'string' && data.includes('"reason":"drift"'),
    )
    expect(resyncs, 'drifts').toEqual([])
  },
)
