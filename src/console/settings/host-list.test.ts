import { expect, test } from 'vitest'
import { hostsOfOrigins, isListed } from './host-list.ts'

test.each([
  ['cdn.example.com', 'cdn.example.com', true],
  ['CDN.example.com', 'cdn.example.com', true],
  ['*.example.com', 'cdn.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'evilexample.com', false],
  ['example.com', 'cdn.example.com', false],
  ['cdn.example.com', 'cdn.example.com:8443', false],
  ['cdn.example.com:8443', 'cdn.example.com:8443', true],
  ['cdn.example.com:*', 'cdn.example.com:8443', true],
  ['cdn.example.com:*', 'cdn.example.com', true],
])('a list with %s covers %s: %s', (listed, host, isCovered) => {
  expect(isListed([listed], host)).toBe(isCovered)
})

test('the hosts of a site’s origins', () => {
  expect(hostsOfOrigins(['https://shop.example.com', 'http://127.0.0.1:*'])).toEqual([
    'shop.example.com',
    '127.0.0.1:*',
  ])
})
