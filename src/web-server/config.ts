import { isIP } from 'node:net'
import { fromBase64Url } from '../base/bytes.ts'
import { isProxyEntry, splitProxies } from '../node/client-address.ts'
import { ConfigError, type Environment } from '../node/environment.ts'
import { type OperationsPlace, parseOperationsPlace } from '../node/operations.ts'
import type { TlsFiles, TlsTexts } from '../node/tls-files.ts'
import type { Discovery } from './control/discovery.ts'
import type { DatabasePlace } from './db/open.ts'
import { isLoopback } from './http/public-address.ts'

export type WebServerConfig = {
  /** Unique among web servers; part of key ids. */
  readonly id: string
  readonly host: string
  /** 0 = a free one. */
  readonly port: number
  /** Origin under which browsers reach this server; `null`: `http(s)://localhost:<port>`. */
  readonly publicUrl: string | null
  readonly database: DatabasePlace
  readonly clusterSecret: Uint8Array
  readonly authSecret: string
  /** Encrypt secrets in the database: the first one seals, all open. None: one made of `authSecret`. */
  readonly sealingKeys: readonly Uint8Array[]
  /** Origins of the session servers, as visitors and agents reach them. */
  readonly sessionServers: readonly string[]
  /** Parent domain of this host and the session servers'; `null` when they share the host. */
  readonly cookieDomain: string | null
  /** Addresses or ranges whose `X-Forwarded-*` are believed. */
  readonly trustedProxies: readonly string[]
  readonly tls: TlsTexts | null
  /** Where `tls` was read; looked at again while the server runs. */
  readonly tlsFiles: TlsFiles | null
  /** Address at which all session servers are dialled, whatever their names resolve to; `null`: ask DNS. */
  readonly dialHost: string | null
  /** Groups may let viewers follow the visitor to plain HTTP (HF-1). */
  readonly httpFollow: boolean
  /** Multiplies the rates for visitors and look-ups; for load tests. */
  readonly rateFactor: number
  /** Host names of webhook endpoints that may be private addresses (WH-4). */
  readonly webhookHosts: readonly string[]
  readonly logLevel: string
  /** Session servers found by DNS, besides `sessionServers`. */
  readonly discovery: Discovery | null
  /** Where metrics and health are served; `null`: nowhere. */
  readonly operations: OperationsPlace | null
}

export { ConfigError }

const MIN_SECRET_LENGTH = 32
const SEALING_KEY_BYTES = 32

export function readConfig(env: Environment, readFile: (path: string) => string): WebServerConfig {
  const get = (name: string) => (env[name] === undefined || env[name] === '' ? null : env[name])
  const certFile = get('SIDELONG_TLS_CERT')
  const keyFile = get('SIDELONG_TLS_KEY')
  if ((certFile === null) !== (keyFile === null))
    throw new ConfigError('SIDELONG_TLS_CERT and SIDELONG_TLS_KEY belong together')
  const tlsFiles = certFile && keyFile ? { cert: certFile, key: keyFile } : null
  return {
    id: get('SIDELONG_WEB_ID') ?? 'web1',
    host: get('SIDELONG_HOST') ?? '127.0.0.1',
    port: wholeNumber('SIDELONG_PORT', get('SIDELONG_PORT') ?? '8080', 0, 65_535),
    publicUrl: get('SIDELONG_PUBLIC_URL'),
    database: databaseOf(get('DATABASE_URL'), get('SIDELONG_DATA')),
    clusterSecret: clusterSecretOf(get('SIDELONG_CLUSTER_SECRET')),
    authSecret: secret('SIDELONG_AUTH_SECRET', get('SIDELONG_AUTH_SECRET')),
    sealingKeys: sealingKeysOf(get('SIDELONG_SEALING_KEY')),
    sessionServers: listOf(get('SIDELONG_SESSION_SERVERS')),
    cookieDomain: get('SIDELONG_COOKIE_DOMAIN'),
    trustedProxies: splitProxies(get('SIDELONG_TRUSTED_PROXIES')),
    tls: tlsFiles && {
      cert: readOrFail(tlsFiles.cert, readFile),
      key: readOrFail(tlsFiles.key, readFile),
    },
    tlsFiles,
    dialHost: get('SIDELONG_DIAL_HOST'),
    httpFollow: onOff('SIDELONG_HTTP_FOLLOW', get('SIDELONG_HTTP_FOLLOW') ?? 'off'),
    rateFactor: wholeNumber('SIDELONG_RATE_FACTOR', get('SIDELONG_RATE_FACTOR') ?? '1', 1, 1_000_000),
    webhookHosts: listOf(get('SIDELONG_WEBHOOK_HOSTS')).map((host) => host.toLowerCase()),
    logLevel: get('SIDELONG_LOG') ?? 'info',
    discovery: discoveryOf(get('SIDELONG_SESSION_DNS'), get('SIDELONG_SESSION_ORIGIN')),
    operations: operationsOf(get('SIDELONG_METRICS')),
  }
}

function discoveryOf(dnsName: string | null, originPattern: string | null): Discovery | null {
  if (dnsName === null && originPattern === null) return null
  if (dnsName === null || originPattern === null)
    throw new ConfigError('SIDELONG_SESSION_DNS and SIDELONG_SESSION_ORIGIN belong together')
  if (!originPattern.includes('{name}'))
    throw new ConfigError('SIDELONG_SESSION_ORIGIN needs {name}, as in https://{name}.cobrowse.example.com')
  requireOrigin('SIDELONG_SESSION_ORIGIN', originPattern.replace('{name}', 'name'))
  return { dnsName, originPattern }
}

