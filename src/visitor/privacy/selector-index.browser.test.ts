import { expect, test } from 'vitest'
import { pinNatives } from '../capture/natives.ts'
import { indexSelectors } from './selector-index.ts'

const SELECTORS = [
  '#iban',
  '.card',
  'td.card',
  'input[name="iban"]',
  'input[name="a,b"][type=text]',
  '[data-private]',
  '[title="x ] .card"]',
  ".list > li[title='#iban']",
  '.list .deep .card',
  '.a.b',
  '#iban.card',
  'x-card',
  'section *',
  'TD.upper',
  '.list>p',
  'p:first-child',
  'p + b',
  'div:has(> i)',
  'h1, h2.card',
  '.caf\\65',
  '.straße',
  'svg a, h3',
  '.one\n.two',
  'linearGradient',
  '[class~="late"]',
]
const HTML = `<div id="iban" class="card x">1</div><div id="IBAN" class="CARD">2</div><table><tr><td class="card upper">3</td></tr></table>
<input name="iban"><input name="a,b" type="text"><p data-private title="x ] .card">4</p>
<ul class="list"><li title="#iban">5</li><p>6</p><li class="deep"><b class="card a b">7</b></li></ul>
<x-card>8</x-card><section><i class="one"><b class="two	late">9</b></i></section><p>a</p><b>b</b><h1>c</h1><h2 class="card">d</h2>
<em class="cafe">e</em><em class="straße">f</em><svg><a>g</a><linearGradient></linearGradient></svg><div><i></i></div>`

for (const mode of ['<!doctype html>', ''])
  test(`MK-7: an index of many selectors says what the browser says, ${mode ? 'standards' : 'quirks'} mode`, () => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const inner = frame.contentDocument as Document
    inner.open()
    inner.write(mode + HTML)
    inner.close()
    const natives = pinNatives(frame.contentWindow as Window & typeof globalThis)
    let count = 0
    // Alone, and together: what one finds must not hide that another does not.
    const lists = [...SELECTORS.map((one) => [one]), SELECTORS.filter((_, i) => i % 2), SELECTORS]
    for (const list of lists.filter((one) => isKnown(inner, one))) {
      const meant = indexSelectors(list, natives)
      for (const element of inner.querySelectorAll('*')) {
        const isMeant = list.some((selector) => element.matches(selector))
        if (isMeant) count++
        expect([list, element.outerHTML, meant(element)]).toEqual([list, element.outerHTML, isMeant])
      }
    }
    expect(count).toBeGreaterThan(50)
    frame.remove()
  })

function isKnown(document: Document, list: readonly string[]): boolean {
  try {
    document.createDocumentFragment().querySelector(list.join(','))
    return true
  } catch {
    return false
  }
}
