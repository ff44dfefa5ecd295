import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { LIMITS } from '../../protocol/limits.ts'

/** Runs flushes in slices: the first at once, each later one after nine times what the last one took (MIRROR section 1). */
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
  const post = createPost(run)
  let timer: Stoppable | null = null
  let isRequested = false
  let isStopped = false
  let notBefore = 0

  function run(): void {
    timer = null
    if (isStopped || !isRequested) return
    isRequested = false
    const start = now()
    const until = start + LIMITS.sliceBudgetMs
    const isDone = slice(() => now() >= until)
    const end = now()
    notBefore = end + (end - start) * LIMITS.dutyFactor
    if (!isDone) request()
  }

  function request(): void {
    if (isRequested || isStopped) return
    isRequested = true
    const waitMs = notBefore - now()
    if (waitMs <= 1) post.request()
    else timer = clock.after(Math.ceil(waitMs), run)
  }

  return {
    request,
    get isIdle() {
      return !isRequested
    },
    stop() {
      isStopped = true
      timer?.stop()
      post.stop()
    },
  }
}

type TaskScheduler = {
  postTask(fn: () => void, options: { priority: string; signal: AbortSignal }): Promise<unknown>
}

/** Runs `fn` as a task of its own, before rendering where the browser lets us say so. */
function createPost(fn: () => void): Stoppable & { request(): void } {
  const tasks = (globalThis as { scheduler?: TaskScheduler }).scheduler
  if (typeof tasks?.postTask === 'function') {
    const abort = new AbortController()
    return {
      request() {
        tasks.postTask(fn, { priority: 'user-blocking', signal: abort.signal }).catch(() => undefined)
      },
      stop: () => abort.abort(),
    }
  }
  const channel = new MessageChannel()
  channel.port1.onmessage = fn
  return {
    request: () => channel.port2.postMessage(0),
    stop: () => channel.port1.close(),
  }
}
