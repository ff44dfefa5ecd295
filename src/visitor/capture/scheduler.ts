import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { LIMITS } from '../../protocol/limits.ts'

/**
 * Runs flushes in slices, at once as long as they take no more than a tenth of the time (MIRROR section 1). A little more is
 * let through, to be waited for later: a change is not kept waiting by the slice of something else just before it.
 */
export interface Scheduler extends Stoppable {
  /** A slice is due. Many calls, one slice. */
  request(): void
  /** No slice is due. */
  readonly isIdle: boolean
}

export function createScheduler(parts: {
  clock: Clock
  /** Monotonic, in milliseconds with fractions. */
  now: () => number
  /** Works until `isDue()`; true when there is nothing left to do. */
  slice: (isDue: () => boolean) => boolean
}): Scheduler {
  const { clock, now, slice } = parts
  // Before rendering, where the browser lets us say so; a plain timer elsewhere.
  const tasks = (globalThis as { scheduler?: TaskScheduler }).scheduler
  let timer: Stoppable | null = null
  let isRequested = false
  let isStopped = false
  /** When the time that was taken is a tenth of what passed. */
  let evenAt = 0

  function run(): void {
    if (isStopped || !isRequested) return
    isRequested = false
    const start = now()
    const until = start + LIMITS.sliceBudgetMs
    const isDone = slice(() => now() >= until)
    evenAt = Math.max(evenAt, start) + (now() - start) * LIMITS.dutyFactor
    if (!isDone) request()
  }

  function request(): void {
    if (isRequested || isStopped) return
    isRequested = true
    const waitMs = evenAt - LIMITS.dutyCreditMs - now()
    if (waitMs <= 1 && tasks?.postTask) void tasks.postTask(run, { priority: 'user-blocking' })
    else timer = clock.after(Math.max(0, Math.ceil(waitMs)), run)
  }

  return {
    request,
    get isIdle() {
      return !isRequested
    },
    stop() {
      isStopped = true
      timer?.stop()
    },
  }
}

type TaskScheduler = { postTask(fn: () => void, options: { priority: string }): Promise<unknown> }
