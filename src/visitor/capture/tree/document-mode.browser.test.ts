import { expect, test } from 'vitest'
import { MODE } from '../../../protocol/codec/ops.ts'
import { modeOf } from './document-mode.ts'

const W3 = 'http://www.w3.org/TR/'

/** By the HTML standard, 13.2.6.4.1 (the "initial" insertion mode). */
test.each([
  ['<!doctype html>', MODE.standards],
  ['', MODE.quirks],
  [
    `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "${W3}xhtml1/DTD/xhtml1-strict.dtd">`,
    MODE.standards,
  ],
  [
    `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "${W3}xhtml1/DTD/xhtml1-transitional.dtd">`,
    MODE.limited,
  ],
  ['<!DOCTYPE html PUBLIC "-//w3c//dtd xhtml 1.0 frameset//en">', MODE.limited],
  [`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "${W3}html4/loose.dtd">`, MODE.limited],
  ['<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">', MODE.quirks],
  ['<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">', MODE.quirks],
])('MIRROR 6: the mode of a page that begins with %s', (doctype, mode) => {
  expect(modeOf(new DOMParser().parseFromString(`${doctype}<p>`, 'text/html'))).toBe(mode)
})

test('MIRROR 6: documents that no HTML parser read are in standards mode', () => {
  const text = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html/>'
  expect(modeOf(new DOMParser().parseFromString(text, 'application/xhtml+xml'))).toBe(MODE.standards)
})
