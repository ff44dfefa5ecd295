import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { MAX_FIGURE, type ScriptFigures } from '../../protocol/figures.ts'
import { guard } from '../loader/guard.ts'
import type { Core } from '../more/core.ts'

const TELL_MS = 2_000
/** No piece of our work may be longer (PL-4). */
const LONG_MS = 8

export type CreateFigures = typeof createFigures

/**
 * Measures what our script costs the page while a session runs, and tells the session server (RE-5): the calls that
 * timers make, which are all of ours but the first slice after a pause, and what the browser says of slow frames.
 */
export function createFigures({ deps, visitor }: Core): () => void {
  const { window, clock, tag } = deps
  const { performance } = window
  const { after } = clock
  let since = nothing()
  let running: Stoppable[] = []

  function nothing() {
    return { runs: 0, longRuns: 0, totalMs: 0, longestMs: 0, slowFrames: 0 }
  }

  function note(ms: number): void {
    // The clock is the page's, which may have put one of its own there that steps back, or tells no number.
    if (!(ms >= 0)) return
    since.runs++
    since.totalMs += ms
    since.longestMs = Math.max(since.longestMs, ms)
    if (ms > LONG_MS) since.longRuns++
  }

  /** The one clock of all our code is the seam: who measures nothing pays nothing. */
  function timeCalls(): Stoppable {
    clock.after = (delayMs, fn) =>
      after(delayMs, () => {
        const from = performance.now()
        fn()
        note(performance.now() - from)
      })
    return {
      stop() {
        clock.after = after
      },
    }
  }

  /** `null`: this browser does not tell. */
  function watchFrames(): Stoppable | null {
    const { PerformanceObserver } = window
    const type = 'long-animation-frame'
    if (!PerformanceObserver?.supportedEntryTypes?.includes(type)) return null
    const observer = new PerformanceObserver((list) =>
      guard(() => {
        for (const { scripts } of list.getEntries() as LongFrame[])
          if (scripts.some(({ sourceURL }) => sourceURL.startsWith(tag.scriptUrl))) since.slowFrames++
      }),
    )
    observer.observe({ type })
    return { stop: () => observer.disconnect() }
  }

  return () => {
    if (running[0]) return
    since = nothing()
    const frames = watchFrames()
    function tell(): void {
      const session = visitor.current()
      if (!session) return stop()
      const { runs, longRuns, slowFrames } = since
      if (runs + slowFrames === 0) return
      const figures: ScriptFigures = {
        runs,
        longRuns,
        totalMs: whole(since.totalMs),
        longestMs: whole(since.longestMs),
        slowFrames: frames && slowFrames,
      }
      if (session.tell({ type: 'figures', ...figures })) since = nothing()
    }
    function stop(): void {
      stopAll(running)
      running = []
    }
    running = [timeCalls(), clock.every(TELL_MS, tell), ...(frames ? [frames] : [])]
  }
}

function whole(ms: number): number {
  return Math.min(MAX_FIGURE, Math.round(ms))
}

type LongFrame = PerformanceEntry & { readonly scripts: readonly { readonly sourceURL: string }[] }
