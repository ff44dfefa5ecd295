import { describe, expect, it } from 'vitest'
import { reachOf } from './selectors.ts'
import { absoluteCss, absoluteSrcset, absoluteUrl, cutUrl } from './urls.ts'

const BASE = 'https://shop.test/a/b.html?x=1'

describe('addresses', () => {
  it.each([
    ['c.png', 'https://shop.test/a/c.png'],
    ['//cdn.test/x', 'https://cdn.test/x'],
    ['https://user:secret@shop.test/x', 'https://shop.test/x'],
    [' /y ', 'https://shop.test/y'],
    ['javascript:alert(1)', null],
    [' JaVaScRiPt:alert(1)', null],
    ['java\nscript:alert(1)', null],
    ['', null],
    ['http://[', null],
  ])('MK-24 %j becomes %j', (value, expected) => {
    expect(absoluteUrl(value, BASE)).toBe(expected)
  })

  it.each([
    ['path', 'https://shop.test/p'],
    ['full', 'https://shop.test/p?token=1#2'],
    ['origin', 'https://shop.test/'],
  ] as const)('MK-24 cut to %s', (detail, expected) => {
    expect(cutUrl('https://u:p@shop.test/p?token=1#2', BASE, detail)).toBe(expected)
  })

  it('MK-24 tells nothing of addresses that are not of the web', () => {
    expect(cutUrl('mailto:someone@shop.test', BASE, 'full')).toBe('mailto:…')
    expect(cutUrl('data:text/plain,secret', BASE, 'full')).toBe('data:…')
  })

  it('makes srcset candidates absolute', () => {
    expect(absoluteSrcset('a.png 1x, /b.png 2x', BASE)).toBe(
      'https://shop.test/a/a.png 1x, https://shop.test/b.png 2x',
    )
    expect(absoluteSrcset('a.png', BASE)).toBe('https://shop.test/a/a.png')
    expect(absoluteSrcset('data:image/png;base64,AA== 100w, b.png 200w', BASE)).toBe(
      'data:image/png;base64,AA== 100w, https://shop.test/a/b.png 200w',
    )
  })

  it('makes addresses in CSS absolute and leaves references and data alone', () => {
    expect(
      absoluteCss(
        `a{background:url(i.png)} b{src:url("f.woff") format('x')} c{fill:url(#g)}`,
        BASE,
        new Map(),
      ),
    ).toBe(
      `a{background:url("https://shop.test/a/i.png")} b{src:url("https://shop.test/a/f.woff") format('x')} c{fill:url(#g)}`,
    )
    expect(absoluteCss('a{b:url(data:image/png;base64,AA)}', BASE, new Map())).toBe(
      'a{b:url(data:image/png;base64,AA)}',
    )
  })

  it('MIRROR 2: a blob in CSS becomes a property of its own name, and is noted', () => {
    const blobs = new Map<string, string>()
    const uuid = '5b1d3b0e-0000-4000-8000-00000000000a'
    const url = `blob:https://shop.test/${uuid}`
    expect(absoluteCss(`a{background:url("${url}") red}`, BASE, blobs)).toBe(
      `a{background:var(--sidelong-${uuid},none) red}`,
    )
    expect([...blobs]).toEqual([[uuid, url]])
    // No more of them than somebody will look at.
    for (let i = 0; i < 100; i++) absoluteCss(`a{b:url(blob:https://shop.test/x-${i})}`, BASE, blobs)
    expect(blobs.size).toBe(64)
  })
})

describe('reach of selectors', () => {
  it.each([
    [['.a', 'input[name="x y"]', '#b'], 'own'],
    [['.a .b'], 'below'],
    [['.a>b'], 'below'],
    [['.a + b'], 'page'],
    [['a:has(b)'], 'page'],
    [['a[title="x:y + z"]'], 'own'],
  ] as const)('MK-23 %j reaches %s', (selectors, reach) => {
    expect(reachOf(selectors)).toBe(reach)
  })
})
