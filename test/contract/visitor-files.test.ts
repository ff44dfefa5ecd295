import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: TestServer
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidelong-visitor-'))
  mkdirSync(join(folder, 'v/0.1.0'), { recursive: true })
  for (const file of ['loader.js', 'compat.js', 'v/0.1.0/loader.js', 'v/0.1.0/compat.js', 'parts.js'])
    writeFileSync(join(folder, file), `"${file}"`)
  server = await startTestServer({ servers: 0, parts: { visitorFolder: folder } })
})
afterAll(() => server.stop())

it('EM-6 EM-7: loader and the loader for older tags, the newest for minutes, a pinned release for a year', async () => {
  for (const file of ['loader.js', 'compat.js']) {
    const newest = await server.get(`/visitor/${file}`)
    expect([newest.status, newest.headers.get('cache-control'), await newest.text()]).toEqual([
      200,
      'public, max-age=300',
      `"${file}"`,
    ])
    expect(newest.headers.get('access-control-allow-origin')).toBe('*')
    const pinned = await server.get(`/visitor/v/0.1.0/${file}`)
    expect(pinned.headers.get('cache-control')).toMatch(/immutable/)
  }
  for (const path of ['parts.js', 'v/0.2.0/loader.js', 'v/0.1.0/parts.js'])
    expect((await server.get(`/visitor/${path}`)).status, path).toBe(404)
})
