import { expect, test } from 'vitest'
import { SERVER_LIMITS } from '../limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { createForgetting } from './forgetting.ts'

const { forgetMs, maxForgettingShare, maxForgetMs } = SERVER_LIMITS

/** When a server whose collections take `tookMs` collects, in milliseconds, if sessions end all the time for 5 minutes. */
function collections(tookMs: number): number[] {
  const clock = new FakeClock()
  const startedMs = clock.now()
  const times: number[] = []
  const forgetting = createForgetting(clock, () => {
    times.push(clock.now() - startedMs)
    clock.advance(tookMs)
  })
  for (let ms = 0; ms < 300_000; ms += 100) {
    forgetting.ended()
    clock.advance(100)
  }
  forgetting.stop()
  return times
}

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, i) => time - (times[i] ?? 0))

test('what ended sessions left is collected within seconds', () => {
  const times = collections(5)
  expect(times[0]).toBe(forgetMs)
  expect(Math.max(...gaps(times))).toBeLessThanOrEqual(forgetMs + 200)
})

test('a busy server collects as seldom as it takes to keep the relay’s latency, yet it does', () => {
  for (const gap of gaps(collections(90))) {
    expect(gap).toBeGreaterThanOrEqual(90 / maxForgettingShare)
    expect(gap).toBeLessThanOrEqual(90 / maxForgettingShare + 200)
  }
  const slow = gaps(collections(400))
  expect(slow.length).toBeGreaterThan(0)
  for (const gap of slow) expect(gap).toBeLessThanOrEqual(maxForgetMs + 500)
})
