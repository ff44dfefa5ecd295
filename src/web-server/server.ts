import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { unreachable } from '../base/assert.ts'
import type { Clock, RandomBytes } from '../base/clock.ts'
import { stopAll } from '../base/stoppable.ts'
import { createLog, type Log } from '../node/log.ts'
import { type Operations, startOperations } from '../node/operations.ts'
import { randomBytes, systemClock } from '../node/platform.ts'
import { type TlsTexts, useTls } from '../node/tls-files.ts'
import { createPasswordHasher } from './accounts/password.ts'
import { createSealer, sealingKeys } from './accounts/sealing.ts'
import { createEventStreams } from './api/event-streams.ts'
import { checkConfig, checkSessionServer, sharesCookies, type WebServerConfig } from './config.ts'
import type { Context } from './context.ts'
import { createNames, startDiscovery } from './control/discovery.ts'
import { startFleet } from './control/fleet.ts'
import { startServerPool } from './control/pool.ts'
import { startRecheck } from './control/recheck.ts'
import { startReportWriter } from './control/reports.ts'
import { startRevocations } from './control/revocations.ts'
import { startSweep } from './control/sweep.ts'
import { type Db, openDatabase } from './db/open.ts'
import { answerCode } from './guests/admission.ts'
import { createPublicAddress } from './http/public-address.ts'
import { createSessionWatch } from './join/session-watch.ts'
import { startViewFeed } from './join/view-feed.ts'
import { WEB_LIMITS } from './limits.ts'
import { createWebMetrics } from './metrics.ts'
import { startPresenceFeed } from './presence/feed.ts'
import { startPresence } from './presence/hub.ts'
import { createPresenceSockets } from './presence/socket.ts'
import { startRetention } from './reports/retention.ts'
import { answerHandOver } from './transfers/in-viewer.ts'
import { createSender } from './webhooks/send.ts'
import { startWebhookWorker } from './webhooks/worker.ts'

/** Collaborators that tests and the try-out command replace. */
export type WebServerParts = {
  readonly clock?: Clock
  readonly random?: RandomBytes
  readonly log?: Log
  /** An open, migrated database; not closed by `stop`. */
  readonly db?: Db
  /** Certificates that webhook receivers may have, besides the usual ones. */
  readonly webhookCa?: string
  /** Folders with the built visitor script and console; by default `dist/` of this package. */
  readonly visitorFolder?: string
  readonly consoleFolder?: string
  readonly viewerFolder?: string
}

export interface WebServer {
  /** Canonical origin, as browsers see it. */
  readonly url: string
  readonly port: number
  /** Port of the metrics; 0 if they have none. */
  readonly operationsPort: number
  readonly db: Db
  /** Replaces the list of session servers. */
  setSessionServers(origins: readonly string[]): void
  /** How many session servers are connected and have a key of ours. */
  connectedServers(): number
  /** Resolves when `count` session servers are connected; rejects after `timeoutMs`. */
  whenConnected(count: number, timeoutMs: number): Promise<void>
  /** Re-checks privileges now instead of at the next beat (RO-1). */
  recheck(): Promise<void>
  /** Deletes now what is older than groups want it kept. */
  cleanByAge(): Promise<void>
  /** Sends now what webhooks are due. */
  sendWebhooks(): Promise<void>
  /** Puts another certificate into use; open connections keep theirs. */
  setTls(texts: TlsTexts): void
  stop(): Promise<void>
}

const dist = (folder: string) => fileURLToPath(new URL(`../../dist/${folder}`, import.meta.url))

/**
 * Starts the control plane. Throws ConfigError for a configuration that cannot be used, and what the system says for a
 * taken port.
 */
