import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

/* Parts of the visitor script are loaded when a page needs them, and not before (docs/decisions/0009). */

/** Section 2 of FEATURES, with any port instead of the servers' own. */
const POLICY =
  "default-src 'none'; script-src http://localhost:* 'self'; style-src 'self'; connect-src http://localhost:* ws://localhost:*;" +
  " trusted-types sidelong; require-trusted-types-for 'script'"

function page(body: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Case</title>${head}</head><body>
${body}<script src="draw.js"></script></body></html>`
}

const site = makeSite({
  'index.html': page('<canvas id="c" width="200" height="100"></canvas>'),
  'strict.html': page(
    '<canvas id="c" width="200" height="100"></canvas>',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  ),
  'none.html': page('<p>words</p><canvas data-sidelong-mask id="m" width="60" height="40"></canvas>'),
  'draw.js': `
    addEventListener('securitypolicyviolation', (event) => (window.violations ??= []).push(event.effectiveDirective))
    window.paint = (color, selector = '#c') => {
      const canvas = document.querySelector(selector)
      const pen = canvas?.getContext('2d')
      if (!pen) return
      pen.fillStyle = color
      pen.fillRect(0, 0, canvas.width, canvas.height)
    }
    paint('rgb(200, 30, 40)')
    paint('rgb(200, 30, 40)', '#m')`,
})
const stack = { site }
const PICTURES = /\/pictures\.js$/
const PART = /\/visitor\/(?:v\/[\d.]+\/)?[0-9a-f]{16}\/(?!visitor\.js)([a-z]+)\.js$/

/** Without the part that starts a session, and the one that every page loads once it was sent. */
function partsOf({ visitorTap }: Scenario): string[] {
  return visitorTap.requests
    .flatMap((request) => PART.exec(request.url())?.[1] ?? [])
    .filter((name) => !['looks', 'more', 'start', 'ui'].includes(name))
}

/** What our scripts are added with, noted when they come into the document; they take themselves out again. */
function noteScripts(): void {
  const noted: string[] = []
  Object.assign(window, { noted })
  new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes)
        if (node instanceof HTMLScriptElement && /\/visitor\/[0-9a-f]{16}\//.test(node.src))
          noted.push(`${/(\w+)\.js$/.exec(node.src)?.[1]} ${node.crossOrigin} ${node.integrity}`)
  }).observe(document, { childList: true, subtree: true })
}

/** Is the middle of the stage's canvas of this color, as far as a lossy picture can tell? */
async function untilColor(s: Scenario, red: number, green: number, blue: number): Promise<void> {
  const stage = await s.agent.stage()
  const read = () =>
    stage.evaluate(() => {
      const canvas = document.querySelector('canvas') as HTMLCanvasElement
      return [...(canvas.getContext('2d')?.getImageData(100, 50, 1, 1).data ?? [])]
    })
  await expect
    .poll(
      async () => {
        const [r = 0, g = 0, b = 0] = await read()
        return Math.max(Math.abs(r - red), Math.abs(g - green), Math.abs(b - blue)) <= 8
      },
      { timeout: 10_000 },
    )
    .toBe(true)
}

scenario(
  'PL-3 LEAKS G: a page that needs no part loads none, and a masked canvas is never read',
  { stack, path: 'none.html' },
  async (s) => {
    await s.meet()
    await s.visitor.page.evaluate("paint('rgb(1, 2, 3)', '#m')")
    await s.untilEqual()
    expect(partsOf(s)).not.toContain('pictures')
  },
)

scenario(
  'EM-4: a part comes with its hash from the manifest and leaves nothing behind; a canvas is seen, and followed',
  { stack },
  async (s) => {
    const { page: visitorPage } = s.visitor
    await visitorPage.addInitScript(noteScripts)
    await visitorPage.reload()
    await s.meet()
    await untilColor(s, 200, 30, 40)
    await visitorPage.evaluate("paint('rgb(20, 90, 220)')")
    await untilColor(s, 20, 90, 220)
    expect(partsOf(s)).toEqual(['parts', 'pictures'])
    const { visitor, parts } = JSON.parse(readFileSync(join(rootDir, 'dist/visitor/manifest.json'), 'utf8'))
    expect(
      await visitorPage.evaluate('noted.filter((line) => !/^(looks|more|start|ui) /.test(line))'),
    ).toEqual([
      `visitor anonymous ${visitor.integrity}`,
      `parts anonymous ${parts.parts.integrity}`,
      `pictures anonymous ${parts.pictures.integrity}`,
    ])
    expect(await visitorPage.locator('script[src*="/visitor/"]').count()).toBe(1)
    const fetched = await visitorPage.request.get(
      new URL(`/visitor/${parts.pictures.path}`, s.stack.console).href,
    )
    expect(fetched.headers()).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    })
  },
)

for (const [what, file, block] of [
  [
    'cannot be fetched',
    'pictures',
    (s: Scenario) => s.visitor.context.route(PICTURES, (route) => route.abort()),
  ],
  [
    'was altered',
    'pictures',
    (s: Scenario) =>
      s.visitor.context.route(PICTURES, (route) =>
        route.fulfill({
          body: 'window.altered = true',
          contentType: 'text/javascript',
          headers: { 'access-control-allow-origin': '*' },
        }),
      ),
  ],
] as const) {
  scenario(
    `EM-4: a part that ${what} is missing, and the session runs all the same`,
    { stack, allowConsole: [/ERR_FAILED/, /integrity/] },
    async (s) => {
      await block(s)
      await s.meet()
      await s.visitor.page.evaluate("document.body.append('more')")
      await s.untilEqual()
      expect(partsOf(s)).toContain(file)
      expect(await s.visitor.page.evaluate('window.altered')).toBeUndefined()
    },
  )
}

scenario(
  'EM-13: the page’s policy needs no more for parts than for the visitor script',
  { stack, path: 'strict.html' },
  async (s) => {
    await s.meet()
    await untilColor(s, 200, 30, 40)
    expect(partsOf(s)).toEqual(['parts', 'pictures'])
    expect(await s.visitor.page.evaluate('window.violations')).toBeUndefined()
  },
)

scenario('MIRROR 2: an image from a blob is shown in its own size', { stack }, async (s) => {
  await s.meet()
  await s.visitor.page.evaluate(async () => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve))
    const image = document.createElement('img')
    image.src = URL.createObjectURL(blob as Blob)
    document.body.append(image)
  })
  const stage = await s.agent.stage()
  await expect
    .poll(() => stage.evaluate(() => document.querySelector('img')?.naturalWidth ?? 0), { timeout: 10_000 })
    .toBe(200)
})

scenario(
  'MK-25: capture.canvas off: no pixel is read',
  { stack: { site, settings: { 'capture.canvas': false } } },
  async (s) => {
    await s.meet()
    await s.visitor.page.evaluate("paint('rgb(20, 90, 220)')")
    await s.untilEqual()
    expect(partsOf(s)).not.toContain('pictures')
  },
)

scenario(
  'UI-5 EM-4: without the interface nothing runs, and a later call tries again',
  { stack, allowConsole: [/ERR_FAILED/], skip: { tree: 'nothing is shown to anybody' } },
  async (s) => {
    const { context, page, ui } = s.visitor
    await context.route(/\/ui\.js$/, (route) => route.abort())
    await page.reload()
    const start = () =>
      page.evaluate("Sidelong.start({ key: 'x' }).then(() => 'started', ({ code }) => code)")
    expect(await start()).toBe('network')
    expect(s.visitorTap.frames).toEqual([])
    await context.unroute(/\/ui\.js$/)
    await page.evaluate('void Sidelong.ui.showButton(true)')
    await ui.locator('button.start').waitFor()
  },
)
