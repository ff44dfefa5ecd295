import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import { MAX_FIGURE } from '../../protocol/figures.ts'
import type { Core } from '../more/core.ts'
import { tagFor } from '../testing/fake-page.ts'
import { createFigures } from './figures.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A page whose calls take as long as they say, in a session. */
function setUp({ tellsFrames = true, isLinked = true } = {}) {
  let nowMs = 0
  let isIn = true
  let noteFrames = (_list: object): void => {}
  const told: object[] = []
  class PerformanceObserver {
    static supportedEntryTypes = tellsFrames ? ['long-animation-frame'] : ['paint']
    constructor(note: typeof noteFrames) {
      noteFrames = note
    }
    observe(): void {}
    disconnect(): void {
      noteFrames = () => {}
    }
  }
  const clock = createClock(globalThis, () => Date.now())
  const { after } = clock
  const session = { tell: (message: object) => isLinked && told.push(message) > 0 }
  const start = createFigures({
    deps: { window: { performance: { now: () => nowMs }, PerformanceObserver }, clock, tag: tagFor() },
    visitor: { current: () => (isIn ? session : null) },
  } as unknown as Core)
  return {
    told,
    start,
    isTiming: () => clock.after !== after,
    work(ms: number) {
      clock.after(1, () => {
        nowMs += ms
      })
    },
    frame: (...urls: string[]) =>
      noteFrames({ getEntries: () => [{ scripts: urls.map((sourceURL) => ({ sourceURL })) }] }),
    leave() {
      isIn = false
    },
    link(isThere: boolean) {
      isLinked = isThere
    },
    pass: () => vi.advanceTimersByTime(2_100),
  }
}

test('RE-5: what ran since the last time is told, once, and nothing of an idle page', () => {
  const page = setUp()
  page.start()
  page.pass()
  expect(page.told).toEqual([])
  for (const ms of [2.4, 9, 3]) page.work(ms)
  page.frame('https://shop.example.com/app.js')
  page.frame('https://shop.example.com/app.js', 'https://help.example.com/visitor/0a/visitor.js')
  page.pass()
  page.pass()
  expect(page.told).toEqual([
    { type: 'figures', runs: 3, longRuns: 1, totalMs: 14, longestMs: 9, slowFrames: 1 },
  ])
})

test('RE-5: what could not be told is told later; a browser that does not tell of frames is no browser without slow ones', () => {
  const page = setUp({ tellsFrames: false, isLinked: false })
  page.start()
  page.work(4)
  page.pass()
  page.link(true)
  page.work(5)
  page.pass()
  expect(page.told).toMatchObject([{ runs: 2, totalMs: 9, slowFrames: null }])
})

test('RE-5: what a page makes of the clock is never told as something that ends the session', () => {
  const page = setUp()
  page.start()
  for (const ms of [-5, Number.NaN, 3, Number.POSITIVE_INFINITY]) page.work(ms)
  page.pass()
  // After the clock told no number, nothing more is known.
  expect(page.told).toEqual([])
  const other = setUp()
  other.start()
  for (const ms of [-5, 3, 1e300]) other.work(ms)
  other.pass()
  expect(other.told).toMatchObject([{ runs: 2, totalMs: MAX_FIGURE, longestMs: MAX_FIGURE }])
})

test('RE-5: nothing is measured before and after a session', () => {
  const page = setUp()
  page.work(20)
  page.pass()
  page.start()
  page.start()
  expect(page.isTiming()).toBe(true)
  page.leave()
  page.pass()
  page.work(20)
  page.frame('https://help.example.com/visitor/0a/visitor.js')
  page.pass()
  expect([page.told, page.isTiming(), vi.getTimerCount()]).toEqual([[], false, 0])
})
