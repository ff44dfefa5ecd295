import { afterEach, describe, expect, it } from 'vitest'
import { CANARY, canaryIn } from '../testing/canary.ts'
import { createMirrorHarness, type MirrorHarness } from '../testing/mirror-harness.ts'
import type { MaskRules } from './rules.ts'

/* Secrets in places that nobody observes yet, and what becomes one without a word. */

let harness: MirrorHarness | null = null
const expectHidden = async (h: MirrorHarness) => expect(await canaryIn(h)).toEqual([])
afterEach(() => {
  harness?.stop()
  harness = null
})

async function open(html: string, rules: Partial<MaskRules> = {}): Promise<MirrorHarness> {
  harness = await createMirrorHarness(`<!doctype html><title>t</title>${html}`, rules)
  return harness
}

const inputIn = (root: ParentNode): HTMLInputElement => root.querySelector('input') as HTMLInputElement

describe('MK-3 MK-4: fields that were secret only while the line was down', () => {
  /** `show` makes the field one that anybody may read. */
  async function expectSticky(
    put: (h: MirrorHarness) => Element[] | Promise<Element[]>,
    show: (field: Element) => void,
  ): Promise<void> {
    const h = await open('<div id="d"></div>')
    h.setReady(false)
    const fields = await put(h)
    await h.quiet()
    for (const field of fields) {
      if ('value' in field && field.localName !== 'select') field.value = CANARY
      field.dispatchEvent(new h.window.Event('input', { bubbles: true, composed: true }))
    }
    await h.quiet()
    fields.forEach(show)
    await h.quiet()
    h.setReady(true)
    await expectHidden(h)
    expect(h.sentText()).toContain('after')
  }

  const toText = (field: Element): void => field.setAttribute('type', 'text')
  const finish = (h: MirrorHarness): void => void h.document.body.append('after')

  it('in the page: inputs, and what else may have a token', async () => {
    await expectSticky(
      (h) => {
        const box = h.document.getElementById('d') as HTMLElement
        box.innerHTML = `<p><input type="password"></p><textarea autocomplete="cc-number"></textarea>
          <select autocomplete="section-a cc-exp-month"><option>${CANARY}</select>`
        finish(h)
        return [...box.querySelectorAll('input,textarea,select')]
      },
      (field) => {
        field.removeAttribute('autocomplete')
        field.removeAttribute('type')
      },
    )
  })

  for (const mode of ['open', 'closed'] as const)
    it(`in a new shadow tree, ${mode}`, async () => {
      await expectSticky((h) => {
        const host = h.document.createElement('div')
        const root = host.attachShadow({ mode })
        root.innerHTML = '<input type="password">'
        h.document.body.append(host)
        finish(h)
        return [inputIn(root)]
      }, toText)
    })
})

describe('MK-9 MK-23: what becomes a form control later, in mode inputs', () => {
  const define = (h: MirrorHarness, body: string): void =>
    h.window.eval(
      `customElements.define('x-late.field', class extends HTMLElement { static formAssociated = true; ${body} })`,
    )

  it('a custom element that is defined when it is shown already: its shadow tree, and what is put into it', async () => {
    const h = await open('<x-late.field>before</x-late.field><div id="host"></div>', { mode: 'inputs' })
    const root = (h.document.getElementById('host') as HTMLElement).attachShadow({ mode: 'open' })
    root.innerHTML = '<x-late.field></x-late.field>'
    await h.quiet()
    define(
      h,
      `constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<p>${CANARY}</p><slot></slot>' }`,
    )
    for (const field of [h.document.querySelector('x-late\\.field'), root.firstElementChild])
      field?.append(CANARY)
    await expectHidden(h)
    expect(h.begun.length).toBeGreaterThan(1)
  })

  it('what is put into a document that is edited as a whole', async () => {
    const h = await open('<p>before</p>', { mode: 'inputs' })
    h.document.designMode = 'on'
    h.document.querySelector('p')?.append(CANARY)
    h.document.body.insertAdjacentHTML(
      'beforeend',
      `<a href="/${CANARY}">${CANARY}</a><img src="data:image/gif,${CANARY}" alt="${CANARY}">`,
    )
    await expectHidden(h)
  })
})

it('MK-23: what is written into a frame that was hidden just now, whichever document has its turn first', async () => {
  const frames = [0, 1, 2, 3]
  const h = await open(
    `${frames.map(() => '<iframe srcdoc="<p>inner</p>"></iframe>').join('')}<p id="outer"></p>`,
    {
      selectors: ['.card'],
    },
  )
  // At times each look at the clock finds the slice used up: then the next document comes first.
  let [now, step] = [h.window.performance.now(), 0.01]
  Object.defineProperty(h.window.performance, 'now', { value: () => (now += step) })
  const slowly = async (change: () => void): Promise<void> => {
    step = 5
    change()
    await new Promise((resolve) => setTimeout(resolve, 300))
    step = 0.01
    await h.quiet()
  }
  for (const i of frames) {
    for (let turns = 0; turns < i; turns++)
      await slowly(() => h.document.getElementById('outer')?.append('more'))
    const frame = h.document.querySelectorAll('iframe')[i] as HTMLIFrameElement
    await slowly(() => {
      frame.className = 'card'
      frame.contentDocument?.querySelector('p')?.append(CANARY)
    })
    await expectHidden(h)
  }
}, 60_000)
