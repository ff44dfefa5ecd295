import { afterEach, describe, expect, it } from 'vitest'
import { CANARY, canaryIn } from '../testing/canary.ts'
import { createMirrorHarness, type MirrorHarness, replicaText } from '../testing/mirror-harness.ts'
import type { MaskRules } from './rules.ts'

let harness: MirrorHarness | null = null
const expectHidden = async (h: MirrorHarness) => expect(await canaryIn(h)).toEqual([])

async function open(html: string, rules: Partial<MaskRules> = {}): Promise<MirrorHarness> {
  harness = await createMirrorHarness(
    `<!doctype html>${html.startsWith('<title') ? '' : '<title>t</title>'}${html}`,
    rules,
  )
  return harness
}

afterEach(() => {
  harness?.stop()
  harness = null
})

const HIDDEN: readonly (readonly [id: string, html: string])[] = [
  ['MK-2 class glance_masked', `<p class="x glance_masked">${CANARY}<b title="${CANARY}">${CANARY}</b></p>`],
  ['MK-2 attribute glance_masked', `<p glance_masked>${CANARY}</p>`],
  [
    'MK-2 class sidelong-mask',
    `<div class="sidelong-mask"><img alt="${CANARY}" src="/${CANARY}.png"><svg><text>${CANARY}</text></svg></div>`,
  ],
  [
    'MK-2 attribute data-sidelong-mask',
    `<section data-sidelong-mask="no"><input value="${CANARY}"></section>`,
  ],
  [
    'MK-3 password',
    `<input type="PassWord" value="${CANARY}" placeholder="${CANARY}" title="${CANARY}" data-x="${CANARY}" aria-label="${CANARY}" name="${CANARY}">`,
  ],
  ['MK-4 card token', `<input autocomplete="section-a billing CC-number" value="${CANARY}">`],
  ['MK-4 one-time code', `<input autocomplete="one-time-code" value="${CANARY}">`],
  [
    'MK-4 card token on a select',
    `<select autocomplete="cc-exp-month"><option value="${CANARY}">${CANARY}</option></select>`,
  ],
  ['MK-5 hidden input', `<input type="hidden" value="${CANARY}">`],
  ['MK-3 drawn as dots by style', `<input style="-webkit-text-security: disc" value="${CANARY}">`],
  ['MK-1 title that is masked', `<title class="sidelong-mask">${CANARY}</title>`],
  [
    'MK-20 inline style of a masked element',
    `<p class="sidelong-mask" style="--x: ${CANARY}; background: url(/${CANARY}); position: absolute">x</p>`,
  ],
  ...[
    `margin-left: env(${CANARY}, 3px)`,
    `top: anchor(--${CANARY} top)`,
    `margin-left: anchor-size(--${CANARY} width)`,
    `top: if(style(--${CANARY}): 1px; else: 2px)`,
    `margin-left: --${CANARY}(1px)`,
  ].map(
    (style) =>
      [`MK-20 names in functions: ${style}`, `<p class="sidelong-mask" style="${style}">x</p>`] as const,
  ),
  [
    'MK-1 script text, comments, handlers, srcdoc, template, noscript',
    `<script type="application/json">{"a":"${CANARY}"}</script><!-- ${CANARY} --><p onclick="f('${CANARY}')">x</p><template>${CANARY}</template><noscript>${CANARY}</noscript><meta name="a" content="${CANARY}">`,
  ],
  [
    'MK-24 query and fragment of links',
    `<a href="/p?token=${CANARY}#${CANARY}">x</a><a href="https://u:${CANARY}@example.test/">y</a><math><mi href="/p?${CANARY}">z</mi><semantics href="/p?${CANARY}"></semantics></math>`,
  ],
  [
    'MK-1 form action and ping',
    `<form action="/${CANARY}"><button formaction="/${CANARY}">x</button></form><a ping="/${CANARY}">x</a>`,
  ],
]

