// `npm run sidelong -- …`: what the operator of an installation does from a shell. Uses the web server's database.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { ParseError } from '../base/parse.ts'
import { type Environment, readEnvironment } from '../node/environment.ts'
import { createSealer, type Sealer, sealingKeys } from '../web-server/accounts/sealing.ts'
import { ConfigError, databaseOf, sealingKeysOf } from '../web-server/config.ts'
import { openDatabase } from '../web-server/db/open.ts'
import { SettingError } from '../web-server/settings/registry.ts'
import { CliError } from './cli-error.ts'
import { OPERATOR_HELP, runOperatorCommand } from './operator-commands.ts'

const TIMEOUT_MS = 60_000
const rootDir = resolve(import.meta.dirname, '../..')

async function main(): Promise<void> {
  const args = process.argv.slice(2)
  if (args[0] === 'lint') return runLint(args.slice(1))
  if (args[0] === 'check') return runSettingsCheck(args.slice(1))
  if (args.length === 0 || args.includes('--help') || args.includes('-h'))
    return void process.stdout.write(OPERATOR_HELP)
  setTimeout(() => fail(new CliError('took too long')), TIMEOUT_MS).unref()
  const isJson = args.includes('--json')
  const { DATABASE_URL, SIDELONG_DATA } = environment()
  const db = await openDatabase(databaseOf(DATABASE_URL || null, SIDELONG_DATA || null))
  try {
    const answer = await runOperatorCommand(
      db,
      args.filter((one) => one !== '--json'),
      // A password comes through a pipe or not at all: arguments are seen by everybody on the machine.
      {
        readPassword: async () => (process.stdin.isTTY ? '' : (await readAll(process.stdin)).trim()),
        sealer: sealerFromEnvironment,
      },
    )
    process.stdout.write(isJson ? `${JSON.stringify(answer.data)}\n` : `${answer.lines.join('\n')}\n`)
    process.exitCode = answer.isBad ? 1 : 0
  } finally {
    await db.destroy()
  }
}

/** Needs a browser and no database; of the other commands it is the other way round. */
async function runLint(args: readonly string[]): Promise<void> {
  const { lint } = await import('./lint/lint.ts')
  const { text, code } = await lint(args, rootDir).catch((error: unknown) => fail(error, 2))
  process.stdout.write(text)
  process.exitCode = code
}

/** The web server's own settings, also those in its file. */
function environment(): Environment {
  return readEnvironment(process.env, (path) => readFileSync(path, 'utf8'))
}

async function runSettingsCheck(args: readonly string[]): Promise<void> {
  const { runCheck } = await import('./check.ts')
  const { text, code } = await runCheck(args, rootDir)
  process.stdout.write(text)
  process.exitCode = code
}

/** With the keys of the web servers. */
function sealerFromEnvironment(): Sealer {
  const { SIDELONG_SEALING_KEY: given = '', SIDELONG_AUTH_SECRET: authSecret = '' } = environment()
  if (given === '' && authSecret === '')
    throw new CliError('set SIDELONG_SEALING_KEY or SIDELONG_AUTH_SECRET as for the web servers')
  return createSealer(sealingKeys(sealingKeysOf(given), authSecret))
}

function fail(error: unknown, code = 1): never {
  process.stderr.write(`sidelong: ${explain(error)}\n`)
  process.exit(code)
}

function explain(error: unknown): string {
  if (error instanceof CliError || error instanceof ConfigError || error instanceof SettingError)
    return error.message
  if (error instanceof ParseError) return error.message
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error)
}

main().catch((error: unknown) => fail(error))
