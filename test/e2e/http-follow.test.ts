import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.ts'
import { rootDir } from '../../scripts/paths.ts'
import { Harness, viewOf } from '../../src/session-server/testing/harness.ts'
import { readViewerFiles } from '../../src/session-server/viewer-files.ts'
import { checkpointWith, element } from '../attack/stage-host.ts'

/* HF-1, HF-3 in a browser: the real viewer over plain HTTP, on a name that is no secure context. */

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const HTTP_PAGE = 'http://old.test'

test('HF-1, HF-3: the viewer of an HTTP page shows what it loads over HTTP, and says that it is not private', {
  timeout: 60_000,
}, async () => {
  const asked: (string | undefined)[] = []
  const assets = createServer((request, response) => {
    asked.push(request.headers.cookie)
    response.setHeader('content-type', 'image/gif').end(PIXEL)
  })
  await new Promise<void>((resolve) => assets.listen(0, '127.0.0.1', resolve))
  const picture = `http://assets.old.test:${(assets.address() as AddressInfo).port}/a.gif`
  const viewerFiles = readViewerFiles(join(rootDir, 'dist/viewer'))
  const harness = await Harness.start({ viewerFiles, plain: { port: 0, publicUrl: 'http://view.test:0' } })
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS, '--host-resolver-rules=MAP *.test 127.0.0.1'],
  })
  try {
    await harness.openSession({ origins: [HTTP_PAGE], httpFollow: true })
    const visitor = await harness.visitor({}, HTTP_PAGE)
    await visitor.next('welcome')
    const write: Parameters<typeof checkpointWith>[0] = (writer) =>
      element(writer, 'img', { id: 'picture', src: picture })
    for (const bytes of checkpointWith(write, 1)) visitor.ws.send(bytes)
    await visitor.settle()

    const answer = await harness.redeem(harness.claims())
    const [, name = '', value = ''] =
      /^(sidelong-http-[\w-]{22})=([^;]+)/m.exec((answer.headers['set-cookie'] ?? []).join('\n')) ?? []
    const origin = `http://view.test:${new URL(harness.plainUrl).port}`
    const context = await browser.newContext({ viewport: { width: 1200, height: 700 } })
    await context.addCookies([
      { name, value, url: origin, httpOnly: true, sameSite: 'Lax' },
      { name: 'tracker', value: 'x', url: picture, sameSite: 'Lax' },
    ])
    const page = await context.newPage()
    await page.goto(origin + viewOf(answer))
    expect(await page.evaluate(() => isSecureContext)).toBe(false)
    await expect
      .poll(() => page.evaluate(() => document.body.dataset.state), { timeout: 15_000 })
      .toBe('live')
    expect(await page.locator('.not-private').innerText()).toBe('Not private')
    expect(await page.locator('.not-private').isVisible()).toBe(true)
    const stage = page.frames().find((frame) => /\/stage\/[\w-]{22}$/.test(frame.url()))
    const width = () =>
      stage?.evaluate(() => (document.getElementById('picture') as HTMLImageElement).naturalWidth)
    await expect.poll(width).toBe(1)
    // SA-08 holds here, too: no cookie of the site goes along.
    expect(asked).toEqual([undefined])
  } finally {
    await browser.close()
    await harness.stop()
    assets.close()
  }
})
