import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from '../../scripts/paths.ts'
import type { Scenario } from './scenario.ts'
import { visualDiff } from './visual-diff.ts'

export type TourStop = {
  readonly path: string
  /** Share of pixels that may differ. */
  readonly maxRatio?: number
}

const DEFAULT_RATIO = 0.01
const SETTLE_TIMEOUT_MS = 25_000

/** Goes from page to page in one session and compares each; returns what differs, so that one page does not hide the next. */
export async function tour(scenario: Scenario, stops: readonly TourStop[]): Promise<string[]> {
  const problems: string[] = []
  const note = (path: string, error: unknown) =>
    problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  await scenario.agent.page.getByRole('button', { name: 'actual size' }).click()
  for (const { path, maxRatio = DEFAULT_RATIO } of stops) {
    try {
      await scenario.visitor.goto(path)
      await scenario.visitor.untilStatus('A')
      await scenario.untilEqual(SETTLE_TIMEOUT_MS)
    } catch (error) {
      note(path, error)
    }
    try {
      await comparePixels(scenario, path, maxRatio)
    } catch (error) {
      note(path, error)
    }
  }
  return problems
}

/** Compares screenshots until they are alike; images and fonts may still be on their way. */
async function comparePixels(scenario: Scenario, path: string, maxRatio: number): Promise<void> {
  const until = performance.now() + SETTLE_TIMEOUT_MS
  for (;;) {
    const [left, right] = await screenshots(scenario)
    const { ratio, diff } = visualDiff(left, right)
    if (ratio <= maxRatio) return
    if (performance.now() > until) {
      const folder = join(rootDir, 'test-results/e2e/pixels', path.replace(/[^\w-]+/g, '-') || 'start')
      mkdirSync(folder, { recursive: true })
      for (const [name, png] of Object.entries({ visitor: left, stage: right, diff }))
        writeFileSync(join(folder, `${name}.png`), png)
      throw new Error(`${(ratio * 100).toFixed(2)} % of the pixels differ (see ${folder})`)
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Hiding carets sets inline style and puts back what was there: the stage may get the page's own change in between. */
const SHOT = { animations: 'disabled', caret: 'initial' } as const

/** The visitor's viewport without our interface, and the stage at its actual size. */
export async function screenshots({ visitor, agent }: Scenario): Promise<[visitor: Buffer, stage: Buffer]> {
  await visitor.page.evaluate(setOwnUiVisible, false)
  const left = await visitor.page.screenshot(SHOT)
  await visitor.page.evaluate(setOwnUiVisible, true)
  await agent.page.evaluate(setPointerVisible, false)
  const right = await agent.page.locator('iframe.stage').screenshot(SHOT)
  await agent.page.evaluate(setPointerVisible, true)
  return [left, right]
}

/** Runs in the viewer, which shows the visitor's pointer above the stage. */
function setPointerVisible(isVisible: boolean): void {
  const pointer = document.querySelector<HTMLElement>('.page > .pointer')
  if (pointer) pointer.style.visibility = isVisible ? '' : 'hidden'
}

/** Runs in the page. From the inside, because no rule of the page's can hide our element. */
function setOwnUiVisible(isVisible: boolean): void {
  const root = document.querySelector('sidelong-ui')?.shadowRoot
  for (const child of root?.children ?? []) {
    if (child instanceof HTMLElement) child.style.opacity = isVisible ? '' : '0'
  }
}
