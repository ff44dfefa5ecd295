import { expect, test } from 'vitest'
import { addressRest, formatElapsed, initials, originParts, plainLine } from './format.ts'
import { scaleOf, zoomStep } from './zoom.ts'

test('VW-2 text of the page stays one harmless line', () => {
  expect(plainLine('a\u202eb\u0000c\u200b d\n\te', 50)).toBe('a b c d e')
  expect(plainLine('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`)
  expect(plainLine('😀'.repeat(10), 4)).toBe('😀😀😀…')
})

test('VW-2 the address never passes for another origin', () => {
  expect(addressRest('https://a.test/b?c', 'https://a.test')).toBe('/b?c')
  expect(addressRest('https://a.test.evil/b', 'https://a.test')).toBe('https://a.test.evil/b')
  expect(addressRest('https://a.test@evil/', 'https://a.test')).toBe('https://a.test@evil/')
  expect(originParts('https://a.test:8443')).toEqual({ isSecure: true, host: 'a.test:8443' })
  expect(originParts('http://a.test')).toEqual({ isSecure: false, host: 'a.test' })
  expect(originParts('null')).toBeNull()
  expect(originParts(null)).toBeNull()
})

test('elapsed time and initials', () => {
  expect(formatElapsed(65_000)).toBe('1:05')
  expect(formatElapsed(3_665_000)).toBe('1:01:05')
  expect(formatElapsed(-5)).toBe('0:00')
  expect(initials('Maria da Lindqvist')).toBe('ML')
  expect(initials('  ')).toBe('?')
})

test('VW-3 fit, 1:1 and zoom', () => {
  const page = { width: 1_000, height: 500 }
  expect(scaleOf('fit', page, { width: 500, height: 500 })).toBe(0.5)
  expect(scaleOf('fit', page, { width: 5_000, height: 5_000 })).toBe(1)
  expect(scaleOf('fit', { width: 0, height: 0 }, page)).toBe(1)
  expect(scaleOf(100, page, page)).toBe(4)
  expect(zoomStep(1, 1)).toBe(1.1)
  expect(zoomStep(0.52, -1)).toBe(0.5)
  expect(zoomStep(4, 1)).toBe(4)
  expect(zoomStep(0.1, -1)).toBe(0.1)
})
