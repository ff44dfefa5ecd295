import { BUDGETS } from './budgets.ts'
import { atMost, figure, type Group } from './figures.ts'
import { tablePage } from './generated-pages.ts'
import type { Lab } from './lab.ts'
import { type Stack, startStack } from './stack.ts'
import { quantile } from './statistics.ts'

/** Of 13 nodes each: 5,005 of them, as PL-5 has it. */
const ROWS = 385
const HUGE_ROWS = 10_000
const SHORT_ROWS = 40
const SHOWN_TIMEOUT_MS = 60_000

declare global {
  interface Window {
    longestBlockMs: number
  }
}

/** From an agent's click on a join link to the visitor's page in the stage, over real servers on this machine. */
export async function benchFirstView(lab: Lab, runs: number, isShort: boolean): Promise<Group> {
  const [rows, hugeRows] = isShort ? [SHORT_ROWS, 2 * SHORT_ROWS] : [ROWS, HUGE_ROWS]
  const stack = await startStack(lab, { 'table.html': tablePage(rows), 'huge.html': tablePage(hugeRows) })
  try {
    const times: number[] = []
    // The first one fills the caches of both browsers and is left out.
    for (let run = 0; run <= runs; run++) {
      const mirrored = await stack.open('table.html')
      if (run > 0) times.push(mirrored.firstViewMs)
      await mirrored.close()
    }
    const blocks: number[] = []
    for (let run = 0; run < runs; run++) blocks.push(await longestBlock(stack, 'huge.html'))
    const name = `${titleOf(rows)}, from the join link to its view`
    return {
      title: 'First view',
      note: 'the agent is logged in; servers, visitor and agent share this machine',
      figures: [
        figure('view', `PL-5: ${name}`, 'ms', {
          ours: quantile(times, 0.5),
          budget: atMost(BUDGETS.firstViewMs, 'ms'),
        }),
        figure(
          'view',
          `${titleOf(hugeRows)}: longest block of the viewer's controls until it is shown`,
          'ms',
          {
            ours: Math.max(...blocks),
            budget: atMost(BUDGETS.viewerBlockMs, 'ms'),
          },
        ),
      ],
    }
  } finally {
    await stack.stop()
  }
}

function titleOf(rows: number): string {
  return `table of ${(rows * 13).toLocaleString('en')} nodes`
}

async function longestBlock(stack: Stack, page: string): Promise<number> {
  const mirrored = await stack.open(page, async (agent) => void (await agent.addInitScript(watchBlocks)))
  await mirrored.agent.waitForFunction(() => document.body.dataset.state === 'live', undefined, {
    timeout: SHOWN_TIMEOUT_MS,
  })
  const longestMs = await mirrored.agent.evaluate(() => window.longestBlockMs)
  await mirrored.close()
  return longestMs
}

/** In the viewer: the longest time for which nothing else could run on its thread, once there is a stage. */
function watchBlocks(): void {
  if (window !== window.top) return
  window.longestBlockMs = 0
  const { port1, port2 } = new MessageChannel()
  let last = performance.now()
  port1.onmessage = () => {
    const now = performance.now()
    if (document.querySelector('iframe.stage'))
      window.longestBlockMs = Math.max(window.longestBlockMs, now - last)
    last = now
    port2.postMessage(null)
  }
  port2.postMessage(null)
}
