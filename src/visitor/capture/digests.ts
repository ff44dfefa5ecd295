import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { DocumentMirror } from './document-mirror.ts'

/**
 * When the stage is told what it should be by now (decision 0010): a while after a change, one document after the other
 * in small parts, and then not again without a change. Takes half a percent of the time at most.
 */
export interface Digests extends Stoppable {
  /** Something was sent. */
  note(): void
  /** All was sent: writes a part if its time has come; true if it did. */
  write(mirrors: ReadonlyMap<number, DocumentMirror>): boolean
}

export function createDigests(parts: { clock: Clock; now: () => number; schedule: () => void }): Digests {
  const { clock, now, schedule } = parts
  let timer: Stoppable | null = null
  let isDue = false
  /** What this round has not come to yet. */
  let left: DocumentMirror[] = []
  let isChanged = false

  function partIn(delayMs: number): void {
    timer ??= clock.after(delayMs, () => {
      timer = null
      isDue = true
      schedule()
    })
  }

  return {
    note() {
      isChanged = true
      if (!isDue) partIn(LIMITS.digestDelayMs)
    },
    write(mirrors) {
      if (!isDue) return false
      isDue = false
      const start = now()
      const isOver = (): boolean => now() - start >= LIMITS.digestSliceMs
      left = left.filter((mirror) => mirrors.get(mirror.number) === mirror)
      if (left.length === 0) {
        left = [...mirrors.values()]
        isChanged = false
      }
      for (let mirror = left[0]; mirror; mirror = left[0]) {
        if (mirror.digest(isOver)) left.shift()
        if (isOver()) break
      }
      const restMs = (now() - start) * LIMITS.digestRestFactor
      if (left.length > 0) partIn(Math.max(LIMITS.digestPauseMs, restMs))
      else if (isChanged) partIn(Math.max(LIMITS.digestDelayMs, restMs))
      return true
    },
    stop() {
      timer?.stop()
    },
  }
}
