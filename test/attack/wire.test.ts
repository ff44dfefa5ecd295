// The corpus the long way: a raw client in the visitor's place, the real session server, the real viewer.
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.ts'
import type { Harness } from '../../src/session-server/testing/harness.ts'
import { element, type Writer } from './stage-host.ts'
import { VECTORS } from './stage-vectors.ts'
import { startWireVisitor, type WireVisitor } from './wire-visitor.ts'

type Asked = { readonly url: string; readonly headers: IncomingHttpHeaders }

let browser: Browser
let wire: WireVisitor
let harness: Harness
let context: BrowserContext
let page: Page
let viewUrl: string
const requests: string[] = []
const surprises: string[] = []
/** What the customer's asset host was asked. */
const asked: Asked[] = []
const assetServer = createServer((request, response) => {
  asked.push({ url: request.url ?? '', headers: request.headers })
  const isPage = request.url === '/plain'
  response.setHeader('content-type', isPage ? 'text/html' : 'image/svg+xml')
  // The same picture on an ordinary page: there it does come with cookie and referrer.
  response.end(isPage ? '<img src="/img.svg?plain">' : '<svg xmlns="http://www.w3.org/2000/svg"/>')
})
let assets = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => assetServer.listen(0, '127.0.0.1', resolve))
  assets = `http://127.0.0.1:${(assetServer.address() as AddressInfo).port}`
  wire = await startWireVisitor()
  ;({ harness, viewUrl } = wire)
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] })
  context = await browser.newContext()
  const own = { secure: true, httpOnly: true, sameSite: 'Lax' } as const
  await context.addCookies([
    { ...wire.cookie, domain: 'localhost', path: '/', ...own },
    { name: 'tracker', value: 'third-party', domain: '127.0.0.1', path: '/', sameSite: 'None', secure: true },
  ])
  const ours = [harness.url, assets]
  await context.route('**/*', (route) => {
    const request = route.request()
    if (ours.includes(new URL(request.url()).origin)) return route.continue()
    requests.push(`${request.resourceType()} ${request.url()}`)
    return route.fulfill({ status: 200, contentType: 'text/plain', body: '' })
  })
  page = await context.newPage()
  context.on('page', (popup) => surprises.push(`popup ${popup.url()}`))
  page.on('dialog', (dialog) => {
    surprises.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('download', (download) => surprises.push(`download ${download.url()}`))
  await page.goto(viewUrl)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await wire?.stop()
  await new Promise((resolve) => assetServer.close(resolve))
})

/** Sends a page as the visitor's script would, and waits until the viewer's stage shows it. */
async function send(write: (writer: Writer) => void): Promise<Frame> {
  const name = await wire.send(write)
  const until = performance.now() + 10_000
  for (;;) {
    const frame = page.frames().find((one) => new URL(one.url(), 'http://x').pathname === '/stage')
    const isShown = await frame
      ?.evaluate((shown) => document.querySelector('html')?.className === shown, name)
      .catch(() => false)
    if (frame && isShown) return frame
    if (performance.now() > until) throw new Error(`${name} is not shown at ${page.url()}`)
    await page.waitForTimeout(10)
  }
}

test('SA-01: the attack corpus through the real protocol: nothing runs, opens, navigates or is fetched', {
  timeout: 240_000,
}, async () => {
  const broken: Record<string, string[]> = {}
  for (const { name, write, allows } of VECTORS) {
    requests.length = surprises.length = 0
    const stage = await send(write).catch((error: unknown) => {
      throw new Error(name, { cause: error })
    })
    for (const [x, y] of [
      [300, 200],
      [640, 420],
    ] as const)
      await page.mouse.click(x, y)
    const found = [
      ...surprises,
      ...requests.filter(
        (line) =>
          !/^(image|stylesheet|font|media) https:/.test(line) ||
          (line.includes('evil.test') && !allows?.test(line)),
      ),
    ]
    for (const frame of [page.mainFrame(), stage]) {
      if (await frame.evaluate(() => Reflect.has(window, 'pwned'))) found.push('it ran')
    }
    if (page.url() !== viewUrl) found.push(`the viewer is at ${page.url()}`)
    if (found.length > 0) broken[name] = found
  }
  expect(broken).toEqual({})
  expect(VECTORS.length).toBeGreaterThan(100)
})

