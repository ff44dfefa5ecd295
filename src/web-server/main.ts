import { readFileSync } from 'node:fs'
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
  server = await startWebServer(readConfig(process.env, (path) => readFileSync(path, 'utf8')))
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
