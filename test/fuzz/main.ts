// `npm run test:fuzz`: the long run. SEEDS=n (default 2000), FIRST=k, SEED=k for one seed alone, CASES=n hostile payloads;
// over real servers STACK_SEEDS=n (default 50), STACK_FIRST=k; VITE_CHURN_MS=n of coming and going in one page (default 300000).
// 0 seeds of a kind leave that kind out.
// `npm run test:fuzz -- churn [MINUTES]`: an hour of coming and going in a visitor's page over real servers, with what page,
// stage and viewer hold at the beginning, every five minutes and at the end; at a low rate, so that it may run beside others.
import { runWithTimeout } from '../../scripts/processes.ts'

const VITEST = 'node_modules/vitest/vitest.mjs'
const { SEED, SEEDS = '2000', FIRST = '1', CASES = '1000000' } = process.env

process.env.VITE_FUZZ_FIRST = SEED ?? FIRST
process.env.VITE_FUZZ_SEEDS = SEED === undefined ? SEEDS : '1'
process.env.VITE_FUZZ_MAX_FAILURES ??= '20'
process.env.FUZZ_CASES = CASES
process.env.VITE_CHURN_MS ??= '300000'
/** An hour beside the churn. */
const TIMEOUT_MS = 60 * 60_000 + Number(process.env.VITE_CHURN_MS)
process.env.STACK_SEEDS ??= SEED === undefined ? '50' : '0'

async function run(args: readonly string[], timeoutMs = TIMEOUT_MS): Promise<void> {
  const { code, isTimedOut } = await runWithTimeout(VITEST, ['run', ...args], timeoutMs)
  if (isTimedOut) console.log('the fuzz run took too long and was ended')
  if (code !== 0) process.exitCode = code ?? 1
}

const [name, minutes = '60'] = process.argv.slice(2)
if (name === 'churn') {
  process.env.CHURN_MINUTES = minutes
  await run(['--project', 'e2e', 'test/e2e/churn'], (Number(minutes) + 10) * 60_000)
  process.exit()
}

const all = ['--project', 'unit', '--project', 'browser', 'test/fuzz']
if (process.env.VITE_FUZZ_SEEDS !== '0')
  await run(SEED === undefined ? all : ['--project', 'browser', 'test/fuzz/convergence'])
if (process.env.STACK_SEEDS !== '0') {
  process.env.HOSTILE_MS ??= '60000'
  await run(['--project', 'e2e', 'test/e2e/convergence', 'test/e2e/hostile-envelopes'])
}