function operationsOf(value: string | null): OperationsPlace | null {
  const place = value === null ? null : parseOperationsPlace(value)
  if (value !== null && !place)
    throw new ConfigError(
      'SIDELONG_METRICS must be a port, an IP address with a port, or the path of a socket',
    )
  return place
}

/** `DATABASE_URL` or `SIDELONG_DATA`; throws ConfigError. */
export function databaseOf(url: string | null, folder: string | null): DatabasePlace {
  if (url !== null) {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new ConfigError('DATABASE_URL must begin with postgres://')
    return { kind: 'postgres', url }
  }
  if (folder === null)
    throw new ConfigError('set DATABASE_URL (PostgreSQL) or SIDELONG_DATA (a folder, or "memory")')
  return { kind: 'pglite', folder }
}

/** The same value as the session servers'. */
function clusterSecretOf(value: string | null): Uint8Array {
  if (value === null) throw new ConfigError('SIDELONG_CLUSTER_SECRET is missing')
  const bytes = fromBase64Url(value)
  if (!bytes || bytes.length < MIN_SECRET_LENGTH) {
    throw new ConfigError(`SIDELONG_CLUSTER_SECRET must be base64url of ${MIN_SECRET_LENGTH} bytes or more`)
  }
  return bytes
}

/** A comma list of keys; throws ConfigError. */
export function sealingKeysOf(value: string | null): Uint8Array[] {
  return listOf(value).map((entry) => {
    const key = fromBase64Url(entry)
    if (key?.length !== SEALING_KEY_BYTES)
      throw new ConfigError(
        `SIDELONG_SEALING_KEY must be base64url of ${SEALING_KEY_BYTES} bytes, or a comma list of such`,
      )
    return key
  })
}

function onOff(name: string, value: string): boolean {
  if (value !== 'on' && value !== 'off') throw new ConfigError(`${name} must be on or off`)
  return value === 'on'
}

function secret(name: string, value: string | null): string {
  if (value === null) throw new ConfigError(`${name} is missing`)
  if (value.length < MIN_SECRET_LENGTH)
    throw new ConfigError(`${name} must have ${MIN_SECRET_LENGTH} characters or more`)
  return value
}

function wholeNumber(name: string, value: string, min: number, max: number): number {
  const number = Number(value)
  if (!/^[0-9]+$/.test(value) || number < min || number > max)
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}`)
  return number
}

function listOf(value: string | null): string[] {
  return (value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

function readOrFail(path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path)
  } catch {
    throw new ConfigError(`cannot read ${path}`)
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** What holds between the values; throws ConfigError. */
export function checkConfig(config: WebServerConfig): void {
  if (!/^[A-Za-z0-9._-]{1,32}$/.test(config.id))
    throw new ConfigError('the web server id must have 1 to 32 of A-Z a-z 0-9 . _ -')
  if (!LOG_LEVELS.includes(config.logLevel))
    throw new ConfigError(`the log level must be one of ${LOG_LEVELS.join(', ')}`)
  if (config.authSecret.length < MIN_SECRET_LENGTH) throw new ConfigError('the auth secret is too short')
  if (config.clusterSecret.length < MIN_SECRET_LENGTH)
    throw new ConfigError('the cluster secret is too short')
  for (const proxy of config.trustedProxies) {
    if (!isProxyEntry(proxy))
      throw new ConfigError(`"${proxy}" is not an address or range of trusted proxies`)
  }
  if (!isLoopback(config.host) && config.tls === null && config.trustedProxies.length === 0) {
    throw new ConfigError(
      `refusing to listen on ${config.host} in the clear: give a TLS certificate, or name the proxies that end TLS (SIDELONG_TRUSTED_PROXIES)`,
    )
  }
  if (config.dialHost !== null && isIP(config.dialHost) === 0)
    throw new ConfigError(`SIDELONG_DIAL_HOST: "${config.dialHost}" is not an IP address`)
  checkPublicUrl(config)
  const { cookieDomain } = config
  if (cookieDomain !== null && !isUnder(ownHost(config), cookieDomain))
    throw new ConfigError(`SIDELONG_COOKIE_DOMAIN ${cookieDomain} does not cover ${ownHost(config)}`)
  for (const origin of config.sessionServers) checkSessionServer(origin)
}

function checkPublicUrl({ publicUrl, host }: WebServerConfig): void {
  if (publicUrl === null) {
    if (!isLoopback(host))
      throw new ConfigError('SIDELONG_PUBLIC_URL is needed when not listening on a loopback address')
    return
  }
  requireOrigin('SIDELONG_PUBLIC_URL', publicUrl)
}

function requireOrigin(name: string, origin: string): URL {
  const url = URL.canParse(origin) ? new URL(origin) : null
  if (!url || url.origin !== origin || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(`${name}: "${origin}" is not an origin such as https://cobrowse.example.com`)
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new ConfigError(`${name}: "${origin}" must be https`)
  return url
}

/** Throws ConfigError unless `origin` is one that a session server may have. */
export function checkSessionServer(origin: string): void {
  requireOrigin('SIDELONG_SESSION_SERVERS', origin)
}

/** Whether a cookie of ours reaches that session server: same host, or under the parent domain of both. */
export function sharesCookies(
  config: Pick<WebServerConfig, 'publicUrl' | 'cookieDomain'>,
  origin: string,
): boolean {
  const { hostname } = new URL(origin)
  return config.cookieDomain === null ? hostname === ownHost(config) : isUnder(hostname, config.cookieDomain)
}

function ownHost({ publicUrl }: Pick<WebServerConfig, 'publicUrl'>): string {
  return publicUrl === null ? 'localhost' : new URL(publicUrl).hostname
}

function isUnder(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}
