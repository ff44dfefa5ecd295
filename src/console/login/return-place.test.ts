import { expect, test } from 'vitest'
import { checkedReturnPlace } from './return-place.ts'

test.each(['/agent/history', '/agent/?error=no-session&key=1'])('JN-1 %s can be returned to', (place) =>
  expect(checkedReturnPlace(place, '/agent')).toBe(place),
)

test.each([
  undefined,
  7,
  '',
  '/',
  '/agent/',
  '/agentx/',
  '/other',
  '//evil.example/agent/',
  'https://evil.example/agent/',
  '/agent/../v1/me',
  '/agent/%2e%2e/v1/me',
  '/agent/login',
  '/agent/join?key=1',
  '/agent/return',
])('JN-1 %s cannot', (place) => expect(checkedReturnPlace(place, '/agent')).toBeNull())
