// `npm run test:fuzz`: the long run. SEEDS=n (default 2000), FIRST=k, SEED=k for one seed alone, CASES=n hostile payloads.
import { runWithTimeout } from '../../scripts/processes.ts'

const TIMEOUT_MS = 60 * 60_000
const { SEED, SEEDS = '2000', FIRST = '1', CASES = '1000000' } = process.env

process.env.VITE_FUZZ_FIRST = SEED ?? FIRST
process.env.VITE_FUZZ_SEEDS = SEED === undefined ? SEEDS : '1'
process.env.VITE_FUZZ_MAX_FAILURES ??= '20'
process.env.FUZZ_CASES = CASES

const args = ['run', '--project', 'unit', '--project', 'browser', 'test/fuzz']
const { code, isTimedOut } = await runWithTimeout('node_modules/vitest/vitest.mjs', args, TIMEOUT_MS)
if (isTimedOut) console.log('the fuzz run was ended after an hour')
process.exitCode = code ?? 1
