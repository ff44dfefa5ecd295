// `npm run test:firefox`: the whole attack corpus both ways, and the main ways of a visitor, in Firefox.
import { runWithTimeout } from '../../scripts/processes.ts'

const TIMEOUT_MS = 20 * 60_000

process.env.FIREFOX = 'all'
const args = ['run', '--project', 'e2e', 'test/attack/firefox.test.ts', 'test/e2e/firefox-visitor.test.ts']
const { code, isTimedOut } = await runWithTimeout('node_modules/vitest/vitest.mjs', args, TIMEOUT_MS)
if (isTimedOut) console.log('the run in Firefox was ended after 20 minutes')
process.exitCode = code ?? 1
