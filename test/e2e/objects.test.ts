import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

/* Documents in frames of a frame set, in objects and in embeds: the same promises as for frames. */

const secret = {
  object: newCanary('object'),
  embed: newCanary('embed'),
  set: newCanary('set'),
  file: newCanary('file'),
}
const page = (body: string) => `<!doctype html><html><head><title>t</title></head><body>${body}</body></html>`
const svg = (words: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><text y="20">${words}</text></svg>`

const site = makeSite({
  'index.html': page(
    `<h1>Objects</h1><div id="a"></div>
     <object id="page" data="inner.html" class="wide" width="400" height="120"></object>
     <object id="drawing" data="drawing.svg" type="image/svg+xml"></object>
     <embed id="embed" src="drawing.svg">
     <object id="gone" data="no-such-file.pdf" type="application/pdf" name="${secret.file}"><p>instead of it</p></object>
     <object id="nothing">words alone</object>
     <embed id="file" src="data.bin?${secret.file}" type="application/x-unknown" flashvars="${secret.file}">`,
  ),
  'inner.html': page('<p id="p">inner</p><input id="i">'),
  'drawing.svg': svg('drawn'),
  'set.html': `<!doctype html><html><head><title>set</title></head><frameset cols="320,*" border="4"><frame src="inner.html" name="${secret.set}">
    <frameset rows="100,*"><frame id="top" src="inner.html"><frame id="rest" src="drawing.svg"></frameset></frameset></html>`,
  'masks.html': page(
    `<div class="card"><object data="hidden.html"></object></div><object class="card" data="hidden.html"></object>
     <embed class="card" src="hidden.svg"><object class="card">${secret.object}</object>
     <object id="open" data="partly.html"></object>`,
  ),
  'hidden.html': page(`<p>${secret.object}</p>`),
  'hidden.svg': svg(secret.embed),
  'partly.html': page(
    `<p>seen</p><p class="card">${secret.object}</p><input type="password" value="${secret.object}">`,
  ),
  'masked-set.html': `<!doctype html><html><head><title>set</title></head><frameset cols="*,*"><frame class="card" src="hidden.html"><frame src="partly.html"></frameset></html>`,
})
const stack = { site, settings: { 'masking.selectors': ['.card'] } }

const words = async ({ agent }: Scenario): Promise<string> => {
  const parts: string[] = []
  for (const frame of agent.page.frames())
    if (frame.url().includes('/stage'))
      parts.push(await frame.evaluate(() => document.documentElement.textContent ?? '').catch(() => ''))
  return parts.join('\n')
}

const boxes = (
  page: Scenario['visitor']['page'] | Awaited<ReturnType<Scenario['agent']['stage']>>,
  names: string,
) =>
  page.locator(names).evaluateAll((all) =>
    all.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return [x, y, width, height].map(Math.round)
    }),
  )

scenario(
  'MIRROR 2: documents in objects and embeds are seen and followed, what stands in for them and what cannot be shown, too',
  { stack, canaries: [secret.file], timeoutMs: 120_000 },
  async (s) => {
    await s.meet()
    const { page } = s.visitor
    await s.untilEqual()
    const stage = await s.agent.stage()
    expect(await words(s)).toContain('drawn')
    expect(await words(s)).toContain('instead of it')
    expect(await words(s)).toContain('words alone')
    expect(await stage.locator('[data-sl-unsent]').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      'file',
    ])
    expect(await stage.locator('object, embed, frame').count()).toBe(0)
    // As large as what they show.
    const sizes = () => boxes(stage, '#page, #drawing, #embed')
    await expect.poll(sizes).toEqual(await boxes(page, '#page, #drawing, #embed'))
    await page.evaluate(() => {
      const inner = (document.querySelector('#page') as HTMLObjectElement).contentDocument as Document
      inner.body.append('and more')
      ;(inner.querySelector('#i') as HTMLInputElement).value = 'typed'
      const rule = document.createElement('style')
      rule.textContent = 'object { width: 222px }'
      document.head.append(rule)
    })
    await s.untilEqual()
    expect(await words(s)).toContain('and more')
    await expect.poll(sizes).toEqual(await boxes(page, '#page, #drawing, #embed'))
    // What it showed is gone.
    await page.evaluate(() => {
      const object = document.querySelector('#page') as HTMLObjectElement
      object.append('nothing there')
      object.data = 'no-such-file.html'
    })
    await expect.poll(() => words(s)).toContain('nothing there')
    await s.untilEqual()
  },
)

scenario(
  'MIRROR 2: frames of a frame set stand where the visitor sees them',
  { stack, path: 'set.html', canaries: [secret.set], timeoutMs: 120_000 },
  async (s) => {
    await s.meet()
    await s.untilEqual()
    const stage = await s.agent.stage()
    expect(await boxes(stage, 'iframe')).toEqual(await boxes(s.visitor.page, 'frame'))
    await s.visitor.page.evaluate(() => {
      const inner = (document.querySelector('#top') as HTMLFrameElement).contentDocument as Document
      inner.body.append('and more')
      ;(document.querySelector('#rest') as HTMLFrameElement).src = 'partly.html'
    })
    await expect.poll(() => words(s)).toContain('seen')
    await s.untilEqual()
  },
)

for (const path of ['masks.html', 'masked-set.html'])
  scenario(
    `MK-7 MK-23: masks hide documents in objects, embeds and frame sets, and count inside of them: ${path}`,
    { stack, path, canaries: Object.values(secret), canaryPieces: true },
    async (s) => {
      await s.meet()
      await expect.poll(() => words(s)).toContain('seen')
      const stage = await s.agent.stage()
      expect(await stage.locator('[data-sl-masked]').count()).toBe(path === 'masks.html' ? 4 : 1)
      await s.untilEqual()
    },
  )