test('SA-07, SA-08: assets are asked for without referrer, cookie or a word about the session', async () => {
  await page.goto(`${assets}/plain`)
  await expect.poll(() => asked.some(({ url }) => url === '/img.svg?plain')).toBe(true)
  const plain = asked.find(({ url }) => url === '/img.svg?plain')?.headers
  expect([plain?.cookie, plain?.referer]).toEqual(['tracker=third-party', `${assets}/plain`])

  asked.length = 0
  await page.goto(viewUrl)
  await send((writer) => {
    element(writer, 'img', {
      src: `${assets}/img.svg?shown`,
      referrerpolicy: 'unsafe-url',
      crossorigin: 'use-credentials',
    })
    element(writer, 'link', { rel: 'stylesheet', href: `${assets}/sheet.css` })
    element(writer, 'video', { src: `${assets}/film.mp4`, poster: `${assets}/poster.svg` })
    element(writer, 'p', { style: `background: url(${assets}/back.svg)` })
  })
  await expect
    .poll(() => asked.map(({ url }) => url).sort())
    .toEqual(
      expect.arrayContaining(['/back.svg', '/film.mp4', '/img.svg?shown', '/poster.svg', '/sheet.css']),
    )
  for (const { url, headers } of asked) {
    expect(
      [headers.cookie, headers.referer, headers.origin === 'null' || headers.origin === undefined],
      url,
    ).toEqual([undefined, undefined, true])
    const [, , random = 'none'] = harness.sessionId.split(':')
    expect(JSON.stringify([url, headers])).not.toContain(random)
  }
})

test('SA-11: the stage as a page of its own is inert; no other site can use viewer or stage as image, script, sheet or frame', async () => {
  const own = await context.newPage()
  await own.goto(`${harness.url}/stage`)
  expect(await own.evaluate(() => [self.origin, document.body?.childElementCount ?? 0])).toEqual(['null', 0])
  // A port that somebody else hands over is not taken: nothing answers on it.
  const answers = await own.evaluate(
    () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve('taken')
        window.postMessage({ type: 'sidelong-port', role: 'top', document: 1, depth: 0 }, '*', [port2])
        setTimeout(() => resolve('silence'), 300)
      }),
  )
  expect(answers).toBe('silence')

  await own.goto(`${assets}/plain`)
  const uses: Record<string, string[]> = {
    img: [viewUrl, `${harness.url}/stage`, `${harness.url}/assets/shell.js`],
    script: [viewUrl, `${harness.url}/stage`, `${harness.url}/assets/shell.js`],
    link: [viewUrl, `${harness.url}/assets/shell.css`],
    object: [viewUrl],
  }
  for (const [tag, urls] of Object.entries(uses)) {
    for (const url of urls) expect(await use(own, tag, url), `${tag} ${url}`).toBe('error')
  }
  // The means work: what is the site's own loads.
  expect(await use(own, 'img', `${assets}/img.svg`)).toBe('load')
  for (const url of [viewUrl, `${harness.url}/stage`]) {
    await own.evaluate(
      (src) => document.body.append(Object.assign(document.createElement('iframe'), { src })),
      url,
    )
    await expect.poll(() => own.frames().at(-1)?.url()).toMatch(/^chrome-error:/)
  }
  await own.close()
})

/** `load` or `error`: what becomes of the address as this element. */
function use(page: Page, tag: string, url: string): Promise<string> {
  return page.evaluate(
    ([name, address]) =>
      new Promise<string>((resolve) => {
        const element = document.createElement(name)
        element.onload = () => resolve('load')
        element.onerror = () => resolve('error')
        if (name === 'link') element.setAttribute('rel', 'stylesheet')
        element.setAttribute(name === 'link' ? 'href' : name === 'object' ? 'data' : 'src', address)
        document.body.append(element)
      }),
    [tag, url] as const,
  )
}
