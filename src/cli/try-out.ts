import { randomBytes } from 'node:crypto'
import { CliError } from './cli-error.ts'
import { startCrm } from './crm.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { ADMIN_EMAIL, AGENT_EMAIL, DEMO_GROUP_ID, parseSettings } from './demo-group.ts'
import { freePorts, isFree, takenPort } from './listening.ts'
import type { StartOptions } from './options.ts'
import { startServerProcess } from './server-process.ts'
import { readableFolder, startSiteServer } from './site-server.ts'
import type { ThrowAwayTls } from './throw-away-tls.ts'
import { TLS_NAMES } from './tls-names.ts'
import type { TryOut } from './web-process.ts'
import type { Addresses } from './welcome-text.ts'

export type TryOutParts = {
  readonly log: (line: string) => void
  /** Brings what browsers load up to date. */
  readonly build: () => Promise<void>
  /** The CRM's pages, and the package that they use. */
  readonly crm: { readonly folder: string; readonly module: string }
  readonly sessionServerEntry: string
  readonly webServerEntry: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface TryOutRun {
  /** When everything answers. Rejects with a {@link CliError} for what the user can put right. */
  readonly ready: Promise<Addresses>
  /** Ends everything, also a start that is not through yet. */
  stop(): Promise<void>
}

type Part = { stop(): Promise<void> }
type Ports = {
  readonly crm: number
  readonly web: number
  readonly sessions: readonly number[]
  readonly site: number
}

/** Starts web server, session servers and site, each but the site a process of its own. */
export function startTryOut(options: StartOptions, parts: TryOutParts): TryOutRun {
  const running: Part[] = []
  let data: DataFolder | null = null
  let isStopping = false

  function startServer(name: string, entry: string, env: Readonly<Record<string, string>>): Promise<void> {
    const server = startServerProcess({ name, entry, env, log: parts.log })
    running.push(server)
    return server.ready
  }

  async function start(): Promise<Addresses> {
    const settings = parseSettings(options.settings)
    await readableFolder(options.siteFolder)
    const ports = await choosePorts(options)
    data = openDataFolder(options.dataFolder)
    await parts.build()
    if (isStopping) throw new CliError('stopped')

    const { secrets } = data
    const tls = options.isTls ? await startTls() : null
    const origin = (name: string, port: number): string =>
      tls ? `https://${name}:${port}` : `http://localhost:${port}`
    const web = origin(TLS_NAMES.web, ports.web)
    const sessionServers = ports.sessions.map((port, i) => origin(TLS_NAMES.session(i + 1), port))
    const logLevel = parts.env.SIDELONG_LOG || 'warn'
    const tag = { loaderUrl: `${web}/visitor/loader.js`, groupId: DEMO_GROUP_ID }
    const site = await startSiteServer({
      folder: options.siteFolder,
      port: ports.site,
      tag,
      ...(tls ? { tls: { ...tls, names: [TLS_NAMES.site, TLS_NAMES.assets] as const } } : {}),
    })
    running.push(site)
    const loginSecret = randomBytes(32).toString('base64url')
    const crm = options.hasCrm
      ? await startCrm({ ...parts.crm, port: ports.crm, web, tls, loginSecret })
      : null
    if (crm) running.push(crm)
    if (isStopping) throw new CliError('stopped')
    const given: TryOut = {
      ...secrets,
      port: ports.web,
      url: web,
      siteOrigin: site.origin,
      sessionServers,
      database: data.database,
      databaseUrl: parts.env.DATABASE_URL || null,
      runFile: data.runFile,
      settings,
      rateFactor: Number(parts.env.SIDELONG_RATE_FACTOR || '1'),
      logLevel,
      tls: tls && { cert: tls.cert, key: tls.key },
      cookieDomain: tls && TLS_NAMES.servers,
      crm: crm && { origin: crm.origin, secret: loginSecret },
    }
    await Promise.all([
      startServer('the web server', parts.webServerEntry, {
        SIDELONG_TRY_OUT: JSON.stringify(given),
        ...(tls ? { NODE_EXTRA_CA_CERTS: tls.files.authority } : {}),
      }),
      ...ports.sessions.map((port, i) =>
        startServer(`session server ${i + 1}`, parts.sessionServerEntry, {
          SIDELONG_SERVER_ID: `session${i + 1}`,
          SIDELONG_HOST: '127.0.0.1',
          SIDELONG_PORT: String(port),
          SIDELONG_PUBLIC_URL: sessionServers[i] ?? '',
          ...(tls ? { SIDELONG_TLS_CERT: tls.files.cert, SIDELONG_TLS_KEY: tls.files.key } : {}),
          SIDELONG_CLUSTER_SECRET: secrets.clusterSecret,
          SIDELONG_CONSOLE_URL: `${web}/agent/`,
          SIDELONG_LOG: logLevel,
        }),
      ),
    ])
    return {
      site: `${site.origin}/`,
      console: `${web}/agent/`,
      join: `${web}/agent/join?key=`,
      groupId: DEMO_GROUP_ID,
      sessionServers,
      agent: { email: AGENT_EMAIL, password: secrets.agentPassword },
      admin: { email: ADMIN_EMAIL, password: secrets.adminPassword },
      ...(tls ? { browserArguments: tls.browserArguments } : {}),
      ...(crm ? { crm: `${crm.origin}/` } : {}),
    }
  }

  async function startTls(): Promise<ThrowAwayTls> {
    const { createThrowAwayTls } = await import('./throw-away-tls.ts')
    const tls = await createThrowAwayTls()
    running.push({ stop: async () => tls.remove() })
    return tls
  }

  const ready = start()
  return {
    ready,
    async stop() {
      isStopping = true
      await Promise.all(running.map((part) => part.stop()))
      data?.release()
    },
  }
}

async function choosePorts({ port, sessionServers, hasCrm }: StartOptions): Promise<Ports> {
  const count = sessionServers + 2 + (hasCrm ? 1 : 0)
  const all = port === 0 ? await freePorts(count) : Array.from({ length: count }, (_, i) => port + i)
  for (const one of all) if (!(await isFree(one))) throw takenPort(one)
  const [web = 0, ...rest] = all
  return {
    web,
    sessions: rest.slice(0, sessionServers),
    site: rest[sessionServers] ?? 0,
    crm: rest[sessionServers + 1] ?? 0,
  }
}
