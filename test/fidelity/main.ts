// `npm run fidelity [-- filter]`: the whole corpus, or the cases whose names contain the filter, through real servers and
// browsers; prints the scorecard. Ends with 1 if anything differs that is no declared limit. `--write` puts the table
// into docs/fidelity.md.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureChromium } from '../../scripts/chromium-install.ts'
import { rootDir } from '../../scripts/paths.ts'
import { runWithTimeout } from '../../scripts/processes.ts'
import { corpus } from './corpus/index.ts'
import { limitsOf, printScores, tableOf } from './print.ts'
import { describe, isPassed, type Score } from './score.ts'

const RESULTS = join(rootDir, 'test-results/fidelity')
const PAGE = join(rootDir, 'docs/fidelity.md')
const MARKS = ['<!-- scorecard -->', '<!-- end of scorecard -->'] as const
const TIMEOUT_MS = 60 * 60_000

async function main(args: readonly string[]): Promise<number> {
  const filter = args.find((arg) => !arg.startsWith('--')) ?? ''
  const wanted = corpus.filter(({ name }) => name.includes(filter))
  if (wanted.length === 0) throw new Error(`no case is called ${filter}`)
  ensureChromium()
  rmSync(RESULTS, { recursive: true, force: true })
  process.env.FIDELITY = filter
  const vitest = ['run', '--project', 'e2e', '--reporter=verbose', 'test/fidelity/fidelity.test.ts']
  const { code } = await runWithTimeout('node_modules/vitest/vitest.mjs', vitest, TIMEOUT_MS)
  const scores = readScores()
  for (const line of printScores(scores)) console.log(line)
  const failed = scores.filter((score) => !isPassed(score))
  for (const score of failed) console.log(`\n${score.name} (${score.when})\n${describe(score, 10)}`)
  const missing = wanted.filter(({ name }) => !scores.some((score) => score.name === name))
  for (const { name } of missing) console.log(`${name}: no score, it failed before it could be compared`)
  if (args.includes('--write')) writePage(scores)
  console.log(
    `${scores.length - failed.length} of ${scores.length + missing.length} are the same on both sides`,
  )
  return code === 0 && failed.length === 0 && missing.length === 0 ? 0 : 1
}

function readScores(): Score[] {
  if (!existsSync(RESULTS)) return []
  const order = new Map(corpus.map(({ name }, i) => [name, i]))
  return readdirSync(RESULTS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')) as Score)
    .sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0) || (a.when < b.when ? 1 : -1))
}

function writePage(scores: readonly Score[]): void {
  const [start, end] = MARKS
  const text = readFileSync(PAGE, 'utf8')
  const limits = limitsOf(scores).map(
    ([reason, count]) => `- ${reason} (${count.toLocaleString('en-US')} differences)`,
  )
  const block = [start, '', ...tableOf(scores), '', 'Limits that were needed:', '', ...limits, '', end].join(
    '\n',
  )
  const at = [text.indexOf(start), text.indexOf(end)] as const
  writeFileSync(PAGE, text.slice(0, at[0]) + block + text.slice(at[1] + end.length))
}

process.exitCode = await main(process.argv.slice(2))
