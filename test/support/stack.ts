import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { rootDir } from '../../scripts/paths.ts'
import type { Addresses } from '../../src/cli/welcome-text.ts'

export type StackOptions = {
  /** Folder of the customer's site; default: the demo. */
  readonly site?: string
  /** Settings of the demo group. */
  readonly settings?: Readonly<Record<string, unknown>>
  readonly sessionServers?: number
  /** `--tls`: everything on names of its own. */
  readonly isTls?: boolean
  /** `--crm`: a page with the viewer inside. */
  readonly hasCrm?: boolean
  /** Default: `memory`. */
  readonly data?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A running `npm start`. */
export interface Stack extends Addresses {
  readonly pid: number
  readonly readyMs: number
  /** Everything written to standard error so far, and to standard output after the first line. */
  log(): string
  /** Processes below the main one: `{ pid, command }`. */
  processes(): { pid: number; command: string }[]
  /** Ends it by SIGTERM; throws unless it ends with code 0 within 10 s and leaves neither process nor port behind. */
  stop(): Promise<void>
}

const READY_TIMEOUT_MS = 150_000
const STOP_TIMEOUT_MS = 10_000
/** Scenarios of one file come from one address, faster than people do. */
const TEST_RATE_FACTOR = '1000'

/** Starts the real thing as a process of its own, on free ports. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const started = performance.now()
  const child = spawnStart(startArguments(options), options.env)
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  let output = ''
  const addresses = await new Promise<Addresses>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`npm start was not ready within ${READY_TIMEOUT_MS / 1_000} s:\n${log}`))
    }, READY_TIMEOUT_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`npm start ended with code ${code}:\n${log}`))
    })
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (!output.includes('\n')) return
      clearTimeout(timer)
      resolve(JSON.parse(output.slice(0, output.indexOf('\n'))) as Addresses)
    })
  })
  const pid = child.pid ?? 0
  return {
    ...addresses,
    pid,
    readyMs: performance.now() - started,
    log: () => log + output.slice(output.indexOf('\n') + 1),
    processes: () => descendantsOf(pid),
    async stop() {
      const family = [pid, ...descendantsOf(pid).map((process) => process.pid)]
      const code = await endGently(child)
      const left = family.filter(isRunning)
      for (const one of left) process.kill(one, 'SIGKILL')
      if (code !== 0) throw new Error(`npm start ended with ${code} on SIGTERM:\n${log}`)
      if (left.length > 0) throw new Error(`npm start left processes behind: ${left.join(', ')}`)
      const open = await openPorts(addresses)
      if (open.length > 0) throw new Error(`npm start left ports open: ${open.join(', ')}`)
    },
  }
}

export function spawnStart(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [join(rootDir, 'src/cli/start.ts'), ...args], {
    cwd: rootDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SIDELONG_RATE_FACTOR: TEST_RATE_FACTOR, ...env },
  })
}

function startArguments({
  site,
  settings = {},
  sessionServers,
  isTls = false,
  hasCrm = false,
  data = 'memory',
}: StackOptions): string[] {
  const sets = Object.entries(settings).flatMap(([key, value]) => [
    '--set',
    `${key}=${JSON.stringify(value)}`,
  ])
  return [
    '--json',
    ...['--port', '0'],
    ...['--data', data],
    ...(site === undefined ? [] : ['--site', site]),
    ...(isTls ? ['--tls'] : []),
    ...(hasCrm ? ['--crm'] : []),
    ...(sessionServers === undefined ? [] : ['--session-servers', String(sessionServers)]),
    ...sets,
  ]
}

/** Resolves to the exit code, or the signal's name. */
export function endGently(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve(child.exitCode)
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      resolve(code ?? signal ?? 'nothing')
    })
    child.kill('SIGTERM')
  })
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export function descendantsOf(pid: number): { pid: number; command: string }[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)
      return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : []
    })
  const below = (parent: number): { pid: number; command: string }[] =>
    rows.filter((row) => row.parent === parent).flatMap((row) => [row, ...below(row.pid)])
  return below(pid).map(({ pid: own, command }) => ({ pid: own, command }))
}

async function openPorts({ site, console: web, crm, sessionServers }: Addresses): Promise<string[]> {
  const ports = [site, web, ...(crm ? [crm] : []), ...sessionServers].map((url) => new URL(url).port)
  const open = await Promise.all(ports.map(isOpen))
  return ports.filter((_, i) => open[i])
}

function isOpen(port: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
