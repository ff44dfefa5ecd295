// The session server as an operator should run it: without files, without network, without memory of what is over.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { randomBytes } from '../../src/node/platform.ts'
import { checkpoint, delta, Harness } from '../../src/session-server/testing/harness.ts'
import { VIEWER_FILES } from '../../src/session-server/viewer-files.ts'
import { containerCommand } from '../support/container.ts'
import { needs } from '../support/needs.ts'

const MAIN = join(rootDir, 'src/session-server/main.ts')
/** As deploy/systemd/sidelong-session.service has them. */
const GLIBC_TUNABLES = 'glibc.malloc.perturb=165:glibc.malloc.tcache_count=0'
const HARDENED = ['--permission', '--disable-proto=delete', '--disallow-code-generation-from-strings']

let folder: string
let child: ChildProcess | null
let harness: Harness | null
let log: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidelong-host-'))
  mkdirSync(join(folder, 'stage-parts'))
  for (const name of VIEWER_FILES) writeFileSync(join(folder, name), '')
  child = harness = null
  log = ''
})
afterEach(async () => {
  await harness?.stop()
  endFamily()
  rmSync(folder, { recursive: true })
})

/** With all that it started: a tracer that is killed lets what it traces go on. */
function endFamily(): void {
  try {
    if (child?.pid) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // All of them have ended.
  }
}

function hardened(more: readonly string[] = []): string[] {
  const net = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []
  return [
    process.execPath,
    ...HARDENED,
    `--allow-fs-read=${rootDir}`,
    `--allow-fs-read=${folder}`,
    ...net,
    ...more,
    MAIN,
  ]
}

/** Runs `[command, …]` with the settings of a session server; resolves when it is ready. */
async function run(
  [command = '', ...args]: readonly string[],
  env: Record<string, string> = {},
): Promise<Harness> {
  const secret = randomBytes(32)
  const process_ = spawn(command, args, {
    cwd: rootDir,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      SIDELONG_SERVER_ID: 's1',
      SIDELONG_PORT: '0',
      SIDELONG_PUBLIC_URL: 'http://127.0.0.1:0',
      SIDELONG_CLUSTER_SECRET: Buffer.from(secret).toString('base64url'),
      SIDELONG_CONSOLE_URL: 'http://localhost:8080',
      SIDELONG_VIEWER_DIR: folder,
      ...env,
    },
  })
  child = process_
  process_.stderr?.on('data', (chunk: Buffer) => {
    log += chunk
  })
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    process_.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      if (text.includes('\n')) resolve(text)
    })
    process_.once('exit', (code) => reject(new Error(`exit ${code}: ${log}`)))
  })
  const { url } = JSON.parse(line) as { url: string }
  harness = Harness.attach(url, secret)
  return harness
}

/** A session from start to end, with `canaries` in all that is shown; every kind of message on the way. */
async function wholeSession(at: Harness, canary: string): Promise<void> {
  const control = await at.openSession()
  const visitor = await at.visitor()
  await visitor.next('welcome')
  const [start, part, end] = checkpoint(1, `<p>${canary}</p>`.repeat(200))
  for (const bytes of [start, part, end, delta(1, 3, `typed ${canary}`)]) visitor.ws.send(bytes ?? '')
  await visitor.settle()
  const joined = await at.join()
  expect((await at.get(`/view/${joined.pid}`, { cookie: joined.cookie })).status).toBe(200)
  expect((await at.get('/stage')).status).toBe(200)
  const agent = await at.agent(joined)
  await agent.next('welcome')
  const envelopes = await agent.untilEnvelopes(4)
  expect(Buffer.concat(envelopes).toString('latin1')).toContain(canary)
  expect((await at.get('/nowhere')).status).toBe(404)
  expect((await at.redeem(at.claims(), randomBytes(32))).status).toBe(401)
  for (let i = 4; i < 60; i++) visitor.ws.send(delta(1, i, `more ${canary} ${i}`))
  await agent.untilEnvelopes(60)
  agent.send({ type: 'end' })
  await visitor.untilClosed()
  await agent.untilClosed()
  await control.until(() => control.messages.some((m) => m.type === 'session-status' && m.status === 'C'))
}

const exitCode = (): Promise<number | null> =>
  new Promise((resolve) => {
    child?.once('exit', (code) => resolve(code))
    child?.kill('SIGTERM')
  })

function newCanary(): string {
  return `canary-${Buffer.from(randomBytes(12)).toString('hex')}`
}

test('SA-38: a whole session under the permission model, without code from strings and without __proto__', {
  timeout: 30_000,
}, async () => {
  const canary = newCanary()
  await wholeSession(await run(hardened()), canary)
  expect(log).not.toContain(canary)
  expect(await exitCode()).toBe(0)
})

