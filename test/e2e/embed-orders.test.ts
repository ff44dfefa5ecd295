import { expect } from 'vitest'
import { CONTROL_PRIVILEGES } from '../../src/protocol/privileges.ts'
import { DEFAULT_BOUND } from '../../src/web-server/groups/roles.ts'
import { createViewerIn, logged, openCrm, shownIn, stageIn } from '../support/crm.ts'
import { scenario } from '../support/scenario.ts'
import { compareTrees } from '../support/tree/compare.ts'
import { readStageTree } from '../support/tree/read.ts'

/* What a CRM's page does with the viewer by the package, and what it is told (AE-3 to AE-6). */

const stack = { isTls: true, hasCrm: true, sessionServers: 2 }
/** With presence, and with guests whom agents of the CRM may let in. */
const full = {
  ...stack,
  settings: {
    'presence.enabled': true,
    'guests.enabled': true,
    'guests.visitorApproval': false,
    permissions: [...DEFAULT_BOUND, ...CONTROL_PRIVILEGES, 'invite-guest'],
  },
}
const WAIT_MS = 10_000
const WAIT = { timeout: WAIT_MS }

scenario(
  'AE-3, AE-4: orders of a CRM’s page arrive at visitor, guest and colleague, and it is told what happens there',
  { stack: full, path: 'cases/forms.html', skip: { tree: 'what arrives is looked at' } },
  async (s) => {
    const { visitor, agent, stack: servers } = s
    const key = await visitor.start()
    const page = await openCrm(s)
    const shell = await createViewerIn(page, `key: '${key}'`)
    /** The code of the refusal, or `ok`. */
    const order = (name: string, ...given: unknown[]) =>
      page.evaluate<string>(
        `viewer.${name}(...${JSON.stringify(given)}).then(() => 'ok', ({ code }) => code)`,
      )
    const told = (type: string) =>
      page.evaluate<Record<string, unknown>[]>(
        `told.filter(([type]) => type === '${type}').map(([, what]) => what)`,
      )
    const tells = (type: string, what: object) =>
      expect.poll(async () => (await told(type)).at(-1), WAIT).toMatchObject(what)
    await shell.locator('body[data-state=live]').waitFor(WAIT)

    // Where the visitor is, with what, and how good the line is.
    const browser = { browser: expect.stringMatching(/^Chrome \d+$/), platform: 'Linux' }
    const facts = { ...browser, scriptVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) }
    const here = async () => ({ url: visitor.page.url(), title: await visitor.page.title(), ...facts })
    await tells('navigate', await here())
    await tells('quality', { level: expect.stringMatching(/good|fair/), roundTripMs: expect.any(Number) })
    await tells('participants', { participants: [{ kind: 'agent', name: 'Ada Agent' }] })

    // Messages, both ways.
    await visitor.page.evaluate(`
      window.got = []
      Sidelong.messages.on('offer', (payload, from) => got.push([payload, from.name]))
    `)
    expect(await order('sendMessage', 'offer', { sum: 7, text: 'ä' })).toBe('ok')
    await expect.poll(() => visitor.page.evaluate('got')).toEqual([[{ sum: 7, text: 'ä' }, 'Ada Agent']])
    await visitor.page.evaluate(`Sidelong.messages.send('cart', { items: ['vase'] })`)
    await tells('message', { name: 'cart', payload: { items: ['vase'] } })
    expect(await order('sendMessage', 'Offer', 1)).toBe('bad-params')
    expect(await order('sendMessage', 'offer', 'x'.repeat(20_000))).toBe('message-too-large')

    // A highlight, which is read out once that is on.
    expect(await order('setAccessibility', true)).toBe('ok')
    const button = visitor.page.locator('#set-values')
    const box = await button.boundingBox()
    const at = { x: Math.round((box?.x ?? 0) + 4), y: Math.round((box?.y ?? 0) + 4) }
    expect(await order('highlight', at)).toBe('ok')
    const mark = visitor.ui.locator('.mark.highlight')
    await mark.waitFor(WAIT)
    expect(Math.abs(((await mark.boundingBox())?.x ?? 0) - (box?.x ?? -99))).toBeLessThan(4)
    const words = (await button.textContent())?.trim()
    await visitor.ui
      .locator('[role=status]', { hasText: `Ada Agent: ${words}` })
      .waitFor({ ...WAIT, state: 'attached' })
    expect(await order('highlight', { x: -1, y: 0 })).toBe('bad-params')

    // Control: the visitor declines, and accepts; both sides can end it.
    const ask = page.evaluate<string>(`viewer.requestControl(['click']).then(() => 'ok', ({ code }) => code)`)
    await tells('control', { status: 'requested' })
    await visitor.ui.getByRole('button', { name: 'Decline' }).click(WAIT)
    expect(await ask).toBe('visitor-declined')
    const again = order('requestControl', ['click'])
    await visitor.ui.getByRole('button', { name: 'Accept' }).click(WAIT)
    expect(await again).toBe('ok')
    await tells('control', { status: 'on', by: expect.stringMatching(/./), rights: ['click'] })
    expect(await page.evaluate('viewer.state.control.by === viewer.state.participantId')).toBe(true)
    expect(await visitor.page.evaluate('[Sidelong.control.state, Sidelong.control.rights]')).toEqual([
      'on',
      ['click'],
    ])
    expect(await order('releaseControl')).toBe('ok')
    await tells('control', { status: 'off', by: null })
    expect(await visitor.page.evaluate('Sidelong.control.state')).toBe('off')
    expect(await order('requestControl', ['root'])).toBe('bad-params')

    // A guest comes by code, and is sent out.
    await shell.getByRole('button', { name: 'Guests', exact: true }).click()
    const guest = await agent.context.newPage()
    await guest.goto(await shell.getByLabel('Guest link').inputValue())
    await guest.getByLabel('Who are you?').fill('Gus')
    await guest.getByRole('button', { name: 'Go on' }).click()
    const codeNote = guest.locator('#note', { hasText: 'Your code: ' })
    const code = /\d{6}/.exec((await codeNote.textContent()) ?? '')?.[0] ?? ''
    expect(await order('admitGuest', code === '100000' ? '100001' : '100000')).toBe('code-refused')
    expect(await order('admitGuest', code)).toBe('ok')
    await guest.waitForURL(/\/view\//, WAIT)
    await tells('participants', { participants: [{ kind: 'agent' }, { kind: 'guest', name: 'Gus' }] })
    const id = await page.evaluate<string>('viewer.state.participants[1].id')
    expect(await order('ejectGuest', await page.evaluate('viewer.state.participantId'))).toBe('not-found')
    expect(await order('ejectGuest', id)).toBe('ok')
    await guest.waitForURL(/goodbye\.html$/, WAIT)
    await tells('participants', { participants: [{ kind: 'agent' }] })

    // The session is offered to a colleague, by the CRM's own name for them; a view that is opened anew knows of it.
    await agent.login(servers.admin)
    await agent.page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const person = { email: 'grace@example.com', name: 'Grace Agent', role: 'agent', externalId: 'crm-8' }
      const answer = await fetch('/v1/groups/4711/users', {
        method: 'POST',
        headers,
        body: JSON.stringify(person),
      })
      if (!answer.ok) throw new Error(await answer.text())
    })
    expect(await order('transfer', { to: { user: 'nobody' } })).toBe('not-found')
    expect(await order('transfer', { to: { user: 'crm-8' }, note: 'Knows invoices' })).toBe('ok')
    const waiting = 'Waiting for Grace Agent to accept.'
    // One panel is open at a time.
    const panel = (name: string) => shell.getByRole('region', { name, exact: true })
    await panel('Guests').waitFor()
    await shell.getByRole('button', { name: 'Hand over session' }).click()
    await panel('Hand over session').getByText(waiting).waitFor(WAIT)
    await panel('Guests').waitFor({ state: 'hidden' })

    // On another page, all of which its site hides.
    await visitor.goto('shop.html')
    await tells('navigate', await here())
    await visitor.page.evaluate(
      'Sidelong.masking.setHook(async () => ({ maskPage: true })); Sidelong.masking.refresh()',
    )
    await tells('masking', { page: true, reason: 'hook-page' })
    await tells('navigate', { url: new URL(visitor.page.url()).origin, title: '' })

    // On the way into a session nothing is open yet, neither for orders nor after it was left.
    const then = (name: string, ...given: unknown[]) =>
      `viewer.${name}(...${JSON.stringify(given)}).then(() => 'ok', ({ code }) => code)`
    expect(
      await page.evaluate(`viewer.join({ key: '${key}' }).then(async () => [
        await ${then('highlight', { x: 1, y: 1 })},
        await ${then('leave')},
        await ${then('highlight', { x: 1, y: 1 })},
      ])`),
    ).toEqual(['no-session', 'ok', 'no-session'])
    expect(await order('join', { key })).toBe('ok')
    await shell.getByText(waiting).first().waitFor(WAIT)

    // Left for a page of the CRM's own, and for no other.
    expect(await order('leave', { url: 'https://evil.example/' })).toBe('bad-params')
    expect(await order('leave', { url: `blob:${new URL('/x', servers.crm)}` })).toBe('bad-params')
    // Who waits for an answer gets one.
    await page.evaluate('void viewer.requestControl().catch(({ code }) => { window.late = code })')
    const goodbye = new URL('/goodbye.html', servers.crm).href
    expect(await order('leave', { url: goodbye })).toBe('ok')
    await tells('session-ended', { reason: 'left' })
    await expect.poll(() => page.evaluate('window.late'), WAIT).toBe('visitor-not-present')
    await expect.poll(() => page.frames().map((frame) => frame.url()), WAIT).toEqual([page.url(), goodbye])
    expect(await told('error')).toEqual([])
    expect(await visitor.status()).toBe('A')
  },
)

