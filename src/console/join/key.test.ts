import { describe, expect, test } from 'vitest'
import { displayKey, keyFromEntry, normalizeKeyEntry } from './key.ts'

describe('JN-2 key entry', () => {
  test.each([
    ['482917', '482917'],
    [' 482 917 ', '482917'],
    ['482-917', '482917'],
    ['4 8 2 - 9 1 7', '482917'],
    ['482\u00a0917', '482917'],
    ['482\u2013917', '482917'],
    ['\u200b482917\u200b', '482917'],
    ['order-17', 'order-17'],
    ['  order-17\t', 'order-17'],
    ['two words', 'two words'],
    ['', ''],
    ['   ', ''],
    ['---', '---'],
  ])('JN-2 %j means %j', (entry, key) => expect(normalizeKeyEntry(entry)).toBe(key))
})

describe('SE-4 form of a key', () => {
  test.each(['482917', 'A.b_c~d-e', 'x'.repeat(63)])('SE-4 %s can be one', (key) => {
    expect(keyFromEntry(key)).toBe(key)
  })
  test.each(['', 'two words', 'ключ', 'a/b', 'x'.repeat(64), '1'.repeat(64)])('SE-4 %j cannot', (key) => {
    expect(keyFromEntry(key)).toBeNull()
  })
})

test.each([
  ['482917', '482 917'],
  ['4829171', '482 917 1'],
  ['482917123', '482 917 123'],
  ['4829', '4829'],
  ['4829171234', '4829171234'],
  ['order-482917', 'order-482917'],
])('%s is shown as %s', (key, shown) => expect(displayKey(key)).toBe(shown))
