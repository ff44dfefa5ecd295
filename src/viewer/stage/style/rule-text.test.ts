import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitRules } from './rule-text.ts'

const split = (css: string): string[] => splitRules(css, 1_000)

test('rules one after the other', () => {
  expect(split('a{color:red} b , c { x: y }')).toEqual(['a{color:red}', 'b , c { x: y }'])
})

test('at-rules with and without a block', () => {
  const css = '@namespace svg url(http://www.w3.org/2000/svg);@media print{a{b:c} d{e:f}}@layer x,y;g{}'
  expect(split(css)).toEqual([
    '@namespace svg url(http://www.w3.org/2000/svg);',
    '@media print{a{b:c} d{e:f}}',
    '@layer x,y;',
    'g{}',
  ])
})

test('brackets, quotes and comments hide what looks like an end', () => {
  expect(split(`a::before{content:"}"} b{background:url("x}y")} c{/* } */d:e}`)).toHaveLength(3)
  expect(split(`a[x="}{"]{b:c} d{e:f}`)).toHaveLength(2)
  expect(split('a{content:"\\"}"} b{}')).toHaveLength(2)
  expect(split('.a\\{b{c:d} e{}')).toEqual(['.a\\{b{c:d}', 'e{}'])
  expect(split('/* one */ a{} /* two */')).toEqual(['a{}'])
})

test('nested rules stay inside', () => {
  expect(split('a{ & b{c:d} @media print{e:f} } g{}')).toEqual(['a{ & b{c:d} @media print{e:f} }', 'g{}'])
})

test('what is not closed is one rule, what is closed twice is harmless', () => {
  expect(split('a{b:c')).toEqual(['a{b:c'])
  expect(split('a{}} b{}')).toHaveLength(2)
})

test('no more rules than asked for', () => {
  expect(splitRules('a{}b{}c{}', 2)).toEqual(['a{}', 'b{}'])
})

test('any text: ends, and loses nothing but space and comments', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (css) => {
      const rules = split(css)
      const rest = rules.join('').replace(/\s/g, '')
      expect(css.replace(/\s/g, '').length).toBeGreaterThanOrEqual(rest.length)
    }),
  )
})
