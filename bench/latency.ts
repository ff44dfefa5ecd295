import { BUDGETS } from './budgets.ts'
import { atMost, type Figure, figure, type Group } from './figures.ts'
import { formPage, tablePage } from './generated-pages.ts'
import type { Lab } from './lab.ts'
import { startPeers } from './latency-peers.ts'
import { latencies, type Mirrored } from './latency-probe.ts'
import { startStack } from './stack.ts'
import { quantile } from './statistics.ts'

const WAYS = ['bare', 'sidelong', 'rrweb'] as const
type Way = (typeof WAYS)[number]

/**
 * Milliseconds between changes, on average. A page as large as the table takes some 30 ms to draw each change: the
 * second pace keeps its thread busy for most of the time, the first lets it rest.
 */
const PACES = [100, 50] as const
type Series = Record<Way, Record<number, number[]>>

const CHANGES = 100
const SHORT_CHANGES = 10

/** From a change in the visitor's page to the same change in the agent's, over real servers on this machine. */
export async function benchLatency(lab: Lab, runs: number, isShort: boolean): Promise<Group> {
  const rows = isShort ? 500 : 10_000
  const pages = { 'form.html': formPage(), 'table.html': tablePage(rows) }
  for (const [name, html] of Object.entries(pages)) lab.pages.add(`/live/${name}`, html)
  const peers = await startPeers(lab)
  try {
    const stack = await startStack(lab, pages)
    const open = (way: Way, page: string): Promise<Mirrored> =>
      way === 'sidelong' ? stack.open(page) : peers.open(way, `/live/${page}`)
    try {
      const changes = isShort ? SHORT_CHANGES : CHANGES
      const form = await measure(open, 'form.html', runs, changes)
      const table = await measure(open, 'table.html', runs, changes)
      return {
        title: 'From change to copy',
        note: 'the floor is a bare socket through a relay; rrweb goes through that relay, Sidelong through its servers',
        figures: [
          ...figuresOf('form page', form),
          ...figuresOf(`table of ${(rows * 13).toLocaleString('en')} nodes`, table),
        ],
      }
    } finally {
      await stack.stop()
    }
  } finally {
    peers.stop()
  }
}

async function measure(
  open: (way: Way, page: string) => Promise<Mirrored>,
  page: string,
  runs: number,
  changes: number,
): Promise<Series> {
  const all: Series = { bare: {}, sidelong: {}, rrweb: {} }
  for (let run = 0; run < runs; run++) {
    for (const way of WAYS) {
      const mirrored = await open(way, page)
      for (const paceMs of PACES) {
        const found = await latencies(mirrored, changes, paceMs)
        all[way][paceMs] = [...(all[way][paceMs] ?? []), ...found]
      }
      await mirrored.close()
    }
  }
  return all
}

function figuresOf(title: string, all: Series): Figure[] {
  return PACES.flatMap((paceMs) => {
    const row = (label: string, share: number, budgetMs: number) =>
      figure('latency', `${title}, every ${paceMs} ms: ${label}`, 'ms', {
        floor: quantile(all.bare[paceMs] ?? [], share),
        ours: quantile(all.sidelong[paceMs] ?? [], share),
        peer: quantile(all.rrweb[paceMs] ?? [], share),
        budget: atMost(budgetMs, 'ms'),
      })
    return [row('median', 0.5, BUDGETS.latencyMedianMs), row('p95', 0.95, BUDGETS.latencyP95Ms)]
  })
}
