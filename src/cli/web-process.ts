// The web server of a try-out, as a process of its own: brings the demo group into the database, then serves.
import { fromBase64Url } from '../base/bytes.ts'
import { integer, list, nullable, object, parseJson, text } from '../base/parse.ts'
import { createSealer, sealingKeys } from '../web-server/accounts/sealing.ts'
import { openDatabase } from '../web-server/db/open.ts'
import { startWebServer } from '../web-server/server.ts'
import { parseSetting } from '../web-server/settings/registry.ts'
import { ensureDemoGroup } from './demo-group.ts'

const anything = (value: unknown): unknown => value ?? null
const line = text(4_096, { min: 1 })
const pem = text(16_384, { min: 1 })

/** What `npm start` hands over, as JSON in the environment variable `SIDELONG_TRY_OUT`. */
const tryOut = object({
  port: integer(1, 65_535),
  url: line,
  siteOrigin: line,
  sessionServers: list(line, 64),
  /** Folder, or `memory`. */
  database: line,
  databaseUrl: nullable(line),
  runFile: nullable(line),
  settings: list(object({ key: line, value: anything }), 1_000),
  clusterSecret: line,
  authSecret: line,
  agentPassword: line,
  adminPassword: line,
  rateFactor: integer(1, 1_000_000),
  logLevel: line,
  /** PEM texts; then the session servers are dialled on this machine, whatever their names. */
  tls: nullable(object({ cert: pem, key: pem })),
  cookieDomain: nullable(line),
  /** The page of the sample CRM, and what it signs login keys with. */
  crm: nullable(object({ origin: line, secret: line })),
})
export type TryOut = ReturnType<typeof tryOut>

const MAX_LENGTH = 1_048_576
const CONNECT_TIMEOUT_MS = 15_000

async function main(): Promise<void> {
  const given = parseJson(process.env.SIDELONG_TRY_OUT ?? '', MAX_LENGTH, tryOut)
  const { databaseUrl, siteOrigin, agentPassword, adminPassword, runFile } = given
  const settings = given.settings.map(({ key, value }) => parseSetting(key, value))
  const place =
    databaseUrl === null
      ? ({ kind: 'pglite', folder: given.database } as const)
      : ({ kind: 'postgres', url: databaseUrl } as const)
  const db = await openDatabase(place)
  const sealer = createSealer(sealingKeys([], given.authSecret))
  const crm = given.crm && { ...given.crm, sealer }
  await ensureDemoGroup(db, { siteOrigin, settings, agentPassword, adminPassword, runFile, crm })
  const config = {
    id: 'web1',
    host: '127.0.0.1',
    port: given.port,
    publicUrl: given.url,
    database: place,
    clusterSecret: fromBase64Url(given.clusterSecret) ?? new Uint8Array(),
    authSecret: given.authSecret,
    sealingKeys: [],
    sessionServers: given.sessionServers,
    cookieDomain: given.cookieDomain,
    trustedProxies: [],
    tls: given.tls,
    tlsFiles: null,
    dialHost: given.tls ? '127.0.0.1' : null,
    httpFollow: false,
    webhookHosts: [],
    rateFactor: given.rateFactor,
    logLevel: given.logLevel,
    discovery: null,
    operations: null,
  }
  const server = await startWebServer(config, { db })

  let isStopping = false
  async function stop(): Promise<void> {
    if (isStopping) return
    isStopping = true
    await server.stop()
    await db.destroy()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
  // The parent is gone, perhaps killed.
  process.on('disconnect', () => void stop())
  await server.whenConnected(given.sessionServers.length, CONNECT_TIMEOUT_MS)
  process.stdout.write(`${JSON.stringify({ ready: true, url: server.url, port: server.port })}\n`)
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error)
  process.stderr.write(`${reason}\n`)
  process.exit(1)
})
