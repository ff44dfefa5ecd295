import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

/* `Sidelong.masking`, as a page uses it. */

const secret = { password: newCanary('password'), card: newCanary('card'), marked: newCanary('marked') }
const words = newCanary('words')
const site = makeSite({
  'index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Case</title></head><body>
    <p id="open">open words</p><p id="words">${words}</p>
    <form><input id="password" type="password" value="${secret.password}"></form>
    <div class="card" id="card">${secret.card}</div><div data-sidelong-mask id="marked">${secret.marked}</div>
    <button id="button">Push</button><input id="field" value="field"></body></html>`,
})
const settings = { 'masking.selectors': ['.card'], 'masking.roleSelectors': { senior: ['#field'] } }
const options = { stack: { site, settings }, canaries: Object.values(secret), canaryPieces: true }

/** Runs script of the page. */
const run = <T>({ visitor }: Scenario, script: string): Promise<T> => visitor.page.evaluate(script)

async function testOf(s: Scenario, id: string): Promise<string> {
  const { masked, reason } = await run<{ masked: boolean; reason: string | null }>(
    s,
    `(async () => Sidelong.masking.test(document.getElementById(${JSON.stringify(id)})))()`,
  )
  return `${masked} ${reason}`
}

const seen = async ({ agent }: Scenario): Promise<string> => (await agent.stage()).locator('body').innerText()

scenario(
  'AP-4 UI-9 MK-29: masking.test and preview need no session, and send nothing of the page',
  { ...options, skip: { tree: 'no session', frames: 'no session' } },
  async (s) => {
    const { ui } = s.visitor
    await expect.poll(() => testOf(s, 'card')).toBe('true settings')
    expect(await testOf(s, 'password')).toBe('true always')
    expect(await testOf(s, 'marked')).toBe('true always')
    expect(await testOf(s, 'words')).toBe('false null')
    // The role of an agent who is not there does not count.
    expect(await testOf(s, 'field')).toBe('false null')
    expect(await run(s, `(async () => Sidelong.masking.test('p'))().catch((error) => error.name)`)).toBe(
      'TypeError',
    )
    for (const [mode, count] of [
      ['areas', 3],
      ['agent', 3],
      ['off', 0],
    ] as const) {
      await run(s, `Sidelong.masking.preview('${mode}')`)
      await expect.poll(() => ui.locator('.area').count()).toBe(count)
    }
    expect(await run(s, `Sidelong.masking.preview('all').catch((error) => error.code)`)).toBe('bad-params')
    expect(await run(s, `Sidelong.masking.refresh().catch((error) => error.code)`)).toBe('not-in-session')
    const posts = s.visitorTap.requests.filter((request) => request.method() === 'POST')
    expect([...new Set(posts.map((request) => new URL(request.url()).pathname))]).toEqual([
      '/v1/visitor/settings',
    ])
    expect(posts.map((request) => request.postData() ?? '').join('')).not.toMatch(/open words|Push/)
    expect(s.visitorTap.frames).toEqual([])
  },
)

scenario(
  'AP-4 MK-6 MK-11 MK-16: setHook and refresh add masks and take back their own; nothing here lifts one of the floor',
  { ...options, masks: ['#field'], skip: { tree: 'what the hook hides changes' } },
  async (s) => {
    await s.meet()
    expect(await seen(s)).toContain(words)
    // By what holds in the session: with the role of who is here.
    await expect.poll(() => testOf(s, 'field')).toBe('true role')
    await run(
      s,
      `window.answer = { maskedElements: ['#words'] }; Sidelong.masking.setHook(async () => answer)`,
    )
    await expect.poll(() => testOf(s, 'words')).toBe('true hook')
    await expect.poll(() => seen(s)).not.toContain(words)
    // Taken away, its last answer stays; and so it does over a refresh.
    await run(s, 'Sidelong.masking.setHook(null); Sidelong.masking.refresh()')
    expect(await testOf(s, 'words')).toBe('true hook')
    await run(
      s,
      `answer = { maskPage: false, maskedElements: [] }; Sidelong.masking.setHook(async () => answer)
       Sidelong.masking.refresh()`,
    )
    await expect.poll(() => seen(s)).toContain(words)
    for (const [id, test] of Object.entries({
      words: 'false null',
      card: 'true settings',
      field: 'true role',
      password: 'true always',
      marked: 'true always',
    }))
      expect([id, await testOf(s, id)]).toEqual([id, test])
    // A later answer counts only when it is asked for.
    await run(s, `answer = { maskPage: true }`)
    expect(await testOf(s, 'words')).toBe('false null')
    await run(s, 'Sidelong.masking.refresh()')
    await s.agent.untilState('hidden')
    expect(await testOf(s, 'open')).toBe('true fail-closed')
    await run(s, `answer = {}; Sidelong.masking.refresh()`)
    await s.agent.untilState('live')
    await expect.poll(() => seen(s)).toContain(words)
  },
)
