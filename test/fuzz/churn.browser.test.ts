import { expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { FLAG } from '../../src/protocol/envelope.ts'
import { churnRound } from './churn-round.ts'
import { createMirror, type Mirror } from './mirror.ts'

/*
 * A page that changes without end, and is the same size after each round: neither capture nor stage may keep anything
 * of what is gone. `npm run test:fuzz` does it for five minutes (VITE_CHURN_MS).
 */
const env = (import.meta as ImportMeta & { env: Record<string, string | undefined> }).env
const CHURN_MS = Number(env['VITE_CHURN_MS'] ?? 6_000)
const ROUNDS_A_CHECKPOINT = 40
/** The browser's own optimising settles during this share of the time. */
const WARM_UP = 0.4
/** Ten thousand nodes come and go in each period. */
const MAX_GROWTH_NODES = 1_000
const MAX_GROWTH_BYTES = 600_000

type Held = { readonly bytes: number; readonly nodes: number }

/** What is left after garbage collection: the heap of script, and nodes, which have one of their own. */
async function held(): Promise<Held> {
  const session = cdp() as unknown as { send<T>(method: string): Promise<T> }
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send<{ usedSize: number }>('Runtime.getHeapUsage')
  const { nodes } = await session.send<{ nodes: number }>('Memory.getDOMCounters')
  return { bytes: usedSize, nodes }
}

async function churn({ world, quiet }: Mirror): Promise<void> {
  const { document } = world.window
  for (const _ of churnRound(document, document.getElementById('root') as Element, world.count++))
    await quiet()
}

test(
  `MIRROR 1: no growth over ${CHURN_MS / 1_000} s of churn`,
  async () => {
    const mirror = await createMirror(false)
    try {
      /** As the session server asks for, when the deltas outgrow the checkpoint. */
      const period = async (): Promise<void> => {
        for (let round = 0; round < ROUNDS_A_CHECKPOINT; round++) await churn(mirror)
        mirror.capture.checkpoint(FLAG.samePage)
        await mirror.quiet()
      }
      const start = performance.now()
      await period()
      do await period()
      while (performance.now() - start < CHURN_MS * WARM_UP)
      const before = await held()
      let periods = 0
      while (performance.now() - start < CHURN_MS || periods === 0) {
        await period()
        periods++
      }
      const after = await held()
      const bytes = after.bytes - before.bytes
      const nodes = after.nodes - before.nodes
      console.info(
        `churn: ${periods * ROUNDS_A_CHECKPOINT} rounds after warm-up, ${bytes} bytes, ${nodes} nodes more`,
      )
      expect(mirror.differences()).toEqual([])
      expect(nodes).toBeLessThan(MAX_GROWTH_NODES)
      expect(bytes).toBeLessThan(MAX_GROWTH_BYTES)
    } finally {
      mirror.stop()
    }
  },
  CHURN_MS + 60_000,
)
