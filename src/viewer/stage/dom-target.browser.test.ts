import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApplier } from '../../protocol/codec/applier.ts'
import { ELEMENT, MODE, OP, STATE } from '../../protocol/codec/ops.ts'
import { createSectionWriter, type SectionWriter } from '../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { loadedParts } from '../testing/loaded-parts.ts'
import { createDomTarget, type DomTarget, ModeError, type StageNode } from './dom-target.ts'

// The target builds into a document of its own kind; here that of a frame beside the test's, with this realm's natives.
let frame: HTMLIFrameElement
let page: Document
let target: DomTarget
let writer: SectionWriter<string>
let apply: () => void
const parts = await loadedParts()

beforeEach(() => {
  frame = document.createElement('iframe')
  frame.style.cssText = 'width: 800px; height: 600px'
  document.body.append(frame)
})
afterEach(() => frame.remove())

function start(): void {
  page = document.implementation.createHTMLDocument('')
  target = createDomTarget(page, {
    scrolled: () => {},
    frame() {},
    frameRemoved() {},
    viewport() {},
    page() {},
    drifted() {},
    parts,
    define() {},
    now: () => performance.now(),
    matchMedia: (query) => matchMedia(query).matches,
  })
  writer = createSectionWriter<string>()
  const applier = createApplier<StageNode>(target)
  apply = () => {
    const section = writer.take()
    if (section) applier.apply(section)
    target.settle()
  }
  writer.op(OP.document, MODE.standards)
  element('html', {}, ELEMENT.descend)
  element('head')
  element('body', {}, ELEMENT.descend)
}

function element(tag: string, attributes: Readonly<Record<string, string>> = {}, flags = 0): void {
  writer.op(OP.element, flags)
  writer.str(tag)
  writer.uint(Object.keys(attributes).length)
  for (const [name, value] of Object.entries(attributes)) {
    writer.str(name)
    writer.value(value)
  }
}

const FIRST = 5

describe('attributes', () => {
  test('an allowed value that becomes a refused one does not stay', () => {
    start()
    element('img', { src: 'https://a.test/x.png', srcset: 'https://a.test/x.png 1x' })
    writer.op(OP.attribute, FIRST)
    writer.str('src')
    writer.value('javascript:alert(1)')
    apply()
    expect(page.querySelector('img')?.getAttributeNames()).toEqual(['srcset'])
  })

  test('links have a constant address, and lose it with the visitor’s', () => {
    start()
    element('a', { href: 'https://a.test/', target: '_top', rel: 'nofollow', class: 'x' })
    apply()
    expect(page.querySelector('a')?.outerHTML).toBe('<a href="#" rel="nofollow" class="x"></a>')
    writer.op(OP.attribute, FIRST)
    writer.str('href')
    writer.value('javascript:alert(1)')
    apply()
    expect(page.querySelector('a')?.getAttribute('href')).toBe('#')
    writer.op(OP.attributeRemove, FIRST)
    writer.str('href')
    apply()
    expect(page.querySelector('a')?.getAttributeNames()).toEqual(['rel', 'class'])
  })

  test('links of SVG and MathML, too, under the name that the visitor’s page uses', () => {
    start()
    element('svg', {}, ELEMENT.svg | ELEMENT.descend)
    element('a', { href: 'https://a.test/' }, ELEMENT.svg)
    element('a', { 'xlink:href': 'https://a.test/' }, ELEMENT.svg)
    apply()
    const [one, two] = page.querySelectorAll('svg > a')
    expect([one?.matches(':any-link'), two?.matches(':any-link')]).toEqual([true, true])
    expect([one?.getAttribute('href'), two?.getAttribute('xlink:href')]).toEqual(['#', '#'])
    writer.op(OP.attributeRemove, FIRST + 2)
    writer.str('xlink:href')
    apply()
    expect(two?.matches(':any-link')).toBe(false)
    element('math', {}, ELEMENT.mathml | ELEMENT.descend)
    element('mi', { href: 'https://a.test/#b', 'xlink:href': '#c', src: 'https://a.test/' }, ELEMENT.mathml)
    apply()
    expect(
      Array.from(page.querySelector('mi')?.attributes ?? [], ({ name, value }) => [name, value]),
    ).toEqual([
      ['href', '#'],
      ['xlink:href', '#'],
    ])
  })

  test('no more attributes than a new element may have, known ones still change', () => {
    start()
    element('p', { class: 'a' })
    for (let i = 0; i < LIMITS.maxAttributesPerElement + 5; i++) {
      writer.op(OP.attribute, FIRST)
      writer.str(`data-${i}`)
      writer.value('x')
    }
    for (const [name, value] of [
      ['class', 'b'],
      ['style', 'color: red'],
    ] as const) {
      writer.op(OP.attribute, FIRST)
      writer.str(name)
      writer.value(value)
    }
    apply()
    const p = page.querySelector('p')
    expect(p?.attributes.length).toBe(LIMITS.maxAttributesPerElement)
    expect([p?.className, p?.hasAttribute('style')]).toEqual(['b', false])
    writer.op(OP.attributeRemove, FIRST)
    writer.str('data-0')
    writer.op(OP.attribute, FIRST)
    writer.str('title')
    writer.value('room again')
    apply()
    expect(p?.getAttribute('title')).toBe('room again')
  })

  test('names that only pages know stay, names that the browser knows and we do not go', () => {
    start()
    element('div', {
      'ng-if': '1',
      flex: '',
      layout: 'row',
      _ngcontent: '',
      'data-x': '1',
      innerhtml: '<b>',
      nonce: 'x',
      title: 't',
    })
    apply()
    expect(page.querySelector('div')?.getAttributeNames()).toEqual([
      'ng-if',
      'flex',
      'layout',
      '_ngcontent',
      'data-x',
      'title',
    ])
    expect(page.querySelector('div')?.childNodes.length).toBe(0)
  })

  test('SVG keeps case and namespaces', () => {
    start()
    element('svg', { viewBox: '0 0 1 1' }, ELEMENT.svg | ELEMENT.descend)
    element('use', { 'xlink:href': '#a' }, ELEMENT.svg)
    apply()
    expect(page.querySelector('svg')?.getAttribute('viewBox')).toBe('0 0 1 1')
    expect(page.querySelector('use')?.getAttributeNS('http://www.w3.org/1999/xlink', 'href')).toBe('#a')
  })
})

