import { expect } from 'vitest'
import { scenario } from '../support/scenario.ts'
import { corpus } from './corpus/index.ts'
import { runCase } from './run-case.ts'
import { describe, type Score } from './score.ts'
import { corpusSite } from './site.ts'

/* The proof of MIRROR 7. In `npm test` a part of the corpus; `npm run fidelity` sets FIDELITY and runs all. */

const filter = process.env.FIDELITY
const isFull = filter !== undefined
const chosen = corpus.filter(({ name, isShort }) => (isFull ? name.includes(filter) : isShort))

for (const one of chosen) {
  const modes: Score['when'][] = isFull && one.steps && !one.isLiveOnly ? ['live', 'before'] : ['live']
  for (const when of modes) {
    scenario(
      `PL-7 MIRROR 7: ${one.name}${when === 'before' ? ', driven before the agent came' : ''}`,
      {
        path: one.path,
        timeoutMs: 180_000,
        skip: { tree: 'compared below, with all else' },
        ...(one.site === 'corpus' ? { stack: { site: await corpusSite() } } : {}),
        ...(one.allowConsole ? { allowConsole: one.allowConsole } : {}),
      },
      async (s) => {
        const score = await runCase(s, one, when)
        expect(describe(score), `what differs on ${one.name}`).toBe('')
      },
    )
  }
}
