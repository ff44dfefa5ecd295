import { createServer, type RequestListener, type Server } from 'node:http'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromiumIfAny } from '../../scripts/chromium.ts'
import { signJoin } from '../../src/node/join-signature.ts'
import { Harness } from '../../src/session-server/testing/harness.ts'

const executablePath = findChromiumIfAny()
const TIMEOUT_MS = 60_000

// Stand-ins for the viewer: every stage says what it can do, the shell keeps what it is told.
const STAGE = `
  const { pathname } = location
  const told = { pathname, origin: self.origin, mode: document.compatMode, cookie: null, sheet: 0, evaluated: false, isolated: crossOriginIsolated }
  try { told.cookie = document.cookie } catch { told.cookie = 'refused' }
  try { told.evaluated = Boolean(eval('1')) } catch {}
  const style = document.createElement('style')
  document.head.append(style)
  if (style.sheet) told.sheet = style.sheet.insertRule('p { color: red }') + 1
  addEventListener('message', ({ data }) => parent.postMessage(data, '*'))
  const image = new Image()
  image.onload = image.onerror = ({ type }) => parent.postMessage({ ...told, image: type }, '*')
  document.documentElement.append(image)
  image.src = 'ASSET'
  if (!pathname.includes('nested')) {
    for (const path of ['/stage/nested', '/stage/nested-quirks', '/healthz']) {
      const frame = document.createElement('iframe')
      frame.setAttribute('sandbox', 'allow-scripts')
      frame.src = new URL(path, location.href).href
      document.documentElement.append(frame)
    }
  }
`
const SHELL = `
  window.told = []
  addEventListener('message', ({ data, origin }) => told.push({ ...data, seenOrigin: origin }))
  for (const path of ['/stage', '/stage/quirks']) {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.src = path
    document.body.append(frame)
  }
`
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

describe.skipIf(executablePath === undefined)('session server in Chromium', { timeout: TIMEOUT_MS }, () => {
  let browser: Browser
  const servers: Server[] = []
  let harness: Harness

  beforeAll(async () => {
    browser = await chromium.launch({ args: [...CHROMIUM_ARGS], ...(executablePath && { executablePath }) })
  }, TIMEOUT_MS)
  afterAll(() => browser?.close())
  afterEach(async () => {
    await harness.stop()
    for (const server of servers.splice(0)) server.close()
  })

  async function serve(handler: RequestListener): Promise<number> {
    const server = createServer(handler)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  async function start(): Promise<void> {
    const assets = await serve((_request, response) =>
      response.setHeader('content-type', 'image/gif').end(PIXEL),
    )
    harness = await Harness.start({
      publicUrl: 'http://localhost:0',
      viewerFiles: {
        shells: { en: SHELL },
        shellCss: '',
        stageJs: STAGE.replace('ASSET', `http://127.0.0.1:${assets}/pixel.gif`),
        stageParts: {},
      },
    })
    await harness.openSession()
  }

  /** Comes to the session server like an agent: from a page at `from`, through the console, by redirects. */
  async function joinFrom(page: Page, from: string): Promise<void> {
    const claims = harness.claims()
    const consolePort = await serve((_request, response) => {
      const value = signJoin(claims, harness.key)
      const cookie = `__Secure-sidelong-join=${value}; Path=/join/${claims.jti}; Secure; HttpOnly; SameSite=Lax; Max-Age=60`
      response.writeHead(303, { location: `${harness.url}/join/${claims.jti}`, 'set-cookie': cookie }).end()
    })
    const crmPort = await serve((_request, response) => {
      response
        .setHeader('content-type', 'text/html')
        .end(`<a href="http://localhost:${consolePort}/join">join</a>`)
    })
    await page.goto(`http://${from}:${crmPort}/`)
    await page.click('a')
    await page.waitForURL(/\/view\//)
  }

  test('SA-10: shell, stage and nested stages load, each in its own opaque origin, without script from text', async () => {
    await start()
    const page = await browser.newPage()
    await joinFrom(page, 'localhost')
    expect(new URL(page.url()).pathname).toMatch(/^\/view\//)
    await page.waitForFunction('window.told?.length >= 6')
    const told = (await page.evaluate('told')) as Record<string, unknown>[]
    const byPath = (path: string) => told.filter((entry) => entry.pathname === path)
    for (const [path, mode, count] of [
      ['/stage', 'CSS1Compat', 1],
      ['/stage/quirks', 'BackCompat', 1],
      ['/stage/nested', 'CSS1Compat', 2],
      ['/stage/nested-quirks', 'BackCompat', 2],
    ] as const) {
      expect(byPath(path)).toHaveLength(count)
      for (const entry of byPath(path)) {
        const expected = {
          origin: 'null',
          seenOrigin: 'null',
          mode,
          cookie: 'refused',
          sheet: 1,
          evaluated: false,
          image: 'load',
        }
        expect(entry).toMatchObject(expected)
      }
    }
    await page.close()
  })

  test('SA-10: the stage is not framed by others, the shell by nobody', async () => {
    await start()
    const page = await browser.newPage()
    await joinFrom(page, 'localhost')
    const shell = page.url()
    const port = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(
        `<iframe id="a" src="${harness.url}/stage"></iframe><iframe id="b" src="${shell}"></iframe>`,
      )
    })
    const failed: string[] = []
    page.on('requestfailed', (request) => failed.push(new URL(request.url()).pathname))
    const refusals: string[] = []
    page.on('console', (message) => refusals.push(message.text()))
    await page.goto(`http://localhost:${port}/`)
    await expect
      .poll(() => refusals.filter((text) => text.includes('frame-ancestors')).length)
      .toBeGreaterThanOrEqual(2)
    await page.close()
  })

  test('JN-9: an agent who follows a link on another site arrives with the cookie, which no other site can make use of', async () => {
    await start()
    const page = await browser.newPage()
    await joinFrom(page, '127.0.0.1')
    expect(new URL(page.url()).pathname).toMatch(/^\/view\//)
    await page.waitForFunction('window.told?.length >= 1')
    const view = page.url()
    const crm = await serve((_request, response) =>
      response.setHeader('content-type', 'text/html').end(`<a href="${view}">view</a>`),
    )
    await page.goto(`http://127.0.0.1:${crm}/`)
    const [answer] = await Promise.all([page.waitForResponse(view), page.click('a')])
    expect(answer.status()).toBe(401)
    await page.goto(view)
    await page.waitForFunction('window.told?.length >= 1')
    await page.close()
  })

  test('JN-9: the shell opens its socket with the cookie', async () => {
    await start()
    const page = await browser.newPage()
    await joinFrom(page, 'localhost')
    const type = await page.evaluate(
      `new Promise((resolve) => {
        const socket = new WebSocket(location.href.replace('http', 'ws').replace('/view/', '/v1/agent/'))
        socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', protocol: 1, have: null }))
        socket.onmessage = ({ data }) => resolve(JSON.parse(data).type)
        socket.onclose = ({ code }) => resolve(code)
      })`,
    )
    expect(type).toBe('welcome')
    await page.close()
  })
})
