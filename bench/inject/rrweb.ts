import { record } from 'rrweb'
import { compressedBytes, offer } from './recorder.ts'

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
  takeBytes() {
    const json = JSON.stringify(events)
    const hasEvents = events.length > 0
    events = []
    return hasEvents ? compressedBytes(new TextEncoder().encode(json), 'gzip') : Promise.resolve(0)
  },
  fault: () => null,
})
