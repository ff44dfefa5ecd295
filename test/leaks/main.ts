// `npm run test:leaks`: the long run. SEEDS=n programs (default 5000), FIRST=k, SEED=k for one alone; PLACES=n ways of
// hiding each placement (default 12); LEAK_SEED=k draws other ones.
// With `--peers`: other recorders in front of the same corpus (peers/main.ts).
import { runWithTimeout } from '../../scripts/processes.ts'
import { comparePeers } from './peers/main.ts'

const TIMEOUT_MS = 60 * 60_000
const { SEED, SEEDS = '5000', FIRST = '1', PLACES = '12' } = process.env

async function searchOurs(): Promise<void> {
  process.env.VITE_LEAK_FIRST = SEED ?? FIRST
  process.env.VITE_LEAK_SEEDS = SEED === undefined ? SEEDS : '1'
  process.env.VITE_LEAK_MAX_FAILURES ??= '20'
  process.env.LEAK_PER_PLACEMENT = PLACES

  const args = ['run', '--project', 'browser', '--project', 'alone', 'test/leaks']
  const { code, isTimedOut } = await runWithTimeout('node_modules/vitest/vitest.mjs', args, TIMEOUT_MS)
  if (isTimedOut) console.log('the leak run was ended after an hour')
  process.exitCode = code ?? 1
}

if (process.argv.includes('--peers')) await comparePeers(process.env)
else await searchOurs()
