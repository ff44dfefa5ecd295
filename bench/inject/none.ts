import { offer } from './recorder.ts'

let completeAt: number | null = null

/** The page without a recorder: what the others' figures are compared with. */
offer({
  pulse: () => 0,
  isPending: () => false,
  start() {
    completeAt = performance.now()
  },
  completeAt: () => completeAt,
  takeBytes: () => Promise.resolve({ live: 0, together: 0 }),
  fault: () => null,
})
