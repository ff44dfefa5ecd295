import { expect, test } from 'vitest'
import { createAddressBar } from './address-bar.ts'

test('VW-2, AE-4: whatever a stage states, what is told is a page of the origin that the session server knows', () => {
  const bar = createAddressBar()
  bar.page('https://shop.example/cart', 'Cart')
  expect(bar.shown()).toBe(null)
  bar.origin('https://shop.example')
  expect(bar.shown()).toEqual({ url: 'https://shop.example/cart', title: 'Cart' })
  for (const [stated, told] of [
    ['https://bank.example/login', 'https://shop.example'],
    ['https://shop.example.evil.example/', 'https://shop.example'],
    ['https://shop.example@evil.example/', 'https://shop.example'],
    ['javascript:alert(1)', 'https://shop.example'],
    ['https://shop.example', 'https://shop.example'],
    ['https://shop.example/a\u202Eb\n c', 'https://shop.example/a b c'],
  ] as const) {
    bar.page(stated, 'T\u0000\u2066 x'.padEnd(600, 'y'))
    expect([stated, bar.shown()?.url]).toEqual([stated, told])
    expect(bar.shown()?.title).toMatch(/^T xy{156}…$/)
  }
  // Where the page is hidden, its visitor's side states neither.
  bar.page('', '')
  expect(bar.shown()).toEqual({ url: 'https://shop.example', title: '' })
  // On another site nothing of the page before counts, until that one has stated its own.
  bar.origin('https://pay.example')
  expect(bar.shown()).toBe(null)
  bar.page('https://pay.example/', 'Pay')
  expect(bar.shown()).toEqual({ url: 'https://pay.example/', title: 'Pay' })
})
