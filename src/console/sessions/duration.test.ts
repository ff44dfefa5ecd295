import { expect, test } from 'vitest'
import { describeDuration, describeWait, sessionDurationMs } from './duration.ts'

const MINUTE = 60_000

test.each([
  [-5_000, 'less than a minute'],
  [Number.NaN, 'less than a minute'],
  [59_999, 'less than a minute'],
  [MINUTE, '1 min'],
  [59.9 * MINUTE, '59 min'],
  [60 * MINUTE, '1 h'],
  [95 * MINUTE, '1 h 35 min'],
  [25 * 60 * MINUTE, '1 day'],
  [49 * 60 * MINUTE, '2 days'],
])('%d ms are %s', (ms, words) => expect(describeDuration(ms)).toBe(words))

test.each([
  [5, '5 s'],
  [90, '90 s'],
  [91, '2 min'],
])('a wait of %d s is %s', (seconds, words) => expect(describeWait(seconds)).toBe(words))

test('LC-16 duration is from the first agent to the end', () => {
  const activeAt = '2026-01-05T10:00:00Z'
  const endedAt = '2026-01-05T10:07:30Z'
  expect(sessionDurationMs({ activeAt, endedAt })).toBe(7.5 * MINUTE)
  expect(sessionDurationMs({ activeAt: null, endedAt })).toBe(0)
  expect(sessionDurationMs({ activeAt, endedAt: null })).toBeNull()
  expect(sessionDurationMs({ activeAt: endedAt, endedAt: activeAt })).toBe(0)
  expect(sessionDurationMs({ activeAt: 'nonsense', endedAt })).toBe(0)
})
