// `npm run test:npm`: every framework's project with the npm package; `npm test` takes the plain one.
import { runWithTimeout } from '../../scripts/processes.ts'

process.env.SIDELONG_NPM_PROJECTS = 'all'
const args = ['run', '--project', 'e2e', 'test/e2e/npm.test.ts']
const { code } = await runWithTimeout('node_modules/vitest/vitest.mjs', args, 10 * 60_000)
process.exitCode = code ?? 1