describe('always masked', () => {
  for (const [title, html] of HIDDEN) {
    it(title, async () => {
      await expectHidden(await open(html))
    })
  }

  it('would find the canary in a visible place (positive control)', async () => {
    const h = await open(`<p>${CANARY}</p>`)
    await h.quiet()
    expect(h.sentText()).toContain(CANARY)
  })

  it('MK-24 query and fragment of a link by another prefix', async () => {
    const h = await open('<svg><a><text>x</text></a></svg>')
    const link = h.document.querySelector('a') as Element
    link.setAttributeNS('http://www.w3.org/1999/xlink', 'x:href', `/path?${CANARY}#${CANARY}`)
    await expectHidden(h)
    expect(h.sentText()).toContain('/path')
  })

  it('MK-20 keeps what places a masked element', async () => {
    const h = await open(
      '<p class="sidelong-mask" style="margin-left: calc(50% - 1.5em); top: -3px; order: 2; flex: 1 1 auto">x</p>',
    )
    for (const part of ['calc(50% - 1.5em)', 'top: -3px', 'order: 2', 'flex: 1 1 auto'])
      expect(h.sentText()).toContain(part)
  })

  it('MK-3 stays when the type is toggled, the field is cloned or replaced', async () => {
    const h = await open('<form><input id="p" name="pw" type="password"></form>')
    const field = h.document.getElementById('p') as HTMLInputElement
    field.type = 'text'
    field.value = CANARY
    const clone = field.cloneNode() as HTMLInputElement
    clone.value = CANARY
    clone.setAttribute('value', CANARY)
    field.after(clone)
    const other = h.document.createElement('input')
    other.name = 'pw'
    other.value = CANARY
    field.replaceWith(other)
    await expectHidden(h)
  })

  it('MK-19 tells sizes in steps of 8 px, and of fields that grow with what is in them none: 1 and 40 characters alike', async () => {
    const sent = async (text: string, width: number) => {
      const h = await open(
        `<input class="glance_masked" style="field-sizing: content" value="${text}"><textarea class="glance_masked" style="field-sizing: content">${text}</textarea>
         <div class="glance_masked" style="width: ${width}px; height: 17px; overflow: hidden">${text}</div>`,
      )
      const out = h.sentText()
      h.stop()
      return out
    }
    const short = await sent('a', 101)
    expect(await sent('b'.repeat(40), 101)).toBe(short)
    for (const width of [97, 100.5, 104]) expect(await sent('a', width)).toBe(short)
    // The positive control: what is finer than a step is not told, a step is.
    for (const width of [96, 105]) expect(await sent('a', width)).not.toBe(short)
  })

  it('MK-19 sends no state of masked controls, and nothing under a masked element', async () => {
    const bodies = (
      isSet: boolean,
    ): string => `<div class="glance_masked"><i>${isSet ? CANARY : 'x'}</i></div>
      <input class="glance_masked" value="${isSet ? CANARY : ''}">
      ${['checkbox', 'radio'].map((type) => `<input class="glance_masked" type="${type}" ${isSet ? 'checked' : ''}>`).join('')}
      <input class="glance_masked" type="range" value="${isSet ? 9 : 50}">
      <select class="glance_masked" style="width: 80px"><option>a<option ${isSet ? 'selected' : ''}>b${isSet ? '<option>c' : ''}</select>
      <meter class="glance_masked" value="${isSet ? 0.9 : 0.1}"></meter><progress class="glance_masked" value="${isSet ? 0.9 : 0.1}"></progress>
      <div class="glance_masked" role="switch" aria-checked="${isSet}">${isSet ? 'on' : 'off'}</div>`
    const sent: (readonly string[])[] = []
    for (const isSet of [true, false]) {
      const h = await open(bodies(isSet))
      sent.push(h.calls)
      h.stop()
    }
    expect(sent[0]).toEqual(sent[1])
    expect(sent[0]?.join()).toContain('********')
  })

  it('MK-22 sends the same for 1 and for 40 characters', async () => {
    const sizes: number[] = []
    for (const text of ['a', 'b'.repeat(40)]) {
      const h = await open('<input id="p" type="password"><p id="other">x</p>')
      const before = h.sentText().length
      const field = h.document.getElementById('p') as HTMLInputElement
      for (const char of text) field.value += char
      field.dispatchEvent(new h.window.Event('input', { bubbles: true }))
      await h.quiet()
      sizes.push(h.sentText().length - before)
      h.stop()
    }
    expect(sizes[0]).toBe(sizes[1])
  })
})

