import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { VIEWER_FILES } from '../../src/session-server/viewer-files.ts'

/* The session server as a process of its own. */

const MAIN = join(import.meta.dirname, '../../src/session-server/main.ts')
let folder: string
const children: ChildProcess[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidelong-viewer-'))
  mkdirSync(join(folder, 'stage-parts'))
  for (const name of VIEWER_FILES) writeFileSync(join(folder, name), '')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(folder, { recursive: true }))

function environment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    SIDELONG_SERVER_ID: 's1',
    SIDELONG_PORT: '0',
    SIDELONG_CLUSTER_SECRET: Buffer.alloc(32, 1).toString('base64url'),
    SIDELONG_CONSOLE_URL: 'http://localhost:8080',
    SIDELONG_VIEWER_DIR: folder,
    SIDELONG_LOG: 'silent',
  }
}

function run(env: Record<string, string>, nodeArgs: readonly string[] = []): ChildProcess {
  const child = spawn(process.execPath, [...nodeArgs, MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '')
    })
    child.once('exit', (code) => reject(new Error(`exit ${code}`)))
  })
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

test('says where it listens in one line, and SIGTERM ends it with 0', { timeout: 20_000 }, async () => {
  const child = run(environment())
  const ready: unknown = JSON.parse(await firstLine(child))
  expect(ready).toMatchObject({ ready: true, url: expect.stringMatching(/^http:\/\/localhost:\d+$/) })
  child.kill('SIGTERM')
  expect(await exitCode(child)).toBe(0)
})

test('ends with the process that forked it', { timeout: 20_000 }, async () => {
  const child = fork(MAIN, { env: environment(), silent: true })
  children.push(child)
  await firstLine(child)
  child.disconnect()
  expect(await exitCode(child)).toBe(0)
})

test('a bad setting: one line, exit 1', { timeout: 20_000 }, async () => {
  const child = run({ ...environment(), SIDELONG_HOST: '0.0.0.0' })
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk
  })
  expect(await exitCode(child)).toBe(1)
  expect(text).toMatch(/^session server: SIDELONG_HOST: 0\.0\.0\.0 is not a loopback address: .*\n$/)
})

test('SA-38: runs without any right to write files', { timeout: 20_000 }, async () => {
  const child = run(environment(), ['--permission', '--allow-fs-read=*', ...netFlag()])
  expect(JSON.parse(await firstLine(child))).toMatchObject({ ready: true })
  child.kill('SIGTERM')
  expect(await exitCode(child)).toBe(0)
})

test('SA-30: silent connections and half a request are closed within 10 s', { timeout: 20_000 }, async () => {
  const child = run(environment())
  const { port } = JSON.parse(await firstLine(child)) as { port: number }
  const startMs = Date.now()
  const lives = ['', 'GET /healthz HTTP/1.1\r\nHost: loc'].map(
    (text) =>
      new Promise<number>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text))
        socket.on('error', () => {})
        socket.on('close', () => resolve(Date.now() - startMs))
        socket.resume()
      }),
  )
  for (const ms of await Promise.all(lives)) expect(ms).toBeLessThan(10_500)
})

/** Newer Node versions ask for the network as well. */
function netFlag(): string[] {
  return process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []
}