scenario(
  'AE-5, AE-6, PR-6: a CRM opens a session in a window of its own, follows it, leaves it, and invites who is there',
  {
    stack: full,
    skip: {
      tree: 'compared here, in the window that the CRM has opened',
      console: 'a log-in that is over and a window that is closed are refusals, which are errors there',
    },
  },
  async (s) => {
    const { visitor, agent, stack: servers } = s
    await agent.login()
    const page = await openCrm(s)
    const key = await visitor.start()
    await page.locator('#code').fill(key)
    const opening = agent.context.waitForEvent('page')
    await page.getByRole('button', { name: 'In a window' }).click()
    const view = await opening
    await logged(page, /^session-started: live$/)
    expect(view.url()).toMatch(/\/view\//)
    const stage = await stageIn(view)
    await expect
      .poll(async () => compareTrees(await visitor.tree(), await readStageTree(stage)), { timeout: WAIT_MS })
      .toEqual([])
    await page.getByRole('button', { name: 'Leave' }).click()
    await logged(page, /^session-ended: left$/)
    await expect
      .poll(() => view.evaluate(() => document.body.dataset.state), { timeout: WAIT_MS })
      .toBe('ended')
    await view.getByText('You have left the session').first().waitFor()
    // The session goes on, and the visitor ends it.
    expect(await visitor.status()).toBe('A')
    await visitor.page.evaluate('Sidelong.end()')

    // AE-5: who is not logged in yet, in a window that speaks Italian and has two tools; log-in and wait keep both.
    await agent.context.clearCookies({ name: /login/ })
    const open = (options: string) =>
      page.evaluate(`(async () => {
        const { openViewer } = await import('/sidelong-agent.js')
        const get = async (path) => (await fetch(path)).json()
        const server = await get('/server')
        window.own = openViewer({ ...server, getToken: async () => (await get('/token')).token, ${options} })
      })()`)
    await expect(open(`key: 'later', tools: ['root']`)).rejects.toThrow('tools')
    const own = agent.context.waitForEvent('page')
    await open(`key: 'later', locale: 'it', tools: ['find', 'end']`)
    const italian = await own
    await italian.locator('input[name=email]').fill(servers.agent.email)
    expect(await italian.evaluate(() => document.documentElement.lang)).toBe('it')
    await italian.locator('input[name=password]').fill(servers.agent.password)
    await italian.locator('button[type=submit]').click()
    await italian.getByText('later').first().waitFor()
    expect(new URL(italian.url()).pathname).toBe('/agent/')
    await visitor.page.evaluate(`void Sidelong.start({ key: 'later' })`)
    await visitor.ui.getByRole('button', { name: 'Accept' }).click({ timeout: WAIT_MS })
    await italian.waitForURL(/\/view\//)
    await expect
      .poll(() => shownIn(italian), { timeout: WAIT_MS })
      .toEqual([expect.stringMatching(/^Esci/), 'Termina sessioneTermina', 'Cerca nella pagina'])
    await italian.close()
    await visitor.page.evaluate('Sidelong.end()')

    // What only a frame does.
    await expect(page.evaluate('own.requestControl()')).rejects.toThrow('frame-only')

    // AE-6: closed while it waits, it says so, and joins no more.
    const second = agent.context.waitForEvent('page')
    await open(`key: 'never'`)
    const closed = await second
    await closed.getByText('never').first().waitFor()
    await page.evaluate('own.close()')
    await closed.getByText('The page that opened this window has closed it.').waitFor({ timeout: WAIT_MS })
    await closed.close()

    // A window that is blocked: the link to open by hand is told.
    await page.evaluate(() => {
      window.open = () => null
    })
    await page.getByRole('button', { name: 'In a window' }).click()
    await logged(page, /^error: popup-blocked$/)

    // On the next page, whose tag asks for presence.
    await visitor.page.addInitScript(() => {
      const tag = () => document.querySelector('#sidelong')?.setAttribute('data-presence', 'on')
      new MutationObserver(tag).observe(document, { childList: true, subtree: true })
    })
    await visitor.goto('shop.html')
    await visitor.page.evaluate(`Sidelong.setIdentity({ visitorId: 'c-20931' })`)
    await page.getByRole('button', { name: 'Invite c-20931' }).click({ timeout: WAIT_MS })
    await visitor.ui.getByRole('button', { name: 'Accept' }).click({ timeout: WAIT_MS })
    await logged(page, /^invitation: started$/)
    await stageIn(page)
    expect(await visitor.page.evaluate('Sidelong.getKey()')).toBe('c-20931')
    await page.getByRole('button', { name: 'End for everyone' }).click({ timeout: WAIT_MS })
    await visitor.untilStatus(null)
  },
)
