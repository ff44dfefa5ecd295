import { afterEach, describe, expect, test } from 'vitest'
import { createPair, type Pair } from './pair.ts'
import { readProperties } from './properties.ts'

let pair: Pair
const roots = new Map<Element, ShadowRoot>()

afterEach(() => {
  pair.stop()
  roots.clear()
})

async function open(html: string, options = {}): Promise<void> {
  pair = await createPair(html, {}, options)
  await expectEqual()
}

async function expectEqual(): Promise<void> {
  await pair.quiet()
  expect(readProperties(pair.stage)).toEqual(readProperties(pair.document, { roots }))
}

const get = (id: string): HTMLElement => pair.document.getElementById(id) as HTMLElement
const SVG = 'http://www.w3.org/2000/svg'

describe('MIRROR 6: trees', () => {
  test('SVG and MathML in all their spellings', async () => {
    await open(`<svg id=s viewBox="0 0 100 50" width=100 height=50><defs><linearGradient id=g gradientTransform="rotate(9)"/>
      <path id=path d="M0 20h90"/></defs><use id=u xlink:href="#path" stroke=red /><text><textPath href="#path">on it</textPath></text>
      <foreignObject width=50 height=20><p>html <svg><circle r=2 /></svg></p></foreignObject></svg>
      <math><mfrac><mi>x</mi><mn>2</mn></mfrac><annotation-xml encoding="text/html"><p>note</p></annotation-xml></math>`)
    get('u').setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', '#other')
    const clip = pair.document.createElementNS(SVG, 'clipPath')
    clip.append(pair.document.createElementNS(SVG, 'feGaussianBlur'))
    get('s').append(clip)
    await expectEqual()
    get('u').removeAttributeNS('http://www.w3.org/1999/xlink', 'href')
    await expectEqual()
  })

  test('names that no standard knows', async () => {
    await open(
      '<style>a\\:b, blink { display: block; height: 20px }</style><a:b id=x>1</a:b><blink>2</blink><o:p>3</o:p><font-face>4</font-face>',
    )
    pair.document.body.append(pair.document.createElement('x:y'))
    await expectEqual()
  })

  test('texts: empty, adjacent, stray in tables, tables without tbody', async () => {
    await open('<table id=t><tr><td>1</table><p id=p></p>')
    const { document } = pair
    const table = document.createElement('table')
    table.append('stray', document.createElement('tr'), document.createTextNode(''))
    table.querySelector('tr')?.append('x', document.createElement('td'))
    get('p').append('a', 'b', '', 'c', document.createComment('no'), 'd')
    document.body.append(table)
    await expectEqual()
    ;(get('p').childNodes[1] as Text).data = ''
    ;(get('p').childNodes[0] as Text).splitText(0)
    await expectEqual()
    get('p').normalize()
    await expectEqual()
  })

  test('the root element and the body replaced', async () => {
    await open('<p>old</p>')
    const { document } = pair
    const body = document.createElement('body')
    body.innerHTML = '<p>new body</p>'
    document.body.replaceWith(body)
    await expectEqual()
    const root = document.createElement('html')
    root.innerHTML = '<head></head><body><p id=q>new root</p><input id=i></body>'
    document.documentElement.replaceWith(root)
    await expectEqual()
    get('q').append(' more')
    ;(get('i') as HTMLInputElement).value = 'typed'
    get('i').dispatchEvent(new pair.window.Event('input', { bubbles: true }))
    await expectEqual()
  })

  test('document.open and write: another page in the same document', async () => {
    await open('<p>old</p>')
    pair.document.open()
    pair.document.write(
      '<!doctype html><p id=p>written</p><input id=i><div id=d style="height:50px;overflow:auto"><p style="height:500px">',
    )
    await pair.quiet()
    pair.document.write('<p>more</p>')
    pair.document.close()
    await expectEqual()
    // Listeners went with the old page: typing and scrolling must still arrive.
    const input = get('i') as HTMLInputElement
    input.focus()
    pair.document.execCommand('insertText', false, 'typed')
    get('d').scrollTop = 70
    await expectEqual()
    expect(pair.stage.getElementById('d')?.scrollTop).toBe(70)
  })

  test('fragments used again, clones, adopted from another document', async () => {
    await open('<div id=a></div><div id=b></div>')
    const { document } = pair
    const fragment = document.createDocumentFragment()
    for (let i = 0; i < 3; i++) {
      fragment.append(document.createElement('i'), String(i))
      get('a').append(fragment)
      await expectEqual()
      fragment.append(...get('a').childNodes)
    }
    get('b').append(fragment)
    await expectEqual()
    const other = new pair.window.DOMParser().parseFromString(
      '<section><input value=x>adopted</section>',
      'text/html',
    )
    get('a').append(document.adoptNode(other.body.firstChild as Node), document.importNode(get('b'), true))
    await expectEqual()
    other.body.append(get('a').firstChild as Node)
    await expectEqual()
    get('b').append(other.body.firstChild as Node)
    await expectEqual()
  })

  test('moveBefore keeps what is moved, and scrolled, without sending it again', async () => {
    await open('<div id=a><div id=m style="height:60px;overflow:auto"></div></div><div id=b></div>')
    for (let i = 0; i < 300; i++)
      get('m').append(Object.assign(pair.document.createElement('p'), { textContent: `row ${i}` }))
    get('m').scrollTop = 120
    await expectEqual()
    const before = pair.sentBytes()
    ;(get('b') as HTMLElement & { moveBefore(node: Node, at: Node | null): void }).moveBefore(get('m'), null)
    await expectEqual()
    expect(pair.stage.getElementById('m')?.scrollTop).toBe(120)
    expect(pair.sentBytes() - before).toBeLessThan(60)
    get('a').append(get('m'))
    await expectEqual()
    get('m').scrollTop = 120
    await expectEqual()
  })

  test('40,000 siblings in one task', async () => {
    await open('<div id=a hidden></div>')
    for (let i = 0; i < 40_000; i++) get('a').append(pair.document.createElement('i'))
    await pair.quiet(100_000)
    expect(pair.stage.getElementById('a')?.childElementCount).toBe(40_000)
  }, 120_000)

  test('templates and noscript travel empty, a base address changes nothing that is there', async () => {
    await open(
      '<template><p>inert-content</p></template><noscript>no-script-content</noscript><img id=i src="a.png">',
    )
    const base = pair.document.createElement('base')
    base.href = 'https://elsewhere.test/x/'
    pair.document.head.append(base)
    pair.document.body.append(Object.assign(pair.document.createElement('img'), { id: 'j', alt: 'late' }))
    get('j').setAttribute('src', 'b.png')
    await pair.quiet()
    expect(pair.stage.getElementById('j')?.getAttribute('src')).toBe('https://elsewhere.test/x/b.png')
    expect(pair.stage.getElementById('i')?.getAttribute('src')).toMatch(/^http:\/\/localhost.*a\.png$/)
    expect(pair.sentText()).not.toMatch(/inert-content|no-script-content/)
  })
})