describe('tree', () => {
  test('our own sheet and the companions of links do not disturb the order', () => {
    start()
    element('link', { rel: 'stylesheet', href: 'https://a.test/x.css' })
    element('p')
    apply()
    writer.op(OP.sheetText, FIRST)
    writer.text('p{color:red}')
    writer.op(OP.at, 4, FIRST)
    element('b')
    writer.op(OP.at, 4, 0)
    element('i')
    apply()
    const names = [...(page.body?.children ?? [])].map((child) =>
      child.hasAttribute('data-sl-own') ? 'own' : child.localName,
    )
    expect(names).toEqual(['i', 'link', 'own', 'b', 'p'])
    expect(page.querySelector('link')?.hasAttribute('href')).toBe(false)
    writer.op(OP.remove, FIRST, 1)
    apply()
    expect(page.querySelectorAll('body [data-sl-own]').length).toBe(0)
  })

  test('a masked element has neither children nor a shadow root', () => {
    start()
    writer.op(OP.element, ELEMENT.masked, 80, 16)
    writer.str('div')
    writer.uint(0)
    writer.op(OP.at, FIRST, 0, OP.text)
    writer.text('secret')
    writer.op(OP.shadowRoot, FIRST, 0, OP.text)
    writer.text('secret')
    apply()
    const box = page.querySelector('div')
    expect(box?.textContent).toBe('')
    expect(box?.shadowRoot).toBeNull()
    expect(box?.style.getPropertyValue('--sidelong-width')).toBe('80px')
  })

  test('a page of another mode is refused', () => {
    page = document.implementation.createHTMLDocument('')
    const other = createDomTarget(page, {
      scrolled: () => {},
      frame() {},
      frameRemoved() {},
      viewport() {},
      page() {},
      drifted() {},
      define() {},
      now: () => 0,
      parts,
      matchMedia: (query) => matchMedia(query).matches,
    })
    expect(() => other.document(MODE.quirks)).toThrow(ModeError)
  })
})

describe('state', () => {
  test('values, check marks and choices', () => {
    start()
    element('input', { type: 'text', value: 'a' })
    element('input', { type: 'checkbox', checked: '' })
    element('select', {}, ELEMENT.descend)
    element('option', { selected: '' })
    element('option')
    writer.op(OP.value, FIRST)
    writer.text('typed')
    writer.op(OP.state, FIRST + 1, STATE.indeterminate)
    writer.op(OP.nodes, FIRST + 2, 1, FIRST + 4)
    apply()
    const [field, box] = page.querySelectorAll('input')
    expect(field?.value).toBe('typed')
    expect([box?.checked, box?.indeterminate]).toEqual([false, true])
    expect(page.querySelector('select')?.selectedIndex).toBe(1)
  })
})

test('a box that a slice empties and the next one fills again is scrolled as it was', async () => {
  start()
  element('div', { style: 'height: 50px; overflow: auto' }, ELEMENT.descend)
  element('p', { style: 'height: 500px' })
  writer.op(OP.scroll, FIRST)
  writer.int(0)
  writer.int(100)
  apply()
  // Where there is layout.
  document.body.append(document.adoptNode(page.querySelector('div') as Element))
  const box = document.body.lastElementChild as HTMLElement
  writer.op(OP.scroll, FIRST)
  writer.int(0)
  writer.int(100)
  apply()
  expect(box.scrollTop).toBe(100)
  const scrolled = new Promise((resolve) => box.addEventListener('scroll', resolve, { once: true }))
  writer.op(OP.remove, FIRST + 1, 1)
  apply()
  await scrolled
  await new Promise((resolve) => requestAnimationFrame(resolve))
  expect(box.scrollTop).toBe(0)
  writer.op(OP.at, FIRST, 0)
  element('p', { style: 'height: 500px' })
  apply()
  expect(box.scrollTop).toBe(100)
  box.remove()
})
