import { expect, test } from 'vitest'
import { playgroundAddress } from './playground-address.ts'

test.each([
  ['https://shop.example/cart?a=1#top', 'https://shop.example/cart?a=1#sidelong-preview'],
  [' http://localhost:8080 ', 'http://localhost:8080/#sidelong-preview'],
  ['https://anna:secret@shop.example/', 'https://shop.example/#sidelong-preview'],
  ['shop.example', null],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['', null],
])('MK-29: %s opens %s', (text, address) => {
  expect(playgroundAddress(text)).toBe(address)
})