describe('MIRROR 6: document modes', () => {
  const CELL =
    '<table style="border-spacing:0"><td style="padding:0;font:40px serif"><img width=9 height=9></table>'

  for (const [name, doctype] of [
    ['standards', '<!doctype html>'],
    ['quirks', ''],
  ] as const)
    test(name, () => open(CELL, { doctype }))
})

describe('MIRROR 6: shadow trees', () => {
  test('open and closed, early, late, declarative, with state in them', async () => {
    await open(
      '<div id=a><p>light</p></div><div id=b></div><div id=c><template shadowrootmode=open><b>declared</b><slot></slot></template>c</div>',
    )
    const open1 = get('a').attachShadow({ mode: 'open' })
    open1.innerHTML = '<slot></slot><input id=i><div id=h></div>'
    const closed = open1.getElementById('h')?.attachShadow({ mode: 'closed' }) as ShadowRoot
    roots.set(open1.getElementById('h') as Element, closed)
    closed.innerHTML = '<p>closed</p><textarea></textarea>'
    await expectEqual()
    ;(open1.getElementById('i') as HTMLInputElement).value = 'typed'
    ;(closed.querySelector('textarea') as HTMLTextAreaElement).value = 'typed'
    await expectEqual()
    get('b').append(get('a'))
    await expectEqual()
  })

  test('closed roots that the page declared, as soon as the element asks for its internals', async () => {
    await open('<p>x</p>')
    const { document, window } = pair
    class Late extends window.HTMLElement {
      constructor() {
        super()
        roots.set(this, this.attachInternals().shadowRoot as ShadowRoot)
      }
    }
    const host = document.createElement('x-declared')
    document.body.append(host)
    host.setHTMLUnsafe('light')
    const outer = document.createElement('div')
    document.body.append(outer)
    outer.setHTMLUnsafe('<x-declared><template shadowrootmode=closed><p>inside</p></template></x-declared>')
    host.remove()
    await pair.quiet()
    window.customElements.define('x-declared', Late as unknown as CustomElementConstructor)
    await expectEqual()
    expect(pair.sentText()).toContain('inside')
  })

  test('slots by name and by hand', async () => {
    await open(
      '<div id=h><i id=one></i>text<i id=two slot=named></i></div><div id=m><b id=x>x</b><b id=y>y</b></div>',
    )
    get('h').attachShadow({ mode: 'open' }).innerHTML = '<p><slot name=named></slot></p><slot>fallback</slot>'
    const root = get('m').attachShadow({ mode: 'open', slotAssignment: 'manual' })
    root.innerHTML = '<p><slot></slot></p><slot></slot>'
    const [first, second] = root.querySelectorAll('slot')
    first?.assign(get('y'), get('x'))
    await expectEqual()
    get('one').slot = 'named'
    first?.assign()
    second?.assign(get('x'))
    await expectEqual()
    const kept = get('x')
    kept.remove()
    await pair.quiet()
    get('m').append(kept)
    await expectEqual()
    pair.capture.checkpoint(8)
    await expectEqual()
  })

  test('custom states, through a new checkpoint too', async () => {
    await open('<style>x-state:state(on) { display: block; height: 33px } x-state { display: none }</style>')
    const { document, window } = pair
    let states: Set<string> = new Set()
    class Stateful extends window.HTMLElement {
      constructor() {
        super()
        states = (this.attachInternals() as unknown as { states: Set<string> }).states
      }
    }
    window.customElements.define('x-state', Stateful as unknown as CustomElementConstructor)
    document.body.append(document.createElement('x-state'))
    await expectEqual()
    states.add('on')
    await expectEqual()
    expect(pair.stage.querySelector(':state(on)')).not.toBeNull()
    pair.capture.checkpoint(8)
    await expectEqual()
    states.clear()
    await expectEqual()
  })
})
