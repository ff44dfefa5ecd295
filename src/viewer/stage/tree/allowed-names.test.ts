import { expect, test } from 'vitest'
import { DROPPED_ATTRIBUTES, PLAIN_ATTRIBUTES, REFERENCE_ATTRIBUTES } from './allowed-attributes.ts'
import { HTML_ELEMENTS, isCustomName, MATHML_ELEMENTS, SVG_ELEMENTS, safeName } from './allowed-elements.ts'
import { isAnimatable } from './animated-attributes.ts'

const NEVER =
  'script noscript base meta object embed applet frame frameset portal fencedframe template'.split(' ')

test('what must never be created is on no list', () => {
  for (const name of NEVER) {
    expect(HTML_ELEMENTS.has(name) || SVG_ELEMENTS.has(name) || MATHML_ELEMENTS.has(name)).toBe(false)
    expect(safeName(name, 'html')).toMatch(/^(object|embed|frame)$/.test(name) ? /^iframe$/ : /^x-/)
    expect(safeName(name, 'svg')).toBe('x-unknown')
  }
})

test('what must never be set is on no list of what may', () => {
  const never = `srcdoc ping referrerpolicy crossorigin nonce integrity action formaction http-equiv autofocus contenteditable
    popovertarget popovertargetaction command commandfor target download is autoplay accesskey sandbox allow manifest`
  for (const name of never.trim().split(/\s+/)) expect(DROPPED_ATTRIBUTES.has(name)).toBe(true)
  for (const name of DROPPED_ATTRIBUTES)
    expect(PLAIN_ATTRIBUTES.has(name) || REFERENCE_ATTRIBUTES.has(name)).toBe(false)
  for (const name of PLAIN_ATTRIBUTES) expect(name).not.toMatch(/^on(?!$)/)
})

test('animations may move neither links nor handlers', () => {
  for (const name of ['fill', 'stroke-dashoffset', 'gradientTransform', 'd', 'x', 'viewBox', 'k1'])
    expect([name, isAnimatable(name)]).toEqual([name, true])
  const never = [
    'href',
    'HREF',
    'xlink:href',
    'x:href',
    'onclick',
    'onBegin',
    'style',
    'class',
    'src',
    'target',
    ' href',
    '',
  ]
  for (const name of [...never, ...DROPPED_ATTRIBUTES, ...REFERENCE_ATTRIBUTES])
    expect([name, isAnimatable(name)]).toEqual([name, false])
})

test('names of custom elements', () => {
  for (const name of ['x-a', 'my-element', 'a-', 'x-ü', 'sl-button.x']) expect(isCustomName(name)).toBe(true)
  for (const name of ['', 'xa', '-x', 'X-a', 'x-A', 'x- y', 'x->', '1-x', 'x-/', `x-${'y'.repeat(200)}`])
    expect(isCustomName(name)).toBe(false)
  expect(safeName('fencedframe', 'html')).toBe('x-unknown')
  expect(safeName('my-element', 'html')).toBe('my-element')
})