export async function startWebServer(
  config: WebServerConfig,
  parts: WebServerParts = {},
): Promise<WebServer> {
  checkConfig(config)
  const clock = parts.clock ?? systemClock
  const random = parts.random ?? randomBytes
  const log = parts.log ?? createLog('web', config.logLevel)
  const metrics = createWebMetrics()
  // The two slowest things, side by side.
  const [db, { createAuth }, { createApp }, { createRateLimits }] = await Promise.all([
    parts.db ?? openDatabase(config.database, metrics.query),
    import('./accounts/auth.ts'),
    import('./http/app.ts'),
    import('./http/rate-limits.ts'),
  ])
  const closeDb = async () => {
    if (!parts.db) await db.destroy()
  }
  const watch = createSessionWatch({
    db,
    clock,
    log,
    isHeld: ({ id, server }) => pool.byOrigin(server)?.holds(id) ?? false,
  })
  const reports = startReportWriter({ db, clock, log, onStatus: watch.announce })
  const address = createPublicAddress({
    publicUrl: config.publicUrl,
    listenHost: config.host,
    isTls: config.tls !== null,
  })
  const pool = startServerPool(
    {
      webServerId: config.id,
      secret: config.clusterSecret,
      clock,
      random,
      log,
      dialHost: config.dialHost,
      onReport: reports.add,
      onQuestion(origin, question) {
        switch (question.type) {
          case 'guest-code':
            return answerCode(context, origin, question)
          case 'hand-over':
            return answerHandOver(context, origin, question)
          default:
            return unreachable(question)
        }
      },
      onHeld: watch.announce,
    },
    config.sessionServers,
  )
  const recheck = startRecheck({ db, clock, log, pool })
  const revocations = startRevocations({ db, clock, log, pool, recheck, webServerId: config.id })
  const presence = startPresence({ db, clock, random, log })
  const presenceFeed = startPresenceFeed({ db, clock, log })
  const views = startViewFeed({ db, clock, log })
  const streams = createEventStreams(clock)
  const context: Context = {
    db,
    auth: createAuth(db, config.authSecret),
    passwords: createPasswordHasher(),
    sealer: createSealer(sealingKeys(config.sealingKeys, config.authSecret)),
    clock,
    random,
    log,
    pool,
    revocations,
    watch,
    presence,
    presenceFeed,
    views,
    streams,
    rates: createRateLimits(db, config.rateFactor),
    metrics,
    address,
    cookieDomain: config.cookieDomain,
    httpFollow: config.httpFollow,
    sharesCookies: (url) => sharesCookies(config, url),
    signingSecret: createHash('sha256').update(`sidelong-web|${config.authSecret}`).digest(),
    webhookHosts: config.webhookHosts,
    visitorFolder: parts.visitorFolder ?? dist('visitor'),
    consoleFolder: parts.consoleFolder ?? dist('console'),
    viewerFolder: parts.viewerFolder ?? dist('viewer'),
  }
  metrics.watch({
    reportsWaiting: reports.waiting,
    *servers() {
      for (const link of pool.links()) {
        const state = link.load() === null ? 'down' : link.isDraining() ? 'draining' : 'up'
        yield { state, keyAgeMs: link.keyAgeMs() }
      }
    },
  })
  const fleet = startFleet({ db, clock, log, pool, databaseUp: metrics.databaseUp })
  const { discovery, sessionServers: fixed } = config
  const found = discovery
    ? [startDiscovery({ discovery, fixed, pool, clock, log, names: createNames() })]
    : []
  const retention = startRetention(context)
  const webhooks = startWebhookWorker({
    ...context,
    send: createSender({
      allowedHosts: config.webhookHosts,
      ...(parts.webhookCa !== undefined && { ca: parts.webhookCa }),
    }),
  })
  const background = [
    startSweep({ db, clock, log, pool }),
    retention,
    webhooks,
    recheck,
    revocations,
    fleet,
    presenceFeed,
    views,
    streams,
    ...found,
    metrics,
  ]
  const stopBackground = () => stopAll([reports, pool, watch, presence, ...background])

  const presenceSockets = createPresenceSockets(context, config.trustedProxies)
  let isStopping = false
  let operations: Operations | null = null
  let app: Awaited<ReturnType<typeof createApp>>
  try {
    app = await createApp(config, context)
    app.server.on('upgrade', presenceSockets.handle)
    await app.listen({ host: config.host, port: config.port })
    // Whether the database answers is not part of it: taking all web servers away would mend nothing.
    const whyNot = () => (isStopping ? 'stopping' : null)
    operations = config.operations && (await startOperations(config.operations, metrics.registry, whyNot))
  } catch (error) {
    stopBackground()
    await closeDb()
    throw error
  }
  const { port } = app.server.address() as AddressInfo
  address.setPort(port)
  log.info('web server ready', { port })

  let stopping: Promise<void> | null = null
  async function stop(): Promise<void> {
    isStopping = true
    stopAll(background)
    watch.stop()
    await presence.stop()
    presenceSockets.stop()
    const force = setTimeout(() => app.server.closeAllConnections(), WEB_LIMITS.stopGraceMs)
    await app.close()
    clearTimeout(force)
    await operations?.stop()
    pool.stop()
    await Promise.race([
      reports.idle(),
      new Promise((resolve) => setTimeout(resolve, WEB_LIMITS.stopGraceMs).unref()),
    ])
    reports.stop()
    await closeDb()
  }

  const connectedServers = () => pool.links().filter((link) => link.signingKey() !== null).length
  return {
    url: address.origin(),
    port,
    operationsPort: operations?.port ?? 0,
    db,
    setSessionServers(origins) {
      for (const origin of origins) checkSessionServer(origin)
      pool.setServers(origins)
    },
    connectedServers,
    async whenConnected(count, timeoutMs) {
      const until = Date.now() + timeoutMs
      while (connectedServers() < count) {
        if (Date.now() > until)
          throw new Error(`only ${connectedServers()} of ${count} session servers are connected`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    recheck: () => recheck.run(),
    cleanByAge: () => retention.run(),
    sendWebhooks: () => webhooks.run(),
    setTls: (texts) => useTls(app.server, texts),
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}
