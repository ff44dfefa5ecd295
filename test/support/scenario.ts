import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { ALWAYS_MASKED } from '../../src/visitor/privacy/always.ts'
import { FORM_CONTROLS } from '../../src/visitor/privacy/mode-selectors.ts'
import { type Agent, comeIn, openAgent } from './agent.ts'
import { launchBrowser } from './browser.ts'
import { createCanarySearch } from './canaries.ts'
import { type Line, startLine } from './fault-proxy.ts'
import { type Stack, type StackOptions, startStack } from './stack.ts'
import { type Console, type Tap, tapContext } from './taps.ts'
import { type CompareOptions, compareTrees } from './tree/compare.ts'
import { openVisitor, type Visitor } from './visitor.ts'

/** Checks of the teardown that a scenario may leave out, each with the reason why. */
export type Skips = {
  /** Stage and visitor's page must be equal at least once, and at the end if the session still runs. */
  readonly tree?: string
  readonly console?: string
  readonly frames?: string
}

export type ScenarioOptions = {
  readonly stack?: StackOptions
  /** Path on the site; default: its start page. */
  readonly path?: string
  /** Values that must not get out of the visitor's tab. */
  readonly canaries?: readonly string[]
  /** Also search for any six characters in a row of them. */
  readonly canaryPieces?: boolean
  /** Selectors masked besides the configured ones (marks put there by the page's hook, sticky fields…). */
  readonly masks?: readonly string[]
  readonly compare?: CompareOptions
  /** Console errors that belong to the scenario. */
  readonly allowConsole?: readonly RegExp[]
  readonly skip?: Skips
  /** Gives each side a browser of its own whose connections to the servers can be cut: `lines`. */
  readonly hasLines?: boolean
  readonly context?: BrowserContextOptions
  readonly timeoutMs?: number
}

export type MeetOptions = {
  /** Waits until the stage equals the page; default: it does. */
  readonly isEqual?: boolean
  /** The agent logs in anew, because the test looks at that or ends it. */
  readonly hasOwnLogin?: boolean
}

export type Scenario = {
  readonly stack: Stack
  readonly browser: Browser
  readonly visitor: Visitor
  readonly agent: Agent
  readonly visitorTap: Tap
  readonly agentTap: Tap
  /** Each side's way to the servers; with `hasLines` only. */
  readonly lines: { readonly visitor: Line; readonly agent: Line }
  /** Start, log-in, join; then, unless told otherwise, waits until the stage equals the page. Returns the key. */
  meet(options?: MeetOptions): Promise<string>
  /** Polls until the stage shows the visitor's page; throws with the differences after `timeoutMs`. */
  untilEqual(timeoutMs?: number): Promise<void>
  /** The differences right now. */
  differences(): Promise<string[]>
}

const EQUAL_TIMEOUT_MS = 20_000
/** Real servers and browsers on a machine that does something else, too: what takes a tenth of this is as good. */
const TIMEOUT_MS = 150_000
const POLL_MS = 150
const ACTION_TIMEOUT_MS = 20_000
/** Larger than the visitor's page with the shell around it, so that this can be shown at its actual size. */
const AGENT_VIEWPORT = { width: 1500, height: 1000 }
export const DEMO_MASKS = ['.secret', '#iban', '.iban']

const stacks = new Map<string, Promise<Stack>>()
const browsers = new Map<string, Promise<Browser>>()

/** The stack of this test file with these options, started once; ended and checked after the file's last test. */
export function sharedStack(options: StackOptions = {}): Promise<Stack> {
  const id = JSON.stringify(options)
  let stack = stacks.get(id)
  if (!stack) {
    stack = startStack(options)
    stacks.set(id, stack)
  }
  return stack
}

export function sharedBrowser(more: readonly string[] = []): Promise<Browser> {
  const id = more.join(' ')
  const browser = browsers.get(id) ?? launchBrowser(more)
  browsers.set(id, browser)
  return browser
}

export async function stopShared(): Promise<void> {
  const running = await Promise.allSettled([...stacks.values()])
  stacks.clear()
  const open = await Promise.all(browsers.values())
  browsers.clear()
  for (const browser of open) await browser.close()
  const stopped = await Promise.allSettled(
    running.flatMap((one) => (one.status === 'fulfilled' ? [one.value.stop()] : [])),
  )
  for (const result of stopped) if (result.status === 'rejected') throw result.reason
}

