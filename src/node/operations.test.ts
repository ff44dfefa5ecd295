import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createRegistry } from './metrics.ts'
import { type Operations, parseOperationsPlace, startOperations } from './operations.ts'

let operations: Operations | null = null
afterEach(() => operations?.stop())

test.each([
  ['9464', { host: '127.0.0.1', port: 9464 }],
  ['10.0.0.7:9464', { host: '10.0.0.7', port: 9464 }],
  ['[::1]:0', { host: '::1', port: 0 }],
  ['/run/sidelong/metrics.sock', { path: '/run/sidelong/metrics.sock' }],
  ['65536', null],
  ['metrics.example.com:9464', null],
  [':9464', null],
  [`/${'x'.repeat(100)}`, null],
])('a place for metrics: %s', (text, place) => {
  expect(parseOperationsPlace(text)).toEqual(place)
})

function ask(path: string, options: object = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port: operations?.port, host: '127.0.0.1', path, ...options }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end()
  })
}

test('health, readiness with its reason, metrics; nothing else', async () => {
  const { registry, stop } = createRegistry()
  let reason: string | null = 'draining'
  operations = await startOperations({ host: '127.0.0.1', port: 0 }, registry, () => reason)
  expect(await ask('/healthz')).toEqual({ status: 200, body: 'ok\n' })
  expect(await ask('/readyz')).toEqual({ status: 503, body: 'draining\n' })
  reason = null
  expect(await ask('/readyz')).toEqual({ status: 200, body: 'ready\n' })
  const { body } = await ask('/metrics')
  for (const name of ['process_open_fds', 'process_cpu_seconds_total', 'sidelong_event_loop_lag_p99_seconds'])
    expect(body).toMatch(new RegExp(`^${name} [0-9.e-]+$`, 'm'))
  expect((await ask('/')).status).toBe(404)
  expect((await ask('/metrics', { method: 'POST' })).status).toBe(405)
  stop()
})

test('also on a Unix socket', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidelong-'))
  const path = join(folder, 'metrics.sock')
  const { registry, stop } = createRegistry()
  operations = await startOperations({ path }, registry, () => null)
  expect(await ask('/readyz', { socketPath: path })).toEqual({ status: 200, body: 'ready\n' })
  await operations.stop()
  stop()
  rmSync(folder, { recursive: true })
})
