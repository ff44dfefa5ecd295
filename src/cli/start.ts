// `npm start`: everything on this machine (ARCHITECTURE section 10).
import { join, resolve } from 'node:path'
import { build } from '../../scripts/build.ts'
import { CliError } from './cli-error.ts'
import { HELP, parseOptions } from './options.ts'
import { startTryOut, type TryOutRun } from './try-out.ts'
import { welcomeText } from './welcome-text.ts'

const root = resolve(import.meta.dirname, '../..')
const say = (line: string): void => void process.stderr.write(`${line}\n`)

let run: TryOutRun | null = null
let isStopping = false

async function stop(code: number): Promise<void> {
  if (isStopping) return
  isStopping = true
  await run?.stop()
  process.exit(code)
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), root)
  if (options === 'help') return void process.stdout.write(HELP)
  // From here on a signal ends what was started so far.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
  run = startTryOut(options, {
    log: (line) => say(`sidelong: ${line}`),
    build: async () => void (await build({ root, log: say })),
    crm: { folder: join(root, 'demo/crm'), module: join(root, 'dist/npm/agent/index.js') },
    sessionServerEntry: join(root, 'src/session-server/main.ts'),
    webServerEntry: join(import.meta.dirname, 'web-process.ts'),
    env: process.env,
  })
  const addresses = await run.ready
  if (isStopping) return
  process.stdout.write(options.isJson ? `${JSON.stringify(addresses)}\n` : welcomeText(addresses))
}

main().catch((error: unknown) => {
  if (isStopping) return
  if (error instanceof CliError) say(`sidelong: ${error.message}`)
  else say(`sidelong: ${error instanceof Error ? error.message : String(error)}`)
  void stop(1)
})