/** Calls that make, change or remove a file, or write into one. */
const FILE_CALLS =
  'open,openat,openat2,creat,write,writev,pwrite64,pwritev,pwritev2,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,mknod,mknodat,link,linkat,symlink,symlinkat,truncate,ftruncate,fallocate,sendfile,copy_file_range,splice,io_uring_setup,chmod,fchmodat,socket,connect'

/** Of a trace, what touches a file in any way but reading, or goes out to the network. */
function deeds(trace: string): string[] {
  return trace.split('\n').filter((line) => {
    const call = /^\d+ +(\w+)\((.*)$/.exec(line)
    if (!call || / = -1 E(NOENT|PERM|ACCES|NOSYS)/.test(line)) return false
    const [, name = '', args = ''] = call
    if (/^open|^creat/.test(name))
      return /O_(WRONLY|RDWR|CREAT|TRUNC)/.test(args) && !args.includes('"/dev/null"')
    if (/write/.test(name)) return /^\d+<\//.test(args) && !/^\d+<\/dev\/null/.test(args)
    if (name === 'socket') return !/AF_INET6?, SOCK_STREAM|AF_UNIX/.test(args)
    return true
  })
}

test('CO-1 SA-37: a whole session writes to no file and dials nobody (strace)', {
  timeout: 60_000,
}, async (context) => {
  needs(context, 'strace', '-o', '/dev/null', 'true')
  const output = join(folder, 'trace')
  const canary = newCanary()
  const at = await run([
    'strace',
    '-f',
    '-y',
    '-s',
    '32',
    '-e',
    `trace=${FILE_CALLS}`,
    // A ring would pass calls by the trace; the unit forbids it, too.
    ...['-e', 'inject=io_uring_setup:error=ENOSYS'],
    '-o',
    output,
    process.execPath,
    MAIN,
  ])
  await wholeSession(at, canary)
  const [traced] = execFileSync('pgrep', ['-P', String(child?.pid)], { encoding: 'utf8' }).split('\n')
  process.kill(Number(traced), 'SIGTERM')
  await new Promise((resolve) => child?.once('exit', resolve))
  const trace = readFileSync(output, 'utf8')
  // It did see what happened: the session came in by sockets and the source files were read.
  expect(trace).toMatch(/write\w*\(\d+<(TCP|socket)/)
  expect(trace).toMatch(/openat\(.*session-server\/main\.ts", O_RDONLY/)
  expect(deeds(trace)).toEqual([])
})

test('SA-37: the reader of the trace knows a write when it sees one', { timeout: 30_000 }, (context) => {
  needs(context, 'strace', '-o', '/dev/null', 'true')
  const output = join(folder, 'trace')
  const file = join(folder, 'file')
  const script = `require('fs').writeFileSync(${JSON.stringify(file)}, 'x'); require('fs').unlinkSync(${JSON.stringify(file)}); require('net').connect(9, '127.0.0.1').on('error', () => {})`
  execFileSync('strace', [
    '-f',
    '-y',
    '-e',
    `trace=${FILE_CALLS}`,
    '-o',
    output,
    process.execPath,
    '-e',
    script,
  ])
  const found = deeds(readFileSync(output, 'utf8')).join('\n')
  for (const call of ['openat(', 'write(', 'unlink(', 'connect(']) expect(found).toContain(call)
})

test('SA-38: a whole session without any network but the inherited socket', {
  timeout: 30_000,
}, async (context) => {
  needs(context, 'unshare', '--user', '--map-root-user', '--net', 'true')
  needs(context, 'systemd-socket-activate', '--version')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const started = run(
    [
      'systemd-socket-activate',
      ...['--listen', `127.0.0.1:${port}`],
      ...[
        'SIDELONG_SERVER_ID',
        'SIDELONG_PUBLIC_URL',
        'SIDELONG_CLUSTER_SECRET',
        'SIDELONG_CONSOLE_URL',
        'SIDELONG_VIEWER_DIR',
      ].flatMap((name) => ['--setenv', name]),
      ...['unshare', '--user', '--map-root-user', '--net'],
      ...hardened(),
    ],
    { SIDELONG_PUBLIC_URL: url },
  )
  // It is started by its first connection.
  await knock(url)
  const at = await started
  const pid = child?.pid ?? 0
  expect(readlinkSync(`/proc/${pid}/ns/net`)).not.toBe(readlinkSync('/proc/self/ns/net'))
  // One loopback, and even that is not up.
  expect(readFileSync(`/proc/${pid}/net/dev`, 'utf8').match(/^ *\w+:/gm)).toEqual(['    lo:'])
  expect(readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trim().split('\n')).toHaveLength(1)
  await wholeSession(at, newCanary())
  expect(await exitCode()).toBe(0)
})

async function knock(url: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    try {
      if ((await fetch(`${url}/healthz`)).ok) return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error(`nobody answers: ${log}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('SECURITY 8: a session that is over is forgotten: no byte of its page is left in the memory of the process', {
  timeout: 60_000,
}, async () => {
  const canary = newCanary()
  const at = await run([process.execPath, '--expose-gc', MAIN], { GLIBC_TUNABLES })
  const pid = child?.pid ?? 0
  await wholeSession(at, canary)
  // The search finds what has not been collected yet.
  expect(timesInMemory(pid, canary)).toBeGreaterThan(0)
  await expect.poll(() => timesInMemory(pid, canary), { timeout: 30_000, interval: 500 }).toBe(0)
})

/** How often a text stands in the memory that a process can write to. */
function timesInMemory(pid: number, text: string): number {
  const needle = Buffer.from(text)
  const areas = [...readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)]
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  let times = 0
  try {
    const chunk = Buffer.alloc(1 << 22)
    for (const [, from = '', to = ''] of areas) {
      for (let at = BigInt(`0x${from}`); at < BigInt(`0x${to}`); at += BigInt(chunk.length - needle.length)) {
        const left = BigInt(`0x${to}`) - at
        const length = left < BigInt(chunk.length) ? Number(left) : chunk.length
        let bytes = 0
        try {
          bytes = readSync(memory, chunk, 0, length, at)
        } catch {
          continue // Not readable after all, or gone meanwhile.
        }
        const piece = chunk.subarray(0, bytes)
        for (let i = piece.indexOf(needle); i >= 0; i = piece.indexOf(needle, i + 1)) times++
      }
    }
  } finally {
    closeSync(memory)
  }
  return times
}

/** What the unit's `SystemCallFilter=` lines forbid, of all calls that are known. */
function forbiddenCalls(): string[] {
  const expand = (name: string): string[] =>
    name.startsWith('@')
      ? execFileSync('systemd-analyze', ['syscall-filter', name], { encoding: 'utf8' })
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => /^[@a-z]/.test(line) && line !== name)
          .flatMap(expand)
      : [name]
  const unit = readFileSync(join(rootDir, 'deploy/systemd/sidelong-session.service'), 'utf8')
  const lines = [...unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm)]
  const names = (mark: string): string[] =>
    lines.filter(([, sign]) => sign === mark).flatMap(([, , list = '']) => list.split(' ').flatMap(expand))
  const denied = new Set(names('~'))
  const allowed = new Set(names('').filter((call) => !denied.has(call)))
  return expand('@known').filter((call) => !allowed.has(call))
}

test('SA-38: a whole session with no more system calls than the unit allows (strace)', {
  timeout: 60_000,
}, async (context) => {
  needs(context, 'strace', '-o', '/dev/null', 'true')
  needs(context, 'systemd-analyze', 'syscall-filter', '@known')
  const calls = forbiddenCalls()
  expect(calls).toEqual(expect.arrayContaining(['ptrace', 'mount', 'setuid', 'io_uring_setup', 'reboot']))
  const list = calls.map((call) => `?${call}`).join(',')
  const output = join(folder, 'trace')
  const inject = ['-e', `trace=${list}`, '-e', `inject=${list}:error=EPERM`]
  const at = await run(['strace', '-f', ...inject, '-o', output, ...hardened()])
  await wholeSession(at, newCanary())
  // It did refuse: Node asks for a ring.
  expect(readFileSync(output, 'utf8')).toMatch(/io_uring_setup\(.*EPERM .*INJECTED/)
})

test('SA-38: the container’s command serves a session from a root of its files alone that nobody can write to, as nobody', {
  timeout: 60_000,
}, async (context) => {
  if (process.getuid?.() !== 0) context.skip('only root may make the container’s root')
  needs(context, 'unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt')
  const root = join(folder, 'root')
  mkdirSync(root)
  const viewer = join(folder, 'viewer')
  mkdirSync(viewer)
  mkdirSync(join(viewer, 'stage-parts'))
  for (const name of VIEWER_FILES) writeFileSync(join(viewer, name), '')
  const { command, user } = containerCommand(root, viewer)
  const canary = newCanary()
  await wholeSession(await run(command, { SIDELONG_VIEWER_DIR: '' }), canary)
  const status = readFileSync(`/proc/${child?.pid}/status`, 'utf8')
  expect(status).toMatch(new RegExp(`^Uid:\\s+${user}\\s+${user}\\s+${user}\\s+${user}$`, 'm'))
  expect(status).toMatch(/^CapEff:\s+0+$/m)
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  const mounts = readFileSync(`/proc/${child?.pid}/mounts`, 'utf8').trim().split('\n')
  expect(mounts.length).toBeGreaterThan(5)
  for (const mount of mounts) expect(mount.split(' ')[3]?.split(','), mount).toContain('ro')
  expect(log).not.toContain(canary)
  expect(await exitCode()).toBe(0)
})
