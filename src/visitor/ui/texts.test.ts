import { describe, expect, test } from 'vitest'
import type { EndReason } from '../../protocol/life-cycle.ts'
import { END_REASONS } from '../../protocol/life-cycle.ts'
import { endNotice } from './end-text.ts'
import { groupDigits } from './session-view.ts'
import { chooseLocale, createTexts, NAMES } from './texts.ts'
import { MORE_TEXTS } from './texts-more.ts'

describe('UI-13 languages', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [[null, undefined, '', 'de'], 'de'],
    [['ja', 'DE'], 'de'],
    [['ja'], 'en'],
    [[], 'en'],
  ])('%j: %s', (wanted, locale) => {
    expect(chooseLocale(wanted)).toBe(locale)
  })

  test.each(['en', 'de'] as const)('%s is complete', (locale) => {
    const texts = createTexts(locale)
    expect(texts('failed')).not.toBe('')
    expect(texts('failed')).not.toContain('|')
    for (const name of ['who', 'until', 'watching', 'left', 'soon'] as const)
      expect(texts(name, 'X$&')).toContain('X$&')
    for (const name of ['start', 'accept', 'decline', 'end', 'pause'] as const)
      expect(texts(name)).toMatch(/^[^#]+$/)
  })

  test.each(Object.entries(MORE_TEXTS))('%s is complete', (_locale, texts) => {
    const parts = texts.split('|')
    expect(parts).toHaveLength(NAMES.length)
    const filled = NAMES.filter((_name, i) => parts[i]?.includes('#'))
    expect(filled).toEqual(['who', 'until', 'watching', 'left', 'soon'])
  })
})

test.each(END_REASONS)('UI-11 %s has words', (reason: EndReason) => {
  expect(endNotice(reason, createTexts('en'))).toMatch(/\w{3,}/)
})

test.each([
  ['1234', '123 4'],
  ['123456', '123 456'],
  ['123456789', '123 456 789'],
  ['order-77', 'order-77'],
])('UI-4 %s is read as %s', (code, shown) => {
  expect(groupDigits(code)).toBe(shown)
})
