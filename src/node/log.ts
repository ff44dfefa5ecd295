import pino from 'pino'

/** Structured log. Fields are an allow-list (T16): ids are shortened, and nothing of a page may ever be one of them. */
export type LogFields = {
  readonly code?: string
  readonly error?: string
  readonly session?: string
  readonly server?: string
  readonly group?: number
  readonly agent?: string
  readonly count?: number
  readonly ms?: number
  readonly port?: number
  readonly path?: string
  readonly status?: number
  readonly requestId?: string
}

export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** JSON lines on standard error. `level`: pino's names; `silent` for tests. */
export function createLog(name: string, level: string): Log {
  const logger = pino({ name, level, base: { name } }, pino.destination({ fd: 2, sync: true }))
  const write =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}) => {
      const { session, ...rest } = fields
      logger[method](session === undefined ? rest : { ...rest, session: shortSession(session) }, message)
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** A session id in logs: its group and the first six characters of the random part (SE-9). */
function shortSession(id: string): string {
  const parts = id.split(':')
  return `${parts[0] ?? ''}:…:${(parts[2] ?? '').slice(0, 6)}`
}
