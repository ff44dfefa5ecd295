import { fromBase64Url } from '../base/bytes.ts'
import { isProxyEntry, splitProxies } from '../node/client-address.ts'
import { ConfigError, type Environment } from '../node/environment.ts'
import { type OperationsPlace, parseOperationsPlace } from '../node/operations.ts'
import type { TlsFiles } from '../node/tls-files.ts'
import type { SessionServerConfig } from './server.ts'

export type SessionServerSettings = Omit<SessionServerConfig, 'viewerFiles' | 'tls'> & {
  readonly logLevel: string
  readonly viewerFolder: string | null
  /** Paths of PEM files. */
  readonly tlsFiles: TlsFiles | null
}

export { ConfigError, type Environment }

const MIN_SECRET_BYTES = 32
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
const LOOPBACK = ['localhost', '127.0.0.1', '::1']

/** Reads the settings of a session server from environment variables; throws {@link ConfigError}. */
export function readSettings(env: Environment, pid: number = process.pid): SessionServerSettings {
  const host = env.SIDELONG_HOST || '127.0.0.1'
  const port = wholeNumber(env, 'SIDELONG_PORT', 8081, 0, 65_535)
  const trustedProxies = readTrustedProxies(env)
  const tlsFiles = readTlsFiles(env)
  if (!LOOPBACK.includes(host) && !tlsFiles && trustedProxies.length === 0) {
    fail(
      'SIDELONG_HOST',
      `${host} is not a loopback address: set SIDELONG_TLS_CERT and SIDELONG_TLS_KEY, or name the proxies that end TLS (SIDELONG_TRUSTED_PROXIES)`,
    )
  }
  const logLevel = env.SIDELONG_LOG || 'info'
  if (!LOG_LEVELS.includes(logLevel)) fail('SIDELONG_LOG', `must be one of ${LOG_LEVELS.join(', ')}`)
  return {
    serverId: required(env, 'SIDELONG_SERVER_ID', /^[A-Za-z0-9._:-]{1,64}$/),
    host,
    port,
    operations: operationsOf(env),
    ...inheritedSockets(env, pid),
    plain: plainOf(env),
    publicUrl: webUrl(env, 'SIDELONG_PUBLIC_URL', `${tlsFiles ? 'https' : 'http'}://localhost:${port}`, true),
    clusterSecret: secret(env),
    consoleUrl: webUrl(env, 'SIDELONG_CONSOLE_URL', null, false),
    capacity: wholeNumber(env, 'SIDELONG_CAPACITY', 500, 1, 1_000_000),
    trustedProxies,
    logLevel,
    viewerFolder: env.SIDELONG_VIEWER_DIR || null,
    tlsFiles,
  }
}

/**
 * The protocol of systemd's socket units: the descriptors after standard input, output and error. The first is for
 * browsers; a second one, if given, serves metrics.
 */
function inheritedSockets(env: Environment, pid: number): Partial<SessionServerSettings> {
  if (!env.LISTEN_FDS || env.LISTEN_PID !== String(pid)) return {}
  if (env.LISTEN_FDS !== '1' && env.LISTEN_FDS !== '2')
    fail('LISTEN_FDS', 'must be 1, or 2 with one for metrics')
  return { inheritedFd: 3, ...(env.LISTEN_FDS === '2' ? { operations: { fd: 4 } } : {}) }
}

function operationsOf(env: Environment): OperationsPlace | null {
  if (!env.SIDELONG_METRICS) return null
  const rule = 'must be a port, an IP address with a port, or the path of a socket'
  return parseOperationsPlace(env.SIDELONG_METRICS) ?? fail('SIDELONG_METRICS', rule)
}

/** HF-1: both or neither. */
function plainOf(env: Environment): NonNullable<SessionServerConfig['plain']> | null {
  if (!env.SIDELONG_HTTP_FOLLOW_PORT && !env.SIDELONG_HTTP_FOLLOW_URL) return null
  if (!env.SIDELONG_HTTP_FOLLOW_PORT)
    fail('SIDELONG_HTTP_FOLLOW_PORT', 'and SIDELONG_HTTP_FOLLOW_URL go together')
  const port = wholeNumber(env, 'SIDELONG_HTTP_FOLLOW_PORT', 80, 0, 65_535)
  const publicUrl = webUrl(env, 'SIDELONG_HTTP_FOLLOW_URL', null, true)
  if (!publicUrl.startsWith('http:')) fail('SIDELONG_HTTP_FOLLOW_URL', 'must begin with http:')
  return { port, publicUrl }
}

function fail(name: string, rule: string): never {
  throw new ConfigError(`${name}: ${rule}`)
}

function required(env: Environment, name: string, pattern: RegExp): string {
  const value = env[name]
  if (!value) fail(name, 'is missing')
  if (!pattern.test(value)) fail(name, 'has a form that is not allowed')
  return value
}

function wholeNumber(env: Environment, name: string, standard: number, min: number, max: number): number {
  const text = env[name]
  if (!text) return standard
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) fail(name, `must be a whole number from ${min} to ${max}`)
  return value
}

function secret(env: Environment): Uint8Array {
  const text = env.SIDELONG_CLUSTER_SECRET
  if (!text) fail('SIDELONG_CLUSTER_SECRET', 'is missing')
  const bytes = fromBase64Url(text)
  if (!bytes || bytes.length < MIN_SECRET_BYTES)
    fail('SIDELONG_CLUSTER_SECRET', `must be base64url of at least ${MIN_SECRET_BYTES} bytes`)
  return bytes
}

function webUrl(env: Environment, name: string, standard: string | null, isOrigin: boolean): string {
  const text = env[name] || standard
  if (!text) fail(name, 'is missing')
  const url = URL.canParse(text)
    ? new URL(text)
    : fail(name, 'must be an address such as https://cobrowse.example.com')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') fail(name, 'must begin with https: or http:')
  if (url.username || url.password) fail(name, 'must not hold credentials')
  if (isOrigin && (url.pathname !== '/' || url.search || url.hash))
    fail(name, 'must be an origin without a path')
  return isOrigin ? url.origin : url.href
}

function readTrustedProxies(env: Environment): string[] {
  const entries = splitProxies(env.SIDELONG_TRUSTED_PROXIES)
  const wrong = entries.find((entry) => !isProxyEntry(entry))
  if (wrong !== undefined) fail('SIDELONG_TRUSTED_PROXIES', `"${wrong}" is not an address or a range`)
  return entries
}

function readTlsFiles(env: Environment): SessionServerSettings['tlsFiles'] {
  const cert = env.SIDELONG_TLS_CERT
  const key = env.SIDELONG_TLS_KEY
  if (!cert && !key) return null
  if (!cert || !key) return fail('SIDELONG_TLS_CERT', 'and SIDELONG_TLS_KEY go together')
  return { cert, key }
}
