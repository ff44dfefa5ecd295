import { expect } from 'vitest'
import { type Scenario, scenario } from '../support/scenario.ts'

/* Every button of the demo's case pages, one after the other: after each the stage must show the same tree. */

const PAGES: Readonly<Record<string, readonly string[]>> = {
  // Not pressed: what leaves the page, makes more nodes than a session may have, or does to more rows what others do.
  mutations: ['create-10k', 'replace-10k', 'append-10k', 'append-1k', 'reverse', 'tick'],
  forms: [],
  'dialogs-popovers': ['fullscreen'],
  cssom: [],
  'shadow-dom': [],
  frames: [],
  trees: ['siblings', 'deep'],
  'web-components': [],
  scrollers: [],
  tables: [],
  'svg-mathml': [],
  masked: [],
}
/** What differs for longer is a fault; how long a busy machine takes is none. */
const EQUAL_TIMEOUT_MS = 30_000
const POLL_MS = 150

for (const [name, left] of Object.entries(PAGES)) {
  scenario(
    `MIRROR 6: everything that happens on cases/${name}.html arrives`,
    {
      path: `cases/${name}.html`,
      timeoutMs: 300_000,
      compare: { isStickyMaskAllowed: name === 'masked', earlyClosedRoots: /#(closed-host|m-shadow)$/ },
    },
    async (s) => {
      await s.meet({ isEqual: false })
      expect(await pressAll(s, left)).toEqual([])
    },
  )
}

async function pressAll(s: Scenario, left: readonly string[]): Promise<string[]> {
  const { page } = s.visitor
  const ids = await page.locator('main button[id]').evaluateAll((all) => all.map((button) => button.id))
  const known = new Set<string>()
  const problems = await newDifferences(s, known, 'at the start')
  for (const id of new Set(ids)) {
    if (left.includes(id)) continue
    // A click by script: dialogs may cover the button, and what matters here is what it does.
    await page.evaluate((one) => document.getElementById(one)?.click(), id)
    problems.push(...(await newDifferences(s, known, id)))
  }
  // For the teardown: a page that is as it was.
  if (problems.length > 0) await page.reload()
  return problems
}

/** What differs after `cause`, without what differed before: one fault must not hide the next. */
async function newDifferences(s: Scenario, known: Set<string>, cause: string): Promise<string[]> {
  const until = performance.now() + EQUAL_TIMEOUT_MS
  for (;;) {
    const startedMs = performance.now()
    const found = await s.differences().catch((error: Error) => [error.message])
    const fresh = found.filter((line) => !known.has(line))
    if (fresh.length === 0) return []
    if (performance.now() > until) {
      for (const line of fresh) known.add(line)
      return fresh.map((line) => `${cause}: ${line}`)
    }
    await s.visitor.page.waitForTimeout(Math.max(POLL_MS, 2 * (performance.now() - startedMs)))
  }
}
