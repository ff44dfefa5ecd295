import type { Page } from 'playwright-core'
import { type Agent, openAgent } from '../support/agent.ts'
import { sharedBrowser, sharedStack } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'
import type { Stack } from '../support/stack.ts'
import { openVisitor, type Visitor } from '../support/visitor.ts'
import type { Job } from './jobs.ts'
import { makePages, type PageOptions, plain } from './page.ts'
import { installPlanter, type PlainJob, type Planter } from './planter.ts'
import { createSearch, type Find, type Planted } from './search.ts'
import { searchAll, type TabTap, tapTab } from './tab.ts'

export type LeakRun = {
  readonly visitor: Visitor
  readonly page: Page
  readonly agent: Agent | null
  readonly tap: TabTap
  readonly agentTap: TabTap | null
  readonly stack: Stack
  /** Everything that the page has done up to now has been sent. */
  settle(): Promise<void>
  log(): string
}

export type RunOptions = PageOptions & {
  readonly settings: Readonly<Record<string, unknown>>
  readonly jobs: readonly Job[]
  readonly hasAgent?: boolean
  readonly path?: string
}

type LeakWindow = { readonly leaks: Planter }

/** Folders of sites by settings: a stack serves one folder, and tests put their pages in it. */
const folders = new Map<string, string>()
let pageCount = 0

/** A session on a page full of canaries, on real servers. `use` may go on from there; everything ends with it. */
export async function runLeaks<T>(options: RunOptions, use: (run: LeakRun) => Promise<T>): Promise<T> {
  const { settings, jobs } = options
  const key = JSON.stringify(settings)
  const site = folders.get(key) ?? makeSite({})
  folders.set(key, site)
  const name = `p${++pageCount}`
  const pages = makePages(jobs, options)
  const { writeFileSync, mkdirSync } = await import('node:fs')
  mkdirSync(`${site}/${name}`)
  for (const [file, text] of Object.entries(pages)) writeFileSync(`${site}/${name}/${file}`, text)
  const stack = await sharedStack({ site, settings })
  const browser = await sharedBrowser()
  const context = await browser.newContext()
  const agentContext = options.hasAgent ? await browser.newContext() : null
  try {
    context.setDefaultTimeout(30_000)
    await context.addInitScript(installPlanter)
    const tap = tapTab(context, 'visitor')
    const agentTap = agentContext ? tapTab(agentContext, 'agent') : null
    const logStart = stack.log().length
    const visitor = await openVisitor({
      context,
      site: stack.site,
      path: `${name}/index.html${options.path ?? ''}`,
      masks: [],
    })
    const { page } = visitor
    await page.waitForSelector('html[data-planted]', { state: 'attached' })
    const code = await visitor.start()
    const agent = agentContext ? await openAgent(agentContext, stack) : null
    if (agent) {
      await agent.login()
      await agent.join(code)
    }
    let marks = 0
    const run: LeakRun = {
      visitor,
      page,
      agent,
      tap,
      agentTap,
      stack,
      log: () => stack.log().slice(logStart),
      async settle() {
        // Twice: what the first one's flush has put off comes before the second.
        for (let i = 0; i < 2; i++) {
          // A class: the one thing that every privacy mode lets through.
          const mark = `mark-${++marks}-of-page`
          const sent = tap.untilSent(mark)
          await page.evaluate((text) => {
            ;(document.querySelector('#open') as Element).className = text
          }, mark)
          await sent
        }
      },
    }
    return await use(run)
  } finally {
    await context.close()
    await agentContext?.close()
  }
}

/** Plants the jobs of later moments, and lets their scripts run. */
export async function plantAll(run: LeakRun, jobs: readonly Job[]): Promise<void> {
  const { page } = run
  const call = (method: 'plant' | 'mutate', list: readonly Job[]) =>
    page.evaluate(([name, given]) => (globalThis as unknown as LeakWindow).leaks[name](given), [
      method,
      list.map(plain),
    ] as ['plant' | 'mutate', PlainJob[]])
  await run.settle()
  await page.evaluate(() => (globalThis as unknown as LeakWindow).leaks.later())
  await call(
    'plant',
    jobs.filter(({ moment }) => moment === 'late' || moment === 'detached' || moment === 'mutated'),
  )
  await run.settle()
  await call(
    'mutate',
    jobs.filter(({ moment }) => moment === 'mutated'),
  )
  await page.evaluate(() => (globalThis as unknown as LeakWindow).leaks.later())
  await run.settle()
}

export type Searched = { readonly finds: Find[]; readonly byteCount: number; readonly needleCount: number }

/** Searches everything that left the tab so far, was logged, or is in the agent's browser. */
export async function searchRun(run: LeakRun, planted: readonly Planted[]): Promise<Searched> {
  const servers = [new URL(run.stack.console).origin, ...run.stack.sessionServers]
  await run.tap.finish(run.page, (url) => servers.includes(new URL(url).origin))
  if (run.agent && run.agentTap) await run.agentTap.finish(run.agent.page, () => true)
  const { search, needleCount } = createSearch(planted)
  const agentSide = run.agent
    ? [{ place: "the agent's page", bytes: await run.agent.everything() }, ...(run.agentTap?.out ?? [])]
    : []
  const out = [...run.tap.out, ...agentSide, { place: 'logs of the servers', bytes: run.log() }]
  return { ...searchAll(out, search), needleCount }
}

export async function problemsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as LeakWindow).leaks.problems)
}
