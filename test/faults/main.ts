// `npm run test:faults`: RA-01 to RA-11 and RA-15 with the durations and numbers of the specification, and the scenarios in
// browsers. SEEDS=n random programs (default 5), SEED=k to begin with.
import { runWithTimeout } from '../../scripts/processes.ts'

const TIMEOUT_MS = 60 * 60_000
process.env.FAULTS = 'full'
const files =
  process.argv.length > 2
    ? process.argv.slice(2)
    : [
        'test/faults',
        'test/e2e/network.test.ts',
        'test/e2e/sleep.test.ts',
        'test/e2e/navigation.test.ts',
        'test/contract/clock-jumps',
      ]
const args = ['run', '--project', 'unit', '--project', 'e2e', '--project', 'alone', ...files]
const { code, isTimedOut } = await runWithTimeout('node_modules/vitest/vitest.mjs', args, TIMEOUT_MS)
if (isTimedOut) console.log('the run of faults was ended after an hour')
process.exitCode = code ?? 1
