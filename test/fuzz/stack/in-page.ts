// Runs in the visitor's real page: bursts of the same operations as the fuzzer without servers.

import { churnRound } from '../churn-round.ts'
import { CANARY } from '../normal.ts'
import { pickOperation, runOperation } from '../operations/all.ts'
import { createWorld, noteMasks, type World } from '../operations/world.ts'
import { createRandom } from '../random.ts'

export type InPage = {
  /** Runs operations; faults that are not the DOM's own refusals. */
  burst(seed: number, count: number): Promise<string[]>
  /** Lets loads and frames come to their end. */
  settle(): Promise<void>
  noteMasks(): void
  /** Rounds of coming and going with pauses, for so long; how many there were. */
  churn(forMs: number, pauseMs: number): Promise<number>
}

const FRAME_MS = 100

let world: World | null = null

function here(): World {
  world ??= createWorld(window, CANARY, document.compatMode === 'BackCompat')
  return world
}

async function burst(seed: number, count: number): Promise<string[]> {
  const random = createRandom(seed)
  const faults: string[] = []
  for (let i = 0; i < count; i++) {
    const name = pickOperation(random)
    try {
      runOperation(here(), name, random.int(2 ** 31))
    } catch (error) {
      if (!(error instanceof DOMException)) faults.push(`${name}: ${String(error)}`)
    }
    const way = random.int(10)
    if (way === 0) await new Promise((resolve) => setTimeout(resolve, random.int(20)))
    else if (way < 4) await null
  }
  return faults
}

async function settle(): Promise<void> {
  await Promise.all(here().pending.splice(0))
  // Not by frames alone: a page in the background has none.
  await new Promise((resolve) => setTimeout(resolve, FRAME_MS))
}

let rounds = 0

async function churn(forMs: number, pauseMs: number): Promise<number> {
  const until = performance.now() + forMs
  while (performance.now() < until)
    for (const _ of churnRound(document, document.body, rounds++))
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
  return rounds
}

if (window === window.top) {
  const inPage: InPage = { burst, settle, noteMasks: () => noteMasks(here()), churn }
  Object.defineProperty(globalThis, 'fuzzPage', { value: inPage })
}
