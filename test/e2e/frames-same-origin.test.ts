import { expect } from 'vitest'
import { newCanary } from '../support/canaries.ts'
import { type Scenario, scenario } from '../support/scenario.ts'
import { makeSite } from '../support/site.ts'

/* Frames of the page's own origin: after each step the stage must show the same trees, node by node, with form state and scroll. */

const secret = { outer: newCanary('outer'), inner: newCanary('inner'), late: newCanary('late') }
const page = (body: string) => `<!doctype html><html><head><title>t</title></head><body>${body}</body></html>`
const rows = Array.from({ length: 60 }, (_, i) => `<p>row ${i}</p>`).join('')

const site = makeSite({
  'index.html': page(`<h1>Frames</h1><div id="a"></div><div id="b"></div><div id="top"></div>`),
  'inner.html': page(
    `<p id="p">inner</p><input id="i"><input type="checkbox" id="c"><select id="s"><option>1<option>2</select>${rows}`,
  ),
  'other.html': page('<h2>Other document</h2><iframe src="leaf.html"></iframe>'),
  'leaf.html': page('<p>leaf</p>'),
  'masks.html': page(
    `<div class="card"><iframe id="under" srcdoc="<p>${secret.outer}</p>"></iframe></div>
     <iframe class="card" srcdoc="<p>${secret.outer}</p>"></iframe>
     <iframe id="open" srcdoc="<p>seen</p><p class=card>${secret.inner}</p><input type=password value=${secret.inner}>"></iframe>`,
  ),
})
const stack = { site, settings: { 'masking.selectors': ['.card', '.list .item'] } }

type Step = readonly [name: string, act: () => unknown]

/** Each runs in the page. */
const STEPS: readonly Step[] = [
  [
    'a frame is added',
    () => {
      const frame = document.createElement('iframe')
      frame.id = 'f'
      frame.src = 'inner.html'
      document.querySelector('#a')?.append(frame)
      return new Promise((resolve) => frame.addEventListener('load', resolve))
    },
  ],
  [
    'forms in it, and its scroll',
    () => {
      const inner = (document.querySelector('#f') as HTMLIFrameElement).contentWindow as Window
      const find = <E extends Element>(id: string) => inner.document.getElementById(id) as unknown as E
      find<HTMLInputElement>('i').value = 'typed'
      find<HTMLInputElement>('c').checked = true
      find<HTMLSelectElement>('s').selectedIndex = 1
      inner.scrollTo(0, 300)
    },
  ],
  [
    'its size',
    () => {
      const frame = document.querySelector('#f') as HTMLIFrameElement
      frame.style.cssText = 'width: 420px; height: 90px'
    },
  ],
  [
    'it moves in the tree and loads anew',
    () => {
      const frame = document.querySelector('#f') as HTMLIFrameElement
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      document.querySelector('#b')?.append(frame)
      return loaded
    },
  ],
  [
    'it goes to another document with a frame of its own',
    () => {
      const frame = document.querySelector('#f') as HTMLIFrameElement
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      frame.src = 'other.html'
      return loaded
    },
  ],
  [
    'a document is written into it',
    () => {
      const inner = (document.querySelector('#f') as HTMLIFrameElement).contentDocument as Document
      inner.open()
      inner.write('<!doctype html><p>written</p>')
      inner.close()
    },
  ],
  [
    'what was written changes',
    () => (document.querySelector('#f') as HTMLIFrameElement).contentDocument?.body.append('and more'),
  ],
  [
    'srcdoc, sandboxed with its origin kept',
    () => {
      const frame = document.createElement('iframe')
      frame.setAttribute('sandbox', 'allow-same-origin')
      frame.srcdoc = '<p>from srcdoc</p>'
      document.querySelector('#top')?.append(frame)
      return new Promise((resolve) => frame.addEventListener('load', resolve))
    },
  ],
  [
    'about:blank, filled by script',
    () => {
      const frame = document.createElement('iframe')
      document.querySelector('#top')?.append(frame)
      const inner = frame.contentDocument as Document
      inner.body.append(Object.assign(inner.createElement('b'), { textContent: 'filled' }))
    },
  ],
  [
    'hidden and lazy ones',
    () => {
      const hidden = Object.assign(document.createElement('iframe'), { src: 'leaf.html', hidden: true })
      const lazy = Object.assign(document.createElement('iframe'), { loading: 'lazy', src: 'leaf.html' })
      document.querySelector('#top')?.append(hidden, lazy)
    },
  ],
  ['one is removed', () => document.querySelector('#f')?.remove()],
]

async function run(s: Scenario, [name, act]: Step): Promise<void> {
  await s.visitor.page.evaluate(act)
  await s.untilEqual(8_000).catch((error: Error) => {
    throw new Error(`${name}: ${error.message}`)
  })
}

scenario(
  'MIRROR 2: frames of the page’s own origin, step by step',
  { stack, timeoutMs: 180_000 },
  async (s) => {
    await s.meet()
    for (const step of STEPS) await run(s, step)
  },
)

scenario(
  'MK-7 MK-23: masks around a frame hide all of it, selectors of the settings count inside it, too',
  { stack, path: 'masks.html', canaries: Object.values(secret), canaryPieces: true },
  async (s) => {
    await s.meet()
    const stage = await s.agent.stage()
    expect(await stage.locator('[data-sl-masked]').count()).toBe(2)
    await s.visitor.page.evaluate((late) => {
      const inner = (document.querySelector('#open') as HTMLIFrameElement).contentDocument as Document
      inner.body.insertAdjacentHTML('beforeend', `<ul class="list"><li class="item">${late}</li></ul>`)
      const under = (document.querySelector('#under') as HTMLIFrameElement).contentDocument as Document
      under.body.append(late)
    }, secret.late)
    await s.untilEqual()
  },
)

scenario(
  'PL-6: a closed sandbox is a labelled box; more frames than are shown are, too, and the session goes on',
  { stack, skip: { tree: 'what is not sent cannot be equal' } },
  async (s) => {
    await s.meet()
    await s.visitor.page.evaluate(() => {
      for (let i = 0; i < 70; i++)
        document
          .querySelector('#top')
          ?.append(Object.assign(document.createElement('iframe'), { width: '20', height: '20' }))
      const closed = Object.assign(document.createElement('iframe'), { srcdoc: 'closed' })
      closed.setAttribute('sandbox', '')
      document.querySelector('#a')?.append(closed, 'after all of them')
    })
    const count = async (why: string) => (await s.agent.stage()).locator(`[data-sl-unsent=${why}]`).count()
    await expect.poll(() => count('many'), { timeout: 20_000 }).toBe(6)
    expect(await count('sandboxed')).toBe(1)
    expect(await (await s.agent.stage()).locator('body').innerText()).toContain('after all of them')
    expect(await s.agent.state()).toBe('live')
  },
)
