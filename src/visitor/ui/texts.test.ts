import { describe, expect, test } from 'vitest'
import type { EndReason } from '../../protocol/life-cycle.ts'
import { END_REASONS } from '../../protocol/life-cycle.ts'
import { endNotice } from './end-text.ts'
import { groupDigits } from './session-view.ts'
import { createTexts } from './texts.ts'

describe('UI-13 texts', () => {
  test('given ones come first, English ones fill the gaps', () => {
    const texts = createTexts({ start: 'Hilfe' })
    expect(texts('start')).toBe('Hilfe')
    expect(texts('end')).toBe('End')
    expect(texts('extra')).toBe('')
  })

  test.each(['who', 'until', 'watching', 'left', 'soon'] as const)('%s is filled in as it is', (name) => {
    expect(createTexts({})(name, 'X$&')).toContain('X$&')
  })
})

test.each(END_REASONS)('UI-11 %s has words', (reason: EndReason) => {
  expect(endNotice(reason, createTexts({}))).toMatch(/\w{3,}/)
})

test.each([
  ['1234', '123 4'],
  ['123456', '123 456'],
  ['123456789', '123 456 789'],
  ['order-77', 'order-77'],
])('UI-4 %s is read as %s', (code, shown) => {
  expect(groupDigits(code)).toBe(shown)
})
