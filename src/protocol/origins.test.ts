import { describe, expect, test } from 'vitest'
import { isOriginAllowed } from './origins.ts'

describe('GC-8: origin list', () => {
  const cases: readonly [origin: string, entry: string, isAllowed: boolean][] = [
    ['https://www.example.com', 'https://www.example.com', true],
    ['https://www.example.com', 'https://www.example.com:443', true],
    ['https://WWW.example.com', 'https://www.Example.com', true],
    ['http://www.example.com', 'https://www.example.com', false],
    ['https://www.example.com:8443', 'https://www.example.com', false],
    ['https://www.example.com:8443', 'https://www.example.com:8443', true],
    ['https://a.example.com', 'https://*.example.com', true],
    ['https://a.b.example.com', 'https://*.example.com', true],
    ['https://example.com', 'https://*.example.com', false],
    ['https://evilexample.com', 'https://*.example.com', false],
    ['https://example.com.evil.test', 'https://*.example.com', false],
    ['https://a.example.com', 'http://*.example.com', false],
    ['https://example.com', 'https://*.com', false],
    ['https://example.com', '*', false],
    ['https://example.com', 'https://*', false],
    ['http://localhost:4711', 'http://localhost:*', true],
    ['http://localhost', 'http://localhost:*', true],
    ['http://127.0.0.1:9', 'http://127.0.0.1:*', true],
    ['https://localhost:4711', 'http://localhost:*', false],
    ['https://example.com:4711', 'https://example.com:*', false],
    ['https://localhost.evil.test:1', 'https://localhost:*', false],
    ['http://[::1]:8080', 'http://[::1]:8080', true],
    ['null', 'null', false],
    ['', '', false],
    ['https://*.example.com', 'https://*.example.com', false],
    ['http://localhost:*', 'http://localhost:*', false],
    ['https://example.com/', 'https://example.com', false],
    ['https://user@example.com', 'https://example.com', false],
    ['https://example.com\nhttps://evil.test', 'https://example.com', false],
    ['file://', 'file://', false],
  ]
  test.each(cases)('%j against %j: %j', (origin, entry, isAllowed) => {
    expect(isOriginAllowed(origin, [entry])).toBe(isAllowed)
  })

  test('an empty list permits nothing, and any entry of a list may match', () => {
    expect(isOriginAllowed('https://example.com', [])).toBe(false)
    expect(isOriginAllowed('https://example.com', ['https://a.test', 'https://example.com'])).toBe(true)
  })
})
