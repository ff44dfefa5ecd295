import { expect, onTestFinished, test } from 'vitest'
import { createFirefoxStage } from './firefox-corpus.ts'
import { createFirefoxWire } from './firefox-wire.ts'
import { stageWithoutLists } from './stage-variants.ts'
import { VECTORS } from './stage-vectors.ts'

/* SA-01 and SA-02 in Firefox. A part of the corpus in `npm test`; `npm run test:firefox` (FIREFOX=all) takes all of it. */

const isWhole = process.env.FIREFOX === 'all'
const EVERY = 4
const chosen = isWhole ? VECTORS : VECTORS.filter((_, i) => i % EVERY === 0)
const CORPUS = isWhole ? 'the corpus' : 'a part of the corpus'

test.each([
  ['SA-02 straight into the stage', createFirefoxStage],
  ['SA-01 through the real protocol into the viewer', createFirefoxWire],
])(
  `%s, ${CORPUS} in Firefox: nothing runs, opens, is downloaded, navigates or is asked elsewhere`,
  {
    timeout: 600_000,
  },
  async (_way, create) => {
    const firefox = await create()
    onTestFinished(() => firefox.stop())
    const broken: Record<string, string[]> = {}
    for (const vector of chosen) {
      const found = await firefox.attack(vector)
      if (found.length > 0) broken[vector.name] = found
    }
    expect(broken).toEqual({})
  },
)

test('SA-03: without any layer the same corpus does run in Firefox', { timeout: 120_000 }, async () => {
  const open = await createFirefoxStage({ stageJs: await stageWithoutLists(), isOpen: true })
  const found: string[] = []
  for (const vector of VECTORS.filter(
    ({ name }) => name === 'script' || name === 'broken image with handler',
  ))
    found.push(...(await open.attack(vector)))
  await open.stop()
  expect(found).toContain('it ran')
})