/**
 * An end-to-end test: starts the real servers (shared within a file), opens a visitor and an agent in Chromium, each
 * in a context of its own, and runs. Whatever `run` does, the teardown checks that no canary got out, every frame
 * parses, neither side's console has an error, and the stage showed what the visitor saw.
 */
export function scenario(
  title: string,
  options: ScenarioOptions,
  run: (scenario: Scenario) => Promise<void>,
): void {
  // Registered here, while tests are collected: later is too late for a hook.
  registerEnd()
  test(title, () => runScenario(title, options, run), options.timeoutMs ?? TIMEOUT_MS)
}

let isEndRegistered = false

function registerEnd(): void {
  if (isEndRegistered) return
  isEndRegistered = true
  afterAll(stopShared, 60_000)
}

async function runScenario(
  title: string,
  options: ScenarioOptions,
  run: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  const stack = await sharedStack(options.stack)
  const { browsers, lines, close } = await openBrowsers(stack, options.hasLines ?? false)
  const contexts = [
    await browsers[0].newContext(options.context),
    await browsers[1].newContext({ viewport: AGENT_VIEWPORT }),
  ] as const
  for (const context of contexts) context.setDefaultTimeout(ACTION_TIMEOUT_MS)
  const taps = { visitor: tapContext(contexts[0], 'visitor'), agent: tapContext(contexts[1], 'agent') }
  const logStart = stack.log().length
  let equalCount = 0
  try {
    const visitor = await openVisitor({
      context: contexts[0],
      site: stack.site,
      path: options.path ?? '',
      masks: masksOf(options),
    })
    const agent = await openAgent(contexts[1], stack)
    const differences = async () => compareTrees(await visitor.tree(), await agent.tree(), options.compare)
    const untilEqual = async (timeoutMs = EQUAL_TIMEOUT_MS) => {
      await pollUntilEqual(differences, timeoutMs)
      equalCount++
    }
    const parts: Scenario = {
      stack,
      browser: browsers[0],
      visitor,
      agent,
      visitorTap: taps.visitor,
      agentTap: taps.agent,
      lines,
      differences,
      untilEqual,
      async meet({ isEqual = true, hasOwnLogin = false } = {}) {
        const key = await visitor.start()
        await comeIn(agent, stack, key, hasOwnLogin)
        if (isEqual) await untilEqual()
        return key
      },
    }
    await run(parts)
    await checkEnd(options, parts, () => stack.log().slice(logStart), equalCount)
  } catch (error) {
    await keepEvidence(title, contexts, taps, stack.log().slice(logStart))
    throw error
  } finally {
    await Promise.all(contexts.map((context) => context.close()))
    await close()
  }
}

type Browsers = {
  readonly browsers: readonly [visitor: Browser, agent: Browser]
  readonly lines: { readonly visitor: Line; readonly agent: Line }
  readonly close: () => Promise<void>
}

async function openBrowsers(stack: Stack, hasLines: boolean): Promise<Browsers> {
  if (!hasLines) {
    const browser = await sharedBrowser(stack.browserArguments)
    const none = (): Line => {
      throw new Error('this scenario has no lines: set hasLines')
    }
    const lines = {
      get visitor() {
        return none()
      },
      get agent() {
        return none()
      },
    }
    return { browsers: [browser, browser], lines, close: async () => undefined }
  }
  const servers = [new URL(stack.console).origin, ...stack.sessionServers]
  const [visitor, agent] = [await startLine(servers), await startLine(servers)]
  const browsers = [await launchBrowser([visitor.argument]), await launchBrowser([agent.argument])] as const
  return {
    browsers,
    lines: { visitor, agent },
    async close() {
      await Promise.all([...browsers.map((browser) => browser.close()), visitor.stop(), agent.stop()])
    },
  }
}

function masksOf({ stack, masks = [] }: ScenarioOptions): string[] {
  const configured = stack?.settings?.['masking.selectors']
  const byMode = stack?.settings?.['masking.mode'] === 'inputs' ? FORM_CONTROLS : []
  return [...ALWAYS_MASKED, ...(Array.isArray(configured) ? configured : DEMO_MASKS), ...byMode, ...masks]
}

