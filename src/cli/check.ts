// `sidelong check`: would a server start with these settings, and does it reach what it needs?
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  ConfigError,
  type Environment,
  type Role,
  readEnvironment,
  unknownNames,
} from '../node/environment.ts'
import { readSettings } from '../session-server/config.ts'
import { VIEWER_FILES } from '../session-server/viewer-files.ts'
import { checkConfig, readConfig } from '../web-server/config.ts'
import { createNames, discover, type Names } from '../web-server/control/discovery.ts'
import { postgresVersion } from '../web-server/db/open.ts'
import { CliError } from './cli-error.ts'

export const CHECK_HELP = `sidelong check ROLE      ROLE: web or session

Reads the settings as the server would (environment, SIDELONG_CONFIG), starts nothing, changes nothing, and says what is
not in order: settings, certificate, database, session servers. Exit code 1 if anything would keep it from working.
`

export type Finding = { readonly level: 'ok' | 'warning' | 'error'; readonly text: string }

type Parts = {
  readonly env: Environment
  readonly readFile: (path: string) => string
  readonly fetch: typeof fetch
  readonly names: Names
  readonly now: () => number
  readonly root: string
}

const TIMEOUT_MS = 5_000
const DAY_MS = 86_400_000
const SOON_DAYS = 14

export async function runCheck(
  args: readonly string[],
  root: string,
): Promise<{ text: string; code: number }> {
  const [role] = args
  if (role === '--help' || role === '-h') return { text: CHECK_HELP, code: 0 }
  if (args.length !== 1 || (role !== 'web' && role !== 'session'))
    throw new CliError('check what? web or session')
  const readFile = (path: string): string => readFileSync(path, 'utf8')
  const parts = { env: process.env, readFile, fetch, names: createNames(), now: Date.now, root }
  const findings = await check(role, parts)
  const text = findings.map(({ level, text }) => `${level.padEnd(7)}  ${text}\n`).join('')
  return { text, code: findings.some(({ level }) => level === 'error') ? 1 : 0 }
}

export async function check(role: Role, parts: Parts): Promise<Finding[]> {
  const findings: Finding[] = []
  const say = (level: Finding['level'], text: string): void => void findings.push({ level, text })
  try {
    const env = readEnvironment(parts.env, parts.readFile)
    for (const name of unknownNames(env))
      say('warning', `${name} is no setting; is it misspelled, or set by a container platform?`)
    if (role === 'web') await checkWeb(env, parts, say)
    else checkSession(env, parts, say)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    say('error', error.message)
  }
  return findings
}

type Say = (level: Finding['level'], text: string) => void

function checkSession(env: Environment, { readFile, root, now }: Parts, say: Say): void {
  const settings = readSettings(env)
  say('ok', `settings of session server ${settings.serverId}, for ${settings.publicUrl}`)
  const folder = settings.viewerFolder ?? join(root, 'dist/viewer')
  for (const name of VIEWER_FILES) {
    if (!isReadable(readFile, join(folder, name)))
      say('error', `${join(folder, name)} is missing: npm run build, or set SIDELONG_VIEWER_DIR`)
  }
  if (settings.tlsFiles) checkCertificate(settings.tlsFiles.cert, settings.publicUrl, readFile, now(), say)
}

async function checkWeb(env: Environment, parts: Parts, say: Say): Promise<void> {
  const config = readConfig(env, parts.readFile)
  checkConfig(config)
  say('ok', `settings of web server ${config.id}, for ${config.publicUrl ?? 'this machine'}`)
  if (config.tlsFiles && config.publicUrl)
    checkCertificate(config.tlsFiles.cert, config.publicUrl, parts.readFile, parts.now(), say)
  await checkDatabase(config.database, say)
  let origins = [...config.sessionServers]
  if (config.discovery) {
    try {
      const found = await discover(config.discovery, parts.names)
      say(
        found.length > 0 ? 'ok' : 'error',
        `${config.discovery.dnsName} names ${found.length} session servers`,
      )
      origins = [...origins, ...found]
    } catch (error) {
      say('error', `${config.discovery.dnsName} cannot be looked up: ${messageOf(error)}`)
    }
  }
  if (origins.length === 0)
    say('error', 'no session server: set SIDELONG_SESSION_SERVERS or SIDELONG_SESSION_DNS')
  await Promise.all(origins.map((origin) => checkServer(origin, parts.fetch, say)))
}

async function checkDatabase(place: Parameters<typeof describe>[0], say: Say): Promise<void> {
  if (place.kind === 'pglite')
    return say('ok', `embedded database in ${place.folder}: for one web server and a try-out`)
  try {
    say('ok', `the database answers: PostgreSQL ${await postgresVersion(place.url, TIMEOUT_MS)}`)
  } catch (error) {
    say('error', `${describe(place)} does not answer: ${messageOf(error)}`)
  }
}

/** Without the password that it may hold. */
function describe(place: ReturnType<typeof readConfig>['database']): string {
  if (place.kind === 'pglite') return place.folder
  return URL.canParse(place.url) ? `the database at ${new URL(place.url).host}` : 'the database'
}

async function checkServer(origin: string, ask: typeof fetch, say: Say): Promise<void> {
  try {
    const answer = await ask(`${origin}/healthz`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (answer.status === 200) say('ok', `${origin} answers`)
    else
      say(
        'error',
        `${origin} answers with ${answer.status}: is it a session server, and does its proxy reach it?`,
      )
  } catch (error) {
    say('error', `${origin} does not answer: ${messageOf(error)}`)
  }
}

function checkCertificate(
  path: string,
  publicUrl: string,
  readFile: Parts['readFile'],
  nowMs: number,
  say: Say,
): void {
  if (!isReadable(readFile, path)) return say('error', `${path} cannot be read`)
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(readFile(path))
  } catch {
    return say('error', `${path} is not a certificate in PEM form`)
  }
  const { hostname } = new URL(publicUrl)
  const daysLeft = Math.floor((Date.parse(certificate.validTo) - nowMs) / DAY_MS)
  if (!certificate.checkHost(hostname)) say('error', `the certificate in ${path} is not for ${hostname}`)
  else if (daysLeft < 0) say('error', `the certificate in ${path} has expired`)
  else if (daysLeft < SOON_DAYS) say('warning', `the certificate in ${path} expires in ${daysLeft} days`)
  else say('ok', `the certificate is for ${hostname}, for ${daysLeft} more days`)
}

function isReadable(readFile: Parts['readFile'], path: string): boolean {
  try {
    readFile(path)
    return true
  } catch {
    return false
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner = error.cause instanceof Error ? error.cause : error
  const code = 'code' in inner ? String(inner.code) : ''
  return (inner.message || code || inner.name).split('\n')[0] ?? ''
}
