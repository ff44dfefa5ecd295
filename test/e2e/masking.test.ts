import { expect } from 'vitest'
import { openAgent } from '../support/agent.ts'
import { newCanary } from '../support/canaries.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'
import { tapContext } from '../support/taps.ts'

const typed = newCanary('typed')

scenario(
  'MK-7 MK-19: what the settings name is not sent, whatever is typed into it',
  { path: 'account/transfer.html', canaries: [typed] },
  async ({ meet, visitor, agent, untilEqual }) => {
    await meet()
    const field = visitor.page.locator('#recipient-iban')
    await field.fill(typed)
    await field.press('End')
    await field.pressSequentially('1234')
    await untilEqual()
    const stage = await agent.stage()
    await expect.poll(() => stage.locator('input[data-sl-masked]').count()).toBeGreaterThan(0)
  },
)

const canary = {
  value: newCanary('value'),
  text: newCanary('text'),
  late: newCanary('late'),
  data: newCanary('data'),
}
const canaries = Object.values(canary)

const page = (body: string, script = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Case</title></head><body>
<p id="open">open words</p>${body}<script>${script}</script></body></html>`

const site = makeSite({
  'index.html': page(`
    <input id="password" type="password" value="${canary.value}">
    <input type="hidden" name="token" value="${canary.data}">
    <input autocomplete="section-a billing cc-number" value="${canary.value}">
    <textarea class="glance_masked">${canary.text}</textarea>
    <div data-sidelong-mask title="${canary.text}" data-x="${canary.data}"><p>${canary.text}</p></div>
    <div class="card" id="box"><b>${canary.text}</b></div>`),
  'late.html': page('<div id="list"></div><div id="host"><span id="light">slotted</span></div>'),
  'hook.html': page(
    `<p>${canary.text}</p><input value="${canary.value}">`,
    'window.SidelongConfig = { getMaskingDescriptor: () => Promise.reject(new Error("no")) }',
  ),
})
const stack = { site, settings: { 'masking.selectors': ['.card', '.late'] } }

scenario(
  'MK-2 MK-3 MK-4 MK-5 MK-7 MK-20: nothing of what is always masked, or named by the settings, gets out',
  { stack, canaries, canaryPieces: true },
  async ({ meet, visitor, untilEqual }) => {
    await meet()
    // Sticky: a field that was a password stays hidden when its type is toggled.
    await visitor.page.locator('#password').evaluate((field) => {
      ;(field as HTMLInputElement).type = 'text'
    })
    await visitor.page.waitForTimeout(300)
    await visitor.page.locator('#password').evaluate((field) => {
      ;(field as HTMLInputElement).type = 'password'
    })
    await untilEqual()
  },
)

scenario(
  'MK-23: what is inserted, re-classed or moved under a mask is hidden before it is sent',
  { stack, path: 'late.html', canaries, canaryPieces: true },
  async ({ meet, visitor, untilEqual }) => {
    await meet()
    await visitor.page.evaluate(({ late, text, data }) => {
      const list = document.querySelector('#list') as HTMLElement
      list.innerHTML = `<p class="late">${late}</p><ul class="card"><li>${text}</li></ul>`
      const moved = document.createElement('p')
      moved.textContent = data
      list.querySelector('ul')?.append(moved)
      const open = document.createElement('div')
      open.className = 'card'
      open.append(document.createTextNode(late))
      list.append(open)
    }, canary)
    await untilEqual()
  },
)

scenario(
  'MK-23: what is slotted into a mask after the start becomes hidden',
  { stack, path: 'late.html' },
  async ({ meet, visitor, agent, untilEqual }) => {
    await meet()
    await visitor.page.evaluate(() => {
      const root = (document.querySelector('#host') as HTMLElement).attachShadow({ mode: 'open' })
      root.innerHTML = '<div class="card"><slot></slot></div>'
    })
    await untilEqual()
    const stage = await agent.stage()
    expect(await stage.getByText('slotted').count()).toBe(0)
  },
)

/** Changes settings as an administrator does: edited in staging, then published. */
async function publish(
  { browser, stack }: Scenario,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(stack.console)
    await page.locator('input[name=email]').fill(stack.admin.email)
    await page.locator('input[name=password]').fill(stack.admin.password)
    await page.keyboard.press('Enter')
    await page.locator('input[name=email]').waitFor({ state: 'detached' })
    await page.evaluate(
      async ({ base, more }) => {
        const call = async (method: string, path: string, body?: object, version?: number) => {
          const answer = await fetch(`${base}/${path}`, {
            method,
            headers: {
              ...(body && { 'content-type': 'application/json' }),
              ...(version !== undefined && { 'if-match': `"${version}"` }),
            },
            ...(body && { body: JSON.stringify(body) }),
          })
          if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
          return answer.json()
        }
        const staging = await call('GET', 'staging')
        const own = Object.fromEntries(staging.own.map((key: string) => [key, staging.values[key]]))
        await call('PUT', 'staging', { values: { ...own, ...more } }, staging.version)
        const { production } = await call('GET', 'staging/difference')
        await call('POST', 'production/publish', {}, production)
      },
      { base: `/v1/groups/${stack.groupId}/settings`, more: values },
    )
  } finally {
    await context.close()
  }
}

const published = { text: newCanary('published'), value: newCanary('field'), words: newCanary('words') }
const changing = makeSite({
  'index.html': page(`<p class="later">${published.text}</p><input id="name" value="${published.value}">
    <p id="words">${published.words}</p>`),
})

scenario(
  'MK-28 MK-26: masks that are published during a session hide at once, and whoever joins later gets nothing of before',
  { stack: { site: changing }, skip: { tree: 'the rules of the page change' } },
  async (s) => {
    const key = await s.meet({ isEqual: false })
    await (await s.agent.stage()).getByText(published.text).waitFor()

    /** The agent's view is replaced, and the session server holds nothing of before: it gives another browser none of it. */
    const untilGone = async (secrets: readonly string[]): Promise<void> => {
      const isSeen = async () => {
        const all = await s.agent.everything()
        return secrets.some((secret) => all.includes(secret))
      }
      await expect.poll(isSeen, { timeout: 10_000 }).toBe(false)
      await s.agent.untilState('live')
      const context = await s.browser.newContext()
      try {
        const tap = tapContext(context, 'agent')
        const other = await openAgent(context, s.stack)
        await other.login()
        await other.joinByLink(key)
        await (await other.stage()).locator('p').nth(1).waitFor({ state: 'attached' })
        expect(tap.parseErrors).toEqual([])
        expect(tap.search(secrets, { pieces: true, isOurs: () => true })).toEqual([])
      } finally {
        await context.close()
      }
    }
    await publish(s, { 'masking.selectors': ['.later', '#name'] })
    await untilGone([published.text, published.value])
    expect(await s.agent.everything()).toContain(published.words)
    // What this mode needs of the script is not there yet.
    await publish(s, { 'masking.mode': 'all' })
    await untilGone(Object.values(published))
  },
)

/** Joins a session of which nothing is shown, and answers what the agent reads about that. */
async function joinHidden({ agent }: Scenario, key: string): Promise<string> {
  await agent.login()
  await agent.page.locator('form input').first().fill(key)
  await agent.page.keyboard.press('Enter')
  await agent.page.waitForURL(/\/view\//)
  await agent.untilState('hidden')
  return agent.page.locator('body').innerText()
}

/** What the page was told, as its own script would hear it. */
const HEAR = `window.heard = []
  Sidelong.on('mask', ({ page, reason }) => heard.push(['mask', page, reason].join(' ')))
  Sidelong.on('error', ({ code }) => heard.push('error ' + code))`

const MODES = /\/modes\.js$/
const hiddenSite = makeSite({ 'index.html': page(`<p>${canary.text}</p><input value="${canary.value}">`) })

for (const [mode, what, answer] of [
  ['inputs', 'cannot be loaded', null],
  ['all', 'was altered', 'window.altered = true'],
] as const)
  scenario(
    `MK-18 MK-8 EM-4: if what mode ${mode} needs ${what}, all is hidden, and both sides are told why`,
    {
      stack: { site: hiddenSite, settings: { 'masking.mode': mode } },
      canaries,
      canaryPieces: true,
      allowConsole: [/ERR_FAILED/, /integrity/],
      skip: { tree: 'nothing is shown to anybody' },
    },
    async (s) => {
      const { page: own, context } = s.visitor
      await context.route(MODES, (route) =>
        answer === null
          ? route.abort()
          : route.fulfill({
              body: answer,
              contentType: 'text/javascript',
              headers: { 'access-control-allow-origin': '*' },
            }),
      )
      await own.evaluate(HEAR)
      const text = await joinHidden(s, await s.visitor.start())
      expect(text).toContain('The masking rules could not be loaded, so everything is hidden.')
      expect(await own.evaluate('heard')).toEqual(
        expect.arrayContaining(['mask true settings-unavailable', 'error settings-unavailable']),
      )
      expect(await own.evaluate('window.altered')).toBeUndefined()
      // Changes of the page do not bring it back.
      await own.evaluate((text) => document.body.append(text), canary.late)
      await own.waitForTimeout(500)
      expect(await s.agent.state()).toBe('hidden')
    },
  )

scenario(
  'MK-18 MK-12: a hook that fails hides all, and both sides are told why',
  {
    stack,
    path: 'hook.html',
    canaries,
    canaryPieces: true,
    skip: { tree: 'nothing is shown to anybody' },
  },
  async (s) => {
    await s.visitor.page.evaluate(HEAR)
    const text = await joinHidden(s, await s.visitor.start())
    expect(text).toContain('The site could not say what is to be hidden, so everything is.')
    expect(await s.visitor.page.evaluate('heard')).toEqual(
      expect.arrayContaining(['mask true hook-failed', 'error hook-failed']),
    )
  },
)

scenario(
  'MK-18: a selector that is none hides all, and both sides are told why',
  {
    stack: { site: hiddenSite, settings: { 'masking.selectors': ['p:none-such(b)', '.card'] } },
    canaries,
    canaryPieces: true,
    skip: { tree: 'nothing is shown to anybody' },
  },
  async (s) => {
    await s.visitor.page.evaluate(HEAR)
    const text = await joinHidden(s, await s.visitor.start())
    expect(text).toContain('A masking rule of the group is invalid')
    expect(await s.visitor.page.evaluate('heard')).toEqual(
      expect.arrayContaining(['mask true selector-invalid', 'error selector-invalid']),
    )
  },
)

scenario(
  'MK-18: what mode all needs is long in coming: all is hidden, both sides are told why, and it is shown once it has come',
  {
    stack: { site: hiddenSite, settings: { 'masking.mode': 'all' } },
    canaries,
    canaryPieces: true,
    skip: { tree: 'words are filler' },
  },
  async (s) => {
    const { page: own, context } = s.visitor
    let come: () => void = () => {}
    const isAsked = new Promise<void>((resolve) => {
      void context.route(MODES, (route) => {
        come = () => void route.continue()
        resolve()
      })
    })
    await own.evaluate(HEAR)
    const text = await joinHidden(s, await s.visitor.start())
    expect(text).toContain('The masking rules could not be loaded, so everything is hidden.')
    expect(await own.evaluate('heard')).toEqual(
      expect.arrayContaining(['mask true settings-unavailable', 'error settings-unavailable']),
    )
    await isAsked
    come()
    await s.agent.untilState('live')
    const stage = await s.agent.stage()
    await stage.getByText('••••').first().waitFor()
    expect(await own.evaluate('heard.at(-1)')).toBe('mask false ')
  },
)
