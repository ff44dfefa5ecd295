import { expect } from 'vitest'
import { type SessionDetail, sessionDetail } from '../../src/protocol/reports-api.ts'
import { type Scenario, scenario } from '../support/scenario.ts'

/* What our script costs the page is told where group and page want that, and never otherwise (RE-5). */

const skip = { tree: 'what is shown is not asked here' }

/** The tag of every page says so. */
async function askForFigures({ visitor }: Scenario): Promise<void> {
  await visitor.page.addInitScript(() => {
    const tag = () => document.querySelector('#sidelong')?.setAttribute('data-metrics', 'on')
    new MutationObserver(tag).observe(document, { childList: true, subtree: true })
  })
  await visitor.goto('shop.html')
}

/** A session that goes over pages, on which something happens, and its record. */
async function session(
  { visitor, agent, stack }: Scenario,
  paths: readonly string[] = ['shop.html'],
): Promise<SessionDetail> {
  const key = await visitor.start()
  await agent.login()
  await agent.joinByLink(key)
  for (const path of paths) {
    await visitor.goto(path)
    for (let i = 0; i < 60; i++)
      await visitor.page.evaluate((text) => document.body.append(text, document.createElement('p')), `${i}`)
    // Longer than from one telling to the next.
    await visitor.page.waitForTimeout(3_000)
  }
  const id = String(await visitor.page.evaluate('Sidelong.session.id'))
  await visitor.end()
  await visitor.untilStatus(null)
  const address = new URL(`/v1/sessions/${encodeURIComponent(id)}`, stack.console).href
  const read = () => agent.page.request.get(address)
  await expect.poll(async () => (await (await read()).json()).status).toBe('C')
  await visitor.page.waitForTimeout(500)
  return sessionDetail(await (await read()).json())
}

const told = ({ visitorTap }: Scenario): string[] =>
  visitorTap.frames.flatMap(({ data }) =>
    typeof data === 'string' && data.includes('"figures"') ? [data] : [],
  )
const asked = ({ visitorTap }: Scenario): boolean =>
  visitorTap.requests.some((request) => request.url().endsWith('/figures.js'))

scenario(
  'RE-5: where group and page want it, a session leaves plausible figures, which are numbers alone',
  { stack: { settings: { 'metrics.collect': true } }, skip },
  async (s) => {
    await askForFigures(s)
    const { figures } = await session(s, ['cases/forms.html', 'shop.html'])
    expect(figures).toMatchObject({ pages: 3, reconnects: 0 })
    expect(figures?.kilobytes).toBeGreaterThan(1)
    expect(figures?.kilobytes).toBeLessThan(5_000)
    expect(figures?.firstViewMs).toBeGreaterThan(0)
    expect(figures?.firstViewMs).toBeLessThan(20_000)
    const { script } = figures ?? {}
    expect(script?.runs).toBeGreaterThan(5)
    expect(script?.totalMs).toBeLessThan(30_000)
    expect(script?.longestMs).toBeLessThanOrEqual(script?.totalMs ?? 0)
    expect(script?.slowFrames).toBeGreaterThanOrEqual(0)
    expect(told(s).length).toBeGreaterThan(1)
    for (const text of told(s)) expect(text).toMatch(/^\{"type":"figures"(,"\w+":(\d+|null)){5}\}$/)
  },
)

scenario(
  'RE-5: a page that does not say so measures nothing; the session server counts all the same',
  { stack: { settings: { 'metrics.collect': true } }, skip },
  async (s) => {
    const { figures } = await session(s)
    expect(figures).toMatchObject({ pages: 2, script: null })
    expect([asked(s), told(s)]).toEqual([false, []])
  },
)

scenario(
  'RE-5: a group that does not collect gets nothing, and its pages load nothing for it',
  { skip },
  async (s) => {
    await askForFigures(s)
    expect((await session(s)).figures).toBeNull()
    expect([asked(s), told(s)]).toEqual([false, []])
  },
)
