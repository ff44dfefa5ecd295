import { parseEnv } from 'node:util'

export type Environment = Readonly<Record<string, string | undefined>>

/** A setting that cannot be used; `message` is one clear line for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const PREFIX = 'SIDELONG_'
const FILE_SUFFIX = '_FILE'
/** `SIDELONG_SECRET_FILE=/run/secrets/x`: for these, the value may lie in a file of its own. */
const SECRETS = ['SIDELONG_CLUSTER_SECRET', 'SIDELONG_AUTH_SECRET', 'SIDELONG_SEALING_KEY', 'DATABASE_URL']

const BOTH = [
  'CONFIG',
  'HOST',
  'PORT',
  'PUBLIC_URL',
  'CLUSTER_SECRET',
  'TRUSTED_PROXIES',
  'TLS_CERT',
  'TLS_KEY',
  'LOG',
  'METRICS',
]
const NAMES = {
  web: [
    'WEB_ID',
    'DATA',
    'AUTH_SECRET',
    'SEALING_KEY',
    'SESSION_SERVERS',
    'SESSION_DNS',
    'SESSION_ORIGIN',
    'COOKIE_DOMAIN',
    'DIAL_HOST',
    'RATE_FACTOR',
  ],
  session: ['SERVER_ID', 'CONSOLE_URL', 'CAPACITY', 'VIEWER_DIR'],
} as const
export type Role = keyof typeof NAMES

/**
 * All settings of a process: the file that `SIDELONG_CONFIG` names (lines `NAME=value`), the environment, which wins, and
 * secrets out of files of their own. Both roles may share one file. Throws {@link ConfigError}.
 */
export function readEnvironment(env: Environment, readFile: (path: string) => string): Environment {
  const read = (name: string, path: string): string => {
    try {
      return readFile(path)
    } catch {
      throw new ConfigError(`${name}: ${path} cannot be read`)
    }
  }
  const path = env.SIDELONG_CONFIG
  const inFile: Environment = path ? parseEnv(read('SIDELONG_CONFIG', path)) : {}
  const [wrong] = unknownNames(inFile)
  if (wrong) throw new ConfigError(`${path}: there is no setting ${wrong}`)
  const all: Record<string, string | undefined> = { ...inFile }
  for (const [name, value] of Object.entries(env)) if (value) all[name] = value
  for (const name of SECRETS) {
    const place = all[name + FILE_SUFFIX]
    if (!place) continue
    if (all[name]) throw new ConfigError(`${name} and ${name}${FILE_SUFFIX} exclude each other`)
    all[name] = read(name + FILE_SUFFIX, place).trim()
  }
  return all
}

/** Names that look like settings and are none, for typing errors; with `role`, also those of the other role. */
export function unknownNames(env: Environment, role: Role | null = null): string[] {
  const roles = role ? [role] : (['web', 'session'] as const)
  const own: readonly string[] = [...BOTH, ...roles.flatMap((one) => NAMES[one])]
  return Object.keys(env).filter((name) => {
    if (SECRETS.some((secret) => name === secret + FILE_SUFFIX)) return false
    return name.startsWith(PREFIX) && !own.includes(name.slice(PREFIX.length))
  })
}
