import { expect, test } from 'vitest'
import { hostAndPath, resourceSet, resourceUrl } from './resource-urls.ts'

test.each([
  'https://a.test/x.png',
  ' https://a.test/x.png ',
  'http://localhost:8080/x',
  'data:image/png;base64,AA',
])('%s may load', (url) => {
  expect(resourceUrl(url)).toBe(url.trim())
})

test.each([
  'javascript:alert(1)',
  ' java\nscript:alert(1)',
  'JaVaScRiPt:1',
  'vbscript:1',
  'data:text/html,x',
  'data:,x',
  'data:image/x,<svg>',
  'blob:https://a.test/1',
  'file:///etc/passwd',
  'ftp://a.test/',
  'about:blank',
  'ws://a.test',
  '/relative',
  '//a.test/x',
  '#x',
  '',
  'https://user:pass@a.test/',
  'chrome://settings',
  'filesystem:https://a.test/x',
])('%s may not', (url) => {
  expect(resourceUrl(url)).toBeNull()
})

test('srcset keeps what may load', () => {
  expect(resourceSet('https://a.test/1.png 1x, https://a.test/2,3.png 2x')).toBe(
    'https://a.test/1.png 1x, https://a.test/2,3.png 2x',
  )
  expect(resourceSet('https://a.test/1.png, javascript:1 2x,https://a.test/b.png 300w')).toBe(
    'https://a.test/1.png, https://a.test/b.png 300w',
  )
  expect(resourceSet('javascript:1 1x')).toBeNull()
  expect(resourceSet('https://a.test/x 1x onerror=alert(1)')).toBeNull()
  expect(resourceSet(' , ,, ')).toBeNull()
})

test('VW-3 failures are told without query, hash or credentials', () => {
  expect(hostAndPath('https://u:p@a.test/b/c?token=1#x', 100)).toBe('a.test/b/c')
  expect(hostAndPath('data:image/png,x', 100)).toBeNull()
  expect(hostAndPath('inline', 100)).toBeNull()
  expect(hostAndPath(`https://a.test/${'x'.repeat(500)}`, 20)).toHaveLength(20)
})
