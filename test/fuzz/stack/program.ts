import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Scenario } from '../../support/scenario.ts'
import { compareTrees } from '../../support/tree/compare.ts'
import { wellFormed, withoutPlaceholders, withoutSecrets } from '../normal.ts'
import { createRandom, type Random } from '../random.ts'
import type { InPage } from './in-page.ts'

export const PAGES = ['a.html', 'b.html', 'quirks.html'] as const
const BURSTS = 3
const MAX_OPERATIONS = 60
const EQUAL_TIMEOUT_MS = 20_000
const POLL_MS = 150

type Stage = { readonly s: Scenario; readonly random: Random; burst(): Promise<void> }

const inPage = <T>(
  page: Page,
  run: (fuzz: InPage, argument: readonly [number, number]) => T | Promise<T>,
) => {
  const text = `(argument) => (${run})(globalThis.fuzzPage, argument)`
  return (argument: readonly [number, number] = [0, 0]): Promise<T> =>
    page.evaluate(`(${text})(${JSON.stringify(argument)})`)
}

/** What happens around the page while it changes, by how often. */
const AROUND: readonly (readonly [name: string, weight: number, act: (stage: Stage) => Promise<void>])[] = [
  ['nothing', 6, async ({ burst }) => burst()],
  ['pause', 3, ({ s, random }) => s.visitor.page.waitForTimeout(random.int(300))],
  ['visitor cut', 2, (stage) => cut(stage, ['visitor'])],
  ['agent cut', 2, (stage) => cut(stage, ['agent'])],
  ['both cut', 1, (stage) => cut(stage, ['visitor', 'agent'])],
  ['slow lines', 1, slow],
  ['agent reloads', 1, async ({ s }) => void (await s.agent.page.reload())],
  ['page reloads', 1, ({ s }) => arrive(s, () => s.visitor.page.reload())],
  ['next page', 2, ({ s, random }) => arrive(s, () => s.visitor.goto(random.pick(PAGES)))],
  ['hidden', 2, hidden],
  ['another tab', 1, otherTab],
  ['tampered stage', 1, tamper],
]
const TOTAL = AROUND.reduce((sum, [, weight]) => sum + weight, 0)

/** One seed: bursts on real pages with trouble around them; throws where stage and page differ at a quiet point. */
export async function runStackSeed(s: Scenario, seed: number): Promise<void> {
  const random = createRandom(seed)
  const happened: string[] = []
  const stage: Stage = {
    s,
    random,
    async burst() {
      const argument = [random.int(2 ** 31), random.int(MAX_OPERATIONS) + 1] as const
      const faults = await inPage(s.visitor.page, (fuzz, [at, count]) => fuzz.burst(at, count))(argument)
      expect(faults, `seed ${seed}: faults of the page`).toEqual([])
    },
  }
  try {
    await arrive(s, () => s.visitor.goto(random.pick(PAGES)))
    for (let i = 0; i < BURSTS; i++) {
      for (let count = random.int(3) + 1; count > 0; count--) {
        const [name, , act] = pick(random)
        happened.push(name)
        await act(stage)
        await stage.burst()
      }
      happened.push('quiet')
      await quiet(s)
    }
  } catch (error) {
    throw new Error(`seed ${seed}: ${happened.join(', ')}\n${error instanceof Error ? error.message : error}`)
  }
}

function pick(random: Random): (typeof AROUND)[number] {
  let left = random.int(TOTAL)
  for (const one of AROUND) {
    left -= one[1]
    if (left < 0) return one
  }
  return AROUND[0] as (typeof AROUND)[number]
}

async function arrive(s: Scenario, go: () => Promise<unknown>): Promise<void> {
  await go()
  await s.visitor.untilStatus('A')
}

async function cut({ s, random, burst }: Stage, sides: readonly ('visitor' | 'agent')[]): Promise<void> {
  for (const side of sides) s.lines[side].cut()
  await burst()
  await s.visitor.page.waitForTimeout(random.int(600))
  for (const side of sides) s.lines[side].restore()
}

async function slow({ s, random, burst }: Stage): Promise<void> {
  const all = (ms: number): void => {
    for (const line of [s.lines.visitor, s.lines.agent]) line.setDelay(ms)
  }
  all(random.int(80))
  await burst()
  all(0)
}

/** As the browser tells it of a tab that is covered. */
async function hidden({ s, burst }: Stage): Promise<void> {
  const turn = (state: string) =>
    s.visitor.page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await turn('hidden')
  await burst()
  await turn('visible')
}

/** A second tab of the site takes over and gives back (NV-2). */
async function otherTab({ s }: Stage): Promise<void> {
  const other = await s.visitor.context.newPage()
  const focus = (page: Page) => page.evaluate(() => void window.dispatchEvent(new Event('focus')))
  await other.goto(new URL(PAGES[0], s.stack.site).href)
  await focus(other)
  await other.waitForTimeout(200)
  await focus(s.visitor.page)
  await s.visitor.untilStatus('A')
  await other.close()
}

/** Corruption: only the digest can notice it (decision 0010). */
async function tamper({ s, burst }: Stage): Promise<void> {
  const stage = await s.agent.stage()
  const corrupt = stage.evaluate(() => {
    const all = document.body?.querySelectorAll('*') ?? []
    all[Math.floor(all.length / 2)]?.remove()
  })
  await corrupt.catch((error: unknown) => {
    // The page went on, and a new stage took the place of this one.
    if (!String(error).includes('detached')) throw error
  })
  await burst()
}

async function quiet(s: Scenario): Promise<void> {
  await inPage(s.visitor.page, (fuzz) => fuzz.settle())()
  await s.agent.untilState('live')
  const until = performance.now() + EQUAL_TIMEOUT_MS
  for (;;) {
    const found = await differences(s).catch((error: unknown) => [String(error)])
    if (found.length === 0) break
    if (performance.now() > until) throw new Error(found.join('\n'))
    await s.visitor.page.waitForTimeout(POLL_MS)
  }
  await inPage(s.visitor.page, (fuzz) => fuzz.noteMasks())()
}

async function differences(s: Scenario): Promise<string[]> {
  const [expected, shown] = [withoutSecrets(wellFormed(await s.visitor.tree())), await s.agent.tree()]
  // Masked boxes are rounded up, so that there may be more, or less, to scroll (MK-19).
  return compareTrees(expected, withoutPlaceholders(shown), {
    isStickyMaskAllowed: true,
    scrollTolerance: Number.MAX_SAFE_INTEGER,
    max: 6,
  })
}
