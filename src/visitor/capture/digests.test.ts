import { expect, test } from 'vitest'
import { LIMITS } from '../../protocol/limits.ts'
import { createDigests } from './digests.ts'
import type { DocumentMirror } from './document-mirror.ts'

const STEP_MS = 0.5

/** Documents by number, each of so many nodes; looking at one takes `stepMs`. */
function setUp(sizes: readonly number[], stepMs = STEP_MS) {
  let nowMs = 0
  let timer: { atMs: number; fn: () => void } | null = null
  const parts: { atMs: number; tookMs: number; documents: number[] }[] = []
  let touched: number[] = []
  const mirrors = new Map(
    sizes.map((size, index) => {
      let left = size
      const digest = (isDue: () => boolean): boolean => {
        touched.push(index)
        do nowMs += stepMs
        while (--left > 0 && !isDue())
        if (left > 0) return false
        left = size
        return true
      }
      return [index, { number: index, digest } as unknown as DocumentMirror]
    }),
  )
  const digests = createDigests({
    now: () => nowMs,
    clock: {
      now: () => nowMs,
      after(delayMs, fn) {
        expect(timer).toBeNull()
        timer = { atMs: nowMs + delayMs, fn }
        return { stop: () => (timer = null) }
      },
      every: () => expect.unreachable(),
    },
    schedule() {
      const startMs = nowMs
      touched = []
      if (digests.write(mirrors))
        parts.push({ atMs: startMs, tookMs: nowMs - startMs, documents: [...touched] })
    },
  })
  return {
    digests,
    mirrors,
    parts,
    fire(): boolean {
      if (!timer) return false
      const { atMs, fn } = timer
      timer = null
      nowMs = Math.max(nowMs, atMs)
      fn()
      return true
    },
  }
}

test('nothing without a change, nothing before its time', () => {
  const { digests, mirrors, fire, parts } = setUp([1])
  expect(digests.write(mirrors)).toBe(false)
  expect(fire()).toBe(false)
  digests.note()
  expect(digests.write(mirrors)).toBe(false)
  fire()
  expect(parts).toEqual([{ atMs: LIMITS.digestDelayMs, tookMs: STEP_MS, documents: [0] }])
  expect(fire()).toBe(false)
})

test.each([0.5, 5])('a large page in parts that take half a percent of the time (%d ms a node)', (stepMs) => {
  const { digests, fire, parts } = setUp([40], stepMs)
  digests.note()
  while (fire());
  expect(parts).toHaveLength(stepMs < 2 ? 10 : 40)
  for (const [index, part] of parts.entries()) {
    expect(part.tookMs).toBeLessThanOrEqual(Math.max(2, stepMs))
    const before = parts[index - 1]
    if (before) expect(part.atMs - before.atMs).toBeGreaterThanOrEqual(200 * before.tookMs)
  }
})

test('one document after the other, none twice in a round', () => {
  const { digests, fire, parts } = setUp([6, 1, 1])
  digests.note()
  while (fire());
  expect(parts.map(({ documents }) => documents)).toEqual([[0], [0, 1, 2]])
})

test('a document that is gone is left out', () => {
  const { digests, mirrors, fire, parts } = setUp([6, 1])
  digests.note()
  fire()
  mirrors.delete(0)
  while (fire());
  expect(parts.map(({ documents }) => documents)).toEqual([[0], [1]])
})

test('what changes during a round has another one', () => {
  const { digests, fire, parts } = setUp([8])
  digests.note()
  fire()
  digests.note()
  while (fire());
  expect(parts).toHaveLength(4)
  const [, second, third] = parts
  expect((third?.atMs ?? 0) - (second?.atMs ?? 0)).toBeGreaterThanOrEqual(LIMITS.digestDelayMs)
})
