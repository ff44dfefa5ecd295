import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { rootDir } from '../scripts/paths.ts'
import type { Group } from './figures.ts'
import { benchFirstCapture } from './first-capture.ts'
import { benchFirstView } from './first-view.ts'
import { benchIdle } from './idle.ts'
import { type Lab, startLab } from './lab.ts'
import { benchLatency } from './latency.ts'
import { benchMasking } from './masking.ts'
import { benchMutations } from './mutations.ts'
import type { BenchOptions, Section } from './options.ts'
import { benchSizes } from './sizes.ts'

export type Report = {
  readonly date: string
  readonly isShort: boolean
  readonly runs: number
  readonly machine: { readonly cpu: string; readonly cores: number; readonly browser: string }
  readonly rrweb: string
  readonly datadog: string
  readonly groups: readonly Group[]
}

type Bench = (lab: Lab, options: BenchOptions) => Promise<Group>

const BENCHES: Record<Section, Bench> = {
  first: (lab, { runs, isShort }) => benchFirstCapture(lab, runs, isShort),
  mutations: (lab, { runs, isShort }) => benchMutations(lab, runs, isShort),
  masking: (lab, { runs, isShort }) => benchMasking(lab, runs, isShort),
  idle: (lab, { isShort }) => benchIdle(lab, isShort),
  view: (lab, { runs, isShort }) => benchFirstView(lab, runs, isShort),
  latency: (lab, { runs, isShort }) => benchLatency(lab, runs, isShort),
  sizes: () => benchSizes(),
}

/** Runs the sections one after the other; `log` gets a line for each. Closes everything it starts, also on `signal`. */
export async function runBench(
  options: BenchOptions,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<Report> {
  const lab = await startLab(options.isShort)
  const abort = () => void lab.stop()
  signal.addEventListener('abort', abort)
  try {
    const groups: Group[] = []
    for (const section of options.sections) {
      signal.throwIfAborted()
      const start = performance.now()
      groups.push(await BENCHES[section](lab, options).catch((error: unknown) => failed(section, error)))
      log(`${section}: ${Math.round((performance.now() - start) / 1_000)} s`)
    }
    signal.throwIfAborted()
    return {
      date: new Date().toISOString(),
      isShort: options.isShort,
      runs: options.runs,
      machine: { cpu: cpus()[0]?.model ?? '?', cores: cpus().length, browser: lab.browser.version() },
      rrweb: versionOf('rrweb'),
      datadog: versionOf('@datadog/browser-rum'),
      groups,
    }
  } finally {
    signal.removeEventListener('abort', abort)
    await lab.stop()
  }
}

/** One section that fails must not cost the figures of the others. */
function failed(section: Section, error: unknown): Group {
  const failure = error instanceof Error ? error.message : String(error)
  return { title: section, note: 'could not be measured', figures: [], failure }
}

function versionOf(name: string): string {
  return JSON.parse(readFileSync(join(rootDir, 'node_modules', name, 'package.json'), 'utf8')).version
}
