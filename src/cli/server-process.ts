import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { CliError } from './cli-error.ts'

export type ProcessOptions = {
  /** How messages call it. */
  readonly name: string
  /** Entry file; must print a line of JSON with `"ready":true` on standard output when it answers. */
  readonly entry: string
  /** All of its environment, besides what every program needs. */
  readonly env: Readonly<Record<string, string>>
  readonly log: (line: string) => void
}

export interface ServerProcess {
  /** When it answers for the first time; rejects with a {@link CliError} if it never does. */
  readonly ready: Promise<void>
  /** Ends it, hard after 5 s. */
  stop(): Promise<void>
}

const READY_TIMEOUT_MS = 90_000
const KILL_AFTER_MS = 5_000
const FIRST_PAUSE_MS = 1_000
const MAX_PAUSE_MS = 30_000
/** Having run this long, a process that dies is started again without having to wait longer than the first time. */
const STEADY_AFTER_MS = 60_000
/** A terminal's Ctrl-C reaches children before we know that everything is to end. */
const SIGNAL_GRACE_MS = 100

const INHERITED = ['PATH', 'TZ', 'LANG', 'SystemRoot', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS']

/**
 * Starts a server as a process of its own. Once it has answered it is started again whenever it dies. It has an IPC
 * channel for one thing: to notice by its end that we are gone, even if we were killed.
 */
export function startServerProcess(options: ProcessOptions): ServerProcess {
  const { name, log } = options
  let isStopping = false
  let timer: NodeJS.Timeout | undefined
  let pauseMs = FIRST_PAUSE_MS
  let child = spawnServer(options)
  const ready = whenReady(child, name)
  ready.then(
    () => watch(child),
    () => undefined,
  )

  function watch(current: ChildProcess): void {
    const startedAt = performance.now()
    whenEnded(current, (how) => {
      if (performance.now() - startedAt > STEADY_AFTER_MS) pauseMs = FIRST_PAUSE_MS
      timer = setTimeout(() => {
        log(`${name} ended unexpectedly (${how}); starting it again in ${pauseMs / 1_000} s`)
        timer = setTimeout(again, pauseMs)
        pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)
      }, SIGNAL_GRACE_MS)
      if (isStopping) clearTimeout(timer)
    })
  }

  function again(): void {
    const current = spawnServer(options)
    child = current
    watch(current)
    whenReady(current, name).then(
      () => log(`${name} runs again`),
      () => void current.kill('SIGKILL'),
    )
  }

  return {
    ready,
    async stop() {
      isStopping = true
      clearTimeout(timer)
      await end(child)
    },
  }
}

function spawnServer({ entry, env }: ProcessOptions): ChildProcess {
  const inherited = INHERITED.flatMap((key) => {
    const value = process.env[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  return spawn(process.execPath, [entry], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

/** A process that could not even be started has no `exit`, only an `error`. */
function whenEnded(child: ChildProcess, then: (how: string) => void): void {
  if (hasEnded(child)) return then(child.signalCode ?? `code ${child.exitCode}`)
  // `close`, not `exit`: by then all that it said has arrived.
  child.once('close', (code, signal) => then(signal ?? `code ${code}`))
  child.once('error', (error) => {
    if (child.pid === undefined) then(error.message)
  })
}

function whenReady(child: ChildProcess, name: string): Promise<void> {
  const words = relayWords(child)
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new CliError(`${name} did not start: ${reason}`))
    const timer = setTimeout(() => fail('it said nothing'), READY_TIMEOUT_MS)
    whenEnded(child, (how) => {
      clearTimeout(timer)
      fail(words.last() ?? `it ended with ${how}`)
    })
    if (!child.stdout) return fail('it has no output')
    // Reading goes on afterwards: a full pipe would stop the process.
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!/"ready"\s*:\s*true/.test(line)) return
      clearTimeout(timer)
      words.passOn()
      resolve()
    })
  })
}

/**
 * Passes on what a process says on standard error. Until it is ready the last plain line is kept back: should it end,
 * that is the reason, to be said once.
 */
function relayWords(child: ChildProcess): { last(): string | null; passOn(): void } {
  let held: string | null = null
  let isReady = false
  const pass = (line: string | null): void => {
    if (line !== null) process.stderr.write(`${line}\n`)
  }
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (isReady || line.startsWith('{')) return pass(line)
      pass(held)
      held = line
    })
  }
  return {
    last: () => held,
    passOn() {
      isReady = true
      pass(held)
      held = null
    },
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
