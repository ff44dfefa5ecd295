import { afterEach, describe, expect, test } from 'vitest'
import type { MaskRules } from '../../src/visitor/privacy/rules.ts'
import { createPair, type Pair } from './pair.ts'

// Not by `import.meta.url`: small ones would become data: addresses.
const imageUrl = (name: string): string =>
  `${location.origin}/node_modules/startbootstrap-sb-admin-2/img/undraw_${name}.svg`

let pair: Pair

afterEach(() => pair.stop())

async function open(html: string, rules: Partial<MaskRules> = {}): Promise<void> {
  pair = await createPair(html, rules, { hasLooks: true })
}

const get = (id: string): HTMLElement => pair.document.getElementById(id) as HTMLElement
const shown = (id: string): HTMLElement => pair.stage.getElementById(id) as HTMLElement
const styleOf = (element: HTMLElement): CSSStyleDeclaration =>
  (element.ownerDocument.defaultView as Window).getComputedStyle(element)

/** The computed styles of both are, or become, the same; `property` for the message. */
async function expectSame(id: string, ...properties: readonly string[]): Promise<void> {
  const read = (element: HTMLElement) =>
    properties.map((name) => [name, styleOf(element).getPropertyValue(name)])
  await pair.quiet()
  await expect.poll(() => read(shown(id))).toEqual(read(get(id)))
}

describe('MIRROR 6: sheets that are not what they were', () => {
  test('inline ones that script changed before the session began', async () => {
    await open(`
      <style id=s>p { color: green; margin: 1px } p { top: 5px }</style><style>b { color: red }</style>
      <p id=a>a</p><div id=host></div>
      <script>
        const { sheet } = document.getElementById('s')
        sheet.cssRules[0].style.color = 'rgb(1, 2, 3)'
        sheet.deleteRule(1)
        sheet.insertRule('@media (min-width: 1px) { p { padding: 7px } }')
        const root = document.getElementById('host').attachShadow({ mode: 'open' })
        root.innerHTML = '<style>:host { color: red }</style>'
        root.firstChild.sheet.cssRules[0].style.color = 'rgb(9, 8, 7)'
      </script>`)
    await expectSame('a', 'color', 'margin', 'padding', 'top')
    expect(styleOf(shown('a')).color).toBe('rgb(1, 2, 3)')
    await expectSame('host', 'color')
    expect(styleOf(shown('host')).color).toBe('rgb(9, 8, 7)')
  })

  test('linked by data: and blob: addresses, early and late', async () => {
    await open('<link rel=stylesheet href="data:text/css,p%7Bcolor:rgb(1,2,3)%7D"><p id=a>a</p>')
    await expectSame('a', 'color')
    expect(styleOf(shown('a')).color).toBe('rgb(1, 2, 3)')
    const link = pair.document.createElement('link')
    link.rel = 'stylesheet'
    link.href = URL.createObjectURL(new Blob(['p { margin: 9px; background: red }'], { type: 'text/css' }))
    pair.document.head.append(link)
    await expect.poll(() => styleOf(get('a')).marginTop).toBe('9px')
    await expectSame('a', 'margin-top', 'background-color')
    link.remove()
    await expectSame('a', 'margin-top', 'background-color')
    expect(styleOf(shown('a')).marginTop).not.toBe('9px')
  })

  test('rules for what can be edited', async () => {
    await open(
      `<style>[contenteditable] { color: rgb(1, 2, 3) } :read-write { margin: 3px } .x:read-only { padding: 5px }</style>
       <div id=a contenteditable class=x><p id=b class=x>b</p></div><div id=c contenteditable=false class=x>c</div><input id=d class=x>`,
    )
    for (const id of ['a', 'b', 'c', 'd']) await expectSame(id, 'color', 'margin-top', 'padding-top')
    expect(styleOf(shown('b')).marginTop).toBe('3px')
    expect(shown('a').isContentEditable).toBe(false)
    get('a').contentEditable = 'false'
    for (const id of ['a', 'b']) await expectSame(id, 'color', 'margin-top', 'padding-top')
    expect(styleOf(shown('b')).marginTop).not.toBe('3px')
  })
})

