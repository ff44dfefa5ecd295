import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { createViewerIn, logged, openCrm, shownIn, stageIn } from '../support/crm.ts'
import { scenario } from '../support/scenario.ts'
import { compareTrees } from '../support/tree/compare.ts'
import { readStageTree } from '../support/tree/read.ts'

/* AE-1, AE-2: the viewer inside a CRM's page, each on a name of its own, over TLS. */

const stack = { isTls: true, hasCrm: true, sessionServers: 2 }
const WAIT_MS = 10_000

async function look(page: Page, key: string): Promise<void> {
  await page.locator('#code').fill(key)
  await page.getByRole('button', { name: 'Look together' }).click()
}

scenario(
  'AE-1, AE-2, JN-7: a CRM page opens the session in itself, sees it live, follows its state, and ends it',
  { stack, path: 'cases/frames.html', skip: { tree: 'compared here, in the frame of the CRM’s page' } },
  async (s) => {
    const key = await s.visitor.start()
    const page = await openCrm(s)
    const addresses: string[] = []
    page.on('request', (one) => addresses.push(`${one.method()} ${one.url()} ${one.headers().referer ?? ''}`))
    await look(page, key)
    await logged(page, /^session-started: /)
    const stage = await stageIn(page)
    const same = async () => compareTrees(await s.visitor.tree(), await readStageTree(stage))
    await expect.poll(same, { timeout: WAIT_MS }).toEqual([])
    expect(page.frames().filter((frame) => /\/nested/.test(frame.url())).length).toBeGreaterThan(0)
    await s.visitor.goto('shop.html')
    await expect.poll(same, { timeout: WAIT_MS }).toEqual([])

    // All that lets somebody in stays in this top page's jar; nothing of it is in an address.
    const jar = (await s.agent.context.cookies()).filter(({ name }) => name.startsWith('__Host-sidelong'))
    expect(jar.map(({ name }) => name.replace(/[\w-]{22}$/, 'PID')).sort()).toEqual([
      '__Host-sidelong-PID',
      '__Host-sidelong-embed',
    ])
    for (const cookie of jar)
      expect(cookie).toMatchObject({
        secure: true,
        httpOnly: true,
        sameSite: 'None',
        partitionKey: 'https://nordwind.test',
      })
    const secrets = [/loginkey=/i, /token=/, ...jar.map(({ value }) => value)]
    for (const address of addresses)
      for (const secret of secrets) expect(address.search(secret), address).toBe(-1)

    // In a tab of its own that log-in opens nothing.
    const own = await s.agent.context.newPage()
    await own.goto(s.stack.console)
    expect(own.url()).toContain('/agent/login')
    await own.close()

    await page.getByRole('button', { name: 'End for everyone' }).click()
    await logged(page, /^session-ended: agent-ended$/)
    await s.visitor.untilStatus(null)
  },
)

