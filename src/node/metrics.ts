import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Gauge, Registry } from 'prom-client'
import type { Stoppable } from '../base/stoppable.ts'

export { Counter, Gauge, Histogram, Registry } from 'prom-client'

/*
 * Metrics for the operator (Prometheus). Labels are made of our own words alone (a status, a code, a route's pattern):
 * never an id, a key, an address or anything of a page.
 */

const LOOP_RESOLUTION_MS = 10

/** A registry with what is worth knowing of any Node process. Reads no file but the list of its own descriptors. */
export function createRegistry(): { readonly registry: Registry } & Stoppable {
  const registry = new Registry()
  const lag = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  lag.enable()
  const gauge = (name: string, help: string, read: () => number | null): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const value = read()
        if (value !== null) this.set(value)
      },
    })
  }
  const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - LOOP_RESOLUTION_MS / 1_000)
  gauge(
    'sidelong_event_loop_lag_p99_seconds',
    '99th percentile of how late timers were since the last look',
    () => seconds(lag.percentile(99)),
  )
  gauge('sidelong_event_loop_lag_max_seconds', 'How late a timer was at most since the last look', () => {
    const value = seconds(lag.max)
    lag.reset()
    return value
  })
  gauge('process_cpu_seconds_total', 'Processor time used', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge('process_resident_memory_bytes', 'Memory in use', () => process.memoryUsage.rss())
  gauge('sidelong_heap_used_bytes', 'JavaScript objects', () => process.memoryUsage().heapUsed)
  gauge(
    'sidelong_array_buffers_bytes',
    'Bytes outside the JavaScript heap, envelopes above all',
    () => process.memoryUsage().arrayBuffers,
  )
  gauge('process_open_fds', 'Open descriptors; absent where they may not be listed', countDescriptors)
  gauge('process_uptime_seconds', 'Since the start of the process', () => process.uptime())
  return { registry, stop: () => lag.disable() }
}

function countDescriptors(): number | null {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}
