import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { VIEWER_LIMITS } from '../../limits.ts'
import { createParts, type LoadPart, PartError, type PartName } from './parts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const asked: PartName[] = []
  const answers: ((isThere: boolean) => void)[] = []
  const load: LoadPart = (name) => {
    asked.push(name)
    return new Promise((resolve, reject) => {
      answers.push((isThere) => (isThere ? resolve({ name } as never) : reject(new TypeError('network'))))
    })
  }
  const done: string[] = []
  return {
    parts: createParts(load),
    asked,
    answers,
    done,
    note: (text: string) => () => void done.push(text),
  }
}
const turn = () => vi.advanceTimersByTimeAsync(0)

test('what needs parts is done in turn, then at once, and each is asked for when it is needed', async () => {
  const { parts, asked, answers, done, note } = setUp()
  expect([parts.isWaiting(), asked]).toEqual([false, []])
  parts.use('looks', note('one'))
  parts.use('frames', note('two'))
  parts.use('looks', note('three'))
  await turn()
  expect([parts.isWaiting(), asked, done]).toEqual([true, ['looks'], []])
  answers[0]?.(true)
  await turn()
  expect([parts.isWaiting(), asked, done]).toEqual([true, ['looks', 'frames'], ['one']])
  // It is there, but not its turn.
  parts.use('looks', note('four'))
  expect(done).toEqual(['one'])
  answers[1]?.(true)
  await turn()
  // Which module it is the browser knows; here it is asked for again.
  answers[2]?.(true)
  await turn()
  answers[3]?.(true)
  await parts.settled()
  expect([parts.isWaiting(), done]).toEqual([false, ['one', 'two', 'three', 'four']])
  parts.use('looks', note('five'))
  expect(done.at(-1)).toBe('five')
})

test('a part that does not come, or not in time, is told once, and is asked for again', async () => {
  const { parts, answers, done, note } = setUp()
  parts.use('looks', note('one'))
  const first = parts.settled().catch((error: unknown) => error)
  await turn()
  answers[0]?.(false)
  expect(await first).toBeInstanceOf(PartError)
  expect(parts.isWaiting()).toBe(false)
  await parts.settled()

  parts.use('looks', note('two'))
  const second = parts.settled().catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(VIEWER_LIMITS.partLoadMs + 1)
  expect(await second).toBeInstanceOf(PartError)

  parts.use('looks', note('three'))
  await turn()
  answers[2]?.(true)
  await parts.settled()
  expect(done).toEqual(['three'])
})

test('what the work throws arrives as it is', async () => {
  const { parts, answers, done, note } = setUp()
  const fault = new Error('of the work')
  parts.use('looks', () => {
    throw fault
  })
  const settled = parts.settled().catch((error: unknown) => error)
  await turn()
  answers[0]?.(true)
  expect(await settled).toBe(fault)
  parts.use('looks', note('next'))
  expect(done).toEqual(['next'])
})
