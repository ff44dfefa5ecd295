import { readFileSync } from 'node:fs'
import { readEnvironment } from '../node/environment.ts'
import { createLog } from '../node/log.ts'
import { systemClock } from '../node/platform.ts'
import { watchTlsFiles } from '../node/tls-files.ts'
import { ConfigError, readConfig } from './config.ts'
import { startWebServer, type WebServer } from './server.ts'

let server: WebServer | null = null
let isStopping = false

async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  await server?.stop()
  process.exit(0)
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())

try {
  const readFile = (path: string): string => readFileSync(path, 'utf8')
  const config = readConfig(readEnvironment(process.env, readFile), readFile)
  const log = createLog('web', config.logLevel)
  const running = await startWebServer(config, { log })
  server = running
  const { tlsFiles: files, tls: current } = config
  if (files && current) watchTlsFiles({ files, current, use: running.setTls, clock: systemClock, log })
  process.stdout.write(`${JSON.stringify({ ready: true, url: server.url, port: server.port })}\n`)
} catch (error) {
  process.stderr.write(`sidelong web server: ${explain(error)}\n`)
  process.exit(1)
}

/** One line: our own words for a bad configuration, the system's for a taken port or an unreachable database. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE') return 'the port is taken'
  return (error.message || code || error.name).split('\n')[0] ?? 'it does not start'
}
