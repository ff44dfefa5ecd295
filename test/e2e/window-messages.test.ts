import type { Frame } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { startOrigins } from '../support/origins.ts'
import { scenario } from '../support/scenario.ts'

/* FEATURES section 10: a chat window in a frame of its own origin asks the page for a session. */

const LISTENER = `<script>window.heard = []
  addEventListener('message', ({ data, origin }) => heard.push({ ...data.sidelong, origin }))</script>`
const origins = await startOrigins({
  'shop/': `<!doctype html><title>t</title><h1>The shop</h1><iframe name="chat" src="@chat@/"></iframe>
    <iframe name="other" src="@other@/"></iframe>`,
  'chat/': `<!doctype html><title>t</title>${LISTENER}`,
  'other/': `<!doctype html><title>t</title>${LISTENER}`,
})
afterAll(() => origins.stop())

const ask = (frame: Frame, id: number, groupId = 4711) =>
  frame.evaluate(([message, target]) => parent.postMessage(message, target), [
    { sidelong: { call: 'start', args: { name: 'Mara' }, groupId, id } },
    origins.of('shop'),
  ] as const)
const heard = (frame: Frame): Promise<unknown> => frame.evaluate('heard')

scenario(
  'WM-1 WM-2 WM-3: a listed chat window starts a session, which the visitor confirms, and hears of it; no other one does',
  {
    stack: {
      settings: {
        'site.origins': [origins.of('shop'), 'http://127.0.0.1:*'],
        'site.chatOrigins': [origins.of('chat')],
      },
    },
    allowConsole: [/favicon/],
    skip: { tree: 'the page is of another origin than the demo' },
  },
  async (s) => {
    const { page, ui } = s.visitor
    origins.tag(`${new URL(s.stack.console).origin}/visitor/loader.js`, 4711, ['shop'])
    const warnings: string[] = []
    page.on('console', (line) => line.type() === 'warning' && warnings.push(line.text()))
    await page.goto(`${origins.of('shop')}/`)
    const [chat, other] = ['chat', 'other'].map((name) => page.frame(name)) as [Frame, Frame]

    await ask(other, 1)
    await ask(chat, 2, 4712)
    await expect.poll(() => warnings.join('\n')).toMatch(/4712|group-not-allowed/)
    await expect.poll(() => warnings.join('\n')).toContain('not in site.chatOrigins')
    expect(await ui.locator('dialog').count()).toBe(0)

    await ask(chat, 3)
    await ui.getByRole('button', { name: 'Decline' }).click()
    await expect.poll(() => heard(chat)).toMatchObject([{ reply: 3, ok: false, code: 'terms-declined' }])
    await ask(chat, 4)
    await ui.getByRole('button', { name: 'Accept' }).click()
    await expect
      .poll(() => heard(chat))
      .toMatchObject([{ reply: 3 }, { reply: 4, ok: true, origin: origins.of('shop') }])
    expect(await heard(other)).toEqual([])

    const key = (await ui.locator('.code b').textContent())?.replaceAll(' ', '') ?? ''
    await s.agent.login()
    await s.agent.join(key)
    const stage = await s.agent.stage()
    await stage.getByText('The shop').waitFor()
  },
)
