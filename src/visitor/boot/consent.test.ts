import { expect, test } from 'vitest'
import { needsConsent } from './consent.ts'

test.each([
  ['button', true, true, false],
  ['element', true, true, false],
  ['terms', true, true, true],
  ['element-terms', true, true, true],
  ['api', true, false, false],
] as const)('UI-3 consent for a start by %s', (trigger, always, page, never) => {
  expect(needsConsent(trigger, 'always')).toBe(always)
  expect(needsConsent(trigger, 'page')).toBe(page)
  expect(needsConsent(trigger, 'never')).toBe(never)
})
