import type { BrowserContext, Cookie, Frame, Page } from 'playwright-core'
import type { Stack } from './stack.ts'
import type { TreeDocument } from './tree/normalize.ts'
import { ROOTS_KEY, rememberClosedRoots } from './tree/raw-tree.ts'
import { readRawStage, readStageTree } from './tree/read.ts'

/** The agent's browser: a context of its own, in console and viewer. */
export interface Agent {
  readonly context: BrowserContext
  readonly page: Page
  login(who?: { email: string; password: string }): Promise<void>
  /** Joins from the console's form, and waits until the page is shown. */
  join(key: string): Promise<void>
  /** Opens the join address, as from a CRM, and waits until the page is shown. */
  joinByLink(key: string): Promise<void>
  /** The frame that shows the visitor's page. */
  stage(): Promise<Frame>
  /** `live`, `ended` …: what the shell shows in words. */
  state(): Promise<string | null>
  untilState(state: string): Promise<void>
  /** Ends the session for everybody. */
  end(): Promise<void>
  leave(): Promise<void>
  tree(): Promise<TreeDocument>
  /** All that the agent's browser holds of the page, for canary searches. */
  everything(): Promise<string>
}

const WAIT_MS = 10_000

export async function openAgent(context: BrowserContext, stack: Stack): Promise<Agent> {
  await context.addInitScript(rememberClosedRoots, { rootsKey: ROOTS_KEY })
  const page = await context.newPage()

  async function login(who: { email: string; password: string } = stack.agent): Promise<void> {
    if (!page.url().startsWith('http')) await page.goto(stack.console)
    await page.locator('input[name=email]').fill(who.email, { timeout: WAIT_MS })
    await page.locator('input[name=password]').fill(who.password)
    await page.locator('button[type=submit]').click()
    await page.locator('input[name=email]').waitFor({ state: 'detached', timeout: WAIT_MS })
  }

  const state = (): Promise<string | null> => page.evaluate(() => document.body?.dataset.state ?? null)

  async function untilState(wanted: string): Promise<void> {
    try {
      await page.waitForFunction((value) => document.body?.dataset.state === value, wanted, {
        timeout: WAIT_MS,
      })
    } catch {
      const text = (await page.locator('body').innerText()).slice(0, 300)
      throw new Error(`the agent's page is "${await state()}" at ${page.url()}, not "${wanted}":\n${text}`)
    }
  }

  async function stage(): Promise<Frame> {
    const until = performance.now() + WAIT_MS
    for (;;) {
      const frame = page
        .frames()
        .find(
          (one) =>
            one.parentFrame() === page.mainFrame() &&
            /\/stage(\/[\w-]{22})?(\/quirks|\/limited)?$/.test(new URL(one.url(), 'http://x').pathname),
        )
      if (frame) return frame
      if (performance.now() > until) throw new Error(`no stage at ${page.url()} (${await state()})`)
      await page.waitForTimeout(50)
    }
  }

  return {
    context,
    page,
    login,
    async join(key) {
      if (!page.url().startsWith(stack.console)) await page.goto(stack.console)
      await page.locator('form input').first().fill(key, { timeout: WAIT_MS })
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/view\//, { timeout: WAIT_MS })
      await untilState('live')
    },
    async joinByLink(key) {
      await page.goto(stack.join + encodeURIComponent(key))
      await page.waitForURL(/\/view\//, { timeout: WAIT_MS })
      await untilState('live')
    },
    stage,
    state,
    untilState,
    async end() {
      await page.locator('.end-controls button').last().click({ timeout: WAIT_MS })
      await page.getByRole('button', { name: 'End for everyone' }).click({ timeout: WAIT_MS })
    },
    async leave() {
      await page.locator('.end-controls button').first().click({ timeout: WAIT_MS })
    },
    tree: async () => readStageTree(await stage()),
    async everything() {
      const parts = [await page.content()]
      // A busy machine replaces a stage that was silent: the next one is looked at then.
      let tries = 0
      for (; tries < 5; tries++) {
        const frame = page.frames().find((one) => one.parentFrame() === page.mainFrame())
        if (!frame || !/\/stage/.test(frame.url())) break
        const raw = await readRawStage(frame).catch((error: unknown) => {
          if (!frame.isDetached()) throw error
        })
        if (raw) {
          parts.push(JSON.stringify(raw))
          break
        }
      }
      if (tries === 5) throw new Error('no stage stayed long enough to be read')
      for (const one of page.frames()) parts.push(await one.content().catch(() => ''))
      return parts.join('\n')
    },
  }
}

/** The log-ins of agents who came in by hand. */
const logins = new Map<Stack, Cookie[]>()

/** The first agent on a stack logs in and joins in the console; the next ones have that log-in, and come by the link. */
export async function comeIn(agent: Agent, stack: Stack, key: string, hasOwnLogin: boolean): Promise<void> {
  const login = logins.get(stack)
  if (login && !hasOwnLogin) {
    await agent.context.addCookies(login)
    return agent.joinByLink(key)
  }
  await agent.login()
  if (!hasOwnLogin) logins.set(stack, await agent.context.cookies())
  await agent.join(key)
}
