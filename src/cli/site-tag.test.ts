import { expect, test } from 'vitest'
import { injectMarkup, pushedOutCharset, tagMarkup } from './site-tag.ts'

const inject = (document: string): string =>
  injectMarkup(Buffer.from(document, 'latin1'), '<T>').toString('latin1')

test.each([
  ['<!doctype html><html><head><title>a</title>', '<!doctype html><html><head><T><title>a</title>'],
  [
    '<!DOCTYPE html>\n<html lang="a>b" class=\'c>d\'>\n<HEAD data-a="<head>">x',
    '<!DOCTYPE html>\n<html lang="a>b" class=\'c>d\'>\n<HEAD data-a="<head>"><T>x',
  ],
  [
    '<!doctype html>\n<!-- <head> -->\n<title>a</title>',
    '<!doctype html>\n<!-- <head> -->\n<T><title>a</title>',
  ],
  ['<html><body>a', '<html><T><body>a'],
  ['<header>a</header>', '<T><header>a</header>'],
  ['words', '<T>words'],
  ['', '<T>'],
  [
    '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C" "x.dtd"><html>',
    '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C" "x.dtd"><html><T>',
  ],
  ['\u00ef\u00bb\u00bf<!doctype html><p>a', '\u00ef\u00bb\u00bf<!doctype html><T><p>a'],
])('the tag comes first in the head, never before the doctype: %j', (document, expected) => {
  expect(inject(document)).toBe(expected)
})

test('bytes of any encoding survive', () => {
  const bytes = Buffer.concat([Buffer.from('<head>'), Buffer.from([0x80, 0xe4, 0xff, 0x00, 0xc3])])
  expect(injectMarkup(bytes, '<T>')).toEqual(
    Buffer.concat([Buffer.from('<head><T>'), Buffer.from([0x80, 0xe4, 0xff, 0x00, 0xc3])]),
  )
})

test('UTF-16 of both byte orders', () => {
  const little = Buffer.from('\ufeff<!doctype html><head>ä', 'utf16le')
  const big = Buffer.from(little).swap16()
  const wanted = Buffer.from('\ufeff<!doctype html><head><T>ä', 'utf16le')
  expect(injectMarkup(little, '<T>')).toEqual(wanted)
  expect(injectMarkup(big, '<T>')).toEqual(Buffer.from(wanted).swap16())
})

test('a charset that would be pushed out of the first kilobyte goes into the header instead', () => {
  const early = Buffer.from('<meta charset="windows-1252">')
  const late = Buffer.from(
    `<!--${' '.repeat(900)}--><meta http-equiv="content-type" content="text/html; charset=iso-8859-2">`,
  )
  expect(pushedOutCharset(early, 200)).toBe(null)
  expect(pushedOutCharset(late, 200)).toBe('iso-8859-2')
  expect(pushedOutCharset(late, 0)).toBe(null)
  expect(pushedOutCharset(Buffer.from(''), 200)).toBe(null)
})

test('the tag, for HTML and for XML', () => {
  const tag = { loaderUrl: 'http://localhost:8080/visitor/loader.js', groupId: 4711 }
  expect(tagMarkup(tag)).toBe(
    '<script id="sidelong" src="http://localhost:8080/visitor/loader.js" data-groupid="4711" data-site="production" data-button="on" async></script>',
  )
  expect(tagMarkup(tag, true)).toContain('async="async"></script>')
})
