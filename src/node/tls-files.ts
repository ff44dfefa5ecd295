import { readFileSync } from 'node:fs'
import { createSecureContext, Server } from 'node:tls'
import type { Clock } from '../base/clock.ts'
import type { Stoppable } from '../base/stoppable.ts'
import type { Log } from './log.ts'

/** Paths of PEM files. */
export type TlsFiles = { readonly cert: string; readonly key: string }
/** Their content. */
export type TlsTexts = { readonly cert: string; readonly key: string }

/** How soon a renewed certificate is in use. */
export const TLS_RELOAD_MS = 60_000

export function readTlsFiles(files: TlsFiles): TlsTexts {
  return { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') }
}

/** From now on `server`, if it speaks TLS, shows this certificate; open connections keep theirs. */
export function useTls(server: object, texts: TlsTexts): void {
  if (server instanceof Server) server.setSecureContext(texts)
}

/**
 * Puts a renewed certificate into use without a restart. Files that do not belong together, as while they are being
 * replaced, are left alone until they do; open connections keep what they have.
 */
export function watchTlsFiles(parts: {
  readonly files: TlsFiles
  readonly current: TlsTexts
  readonly use: (texts: TlsTexts) => void
  readonly clock: Clock
  readonly log: Log
}): Stoppable {
  let { current } = parts
  let lastError = ''
  return parts.clock.every(TLS_RELOAD_MS, () => {
    try {
      const texts = readTlsFiles(parts.files)
      if (texts.cert === current.cert && texts.key === current.key) return
      createSecureContext(texts)
      parts.use(texts)
      current = texts
      lastError = ''
      parts.log.info('certificate renewed')
    } catch (error) {
      const reason =
        error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown'
      if (reason !== lastError) parts.log.error('the renewed certificate cannot be used', { code: reason })
      lastError = reason
    }
  })
}
