import fc from 'fast-check'
import { expect, it } from 'vitest'
import { concatBytes, fromBase64Url, toBase64Url } from './bytes.ts'

it('writes base64url as Node does and reads it back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = toBase64Url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(fromBase64Url(text)).toEqual(new Uint8Array(bytes))
    }),
  )
})

it('has one spelling for each value', () => {
  for (const text of ['A', 'AB=', 'A+', 'AB', 'ABD', 'A B', '-_-_*']) {
    const bytes = fromBase64Url(text)
    expect(bytes === null || toBase64Url(bytes) === text, text).toBe(true)
  }
  expect(fromBase64Url('AB')).toBeNull()
})

it('joins byte arrays', () => {
  expect(concatBytes([new Uint8Array([1]), new Uint8Array(), new Uint8Array([2, 3])])).toEqual(
    new Uint8Array([1, 2, 3]),
  )
})
