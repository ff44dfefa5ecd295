// `npm run test:load [-- NAME …] [--soak MINUTES]`: capacity and endurance, RA-07, RA-12, RA-13, RA-14. Names: relay, curve,
// memory, agents, storm, hostile, processes, presence; without any, all but the soak. A line of JSON for each, and 1 as exit code if a
// budget is missed. On a machine that does something else besides, latencies are its, not ours.
import { hostile } from './hostile.ts'
import { presence } from './presence.ts'
import { type Figures, memory, relay, soak, storm } from './scenarios.ts'

type Budget = { readonly [figure: string]: { readonly max?: number; readonly min?: number } }
type Run = { readonly name: string; readonly title: string; readonly budget: Budget; run(): Promise<Figures> }

const seconds = Number(process.env.LOAD_SECONDS ?? 20)
const PRESENCE_LINKS = Number(process.env.LOAD_LINKS ?? 10_000)
const usual = { agentsEach: 1, perSecond: 10, seconds }
const RUNS: readonly Run[] = [
  {
    name: 'relay',
    title: 'RA-14: 2,000 active sessions, 10 envelopes a second each, on one core',
    budget: { p99Ms: { max: 25 }, deliveredShare: { min: 0.999 } },
    run: () => relay({ ...usual, sessions: 2_000 }),
  },
  ...[250, 500, 1_000, 1_500, 2_500].map((sessions) => ({
    name: 'curve',
    title: `RA-14: ${sessions} active sessions`,
    budget: {},
    run: () => relay({ ...usual, sessions }),
  })),
  {
    name: 'memory',
    title: 'RA-14: memory of 2,000 sessions of a 3,000-node page',
    budget: { kilobytesPerSession: { max: 200 } },
    run: () => memory(2_000),
  },
  {
    name: 'agents',
    title: 'RA-14: 50 agents on one session',
    budget: { p99Ms: { max: 50 } },
    run: () => relay({ ...usual, sessions: 1, agentsEach: 50 }),
  },
  {
    name: 'storm',
    title: 'RA-07: 2,000 sockets cut at once',
    budget: { seconds: { max: 30 } },
    run: () => storm(1_000),
  },
  {
    name: 'storm',
    title: 'RA-07: 4,000 sockets, of 2,000 sessions, cut at once',
    budget: { seconds: { max: 30 } },
    run: () => storm(2_000),
  },
  {
    name: 'hostile',
    title: 'RA-13: a heap of 128 MB and hostile checkpoints',
    budget: { honestShare: { min: 0.999 }, refused: { min: 1 } },
    run: () => hostile(seconds),
  },
  {
    name: 'presence',
    title: `PR-7: ${PRESENCE_LINKS} presence links on one web server`,
    budget: { stillOpen: { min: PRESENCE_LINKS }, signalP99Ms: { max: 6_000 } },
    run: () => presence({ links: PRESENCE_LINKS, seconds }),
  },
  ...[1, 2, 4].map((servers) => ({
    name: 'processes',
    title: `RA-14: 1,000 active sessions on ${servers} session server${servers > 1 ? 's' : ''}`,
    budget: {},
    run: () => relay({ ...usual, sessions: 1_000, servers }),
  })),
]

function missed(figures: Figures, budget: Budget): string[] {
  return Object.entries(budget).flatMap(([name, { max = Infinity, min = -Infinity }]) => {
    const value = figures[name] ?? Number.NaN
    return value <= max && value >= min
      ? []
      : [`${name} is ${value}, not ${Number.isFinite(max) ? `at most ${max}` : `at least ${min}`}`]
  })
}

async function main(args: readonly string[]): Promise<void> {
  const soakAt = args.indexOf('--soak')
  if (soakAt >= 0) {
    const minutes = Number(args[soakAt + 1] ?? 60)
    if (!(minutes > 0 && minutes <= 24 * 60)) throw new Error('--soak MINUTES: from 1 to 1440')
    const title = `RA-12: churn on 200 sessions for ${minutes} minutes`
    const figures = await soak(200, minutes, 10, (line) => process.stderr.write(`${line}\n`))
    const { megabytesEarly = 0, descriptorsEarly = 0 } = figures
    return finish(title, figures, {
      megabytesLate: { max: megabytesEarly * 1.15 },
      descriptorsLate: { max: descriptorsEarly + 5 },
    })
  }
  const wanted = RUNS.filter(({ name }) => args.length === 0 || args.includes(name))
  if (wanted.length === 0)
    throw new Error(`there are: ${[...new Set(RUNS.map(({ name }) => name))].join(', ')}`)
  for (const { title, budget, run } of wanted) finish(title, await run(), budget)
}

function finish(title: string, figures: Figures, budget: Budget): void {
  const problems = missed(figures, budget)
  process.stdout.write(
    `${JSON.stringify({ title, ...figures, ...(problems.length > 0 ? { problems } : {}) })}\n`,
  )
  if (problems.length > 0) process.exitCode = 1
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
process.exit()
