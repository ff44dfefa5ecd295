import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../protocol/languages.ts'
import {
  CONTROL_TEXT_NAMES,
  CROSSING_TEXT_NAMES,
  PREVIEW_TEXT_NAMES,
  TEXT_NAMES,
} from '../../protocol/visitor-texts.ts'
import { visitorTexts } from './parsers.ts'
import { chooseLocale, textsIn } from './visitor-texts.ts'

const FILLED = [
  'who',
  'until',
  'watching',
  'left',
  'soon',
  'controlAsk',
  'controlMay',
  'controlOn',
  'submitAsk',
  'agentAsk',
  'guestAsk',
  'crossing',
]

describe('UI-13 languages', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['', 'de'], 'de'],
    [['ja', 'DE'], 'de'],
    [['ja'], 'fr'],
    [[], 'fr'],
    [['pt'], 'pt-BR'],
    [['pt-PT', 'en'], 'pt-BR'],
    [['nl-BE', 'de'], 'nl'],
    [['de-CH'], 'de-CH'],
  ])('%j: %s', (wanted, locale) => {
    expect(chooseLocale(wanted, { nl: {}, 'de-CH': {} }, 'fr')).toBe(locale)
  })

  test.each(LANGUAGES)('%s is complete', (locale) => {
    const texts = textsIn(locale, {})
    expect(Object.keys(texts)).toEqual(
      [...TEXT_NAMES, ...PREVIEW_TEXT_NAMES, ...CROSSING_TEXT_NAMES, ...CONTROL_TEXT_NAMES].filter(
        (name) => name !== 'extra',
      ),
    )
    for (const [name, text] of Object.entries(texts)) {
      expect(text).not.toBe('')
      expect(text.includes('#')).toBe(FILLED.includes(name))
    }
  })

  test('a text of the group wins, others fall back to their language, then to English', () => {
    const own = { 'de-CH': { start: 'Hilf mir' }, nl: { start: 'Help' } }
    expect(textsIn('de-CH', own)).toMatchObject({ start: 'Hilf mir', end: 'Beenden' })
    expect(textsIn('nl', own)).toMatchObject({ start: 'Help', end: 'End' })
  })

  test.each([
    ['an unknown name', { de: { nonsense: 'x' } }],
    ['no language tag', { 'no tag': { start: 'x' } }],
    ['an empty text', { de: { start: '' } }],
    ['a text of 501 characters', { de: { start: 'x'.repeat(501) } }],
  ])('%s is refused', (_what, value) => {
    expect(() => visitorTexts(value)).toThrow()
  })
})
