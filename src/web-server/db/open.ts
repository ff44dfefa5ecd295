import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely'
import { WEB_LIMITS } from '../limits.ts'
import { lockFolder } from './folder-lock.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Database } from './schema.ts'

export type Db = Kysely<Database>

/** Where the data lives: a PostgreSQL server, or PGlite in a folder or in memory. */
export type DatabasePlace =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'pglite'; readonly folder: string | 'memory' }

/** What {@link dumpEmptyDatabase} made at build time, beside what browsers load. */
const EMPTY = new URL('../../../dist/database/empty.tar.gz', import.meta.url)

/** Opens the database and brings its tables up to date. `destroy()` closes it. `onQuery`: told how long each statement took. */
export async function openDatabase(place: DatabasePlace, onQuery?: (ms: number) => void): Promise<Db> {
  const db = new Kysely<Database>({
    dialect: await dialectOf(place),
    ...(onQuery && { log: (event) => onQuery(event.queryDurationMillis) }),
  })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy().catch(() => undefined)
    throw error
  }
  return db
}

// Both engines are imported only when chosen: each costs start-up time and memory.
async function dialectOf(place: DatabasePlace): Promise<PostgresDialect | PGliteDialect> {
  if (place.kind === 'postgres') {
    const { default: pg } = await import('pg')
    const pool = new pg.Pool({
      connectionString: place.url,
      max: WEB_LIMITS.poolSize,
      statement_timeout: WEB_LIMITS.statementTimeoutMs,
      connectionTimeoutMillis: WEB_LIMITS.statementTimeoutMs,
    })
    // An idle connection that breaks must not end the process (RA-05); the next query takes a new one.
    pool.on('error', () => undefined)
    // Nor one that breaks between two statements of whoever has taken it: the next statement fails by itself.
    pool.on('connect', (client) => client.on('error', () => undefined))
    return new PostgresDialect({ pool })
  }
  const { PGlite } = await import('@electric-sql/pglite')
  if (place.folder !== 'memory') {
    mkdirSync(place.folder, { recursive: true, mode: 0o700 })
    lockFolder(place.folder)
  }
  const isNew = place.folder === 'memory' || !existsSync(join(place.folder, 'PG_VERSION'))
  const pglite = await PGlite.create({
    dataDir: place.folder === 'memory' ? 'memory://' : place.folder,
    ...(isNew && existsSync(EMPTY) && { loadDataDir: new Blob([readFileSync(EMPTY)]) }),
  })
  return new PGliteDialect({ pglite })
}

/**
 * A PGlite database with all tables and no rows, as a gzipped tar. A new database that begins as a copy of it is there
 * in a quarter of the time that PostgreSQL takes to set one up.
 */
export async function dumpEmptyDatabase(): Promise<Uint8Array<ArrayBuffer>> {
  const { PGlite } = await import('@electric-sql/pglite')
  const pglite = await PGlite.create('memory://')
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) })
  try {
    await migrate(db)
    return new Uint8Array(await (await pglite.dumpDataDir('gzip')).arrayBuffer())
  } finally {
    await db.destroy()
  }
}

/** Whether a PostgreSQL answers at `url`, and which; throws what it says otherwise. Changes nothing. */
export async function postgresVersion(url: string, timeoutMs: number): Promise<string> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version ?? 'unknown'
  } finally {
    await client.end()
  }
}

async function migrate(db: Db): Promise<void> {
  if (await isUpToDate(db)) return
  const { Migrator } = await import('kysely/migration')
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

// The migrator reads the whole catalogue first, a third of a start on PGlite.
async function isUpToDate(db: Db): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
    // One that a newer version has brought further is fit for this one, too: migrations add, and take away a version later.
    const done = new Set(rows.map((row) => row.name))
    return Object.keys(MIGRATIONS).every((name) => done.has(name))
  } catch (error) {
    const UNDEFINED_TABLE = '42P01'
    if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return false
    throw error
  }
}
