// `npm test`: static checks, build, budgets, then every Vitest project. The last line of the output sums up.
// With arguments (`npm test -- <filter or Vitest option>`) only Vitest runs, and gets them.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkArtifacts } from './artifacts.ts'
import { build } from './build.ts'
import { type CheckResult, printResult, runChecks, timed } from './check.ts'
import { ensureChromium } from './chromium-install.ts'
import { rootDir } from './paths.ts'
import { runWithTimeout } from './processes.ts'
import { describeRules } from './rules.ts'
import { addCounts, type Counts, describeCounts, readVitestReport } from './test-report.ts'

const TEST_TIMEOUT_MS = 45 * 60_000
const REPORT_PATH = 'test-results/vitest.json'

async function main(args: readonly string[]): Promise<Counts> {
  const checks = args.length === 0 ? await runStaticChecks() : []
  const chromium = await check('chromium', () => {
    ensureChromium()
    return []
  })
  const all = [...checks, ...(chromium.isOk ? [] : [chromium])]
  const failed = all.filter(({ isOk }) => !isOk)
  const vitest = await runVitest([...args, ...runnableProjects(args, failed)])
  for (const { name, output } of failed) console.log(`FAILED ${name}\n${output.replace(/^/gm, '    ')}`)
  return addCounts(vitest, { passed: all.length - failed.length, failed: failed.length, skipped: 0 })
}

async function runStaticChecks(): Promise<CheckResult[]> {
  const results = await runChecks()
  console.log(describeRules())
  const built = await check('build', async () => {
    await build()
    return []
  })
  results.push(built)
  if (!built.isOk) return results
  const { sizes, problems } = checkArtifacts(join(rootDir, 'dist'))
  results.push(await check('budgets and forbidden strings', () => problems))
  for (const line of sizes) console.log(`    ${line}`)
  return results
}

async function check(name: string, work: () => string[] | Promise<string[]>): Promise<CheckResult> {
  const result = await timed(name, work)
  printResult(result)
  return result
}

/** Without a build or a browser, the tests that need neither still say something. */
function runnableProjects(args: readonly string[], failed: readonly CheckResult[]): string[] {
  const names = failed.map(({ name }) => name)
  if (args.length > 0) return []
  if (names.includes('chromium')) return ['--project', 'unit']
  return names.includes('build') ? ['--project', 'unit', '--project', 'browser'] : []
}

async function runVitest(args: readonly string[]): Promise<Counts> {
  rmSync(join(rootDir, REPORT_PATH), { force: true })
  const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT_PATH}`]
  const script = 'node_modules/vitest/vitest.mjs'
  const { code, isTimedOut } = await runWithTimeout(script, ['run', ...reporting, ...args], TEST_TIMEOUT_MS)
  if (isTimedOut) console.log(`Vitest was ended after ${TEST_TIMEOUT_MS / 60_000} minutes`)
  const counts = readVitestReport(readText(join(rootDir, REPORT_PATH)))
  // An error outside every test, or a report never written, must not look like success.
  return code !== 0 && counts.failed === 0 ? addCounts(counts, { passed: 0, failed: 1, skipped: 0 }) : counts
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

// Whatever goes wrong, the last line says so.
const counts = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  return { passed: 0, failed: 1, skipped: 0 }
})
process.exitCode = counts.failed > 0 ? 1 : 0
console.log(`\n${describeCounts(counts)}`)