scenario(
  'AE-1, SA-10: only listed pages frame it, and only the page that said hello is heard (SA-26)',
  {
    stack,
    skip: { tree: 'nothing is shown to anybody', console: 'refused frames are errors in the console' },
  },
  async (s) => {
    const { browser, stack: servers } = s
    const host = new URL(servers.console).origin
    // Another site, that knows everything but is not listed.
    const evil = await startPage()
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(servers.crm ?? '')
    const signed = await page.evaluate(async () => (await fetch('/login-key')).json())
    const ticket = { groupid: '4711', externalid: signed.externalId, loginkey: signed.loginKey }
    await page.goto(evil.url)
    const framed = (src: string) =>
      page.evaluate(async (address) => {
        const frame = document.createElement('iframe')
        frame.src = address
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
        document.body.replaceChildren(frame)
        await loaded
      }, src)
    const shown = async () => page.frames().filter((one) => one.url().startsWith(host)).length
    for (const path of [
      '/agent/embed?group=4711&key=1',
      '/agent/embed?key=1',
      '/agent/',
      '/agent/join?key=1',
    ]) {
      await framed(host + path)
      expect([path, await shown()]).toEqual([path, 0])
    }
    // Nor can it log anybody in there.
    const answer = await page.evaluate(
      async ([url, fields]) => {
        const form = Object.assign(document.createElement('form'), {
          method: 'post',
          action: url,
          target: 'f',
        })
        const frame = Object.assign(document.createElement('iframe'), { name: 'f' })
        for (const [name, value] of Object.entries(fields as object))
          form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
        document.body.replaceChildren(frame, form)
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
        form.submit()
        await loaded
        return 'loaded'
      },
      [`${host}/agent/embed`, ticket] as const,
    )
    expect(answer).toBe('loaded')
    expect((await context.cookies()).filter(({ name }) => name.startsWith('__Host-'))).toEqual([])
    await context.close()
    await evil.stop()

    // In the listed page: a sibling frame of another origin, and the page itself with the wrong nonce, get nothing.
    const crm = await openCrm(s)
    const heard = await crm.evaluate(async (embed) => {
      const frame = Object.assign(document.createElement('iframe'), { src: embed })
      const hello = new Promise<MessageEvent>((resolve) =>
        window.addEventListener('message', resolve, { once: true }),
      )
      document.body.append(frame)
      const { data, source } = await hello
      const results: string[] = []
      const tryPort = async (name: string, message: unknown, ports = 1, from: Window = window) => {
        const channels = Array.from({ length: ports }, () => new MessageChannel())
        const answered = new Promise<string>((resolve) => {
          for (const { port1 } of channels) port1.onmessage = () => resolve('heard')
          setTimeout(() => resolve('silent'), 300)
        })
        const post = (from as typeof window).eval('(w, m, p) => w.postMessage(m, "*", p)')
        post(
          source,
          message,
          channels.map(({ port2 }) => port2),
        )
        results.push(`${name}: ${await answered}`)
      }
      const nonce = data.nonce as string
      await tryPort('wrong nonce', { sidelong: 1, type: 'welcome', nonce: 'x' })
      await tryPort('more keys', { sidelong: 1, type: 'welcome', nonce, more: 1 })
      await tryPort('no port', { sidelong: 1, type: 'welcome', nonce }, 0)
      await tryPort('two ports', { sidelong: 1, type: 'welcome', nonce }, 2)
      const sibling = Object.assign(document.createElement('iframe'), { srcdoc: '' })
      document.body.append(sibling)
      await tryPort(
        'another window',
        { sidelong: 1, type: 'welcome', nonce },
        1,
        sibling.contentWindow as Window,
      )
      await tryPort('right', { sidelong: 1, type: 'welcome', nonce })
      await tryPort('a second time', { sidelong: 1, type: 'welcome', nonce })
      return results
    }, `${host}/agent/embed?group=4711`)
    expect(heard).toEqual([
      'wrong nonce: silent',
      'more keys: silent',
      'no port: silent',
      'two ports: silent',
      'another window: silent',
      'right: heard',
      'a second time: silent',
    ])
  },
)

