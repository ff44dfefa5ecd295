// Firefox by WebDriver BiDi (w3.org/TR/webdriver-bidi), which Debian's build speaks; playwright's own protocol it does not.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { installFromDebian } from '../../scripts/debian-install.ts'

/** No traffic of its own; every name is this machine, where nothing but our own ports answers. */
const PREFERENCES: Readonly<Record<string, unknown>> = {
  'network.dns.native-is-localhost': true,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.disable_open_during_load': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'browser.safebrowsing.downloads.enabled': false,
  'services.settings.server': 'http://localhost:9/none',
}
const START_MS = 60_000
const COMMAND_MS = 30_000

export type BidiEvent = { readonly method: string; readonly params: Record<string, unknown> }

export interface Firefox {
  /** Everything that happened since the last `forget()`. */
  readonly events: BidiEvent[]
  forget(): void
  send<T = Record<string, unknown>>(method: string, params: object): Promise<T>
  /** Evaluates an expression in a browsing context; promises are awaited. Returns what JSON can say of it. */
  evaluate(context: string, expression: string): Promise<unknown>
  stop(): Promise<void>
}

/** Debian's Firefox, installed if it is missing; or `FIREFOX_PATH`. */
export function findFirefox(): string {
  if (process.env.FIREFOX_PATH) return process.env.FIREFOX_PATH
  const find = () =>
    ['firefox-esr', 'firefox'].find((name) => spawnSync('which', [name], { stdio: 'ignore' }).status === 0)
  const found = find()
  if (found) return found
  installFromDebian('firefox-esr', 'install the package "firefox-esr" or set FIREFOX_PATH')
  return find() ?? 'firefox-esr'
}

export async function launchFirefox(): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), 'sidelong-firefox-'))
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  )
  writeFileSync(join(profile, 'user.js'), lines.join('\n'))
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0']
  const child = spawn(findFirefox(), args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: profile, MOZ_HEADLESS: '1' },
  })
  const ws = new WebSocket(`${await addressOf(child)}/session`, { maxPayload: 64 * 1_048_576 })
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))

  const events: BidiEvent[] = []
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let nextId = 1
  ws.on('message', (data) => {
    const message = JSON.parse(String(data))
    if (message.type === 'event') return void events.push(message)
    const own = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.type === 'success') own?.resolve(message.result as never)
    else own?.reject(new Error(`${message.error}: ${message.message}`))
  })

  function send<T>(method: string, params: object): Promise<T> {
    const id = nextId++
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), COMMAND_MS)
      waiting.set(id, {
        resolve: (value) => {
          clearTimeout(timer)
          resolve(value)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      })
      ws.send(JSON.stringify({ id, method, params }))
    })
  }

  await send('session.new', {
    capabilities: { alwaysMatch: { unhandledPromptBehavior: { default: 'dismiss' } } },
  })
  await send('session.subscribe', {
    events: ['network.beforeRequestSent', 'browsingContext', 'log.entryAdded'],
  })
  return {
    events,
    forget: () => void events.splice(0),
    send,
    async evaluate(context, expression) {
      const answer = await send<{ type: string; result?: unknown; exceptionDetails?: { text: string } }>(
        'script.evaluate',
        // As text: BiDi's own form of values is not worth a parser.
        {
          expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
          target: { context },
          awaitPromise: true,
        },
      )
      if (answer.type !== 'success') throw new Error(answer.exceptionDetails?.text ?? 'failed')
      return JSON.parse((answer.result as { value: string }).value)
    },
    async stop() {
      await send('browser.close', {}).catch(() => undefined)
      ws.terminate()
      await ended(child)
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`Firefox did not start:\n${text}`)), START_MS)
    child.stderr?.setEncoding('utf8').on('data', (more: string) => {
      text += more
      const [, address] = /WebDriver BiDi listening on (ws:\/\/[0-9.:]+)/.exec(text) ?? []
      if (!address) return
      clearTimeout(timer)
      resolve(address)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`Firefox ended with ${code}:\n${text}`))
    })
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
