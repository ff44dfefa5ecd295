import type { Frame, FrameLocator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Scenario } from './scenario.ts'

/* A CRM's page with the viewer inside (demo/crm). */

const WAIT_MS = 10_000

export async function openCrm({ agent, stack }: Pick<Scenario, 'agent' | 'stack'>): Promise<Page> {
  const page = await agent.context.newPage()
  await page.goto(stack.crm ?? '')
  return page
}

/** What the page has noted of the viewer. */
export const logged = (page: Page, line: RegExp): Promise<void> =>
  expect
    .poll(() => page.locator('#log li').allTextContents(), { timeout: WAIT_MS })
    .toContainEqual(expect.stringMatching(line))

/** The frame that shows the visitor's page, wherever it is in this one. */
export async function stageIn(page: Page): Promise<Frame> {
  const isStage = (frame: Frame) =>
    /\/stage(\/[\w-]{22})?(\/quirks|\/limited)?$/.test(new URL(frame.url(), 'http://x').pathname)
  await expect.poll(() => page.frames().some(isStage), { timeout: WAIT_MS }).toBe(true)
  return page.frames().find(isStage) as Frame
}

/** A viewer made by the package in the CRM's page, which follows the session with this key: `viewer`; what it tells: `told`. */
export async function createViewerIn(page: Page, options: string): Promise<FrameLocator> {
  // As text: `import()` in a function is not left as it is by what runs the tests.
  await page.evaluate(`(async () => {
    const { createViewer } = await import('/sidelong-agent.js')
    const get = async (path) => (await fetch(path)).json()
    const getLoginKey = () => get('/login-key')
    window.viewer = createViewer(document.querySelector('.screen'), {
      ...(await get('/server')), wait: true, getLoginKey, ${options}
    })
    window.told = []
    for (const type of ['navigate', 'participants', 'control', 'masking', 'message', 'quality', 'session-ended', 'error'])
      viewer.on(type, ({ state, ...what }) => told.push([type, what, state]))
    await new Promise((resolve, reject) => {
      viewer.on('session-started', resolve)
      viewer.on('error', ({ code }) => reject(new Error(code)))
    })
  })()`)
  return page.frameLocator('iframe').frameLocator('iframe')
}

/** What can be pressed in a viewer. */
export const shownIn = (shell: Pick<FrameLocator, 'locator'>): Promise<(string | null)[]> =>
  shell
    .locator('.rail button, .end-controls button, .facts button')
    .evaluateAll((all) =>
      all
        .filter((one) => one.checkVisibility())
        .map((one) => one.getAttribute('aria-label') ?? one.textContent),
    )
