import { LIMITS } from '../../../protocol/limits.ts'

/**
 * What mutation observers reported, looked at in slices and in order. A batch is what one callback brought: between two of
 * them a node may have been out of the document, where nobody observes it.
 */
export interface Records {
  add(batch: readonly MutationRecord[]): void
  readonly isEmpty: boolean
  /** True when all was looked at. */
  drain(isDue: () => boolean): boolean
}

const STEPS_BETWEEN_CHECKS = 32

/** `look` yields after each small step. */
export function createRecords(
  look: (batch: readonly MutationRecord[]) => Generator<void, void, void>,
): Records {
  const batches: (readonly MutationRecord[])[] = []
  let steps: Generator<void, void, void> | null = null
  let size = 0

  function drain(isDue: () => boolean): boolean {
    for (let batch = batches[0]; batch; batch = batches[0]) {
      steps ??= look(batch)
      for (let count = 1; !steps.next().done; count++) {
        if (count % STEPS_BETWEEN_CHECKS === 0 && isDue()) return false
      }
      steps = null
      size -= batch.length
      batches.shift()
    }
    return true
  }

  return {
    add(batch) {
      batches.push(batch)
      size += batch.length
      // A page that changes faster than our share of the time allows pays for it itself: what waits stays bounded.
      if (size > LIMITS.maxWaitingRecords) drain(() => false)
    },
    get isEmpty() {
      return batches.length === 0
    },
    drain,
  }
}
