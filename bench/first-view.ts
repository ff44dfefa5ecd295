import { BUDGETS } from './budgets.ts'
import { atMost, figure, type Group } from './figures.ts'
import { tablePage } from './generated-pages.ts'
import type { Lab } from './lab.ts'
import { startStack } from './stack.ts'
import { quantile } from './statistics.ts'

/** Of 13 nodes each: 5,005 of them, as PL-5 has it. */
const ROWS = 385
const SHORT_ROWS = 40

/** From an agent's click on a join link to the visitor's page in the stage, over real servers on this machine. */
export async function benchFirstView(lab: Lab, runs: number, isShort: boolean): Promise<Group> {
  const rows = isShort ? SHORT_ROWS : ROWS
  const stack = await startStack(lab, { 'table.html': tablePage(rows) })
  try {
    const times: number[] = []
    // The first one fills the caches of both browsers and is left out.
    for (let run = 0; run <= runs; run++) {
      const mirrored = await stack.open('table.html')
      if (run > 0) times.push(mirrored.firstViewMs)
      await mirrored.close()
    }
    const name = `table of ${(rows * 13).toLocaleString('en')} nodes, from the join link to its view`
    return {
      title: 'First view',
      note: 'the agent is logged in; servers, visitor and agent share this machine',
      figures: [
        figure('view', `PL-5: ${name}`, 'ms', {
          ours: quantile(times, 0.5),
          budget: atMost(BUDGETS.firstViewMs, 'ms'),
        }),
      ],
    }
  } finally {
    await stack.stop()
  }
}
