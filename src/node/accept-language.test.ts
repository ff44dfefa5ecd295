import { expect, test } from 'vitest'
import { chooseLanguage, languageOf } from '../protocol/languages.ts'
import { acceptedLanguages } from './accept-language.ts'

test.each([
  [undefined, []],
  ['', []],
  ['de', ['de']],
  ['de-CH, de;q=0.9, en;q=0.8, *;q=0.5', ['de-CH', 'de', 'en']],
  ['en;q=0.1,fr;q=0.9', ['fr', 'en']],
  ['it;q=0, es', ['es']],
  ['de;q=, fr;q=x, pt_BR, ,;;,"<b>', []],
  [`${'x'.repeat(999)},de`, ['x'.repeat(999)]],
])('VW-10: of %j are taken %j', (header, tags) => expect(acceptedLanguages(header)).toEqual(tags))

test.each([
  [['nl', 'de-AT', 'fr'], 'de'],
  [['PT'], 'pt-BR'],
  [['pt-PT'], 'pt-BR'],
  [['en-GB', 'de'], 'en'],
  [['nl'], 'en'],
  [[], 'en'],
])('VW-10: who wants %j reads %s', (wanted, language) => expect(chooseLanguage(wanted)).toBe(language))

test('VW-10: what is no language of ours is none', () => {
  for (const value of ['DE', 'de-DE', '', null, undefined, 1, 'constructor'])
    expect(languageOf(value)).toBeNull()
  expect(languageOf('pt-BR')).toBe('pt-BR')
})
