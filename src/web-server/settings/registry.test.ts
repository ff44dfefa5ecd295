import { describe, expect, it } from 'vitest'
import { isLoosening } from './loosening.ts'
import { selector } from './parsers.ts'
import {
  isSettingKey,
  parseSetting,
  parseSettingText,
  SETTING_KEYS,
  SETTINGS,
  SettingError,
} from './registry.ts'

describe('settings registry', () => {
  it('SG-4: every initial value is within its own range', () => {
    for (const key of SETTING_KEYS) {
      const setting = SETTINGS[key]
      expect(parseSetting(key, setting.initial).value).toEqual(setting.initial)
      if ('initialStaging' in setting)
        expect(parseSetting(key, setting.initialStaging).value).toEqual(setting.initialStaging)
    }
  })

  it('SG-4: unknown keys are refused, also those of the prototype', () => {
    for (const key of ['nope', 'toString', '__proto__', 'constructor', '']) {
      expect(isSettingKey(key)).toBe(false)
      expect(() => parseSettingText(key, '1')).toThrow(SettingError)
    }
  })

  it('reads --set values as JSON, else as text', () => {
    expect(parseSettingText('consent.mode', 'never').value).toBe('never')
    expect(parseSettingText('masking.selectors', '["#iban", ".a > b"]').value).toEqual(['#iban', '.a > b'])
    expect(parseSettingText('capture.canvas', 'false').value).toBe(false)
    expect(parseSettingText('consent.termsUrl', 'https://a.example/terms').value).toBe(
      'https://a.example/terms',
    )
    expect(() => parseSettingText('masking.selectors', '#iban')).toThrow('must be a list')
  })

  it('MK-7: roles by name or title', () => {
    const parse = (value: object) => parseSettingText('masking.roleSelectors', JSON.stringify(value)).value
    expect(parse({ senior: ['#iban'], AGENT: ['.a'] })).toEqual({ 'Senior agent': ['#iban'], Agent: ['.a'] })
    expect(() => parse({ agent: ['#iban'], Agent: [] })).toThrow('names a role twice')
    expect(() => parseSettingText('keys.randomLength', '10')).toThrow(
      'keys.randomLength: must be from 4 to 9',
    )
    expect(() => parseSettingText('consent.termsUrl', 'javascript:alert(1)')).toThrow('https')
  })

  it('SG-3: origins that could never match, or match too much, are refused', () => {
    for (const origin of [
      'https://a.example',
      'https://*.example.com',
      'http://localhost:*',
      'http://[::1]:80',
      'https://a.example:8443',
    ]) {
      expect(parseSetting('site.origins', [origin]).value).toEqual([origin])
    }
    for (const origin of [
      '*',
      'null',
      'https://',
      'a.example',
      'https://a.example/',
      'https://*.com',
      'https://a.example:*',
      'ftp://a.example',
      'https://a*.example',
      'https://u@a.example',
      '',
    ]) {
      expect(() => parseSetting('site.origins', [origin]), origin).toThrow(SettingError)
    }
    expect(() =>
      parseSetting('site.trustedDomains', [
        { origin: 'https://*.example.com', transport: 'query', bridgeUrl: null },
      ]),
    ).toThrow()
  })

  it('GU-5: pages of guests are https, or on this machine; the fragment is for the link', () => {
    for (const key of ['guests.joinRedirect', 'guests.endUrl'] as const) {
      for (const url of ['https://a.example/guests?x=1', 'http://localhost:3000/', null])
        expect(parseSetting(key, url).value).toBe(url)
      for (const url of ['http://a.example/', 'javascript:alert(1)', '/guests', ''])
        expect(() => parseSetting(key, url), url).toThrow(SettingError)
    }
    expect(() => parseSetting('guests.joinRedirect', 'https://a.example/#x')).toThrow('fragment')
    for (const key of ['guests.joinRedirect', 'guests.endUrl'])
      expect(isLoosening(key, null, 'https://a.example/')).toBe(true)
    expect(isLoosening('guests.joinRedirect', 'https://a.example/', null)).toBe(false)
  })

  it('SG-3: selectors that cannot be selectors are refused', () => {
    for (const css of ['#a', '.a > .b', 'input[name="x]"]', ':is(a, b)', "a[b='(']", '#\\31 23', 'a,b'])
      expect(selector(css)).toBe(css)
    for (const css of [
      '',
      '  ',
      'a[',
      'a)',
      '(a]',
      '"',
      'a{}',
      'a;b',
      '@media',
      'a,',
      ',a',
      'a,,b',
      'a\\',
      'x'.repeat(1_001),
    ]) {
      expect(() => selector(css), css).toThrow()
    }
  })

  it('ui.theme: an accent on which white text cannot be read is refused', () => {
    expect(() => parseSetting('ui.theme', { accent: '#ffff00' })).toThrow('contrast')
    expect(parseSetting('ui.theme', { accent: '#1f5fbf' }).value).toEqual({ accent: '#1f5fbf' })
    expect(() => parseSetting('ui.theme', { accent: '#1f5fbf', font: 'x' })).toThrow('unknown key')
  })

  it('RO-1: permissions take known names only, once each', () => {
    expect(parseSetting('permissions', ['view', 'view', 'supervise']).value).toEqual(['view', 'supervise'])
    expect(() => parseSetting('permissions', ['root'])).toThrow('must be one of')
  })
})
