import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import { readEnvironment } from '../node/environment.ts'
import { createLog } from '../node/log.ts'
import { systemClock } from '../node/platform.ts'
import { watchTlsFiles } from '../node/tls-files.ts'
import { ConfigError, readSettings } from './config.ts'
import { SERVER_LIMITS } from './limits.ts'
import { startSessionServer } from './server.ts'
import { holdableBytes } from './session/budget.ts'
import { readViewerFiles } from './viewer-files.ts'

/* Entry of the session server's process: settings from the environment, one JSON line on standard output when ready. */

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConfigError(`${path}: cannot be read`)
  }
}

async function main(): Promise<void> {
  const { logLevel, viewerFolder, tlsFiles, ...settings } = readSettings(
    readEnvironment(process.env, (path) => readFileSync(path, 'utf8')),
  )
  const log = createLog('session-server', logLevel)
  const viewerFiles = readViewerFiles(
    viewerFolder ?? join(import.meta.dirname, '../../dist/viewer'),
    readText,
  )
  const tls = tlsFiles && { cert: readText(tlsFiles.cert), key: readText(tlsFiles.key) }
  const maxHeldBytes = holdableBytes(getHeapStatistics().heap_size_limit)
  if (maxHeldBytes < SERVER_LIMITS.minHoldableBytes)
    throw new ConfigError('the heap is too small for pages: set --max-old-space-size to 64 or more')
  const config = { ...settings, viewerFiles, maxHeldBytes, ...(tls ? { tls } : {}) }
  const { gc } = globalThis
  const server = await startSessionServer(config, {
    log,
    ...(gc && { collectGarbage: () => void gc() }),
  })

  const watch =
    tlsFiles && tls
      ? watchTlsFiles({ files: tlsFiles, current: tls, use: server.setTls, clock: systemClock, log })
      : null

  let isStopping = false
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    watch?.stop()
    void server.stop().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // Started by another process of ours: do not outlive it.
  if (process.channel) process.on('disconnect', stop)
  process.stdout.write(`${JSON.stringify({ ready: true, url: server.url, port: server.port })}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`session server: ${startError(error)}\n`)
  process.exit(1)
})

function startError(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'SIDELONG_PORT: the port is taken'
  return error instanceof Error ? error.message : 'failed to start'
}
