import { expect, test } from 'vitest'
import { sessionKey } from '../../protocol/ids.ts'
import type { WaitOutcome } from '../api/client.ts'
import { ApiError } from '../api/errors.ts'
import { WAIT_MAX_MINUTES, WAIT_PAUSE_MS } from '../limits.ts'
import { waitForSession } from './wait-for-session.ts'

type Step = { readonly tookMs: number; readonly answer: WaitOutcome | Error }
const nothing = (tookMs: number, maxMinutes?: number): Step => ({
  tookMs,
  answer: { joinUrl: null, maxMinutes },
})
const found = (tookMs: number): Step => ({
  tookMs,
  answer: { joinUrl: '/agent/join?key=1', maxMinutes: undefined },
})
const failure = (error: Error): Step => ({ tookMs: 0, answer: error })

/** Plays the steps; the last one again and again. */
async function run(steps: readonly Step[]) {
  let nowMs = 0
  let asked = 0
  const pauses: number[] = []
  const troubles: boolean[] = []
  const outcome = await waitForSession({
    api: {
      async lookupWaiting() {
        const step = steps[Math.min(asked++, steps.length - 1)]!
        nowMs += step.tookMs
        if (step.answer instanceof Error) throw step.answer
        return step.answer
      },
    },
    key: sessionKey('482917'),
    group: null,
    window: undefined,
    now: () => nowMs,
    async pause(ms) {
      pauses.push(ms)
      nowMs += ms
    },
    signal: new AbortController().signal,
    onTrouble: (isInTrouble) => troubles.push(isInTrouble),
  })
  return { outcome, asked, pauses, troubles, nowMs }
}

test('JN-4 asks again at once after a full wait, and joins when the session is there', async () => {
  const { outcome, asked, pauses } = await run([nothing(25_000), nothing(25_000), found(3_000)])
  expect(outcome).toEqual({ type: 'found', joinUrl: '/agent/join?key=1' })
  expect([asked, pauses]).toEqual([3, []])
})

test('JN-4 an answer that comes at once is not asked for in a loop', async () => {
  const { pauses } = await run([nothing(0), nothing(500), found(0)])
  expect(pauses).toEqual([WAIT_PAUSE_MS, WAIT_PAUSE_MS - 500])
})

test('JN-4 gives up after join.waitMax, which the server says', async () => {
  const { outcome, nowMs } = await run([nothing(25_000, 2)])
  expect(outcome).toEqual({ type: 'over', minutes: 2 })
  expect(nowMs).toBe(125_000)
  expect((await run([nothing(25_000)])).outcome).toEqual({ type: 'over', minutes: WAIT_MAX_MINUTES })
})

test('JN-4, JN-6 what gets lost and what the limits refuse is waited out, also for ever', async () => {
  const limited = new ApiError('rate-limited', { retryAfterSeconds: 12 })
  const { outcome, pauses, troubles } = await run([
    failure(new ApiError('network')),
    failure(limited),
    found(0),
  ])
  expect(outcome.type).toBe('found')
  expect(pauses).toEqual([WAIT_PAUSE_MS, 12_000])
  expect(troubles).toEqual([true, false, false])
  expect((await run([failure(new ApiError('network'))])).outcome.type).toBe('over')
})

test('a refusal ends the wait', async () => {
  for (const code of ['not-logged-in', 'not-permitted', 'bad-params'] as const)
    await expect(run([failure(new ApiError(code))])).rejects.toMatchObject({ code })
})
