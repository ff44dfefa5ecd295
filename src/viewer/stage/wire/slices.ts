import { LIMITS } from '../../../protocol/limits.ts'

/** Lets waiting tasks (messages, timers, painting) run before it resolves. Timers would wait 4 ms, and 1 s when hidden. */
export function createYield(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  port1.onmessage = () => waiting.shift()?.()
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      port2.postMessage(null)
    })
}

/** Runs `step` (true when done) in slices of at most `LIMITS.stageSliceMs`; `afterSlice` is called after each. */
export async function runInSlices(
  step: (isDue: () => boolean) => boolean,
  pause: () => Promise<void>,
  now: () => number,
  afterSlice: () => void,
): Promise<void> {
  for (;;) {
    const dueMs = now() + LIMITS.stageSliceMs
    const isDone = step(() => now() >= dueMs)
    afterSlice()
    if (isDone) return
    await pause()
  }
}