describe('MIRROR 2: what the agent’s browser would choose by itself', () => {
  test('images with several addresses show what the visitor sees', async () => {
    await open('<p id=a>a</p>')
    // Another viewport, where other conditions hold.
    ;(pair.stageWindow.frameElement as HTMLElement).style.width = '300px'
    const [one, two, three] = [imageUrl('profile_1'), imageUrl('profile_2'), imageUrl('profile_3')]
    const box = pair.document.createElement('div')
    box.innerHTML = `
      <img id=set srcset="${one} 100w, ${two} 5000w" sizes="(min-width: 600px) 3000px, 50px">
      <picture><source media="(min-width: 600px)" srcset="${two} 2x"><img id=picture src="${three}"></picture>
      <img id=density srcset="${three} 1x, ${one} 9x" src="${two}">`
    pair.document.body.append(box)
    const images = () => ['set', 'picture', 'density'].map((id) => get(id) as HTMLImageElement)
    await expect
      .poll(() => images().map(({ complete, currentSrc }) => complete && currentSrc))
      .toEqual([two, two, three])
    const read = (id: string) => {
      const { currentSrc, naturalWidth } = shown(id) as HTMLImageElement
      return `${currentSrc} ${naturalWidth}`
    }
    await expect
      .poll(() => ['set', 'picture', 'density'].map(read))
      .toEqual(images().map(({ currentSrc, naturalWidth }) => `${currentSrc} ${naturalWidth}`))
    get('picture').setAttribute('src', one)
    get('picture').previousElementSibling?.remove()
    await expect.poll(() => (shown('picture') as HTMLImageElement).currentSrc).toBe(one)
  })

  test('MK-7 nothing of masked images', async () => {
    await open(`<p id=a>a</p><div class=sidelong-mask><img id=b></div><img id=c class=sidelong-mask>`)
    const before = pair.sentBytes()
    for (const id of ['b', 'c']) {
      get(id).setAttribute('srcset', `${imageUrl('rocket')} 1x`)
      await new Promise((resolve) => get(id).addEventListener('load', resolve, { once: true }))
    }
    await pair.quiet()
    expect(pair.sentText()).not.toContain('rocket')
    expect(pair.sentBytes() - before).toBeLessThan(40)
  })

  test('media of elements says what it says at the visitor, also of those that were sent before', async () => {
    await open(`
      <script>
        const real = matchMedia
        matchMedia = (query) => query === '(prefers-color-scheme:dark)' ? { matches: true, addEventListener() {} } : real(query)
      </script>
      <style media="(prefers-color-scheme: dark)">p { top: 5px }</style>
      <style media="(prefers-color-scheme: light)">p { top: 9px }</style><p id=a style="position: relative">a</p>
      <picture><source media="(prefers-color-scheme: dark)" srcset="${imageUrl('profile_1')}"><img id=b src="${imageUrl('profile_2')}"></picture>`)
    await expect.poll(() => styleOf(shown('a')).top).toBe('5px')
    await expect.poll(() => shown('b').previousElementSibling?.getAttribute('media')).toBe('(min-width:0px)')
  })
})

describe('VW-3: what could not be loaded is told, with the reason', () => {
  test('images, also of a srcset, sheets, media, fonts', async () => {
    await open(`
      <style>@font-face { font-family: "Not There"; src: url(http://localhost:1/font.woff2) } p { font-family: "Not There" }</style>
      <link rel=stylesheet href="http://localhost:1/sheet.css?secret"><p>p</p>
      <img src="http://localhost:1/a/image.png?secret"><img srcset="http://localhost:1/set.png 1x">
      <video src="http://localhost:1/film.webm"></video>`)
    const told = () =>
      pair.told
        .filter((one) => one.type === 'resource')
        .filter(({ kind }) => kind !== 'asked')
        .map(({ url, kind }) => `${kind} ${url}`)
        .sort()
    await expect
      .poll(told)
      .toEqual([
        'font Not There',
        'image localhost:1/a/image.png',
        'image localhost:1/set.png',
        'media localhost:1/film.webm',
        'sheet localhost:1/sheet.css',
      ])
  })
})
