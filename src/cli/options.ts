import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CliError } from './cli-error.ts'

export type StartOptions = {
  readonly siteFolder: string
  /** KEY=VALUE texts of `--set`, in order. */
  readonly settings: readonly { readonly key: string; readonly value: string }[]
  readonly sessionServers: number
  /** First port; 0 for free ones. */
  readonly port: number
  readonly dataFolder: string | 'memory'
  readonly isJson: boolean
  /** Everything over TLS, under names of its own. */
  readonly isTls: boolean
  /** A sample CRM page with the viewer inside. */
  readonly hasCrm: boolean
}

export const MAX_SESSION_SERVERS = 64
const DEFAULT_PORT = 8080
const MAX_PORT = 65_535

export const HELP = `Sidelong: try co-browsing on this machine.

  npm start -- [options]

  --site DIR            serve this folder of HTML as the customer's site (default: the demo)
  --set KEY=VALUE       a setting of the demo group, for this run; may be repeated
                        (--set consent.mode=never, --set masking.selectors='["#iban"]')
  --session-servers N   how many session servers, each its own process (default: 1)
  --port N              first port (default: ${DEFAULT_PORT}; 0: any free ports)
  --data DIR            where accounts and records are kept (default: ./data; memory: nowhere)
  --tls                 everything over TLS, on names under .test, with a certificate for this run only;
                        prints what a browser needs to find and trust them
  --crm                 a sample page of a CRM, on a site of its own, that logs its agent in and has the viewer inside
  --json                print one line of JSON when everything answers, instead of prose
  --help                print this
`

/** Reads the command line; `help` if help is wanted. Throws a {@link CliError} for anything it does not know. */
export function parseOptions(args: readonly string[], root: string): StartOptions | 'help' {
  const { values } = read(args)
  if (values.help) return 'help'
  const sessionServers = wholeNumber(
    '--session-servers',
    values['session-servers'] ?? '1',
    1,
    MAX_SESSION_SERVERS,
  )
  const port = wholeNumber('--port', values.port ?? String(DEFAULT_PORT), 0, MAX_PORT)
  if (port + sessionServers + 2 > MAX_PORT)
    throw new CliError(`--port ${port} leaves no room for the other ports`)
  return {
    siteFolder: resolve(nonEmpty('--site', values.site ?? `${root}/demo/site`)),
    settings: (values.set ?? []).map(splitSetting),
    sessionServers,
    port,
    dataFolder:
      values.data === 'memory' ? 'memory' : resolve(nonEmpty('--data', values.data ?? `${root}/data`)),
    isJson: values.json ?? false,
    isTls: values.tls ?? false,
    hasCrm: values.crm ?? false,
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        site: { type: 'string' },
        set: { type: 'string', multiple: true },
        'session-servers': { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean' },
        tls: { type: 'boolean' },
        crm: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    // Node adds advice after the first sentence.
    const reason = error instanceof Error ? error.message.split(/\. |\n/)[0] : String(error)
    throw new CliError(`${reason} (see --help)`)
  }
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new CliError(`${option} must be a whole number from ${min} to ${max}`)
}

function nonEmpty(option: string, text: string): string {
  if (text === '') throw new CliError(`${option} needs a folder`)
  return text
}

function splitSetting(text: string): { key: string; value: string } {
  const at = text.indexOf('=')
  if (at < 1) throw new CliError(`--set ${text}: must be KEY=VALUE`)
  return { key: text.slice(0, at), value: text.slice(at + 1) }
}
