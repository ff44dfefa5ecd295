import { record } from 'rrweb'
import { compressedBytes, messageBytes, offer } from './recorder.ts'

let events: unknown[] = []
let pulse = 0
let completeAt: number | null = null

// Turning the events into JSON and compressing that happens outside of what is measured, in rrweb's favor.
offer({
  pulse: () => pulse,
  isPending: () => false,
  start() {
    record({
      emit(event) {
        events.push(event)
        pulse++
      },
    })
    completeAt = performance.now()
  },
  completeAt: () => completeAt,
  async takeBytes() {
    const taken = events
    events = []
    if (taken.length === 0) return { live: 0, together: 0 }
    const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
    let live = 0
    for (const event of taken) live += await messageBytes(encode(event))
    return { live, together: await compressedBytes(encode(taken), 'gzip') }
  },
  fault: () => null,
})