scenario(
  'AE-3, AE-4: commands are checked, refusals have codes, and nothing is open without a log-in',
  { stack, skip: { tree: 'nothing is shown to anybody', console: 'a refused look-up is an error there' } },
  async (s) => {
    const host = new URL(s.stack.console).origin
    const crm = await openCrm(s)
    const answers = await crm.evaluate(async (embed) => {
      const frame = Object.assign(document.createElement('iframe'), { src: embed })
      const hello = new Promise<MessageEvent>((resolve) =>
        window.addEventListener('message', resolve, { once: true }),
      )
      document.body.append(frame)
      const { data, source, origin } = await hello
      const { port1, port2 } = new MessageChannel()
      const answered = new Map<number, (answer: unknown) => void>()
      port1.onmessage = (event) => answered.get(event.data.re)?.(event.data)
      ;(source as Window).postMessage({ sidelong: 1, type: 'welcome', nonce: data.nonce }, origin, [port2])
      const results: string[] = []
      let id = 0
      for (const [type, payload] of [
        ['getState', {}],
        ['end', {}],
        ['leave', {}],
        ['requestControl', {}],
        ['requestControl', { rights: ['root'] }],
        ['highlight', { x: 1, y: 1 }],
        ['highlight', { x: 1 }],
        ['sendMessage', { name: 'A b', payload: 1 }],
        ['transfer', { to: {} }],
        ['transfer', { to: { users: 'x' } }],
        ['admitGuest', { code: 123456 }],
        ['ejectGuest', null],
        ['setAccessibility', 'on'],
        ['join', { key: '123456' }],
        ['join', { key: 7 }],
        ['join', {}],
        ['constructor', {}],
        ['setTools', { tools: ['find', 'end'] }],
        ['setTools', { tools: null }],
        ['setTools', { tools: ['find', 'root'] }],
        ['setTools', {}],
        ['setToken', { token: 'sl_AAAAAAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
        ['join', { key: '123456' }],
      ] as const) {
        const own = ++id
        const answer = new Promise<unknown>((resolve) => answered.set(own, resolve))
        port1.postMessage({ id: own, type, payload })
        const { ok, code } = (await answer) as { ok: boolean; code?: string }
        results.push(`${type}: ${ok ? 'ok' : code}`)
      }
      return results
    }, `${host}/agent/embed?group=4711`)
    expect(answers).toEqual([
      'getState: ok',
      'end: no-session',
      'leave: no-session',
      'requestControl: no-session',
      'requestControl: bad-params',
      'highlight: no-session',
      'highlight: bad-params',
      'sendMessage: bad-params',
      'transfer: no-session',
      'transfer: bad-params',
      'admitGuest: bad-params',
      'ejectGuest: bad-params',
      'setAccessibility: bad-params',
      'join: not-logged-in',
      'join: bad-params',
      'join: bad-params',
      'constructor: bad-params',
      'setTools: ok',
      'setTools: ok',
      'setTools: bad-params',
      'setTools: bad-params',
      'setToken: ok',
      'join: not-logged-in',
    ])
    // Whose login key was refused, with the key of a session: that is not even looked for.
    const told = await crm.evaluate(async (embed) => {
      const frame = Object.assign(document.createElement('iframe'), { src: embed })
      document.body.append(frame)
      const { data, source, origin } = await new Promise<MessageEvent>((resolve) =>
        window.addEventListener('message', resolve, { once: true }),
      )
      const { port1, port2 } = new MessageChannel()
      return new Promise<string>((resolve) => {
        port1.onmessage = (event) => {
          if (event.data.type === 'error') resolve(event.data.payload.code)
        }
        ;(source as Window).postMessage({ sidelong: 1, type: 'welcome', nonce: data.nonce }, origin, [port2])
      })
    }, `${host}/agent/embed?group=4711&key=123456&refused=1`)
    expect(told).toBe('login-failed')
  },
)

scenario(
  'AE-3, AE-5: the page around chooses the tools that are shown, from the beginning and later; privileges bind',
  { stack, skip: { tree: 'the tools are looked at' } },
  async (s) => {
    const key = await s.visitor.start()
    const page = await openCrm(s)
    // The demo's agents have no right to bring guests.
    const shell = await createViewerIn(page, `key: '${key}', tools: ['find', 'pen', 'guests']`)
    const shown = () => shownIn(shell)
    const leave = 'Leave the session; it goes on for the others'
    await expect
      .poll(shown, { timeout: WAIT_MS })
      .toEqual([leave, 'Search the page', 'Look only', 'Pen', 'Clear my drawings'])
    const set = (tools: readonly string[] | null) =>
      page.evaluate(
        (names) =>
          (window as unknown as { viewer: { setTools(names: unknown): Promise<object> } }).viewer.setTools(
            names,
          ),
        tools,
      )
    await set(['laser', 'end'])
    await expect
      .poll(shown)
      .toEqual([
        leave,
        'End sessionEnd',
        'Look only',
        'Laser pointer',
        'Read out to the visitor what I point at',
      ])
    await set(null)
    await expect.poll(async () => (await shown()).length).toBeGreaterThan(10)
    await expect(set(['laser', 'everything'])).rejects.toThrow('bad-params')
    await expect(page.evaluate(`viewer.admitGuest('123456')`)).rejects.toThrow('not-permitted')
  },
)

async function startPage(): Promise<{ url: string; stop(): Promise<void> }> {
  const server: Server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title><body></body>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
