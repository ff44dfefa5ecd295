import { expect, test } from 'vitest'
import { rewriteMedia, rewriteRules } from './rewrite.ts'

const NONE = new Map<string, string>()
const DARK = new Map([['prefers-color-scheme', 'dark']])

test('MIRROR 6: pseudo-classes of selectors become marks, at any depth', () => {
  expect(rewriteRules('a:hover > b:not(:focus-visible)::before { color: red }', NONE)).toBe(
    'a[data-sl-hover] > b:not([data-sl-focus-visible])::before { color: red }',
  )
  expect(rewriteRules('@media print { .x { &:ACTIVE { top: 0 } :focus-within & { left: 0 } } }', NONE)).toBe(
    '@media print { .x { &[data-sl-active] { top: 0 } [data-sl-focus-within] & { left: 0 } } }',
  )
  expect(rewriteRules('@scope (a:target) to (b:visited) { c { top: 0 } }', NONE)).toBe(
    '@scope (a[data-sl-target]) to (b[data-sl-visited]) { c { top: 0 } }',
  )
})

test('MIRROR 6: words that are no pseudo-classes stay', () => {
  for (const rule of [
    'a{animation:hover 1s;grid-area:active;--x:focus}',
    'a::target-text { color: red }',
    '.a\\:hover { color: red }',
    'a:hover-not { color: red }',
    'a { content: "b:hover {"; top: 0 }',
    '@supports selector(:focus-visible) { a { top: 0 } }',
    'a { background: url(data:x;:hover{) }',
  ])
    expect(rewriteRules(rule, NONE)).toBe(rule)
})

test('MIRROR 2: media queries and color-scheme answer as at the visitor, where the stage would say otherwise', () => {
  expect(rewriteRules('@media (prefers-color-scheme: dark) and (width > 1px) { a { top: 0 } }', DARK)).toBe(
    '@media (min-width:0px) and (width > 1px) { a { top: 0 } }',
  )
  expect(rewriteRules('@media (prefers-color-scheme: light) { a { top: 0 } }', DARK)).toBe(
    '@media (max-width:-1px) { a { top: 0 } }',
  )
  expect(rewriteRules(':root{color-scheme:light dark;top:0}', DARK)).toBe(':root{color-scheme:dark;top:0}')
  expect(rewriteRules(':root{color-scheme:light}', DARK)).toBe(':root{color-scheme:light}')
  expect(rewriteRules('@media (prefers-color-scheme: dark) { a { top: 0 } }', NONE)).toContain('prefers')
  const motion = new Map([
    ['prefers-reduced-motion', 'reduce'],
    ['hover', 'none'],
  ])
  expect(rewriteMedia('not (prefers-reduced-motion), (any-hover)', motion)).toBe(
    'not (min-width:0px), (max-width:-1px)',
  )
})

test('MIRROR 6: what can be edited at the visitor has a mark, asked for with the same specificity', () => {
  expect(rewriteRules('[contenteditable], a[ contenteditable="true" i] { top: 0 }', NONE)).toBe(
    '[data-sl-editable], a[data-sl-editable="true" i] { top: 0 }',
  )
  const editable =
    ':where([data-sl-editable]:not([data-sl-editable=false i]),[data-sl-editable]:not([data-sl-editable=false i]) *)'
  expect(rewriteRules('a:read-write:READ-ONLY { top: 0 }', NONE)).toBe(
    `a:is(:read-write,${editable}):not(:read-write,${editable}) { top: 0 }`,
  )
  for (const rule of [
    '[contenteditable-x] { top: 0 }',
    '.a\\:read-only { top: 0 }',
    'a { --x: [contenteditable] }',
  ])
    expect(rewriteRules(rule, NONE)).toBe(rule)
})
