import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { scenario } from '../support/scenario.ts'
import { type TourStop, tour } from '../support/tour.ts'

const site = join(rootDir, 'demo/site')
const pagesIn = (folder: string): string[] =>
  readdirSync(join(site, folder))
    .filter((name) => name.endsWith('.html'))
    .map((name) => (folder ? `${folder}/${name}` : name))

/** A hidden box has its size rounded up (MK-19), which moves what is beside and below it. */
const RATIOS: Readonly<Record<string, number | null>> = {
  'account/index.html': 0.02,
  'account/transactions.html': 0.03,
}

// The pages in /cases: live-cases.test.ts has their trees, `npm run fidelity` how they look.
for (const folder of ['', 'account']) {
  scenario(
    `PL-7 MIRROR 7: the pages of the demo in /${folder} look the same at the agent`,
    { timeoutMs: 400_000 },
    async (s) => {
      await s.meet()
      expect(await tour(s, pagesIn(folder).map(stop))).toEqual([])
      await s.visitor.goto('')
      await s.untilEqual()
    },
  )
}

function stop(path: string): TourStop {
  const maxRatio = RATIOS[path]
  return maxRatio === undefined ? { path } : { path, maxRatio }
}
