import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { scenario } from '../support/scenario.ts'
import { tour } from '../support/tour.ts'

const site = join(rootDir, 'demo/site')
const pagesIn = (folder: string): string[] =>
  readdirSync(join(site, folder))
    .filter((name) => name.endsWith('.html'))
    .map((name) => (folder ? `${folder}/${name}` : name))

for (const folder of ['', 'account', 'cases']) {
  scenario(
    `PL-7 MIRROR 7: the pages of the demo in /${folder} look the same at the agent`,
    { timeoutMs: 400_000 },
    async (s) => {
      await s.meet()
      expect(await tour(s, pagesIn(folder).map((path) => ({ path })))).toEqual([])
      await s.visitor.goto('')
      await s.untilEqual()
    },
  )
}
