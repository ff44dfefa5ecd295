import { describe, expect, test } from 'vitest'
import { texts as de } from './de/index.ts'
import { english } from './en/index.ts'
import { texts as es } from './es/index.ts'
import { texts as fr } from './fr/index.ts'
import { texts as it } from './it/index.ts'
import { texts as pt } from './pt-br/index.ts'

type Leaf = string | ((...values: unknown[]) => string)

/** Texts by their path. */
function leavesOf(texts: object, path = ''): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  for (const [name, value] of Object.entries(texts)) {
    const own = `${path}/${name}`
    if (typeof value === 'object') for (const [key, leaf] of leavesOf(value, own)) leaves.set(key, leaf)
    else leaves.set(own, value)
  }
  return leaves
}

/** What a text says of the values that it is given, or of none. */
function say(leaf: Leaf | undefined, ...values: unknown[]): string {
  return typeof leaf === 'function' ? leaf(...values) : (leaf ?? '')
}

const MARKS = ['⟦0⟧', '⟦1⟧', '⟦2⟧']
const expected = leavesOf(english)

describe.each(Object.entries({ de, es, fr, it, pt }))('VW-10: the console in %s', (_language, texts) => {
  const leaves = leavesOf(texts)

  test('has the texts of the English one, and no other', () => {
    expect([...leaves.keys()].sort()).toEqual([...expected.keys()].sort())
    for (const [path, leaf] of expected) expect([path, typeof leaves.get(path)]).toEqual([path, typeof leaf])
  })

  test('fills the same values in, each time', () => {
    for (const [path, leaf] of expected) {
      const text = say(leaves.get(path), ...MARKS)
      for (const mark of MARKS)
        expect([path, mark, text.includes(mark)]).toEqual([path, mark, say(leaf, ...MARKS).includes(mark)])
      for (const count of [0, 1, 2, 5, 1_000_000])
        expect([path, say(leaves.get(path), count, 'x') === '']).toEqual([path, say(leaf, count, 'x') === ''])
    }
  })

  test('leaves no sentence in English', () => {
    const same = [...expected].filter(([path, leaf]) => {
      const words = say(leaf, ...MARKS)
      return words.split(' ').length > 3 && words === say(leaves.get(path), ...MARKS)
    })
    expect(same.map(([path]) => path)).toEqual([])
  })
})
