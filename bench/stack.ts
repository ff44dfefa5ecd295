import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { BrowserContext, Frame, Page } from 'playwright-core'
import { rootDir } from '../scripts/paths.ts'
import type { Lab } from './lab.ts'
import { type Mirrored, watchProbe } from './latency-probe.ts'

export type Stack = {
  /** Starts a session on the site's `page` and joins it as an agent, whose page `prepare` may ready before. */
  open(page: string, prepare?: (agent: Page) => Promise<void>): Promise<Joined>
  stop(): Promise<void>
}

type Joined = Mirrored & { readonly firstViewMs: number; readonly agent: Page }

type Addresses = {
  readonly site: string
  readonly console: string
  readonly join: string
  readonly agent: { readonly email: string; readonly password: string }
}

type VisitorApi = { start(): Promise<unknown>; getKey(): string }

const READY_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 15_000
const VIEWPORT = { width: 1_280, height: 800 }

/** Starts our own servers as `npm start` does, with `pages` (by file name) as the customer's site. */
export async function startStack(lab: Lab, pages: Readonly<Record<string, string>>): Promise<Stack> {
  const site = mkdtempSync(join(tmpdir(), 'sidelong-bench-'))
  for (const [name, html] of Object.entries(pages)) writeFileSync(join(site, name), html)
  const args = ['--json', '--port', '0', '--data', 'memory', '--site', site, '--set', 'consent.mode=never']
  const child = spawn(process.execPath, [join(rootDir, 'src/cli/start.ts'), ...args], {
    cwd: rootDir,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const agents: { context?: BrowserContext } = {}
  const stop = async () => {
    // The browser may be gone already, by an interrupt; the servers must not outlive it.
    await agents.context?.close().catch(() => {})
    await end(child)
    rmSync(site, { recursive: true, force: true })
  }
  try {
    const addresses = await readAddresses(child)
    agents.context = await lab.browser.newContext({ viewport: VIEWPORT })
    await logIn(agents.context, addresses)
    return {
      open: (page, prepare) => open(lab, agents.context as BrowserContext, addresses, page, prepare),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function open(
  lab: Lab,
  agents: BrowserContext,
  at: Addresses,
  page: string,
  prepare?: (agent: Page) => Promise<void>,
): Promise<Joined> {
  const visitors = await lab.browser.newContext({ viewport: VIEWPORT })
  const source = await visitors.newPage()
  await source.goto(at.site + page)
  await source.waitForFunction(() => 'Sidelong' in window)
  const key = await source.evaluate(async () => {
    const api = (window as unknown as { Sidelong: VisitorApi }).Sidelong
    await api.start()
    return api.getKey()
  })
  const agent = await agents.newPage()
  await prepare?.(agent)
  const joinedMs = performance.now()
  await agent.goto(at.join + encodeURIComponent(key))
  const replica = await stageOf(agent)
  const firstViewMs = performance.now() - joinedMs
  // As text: the stage's policy forbids making functions of strings, which a named helper would be.
  await replica.evaluate(`(${watchProbe})(document)`)
  return {
    source,
    replica,
    agent,
    firstViewMs,
    async close() {
      await agent.close()
      await visitors.close()
    },
  }
}

async function stageOf(agent: Page): Promise<Frame> {
  const element = await agent.waitForSelector('iframe.stage')
  const frame = await element.contentFrame()
  if (!frame) throw new Error('the stage has no frame')
  await frame.waitForSelector('#probe', { state: 'attached' })
  return frame
}

async function logIn(context: BrowserContext, { console, agent }: Addresses): Promise<void> {
  const page = await context.newPage()
  await page.goto(console)
  await page.fill('input[name="email"]', agent.email)
  await page.fill('input[type="password"]', agent.password)
  await page.click('button[type="submit"]')
  await page.waitForSelector('input[name="key"]')
  await page.close()
}

async function readAddresses(child: ChildProcess): Promise<Addresses> {
  const { stdout } = child
  if (!stdout) throw new Error('no standard output')
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => reject(new Error('the servers do not start')), READY_TIMEOUT_MS)
    const lines = createInterface({ input: stdout })
    lines.once('line', (line) => {
      clearTimeout(timeout)
      resolve(JSON.parse(line) as Addresses)
    })
    child.once('exit', (code) => {
      clearTimeout(timeout)
      reject(new Error(`the servers ended with code ${code}`))
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await gone
  clearTimeout(kill)
}
