import type { Stoppable } from '../base/stoppable.ts'
import { Counter, createRegistry, Gauge, Histogram, type Registry } from '../node/metrics.ts'

/** What is asked when somebody looks. */
export type WebReadings = {
  readonly servers: () => Iterable<{
    readonly state: 'up' | 'draining' | 'down'
    readonly keyAgeMs: number | null
  }>
  readonly reportsWaiting: () => number
}

export interface WebMetrics extends Stoppable {
  readonly registry: Registry
  /** A request has been answered. `route`: its pattern, never its address. */
  answered(route: string, status: number, ms: number): void
  /** A request was refused with this error code. */
  refused(code: string): void
  /** An agent opened a join link. */
  join(result: string): void
  /** A statement of the database took this long. */
  query(ms: number): void
  databaseUp(isUp: boolean): void
  watch(readings: WebReadings): void
}

const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const STATES = ['up', 'draining', 'down'] as const

export function createWebMetrics(): WebMetrics {
  const { registry, stop } = createRegistry()
  const registers = [registry]
  const requests = new Counter({
    name: 'sidelong_requests_total',
    help: 'Requests answered, by route and status',
    labelNames: ['route', 'status'],
    registers,
  })
  const duration = new Histogram({
    name: 'sidelong_request_seconds',
    help: 'Time to the end of the answer; look-ups that wait are part of it',
    labelNames: ['route'],
    buckets: REQUEST_BUCKETS,
    registers,
  })
  const refusals = new Counter({
    name: 'sidelong_refusals_total',
    help: 'Requests refused, by error code',
    labelNames: ['code'],
    registers,
  })
  const joins = new Counter({
    name: 'sidelong_hand_overs_total',
    help: 'Join links opened by agents who are logged in: handed-over, or why not',
    labelNames: ['result'],
    registers,
  })
  const queries = new Histogram({
    name: 'sidelong_database_seconds',
    help: 'Time of database statements',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  })
  const database = new Gauge({
    name: 'sidelong_database_up',
    help: '1 if the database answered the last time it was asked (every second)',
    registers,
  })
  database.set(1)

  return {
    registry,
    stop,
    answered(route, status, ms) {
      requests.inc({ route, status: String(status) })
      duration.observe({ route }, ms / 1_000)
    },
    refused: (code) => refusals.inc({ code }),
    join: (result) => joins.inc({ result }),
    query: (ms) => queries.observe(ms / 1_000),
    databaseUp: (isUp) => database.set(Number(isUp)),
    watch({ servers, reportsWaiting }) {
      new Gauge({
        name: 'sidelong_session_servers',
        help: 'Session servers, by state',
        labelNames: ['state'],
        registers,
        collect() {
          const counts = { up: 0, draining: 0, down: 0 }
          for (const { state } of servers()) counts[state]++
          for (const state of STATES) this.set({ state }, counts[state])
        },
      })
      new Gauge({
        name: 'sidelong_signing_key_age_seconds',
        help: 'Age of the oldest key that signs joins; a new one is due every 60 s',
        registers,
        collect() {
          this.set(Math.max(0, ...[...servers()].map(({ keyAgeMs }) => keyAgeMs ?? 0)) / 1_000)
        },
      })
      new Gauge({
        name: 'sidelong_servers_without_key',
        help: 'Connected session servers where no join can be signed',
        registers,
        collect() {
          const without = [...servers()].filter(
            ({ state, keyAgeMs }) => state !== 'down' && keyAgeMs === null,
          )
          this.set(without.length)
        },
      })
      new Gauge({
        name: 'sidelong_reports_waiting',
        help: 'Reports of session servers that are not in the database yet',
        registers,
        collect() {
          this.set(reportsWaiting())
        },
      })
    },
  }
}