describe('masked by configuration', () => {
  it('MK-7 selectors hide elements with all descendants, shadow and frame content', async () => {
    const h = await open(
      `<div class="secret"><p>${CANARY}</p><iframe srcdoc="${CANARY}"></iframe></div><div id="host"></div>`,
      { selectors: ['.secret', '#host .inner', '.deep'] },
    )
    const root = (h.document.getElementById('host') as HTMLElement).attachShadow({ mode: 'open' })
    root.innerHTML = `<p class="deep">${CANARY}</p>`
    await expectHidden(h)
  })

  it('MK-23 hides what begins to match, before the new content is sent', async () => {
    const h = await open('<div id="a"><p id="p">before</p></div>', {
      selectors: ['.on p', '#a:has(.flag) em', '.late'],
    })
    const a = h.document.getElementById('a') as HTMLElement
    a.classList.add('on')
    ;(h.document.getElementById('p') as HTMLElement).textContent = CANARY
    await expectHidden(h)
    a.classList.remove('on')
    ;(h.document.getElementById('p') as HTMLElement).textContent = `${CANARY} again`
    await expectHidden(h)
    a.insertAdjacentHTML('beforeend', `<em>${CANARY}</em><i class="flag"></i>`)
    await expectHidden(h)
    expect(h.begun.length).toBeGreaterThan(1)
  })

  for (const mode of ['open', 'closed'] as const) {
    it(`MK-7 MK-23 hides what is slotted under a mask of a ${mode} root, text too, early and late`, async () => {
      const h = await open(`<div id="host"><b>visible</b> words</div><div id="late"><b>also</b></div>`, {
        selectors: ['.card'],
      })
      const root = (h.document.getElementById('host') as HTMLElement).attachShadow({ mode })
      root.innerHTML = '<div class="card"><slot></slot></div>'
      await h.quiet()
      expect(replicaText(h)).not.toContain('visible')
      expect(replicaText(h)).not.toContain('words')
      h.document
        .getElementById('host')
        ?.append(`${CANARY} text`, Object.assign(h.document.createElement('i'), { textContent: CANARY }))
      await expectHidden(h)
    })
  }

  it('MK-7 MK-23 hides a slot, and what is in it, that is slotted itself under a mask of a closed root', async () => {
    const h = await open('<div id="host"></div>', { selectors: ['.card'] })
    const root = (h.document.getElementById('host') as HTMLElement).attachShadow({ mode: 'open' })
    root.innerHTML = `<div id="inner"><slot title="${CANARY}"></slot><slot name="a" title="${CANARY}">${CANARY}</slot></div>`
    const inner = (root.getElementById('inner') as HTMLElement).attachShadow({ mode: 'closed' })
    inner.innerHTML = '<div class="card"><slot></slot></div>'
    h.document.getElementById('host')?.append(CANARY)
    await expectHidden(h)
    root.querySelector('slot')?.setAttribute('aria-label', CANARY)
    root
      .getElementById('inner')
      ?.insertAdjacentHTML('beforeend', `<p><slot name="b" title="${CANARY}"></slot></p>`)
    h.document.getElementById('host')?.insertAdjacentHTML('beforeend', `<i slot="b">${CANARY}</i>`)
    await expectHidden(h)
  })

  it('MK-23 hides copies that script makes with what a frame brings, new or of its next page', async () => {
    const h = await open(`<div class="box"><em>${CANARY}</em></div><div id="out"></div>`, {
      selectors: ['.box em'],
    })
    const masked = h.document.querySelector('em') as HTMLElement
    const out = h.document.getElementById('out') as HTMLElement
    const frame = h.document.createElement('iframe')
    h.document.body.append(frame)
    const copyBy = (inner: Document) => {
      const copy = inner.importNode(masked, true)
      out.append(copy.cloneNode(true))
      inner.body.append(copy)
    }
    copyBy(frame.contentDocument as Document)
    await expectHidden(h)
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
    frame.srcdoc = '<p>next page</p>'
    await loaded
    await h.quiet()
    copyBy(h.window.frames[0]?.document as Document)
    await expectHidden(h)
    out.append('and all the rest')
    await h.quiet()
    expect(h.sentText()).toContain('and all the rest')
  })

  it('MK-15 keeps what was masked masked when its class goes or it moves away', async () => {
    const h = await open(`<div class="late"><span id="s">${CANARY}</span></div><div id="out"></div>`, {
      selectors: ['.late'],
    })
    const span = h.document.getElementById('s') as HTMLElement
    h.document.querySelector('.late')?.classList.remove('late')
    await expectHidden(h)
    h.document.getElementById('out')?.append(span)
    await expectHidden(h)
  })

  it('MK-26 moving visible content under a mask supersedes what was sent', async () => {
    const h = await open('<p id="p">visible</p><div class="secret"></div>', { selectors: ['.secret'] })
    h.document.querySelector('.secret')?.append(h.document.getElementById('p') as HTMLElement)
    await h.quiet()
    expect(h.begun.at(-1)).toBeGreaterThan(0)
    expect(replicaText(h)).not.toContain('visible')
  })

  it('MK-18 SA-22 an invalid selector hides the whole page', async () => {
    const h = await open(`<p>${CANARY}</p>`, { selectors: ['p:::x'] })
    await expectHidden(h)
  })

  it('MK-6 nothing lifts what is always hidden: no setting, attribute, mode or hook', async () => {
    const h = await open(
      `<div data-sidelong-unmask class="free"><input type="password" class="free" data-sidelong-unmask value="${CANARY}"><input autocomplete="cc-number" value="${CANARY}">
       <input type="hidden" value="${CANARY}"><p class="free glance_masked" data-sidelong-unmask>${CANARY}</p><p data-sidelong-mask="false" class="free">${CANARY}</p></div>`,
      {
        mode: 'all',
        unmaskSelectors: ['*', '.free', 'input'],
        hook: { selectors: [], nodes: new WeakSet() },
      },
    )
    await expectHidden(h)
    for (const element of h.document.querySelectorAll('p, input')) {
      element.removeAttribute('data-sidelong-mask')
      element.classList.remove('glance_masked')
      if (element.localName === 'input') element.setAttribute('type', 'text')
      element.removeAttribute('autocomplete')
      element.append(CANARY)
    }
    h.capture.checkpoint(0)
    await expectHidden(h)
  })

  it('MK-8 mode inputs hides form controls, MK-10 unless unmasked; a mask beats an unmask', async () => {
    const h = await open(
      `<input value="${CANARY}"><textarea>${CANARY}</textarea><div contenteditable>${CANARY}</div><input data-sidelong-unmask value="shown">
       <div data-sidelong-unmask><input type="password" value="${CANARY}"></div>`,
      { mode: 'inputs' },
    )
    await expectHidden(h)
    expect(h.sentText()).toContain('shown')
  })

  it('MK-10 a mask beats an unmask, whichever is nearer, later or more specific', async () => {
    const h = await open(
      `<div class="secret"><p data-sidelong-unmask id="near">${CANARY}</p></div>
       <div data-sidelong-unmask><section><p class="secret">${CANARY}</p></section></div>
       <p class="secret" data-sidelong-unmask id="own">${CANARY}</p>
       <p data-sidelong-mask data-sidelong-unmask>${CANARY}</p>
       <div data-sidelong-unmask><b>shown</b><svg><text>drawn</text></svg><input value="field"></div><i>unlisted</i>`,
      { mode: 'all', selectors: ['.secret'], unmaskSelectors: ['#near', '#own', 'div p#own.secret'] },
    )
    await expectHidden(h)
    for (const word of ['shown', 'drawn', 'field']) expect(h.sentText()).toContain(word)
    expect(h.sentText()).not.toContain('unlisted')
    // Off the list, it is hidden again.
    h.document.querySelector('b')?.parentElement?.removeAttribute('data-sidelong-unmask')
    h.document.querySelector('b')?.append(CANARY)
    await expectHidden(h)
    expect(replicaText(h)).not.toContain('shown')
  })

  it('MK-10 what is unmasked by where it stands is hidden when that changes', async () => {
    const h = await open('<section class="on"><p class="free">shown</p></section>', {
      mode: 'all',
      unmaskSelectors: ['.on .free'],
    })
    expect(replicaText(h)).toContain('shown')
    h.document.querySelector('section')?.removeAttribute('class')
    h.document.querySelector('p')?.append(CANARY)
    await expectHidden(h)
    expect(replicaText(h)).not.toContain('shown')
  })

  it('MK-21 fills in texts of a length rounded up to 8, and leaves classes', async () => {
    const h = await open('<p class="lead">123</p><p>12345678</p><p>123456789</p>', { mode: 'all' })
    const lengths = [...replicaText(h).matchAll(/"(•+)"/g)].map(([, filler = '']) => filler.length)
    expect(lengths).toEqual([8, 8, 16])
    expect(replicaText(h)).toContain('class=lead')
  })

  it('MK-8, MK-21 mode all hides words, images, titles and addresses', async () => {
    const h = await open(
      `<p title="${CANARY}" aria-label="${CANARY}">${CANARY}</p><img src="/${CANARY}.png" alt="${CANARY}"><a href="/${CANARY}">${CANARY}</a>`,
      { mode: 'all' },
    )
    h.document.title = CANARY
    await expectHidden(h)
    expect(replicaText(h)).toContain('•')
  })
})
