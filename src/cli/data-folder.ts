import { randomBytes, randomInt } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { object, parseJson, text } from '../base/parse.ts'
import { CliError } from './cli-error.ts'

/** What a try-out keeps between starts, besides the database. */
const secrets = object({
  clusterSecret: text(64, { min: 43 }),
  authSecret: text(64, { min: 43 }),
  agentPassword: text(64, { min: 12 }),
  adminPassword: text(64, { min: 12 }),
})
export type Secrets = ReturnType<typeof secrets>

export interface DataFolder {
  readonly secrets: Secrets
  /** Folder of the embedded database. */
  readonly database: string | 'memory'
  /** File for what one start leaves for the next; `null` when nothing is kept. */
  readonly runFile: string | null
  /** Lets others use the folder. */
  release(): void
}

const SECRETS_FILE = 'secrets.json'
const RUN_FILE = 'run-settings.json'
const LOCK_FILE = 'start.lock'
const MAX_SECRETS_LENGTH = 4_096

/** Opens the folder for this process alone: the embedded database does not survive two users. */
export function openDataFolder(folder: string | 'memory'): DataFolder {
  if (folder === 'memory')
    return { secrets: newSecrets(), database: 'memory', runFile: null, release: () => undefined }
  try {
    makeFolder(folder)
    takeLock(join(folder, LOCK_FILE))
    return {
      secrets: keptSecrets(join(folder, SECRETS_FILE)),
      database: join(folder, 'database'),
      runFile: join(folder, RUN_FILE),
      release: () => rmSync(join(folder, LOCK_FILE), { force: true }),
    }
  } catch (error) {
    if (error instanceof CliError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError(`cannot use the data folder ${folder}: ${reason}`)
  }
}

/** Not `recursive: true`: Node then never returns for some folders that cannot be made (`/proc/x`). */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

function keptSecrets(path: string): Secrets {
  const kept = readTextIfAny(path)
  if (kept !== null) return parseJson(kept, MAX_SECRETS_LENGTH, secrets)
  const made = newSecrets()
  // Whole or not at all, should the power go.
  writeFileSync(`${path}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return made
}

function newSecrets(): Secrets {
  const secret = () => randomBytes(32).toString('base64url')
  return {
    clusterSecret: secret(),
    authSecret: secret(),
    agentPassword: readablePassword(),
    adminPassword: readablePassword(),
  }
}

// No characters that look alike.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four groups of four characters: 79 bits, to be read from a screen and typed. */
function readablePassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

function takeLock(path: string): void {
  const holder = Number(readTextIfAny(path) ?? '0')
  if (holder !== process.pid && isStartCommand(holder)) {
    throw new CliError(
      `the data folder is in use by process ${holder}; end that one, or choose another with --data`,
    )
  }
  writeFileSync(path, String(process.pid), { mode: 0o600 })
}

/** Is the process alive, and one of ours? After a crash the number may belong to a stranger. */
function isStartCommand(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const commandLine = readTextIfAny(`/proc/${pid}/cmdline`)
  return commandLine === null || commandLine.includes('start.ts')
}

/** `null` if there is no such file. */
export function readTextIfAny(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
