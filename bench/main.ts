// `npm run bench`: our figures beside those of rrweb and Datadog's recorder, and beside our budgets. See options.ts for the options.
import { writeFileSync } from 'node:fs'
import { type BenchOptions, HELP, parseOptions } from './options.ts'
import { formatTable } from './print.ts'
import { type Report, runBench } from './run.ts'

const MAX_DURATION_MS = 40 * 60_000

async function main(options: BenchOptions): Promise<void> {
  const end = new AbortController()
  const interrupt = () => end.abort(new Error('interrupted'))
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  const timeout = setTimeout(() => end.abort(new Error('took too long')), MAX_DURATION_MS)
  try {
    const report = await runBench(options, end.signal, (line) => console.error(line))
    console.log(`${describe(report)}\n\n${formatTable(report.groups)}`)
    if (report.groups.some(({ failure }) => failure !== undefined)) process.exitCode = 1
    if (options.jsonFile !== null) writeFileSync(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`)
  } catch (error) {
    end.signal.throwIfAborted()
    throw error
  } finally {
    clearTimeout(timeout)
  }
}

function describe({ isShort, runs, machine, rrweb, datadog }: Report): string {
  const kind = isShort ? 'SHORT RUN, its times mean nothing' : `medians of ${runs}`
  return `Sidelong beside rrweb ${rrweb} and Datadog RUM ${datadog}: ${kind}. ${machine.cpu}, ${machine.cores} cores, Chromium ${machine.browser}`
}

try {
  const options = parseOptions(process.argv.slice(2))
  if (options === 'help') console.log(HELP)
  else await main(options)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
