import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from '../../scripts/paths.ts'
import { ALWAYS_MASKED } from '../../src/visitor/privacy/always.ts'
import { DEMO_MASKS, type Scenario } from '../support/scenario.ts'
import { screenshots } from '../support/tour.ts'
import { diffTrees, type TreeComparison } from '../support/tree/compare.ts'
import { visualDiff } from '../support/visual-diff.ts'
import type { FidelityCase, Kind } from './case.ts'
import { compareMeasured } from './measure/compare-measured.ts'
import { measure } from './measure/measure.ts'
import { type Difference, describe, type Score, scoreOf } from './score.ts'
import { untilSettled } from './settle.ts'

/** Where every case leaves its score, and pictures of what differs. */
export const RESULTS = join(rootDir, 'test-results/fidelity')
/** Enough to count; nobody reads them all. */
const MAX_DIFFERENCES = 2_000
/** Edges of glyphs and curves that land between two pixels. */
const MAX_PIXEL_SHARE = 0.000_5

/** Drives a case through a session and compares all there is. */
export async function runCase(scenario: Scenario, one: FidelityCase, when: Score['when']): Promise<Score> {
  const { visitor, agent } = scenario
  const { page } = visitor
  const compare = { ...one.compare, max: MAX_DIFFERENCES }
  if (when === 'before') await one.steps?.(page)
  await scenario.meet({ isEqual: false })
  await agent.page.getByRole('button', { name: 'actual size' }).click()
  if (when === 'live') await one.steps?.(page)
  // What the visitor's pointer happens to be over is another matter (MIRROR 6, pseudo-classes).
  await page.mouse.move(0, 0)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  const readTrees = async () => diffTrees(await visitor.tree(), await agent.tree(), compare)
  // The trees first, as they are read fast: most of what is late shows there.
  await untilSettled(scenario, readTrees, ({ differences }) => JSON.stringify(differences))
  const look = async () => scoreOf(one, when, ...(await compareAll(scenario, one, await readTrees())))
  const score = await untilSettled(scenario, look, ({ differences }) => describe({ differences }))
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, `${fileName(one.name)}-${when}.json`), JSON.stringify(score, null, 2))
  return score
}

async function compareAll(
  scenario: Scenario,
  one: FidelityCase,
  tree: TreeComparison,
): Promise<[Record<Kind, number>, readonly Difference[]]> {
  const { visitor, agent } = scenario
  const masks = [...ALWAYS_MASKED, ...DEMO_MASKS, ...(one.masks ?? [])]
  const [page, stage] = [
    await measure(visitor.page.mainFrame(), masks),
    await measure(await agent.stage(), []),
  ]
  const measured = compareMeasured(page, stage, MAX_DIFFERENCES)
  const moving: Difference[] =
    page.finiteAnimations + stage.finiteAnimations === 0
      ? []
      : [
          {
            kind: 'animations',
            path: '#document',
            what: 'animations that will end',
            expected: String(page.finiteAnimations),
            got: String(stage.finiteAnimations),
          },
        ]
  const pixels = await comparePixels(scenario, one)
  return [
    { ...tree.compared, ...measured.compared, pixels: pixels.compared },
    [...tree.differences, ...moving, ...measured.differences, ...pixels.differences],
  ]
}

async function comparePixels(
  scenario: Scenario,
  { name }: FidelityCase,
): Promise<{ compared: number; differences: Difference[] }> {
  const [left, right] = await screenshots(scenario)
  const { ratio, count, compared, diff } = visualDiff(left, right)
  if (ratio <= MAX_PIXEL_SHARE) return { compared, differences: [] }
  const folder = join(RESULTS, fileName(name))
  mkdirSync(folder, { recursive: true })
  for (const [file, png] of Object.entries({ visitor: left, stage: right, diff }))
    writeFileSync(join(folder, `${file}.png`), png)
  const what = `${count} pixels (see ${folder})`
  return {
    compared,
    differences: [
      { kind: 'pixels', path: '#document', what, expected: '0 %', got: `${(ratio * 100).toFixed(3)} %` },
    ],
  }
}

export function fileName(name: string): string {
  return name.replace(/[^\w-]+/g, '-')
}
