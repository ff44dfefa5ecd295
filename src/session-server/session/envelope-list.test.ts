import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { SERVER_LIMITS } from '../limits.ts'
import { EnvelopeList } from './envelope-list.ts'

const { minChunkBytes, maxChunkBytes } = SERVER_LIMITS

function listOf(sizes: readonly number[]): { list: EnvelopeList; given: Buffer[] } {
  const list = new EnvelopeList()
  const given = sizes.map((size) => randomBytes(size))
  for (const bytes of given) list.push(bytes)
  return { list, given }
}

function memoryOf(list: EnvelopeList): { chunks: number; bytes: number } {
  const chunks = new Set(Array.from({ length: list.length }, (_, i) => list.at(i)?.buffer))
  return { chunks: chunks.size, bytes: [...chunks].reduce((sum, one) => sum + (one?.byteLength ?? 0), 0) }
}

describe('envelopes in chunks', () => {
  test.each([
    ['small ones', Array.from({ length: 2_000 }, (_, i) => 13 + (i % 400))],
    [
      'those that fill a chunk exactly',
      [minChunkBytes, minChunkBytes, 1, maxChunkBytes, maxChunkBytes - 1, 1],
    ],
    ['large ones between small ones', [40, 65_000, 40, maxChunkBytes + 1, 40, 65_549, 40]],
    ['one', [13]],
  ])('%s come back as they were', (_title, sizes) => {
    const { list, given } = listOf(sizes)
    expect(list.length).toBe(sizes.length)
    for (const [i, bytes] of given.entries()) expect(bytes.equals(list.at(i) ?? Buffer.of())).toBe(true)
    expect(list.at(sizes.length)).toBeUndefined()
  })

  test('small ones share few chunks, and little room is left over', () => {
    const { list } = listOf(Array.from({ length: 1_000 }, () => 300))
    const { chunks, bytes } = memoryOf(list)
    expect(chunks).toBeLessThan(25)
    expect(bytes).toBeLessThan(300_000 + 3 * maxChunkBytes)
    expect(memoryOf(listOf([100]).list)).toEqual({ chunks: 1, bytes: minChunkBytes })
  })

  test('SA-28: no size of envelope takes much more memory than it counts', () => {
    for (const parts of [2, 3, 4, 5]) {
      const size = Math.ceil(maxChunkBytes / parts + 1)
      expect(memoryOf(listOf(Array(200).fill(size)).list).bytes).toBeLessThan(200 * size * 1.3)
    }
  })

  test('what was given may be written over afterwards', () => {
    const { list, given } = listOf([100])
    const before = Buffer.from(list.at(0) ?? [])
    given[0]?.fill(0)
    expect(before.equals(list.at(0) ?? Buffer.of())).toBe(true)
  })
})
