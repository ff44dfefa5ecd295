import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { rootDir } from './paths.ts'

/** Gentle end first: Vitest closes its browsers on SIGTERM. */
const KILL_AFTER_MS = 10_000

/** Runs a package's JavaScript command from the repository; its output as one problem when it fails, else none. */
export async function runTool(script: string, args: readonly string[]): Promise<string[]> {
  const child = spawn(process.execPath, [join(rootDir, script), ...args], {
    cwd: rootDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return code === 0 ? [] : [output.trim() || `${script} ended with code ${code}`]
}

export type Ended = { code: number; isTimedOut: boolean }

/** Runs a script with our output as its output, and ends it and all its descendants after `timeoutMs`. */
export async function runWithTimeout(
  script: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(rootDir, script), ...args], { cwd: rootDir, stdio: 'inherit' })
  // A signal for us is one for the child; a terminal's reaches both, and Vitest takes a second one well.
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGTERM', forward).on('SIGINT', forward)
  let isTimedOut = false
  let hardKill: NodeJS.Timeout | undefined
  const softKill = setTimeout(() => {
    isTimedOut = true
    const family = [child.pid as number, ...descendantsOf(child.pid as number)]
    child.kill('SIGTERM')
    hardKill = setTimeout(() => family.forEach(killHard), KILL_AFTER_MS)
  }, timeoutMs)

  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (exitCode) => resolve(exitCode ?? 1))
  })
  clearTimeout(softKill)
  clearTimeout(hardKill)
  process.off('SIGTERM', forward).off('SIGINT', forward)
  return { code, isTimedOut }
}

function descendantsOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const pairs = (stdout ?? '').split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  const childrenOf = (parent: number): number[] =>
    pairs
      .filter(([, ppid]) => ppid === parent)
      .flatMap(([child]) => (child === undefined ? [] : [child, ...childrenOf(child)]))
  return childrenOf(pid)
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