async function pollUntilEqual(differences: () => Promise<string[]>, timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const startedMs = performance.now()
    let found: string[]
    try {
      found = await differences()
    } catch (error) {
      // The stage or the page is being replaced.
      found = [error instanceof Error ? error.message : String(error)]
    }
    if (found.length === 0) return
    if (performance.now() > until)
      throw new Error(`the stage differs from the visitor's page:\n  ${found.join('\n  ')}`)
    // Reading a large page takes both sides' main threads; they need some for themselves.
    const pauseMs = Math.max(POLL_MS, 2 * (performance.now() - startedMs))
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

async function checkEnd(
  options: ScenarioOptions,
  { agent, stack, visitorTap, agentTap, untilEqual }: Scenario,
  log: () => string,
  equalCount: number,
): Promise<void> {
  const { skip = {}, canaries = [] } = options
  if (skip.tree === undefined) {
    if ((await agent.state().catch(() => null)) === 'live') await untilEqual()
    else expect(equalCount, 'times that the stage was equal to the page').toBeGreaterThan(0)
  }
  if (canaries.length > 0)
    await checkCanaries(options, canaries, agent, stack, { visitorTap, agentTap }, log())
  if (skip.frames === undefined) {
    expect(visitorTap.parseErrors, 'frames of the visitor that do not parse').toEqual([])
    expect(agentTap.parseErrors, 'frames of the agent that do not parse').toEqual([])
  }
  if (skip.console === undefined) {
    expect(errorsOf(visitorTap, options), 'errors in the console of the visitor').toEqual([])
    expect(errorsOf(agentTap, options), 'errors in the console of the agent').toEqual([])
  }
}

async function checkCanaries(
  { canaryPieces }: ScenarioOptions,
  canaries: readonly string[],
  agent: Agent,
  stack: Stack,
  { visitorTap, agentTap }: { visitorTap: Tap; agentTap: Tap },
  log: string,
): Promise<void> {
  const pieces = canaryPieces ? { pieces: true } : {}
  const servers = [new URL(stack.console).origin, ...stack.sessionServers]
  const search = createCanarySearch(canaries, pieces)
  const findings = [
    ...visitorTap.search(canaries, { ...pieces, isOurs: (url) => servers.includes(new URL(url).origin) }),
    // All that the agent's browser asks for comes from us, also what it asks of the site.
    ...agentTap.search(canaries, { ...pieces, isOurs: () => true }),
    ...search('logs of the servers', log),
    ...search("the agent's page", agent.page.isClosed() ? '' : await agent.everything()),
    ...search("the agent's console", JSON.stringify(agentTap.console)),
  ]
  expect(findings, 'canaries that got out').toEqual([])
}

/** Chromium's own words for answers that are no errors of ours: the console asks who is logged in, and nobody is yet. */
const EXPECTED = [/status of 401 .* https?:\/\/[\w.]+:\d+\/v1\/me$/, /status of 404 .*\/favicon\.ico$/]

function errorsOf(tap: Tap, { allowConsole = [] }: ScenarioOptions): Console[] {
  const allowed = [...EXPECTED, ...allowConsole]
  return tap.console.filter(
    ({ type, text, url }) =>
      (type === 'error' || type === 'exception') &&
      !allowed.some((pattern) => pattern.test(`${text} ${url}`)),
  )
}

/** Leaves what is needed to understand a failure in test-results/e2e/. */
async function keepEvidence(
  title: string,
  contexts: readonly BrowserContext[],
  taps: { visitor: Tap; agent: Tap },
  log: string,
): Promise<void> {
  const folder = join(rootDir, 'test-results/e2e', title.replace(/[^\w-]+/g, '-').slice(0, 80))
  mkdirSync(folder, { recursive: true })
  for (const [i, name] of ['visitor', 'agent'].entries()) {
    const page = contexts[i]?.pages()[0]
    await page?.screenshot({ path: join(folder, `${name}.png`), timeout: 5_000 }).catch(() => undefined)
  }
  const { visitor, agent } = taps
  const words = {
    visitor: visitor.console,
    agent: agent.console,
    parseErrors: [...visitor.parseErrors, ...agent.parseErrors],
  }
  writeFileSync(join(folder, 'console.json'), JSON.stringify(words, null, 2))
  writeFileSync(join(folder, 'server.log'), log)
}
