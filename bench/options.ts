import { parseArgs } from 'node:util'

export const SECTIONS = ['first', 'mutations', 'masking', 'idle', 'view', 'latency', 'sizes'] as const
export type Section = (typeof SECTIONS)[number]

export type BenchOptions = {
  /** All figures from small pages and single runs: a check that the benchmark works, not a measurement. */
  readonly isShort: boolean
  readonly sections: readonly Section[]
  /** Each measurement is repeated this many times; the medians count. */
  readonly runs: number
  readonly jsonFile: string | null
}

export const HELP = `Compares Sidelong with rrweb, Datadog's recorder and its own budgets, in headless Chromium.

  npm run bench -- [options]

  --short         small pages, one run: only shows that the benchmark works
  --only NAMES    some of ${SECTIONS.join(',')} (comma-separated)
  --runs N        how often each measurement is made (default: 3; short: 1)
  --json FILE     also write the figures as JSON
  --help          print this

Close everything else that computes: the figures are times.
`

const MAX_RUNS = 25

/** Throws one clear line for anything it does not know. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean' },
      only: { type: 'string' },
      runs: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  const isShort = values.short ?? false
  const runs = Number(values.runs ?? (isShort ? 1 : 3))
  if (!Number.isInteger(runs) || runs < 1 || runs > MAX_RUNS)
    throw new Error(`--runs must be 1 to ${MAX_RUNS}`)
  const names = values.only?.split(',') ?? SECTIONS
  const sections = SECTIONS.filter((section) => names.includes(section))
  if (sections.length !== names.length) throw new Error(`--only takes ${SECTIONS.join(', ')}`)
  return { isShort, sections, runs, jsonFile: values.json ?? null }
}
